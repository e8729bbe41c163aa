"""Talks as tests record and read them, through the service."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import talks
from db.claims import Request
from db.models import AuditEntry, Organisation, Talk
from db.rights import Actor
from db.talk_form import TalkForm
from db.vocabulary import Channel, Role, TalkReason, YouthGroup
from tests import builders
from tests import cast as casting
from tests.cast import Cast

TODAY = date(2026, 6, 18)
WORDS = "最近睡不好，想换个班次"


def a_form(**but: object) -> TalkForm:
    values: dict[str, object] = {
        "talked_on": TODAY,
        "channel": Channel.IN_PERSON,
        "youth_group": YouthGroup.NEWCOMER,
        "reason": TalkReason.CARE,
        **but,
    }
    return TalkForm(**values)  # type: ignore[arg-type]


def record(session: Session, actor: Actor, now: datetime, *requests: Request, **but: object) -> int:
    """Record a talk; return its id."""
    talks.record(session, actor=actor, form=a_form(**but), now=now, requests=requests)
    [row] = session.scalars(select(Talk).order_by(Talk.id.desc()).limit(1))
    return row.id


def rows(session: Session, actor: Actor, on: date = TODAY) -> list[talks.TalkRow]:
    return talks.list_for(session, actor=actor, on=on).rows


def audited(session: Session, verb: str) -> list[str]:
    found = session.scalars(select(AuditEntry).where(AuditEntry.verb == verb))
    return [entry.actor for entry in found]


def a_colleague(session: Session, cast: Cast, now: datetime) -> Actor:
    """Make 孙, a cadre of branch A, whose secretary is 陈."""
    builders.the_categories(session)
    branch = session.get_one(Organisation, cast.branch_a)
    return casting.a_person(session, branch, "孙", "sun", Role.CADRE, now=now)
