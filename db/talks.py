"""Talks (谈心): recording one, with what the youth wants done; its text is opened one by one.

A talk and the needs that came of it are not linked: the need is for its handlers, the talk for its writer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, case, cast, false, func, literal, null, select
from sqlalchemy.orm import Session

from db import claims, entries, month_records, questionnaires, secrets, talk_form
from db.claims import Offered, Request
from db.entries import PAGE_SIZE, Listed
from db.errors import Conflict, NotFound
from db.models import AuditEntry, Organisation, Person, Talk
from db.rights import Act, Actor, Noun, within
from db.talk_form import TalkForm
from db.vocabulary import Channel, NeedSource, Role, TalkReason, Visibility, YouthGroup
from db.workdays import last_day
from db.workdays import today as day_of

MOST_OPENINGS = 20


@dataclass(frozen=True)
class TalkRow:
    """One line of the list, without text. alias : the writer's own only. can_open : there is a text, for you."""

    id: int
    version: int
    talked_on: date
    channel: Channel
    youth_group: YouthGroup
    reason: TalkReason
    categories: tuple[str, ...]
    visibility: Visibility
    next_on: date | None
    writer: str
    is_mine: bool
    alias: str | None
    has_text: bool
    can_open: bool


def record(
    session: Session, *, actor: Actor, form: TalkForm, now: datetime, requests: tuple[Request, ...] = ()
) -> tuple[Offered, ...]:
    """Write down a talk of the person's own branch; each request becomes a need with a link to claim it.

    Refuses: no_right, day_ahead, month_closed, channel_missing, youth_group_missing, talk_reason_missing,
    too_many_categories, category_unknown, text_too_long, alias_too_long, next_before_today; for a request as
    claims.relay.
    """
    own, day = actor.organisation_id, form.talked_on
    entries.branch_for(session, actor=actor, branch_id=own, noun=Noun.TALK, act=Act.ADD, day=day, now=now)
    talk = Talk(branch_id=own, person_id=actor.id)
    talk_form.write(session, talk=talk, form=form, today=day_of(now))
    session.add(talk)
    session.flush()
    _note(session, actor, talk, "record_talk", now)
    return tuple(
        claims.relay(session, branch_id=own, source=NeedSource.TALK, request=request, today=day_of(now))
        for request in requests
    )


def _note(session: Session, actor: Actor, talk: Talk, verb: str, now: datetime) -> None:
    entries.note_down(session, actor, verb, f"talk:{talk.id}", talk.branch_id, now, talk.talked_on)


def _own_branch(actor: Actor, noun: Noun, act: Act) -> ColumnElement[bool]:
    return within(actor, noun, act, organisation_id=Talk.branch_id, path=Organisation.path)


def _text_is_for(actor: Actor) -> ColumnElement[bool]:
    is_shared = Talk.visibility == Visibility.WRITER_AND_SECRETARY
    mine = Talk.person_id == actor.id
    readable = mine | (is_shared if actor.role is Role.SECRETARY else false())
    return _own_branch(actor, Noun.TALK_TEXT, Act.READ) & readable & Talk.summary_sealed.is_not(None)


def _rows(actor: Actor) -> Select[Any]:
    """Return the columns of a line: never the text, and the alias only of one's own."""
    mine = Talk.person_id == actor.id
    return (
        select(
            Talk.id,
            Talk.version,
            Talk.talked_on,
            Talk.channel,
            Talk.youth_group,
            Talk.reason,
            Talk.category_codes,
            Talk.visibility,
            case((mine, Talk.next_on), else_=null()).label("next_on"),
            Person.name.label("writer"),
            mine.label("is_mine"),
            case((mine, Talk.alias_sealed), else_=null()).label("alias_sealed"),
            Talk.summary_sealed.is_not(None).label("has_text"),
            _text_is_for(actor).label("can_open"),
        )
        .join(Organisation, Organisation.id == Talk.branch_id)
        .join(Person, Person.id == Talk.person_id)
        .where(_own_branch(actor, Noun.TALK, Act.READ))
    )


def list_for(session: Session, *, actor: Actor, on: date, page: int = 1) -> Listed[TalkRow]:
    """Return one page of the talks of the person's branch; 20 lines each.

    First those where the person has to be in contact again by `on`, then the latest. Refuses: no_right.
    """
    is_due = (Talk.person_id == actor.id) & (Talk.next_on <= on)
    rows = session.execute(
        _rows(actor)
        .order_by(case((is_due, 0), else_=1), Talk.talked_on.desc(), Talk.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    total = session.scalar(select(func.count()).select_from(_rows(actor).subquery()))
    labels = questionnaires.category_labels(session)
    return Listed([_row(row, labels) for row in rows], total or 0)


def get_for(session: Session, *, actor: Actor, talk_id: int) -> TalkRow:
    """Return one talk without its text. Refuses: no_right, talk_unknown."""
    row = session.execute(_rows(actor).where(Talk.id == talk_id)).one_or_none()
    if row is None:
        raise NotFound("talk_unknown")
    return _row(row, questionnaires.category_labels(session))


def _row(row: Row[Any], labels: dict[str, str]) -> TalkRow:
    values = row._asdict()
    codes, alias = values.pop("category_codes")["codes"], values.pop("alias_sealed")
    return TalkRow(
        **values,
        categories=tuple(labels[code] for code in codes),
        alias=secrets.unseal_optional(secrets.TEXT, alias),
    )


def open_text(session: Session, *, actor: Actor, talk_id: int, now: datetime) -> str:
    """Return the text of a talk, for its writer, and for the secretary where it is shared; each time audited.

    Refuses: no_right; talk_text_unknown — there is none, or none for this person.
    """
    talk = session.scalar(
        select(Talk)
        .join(Organisation, Organisation.id == Talk.branch_id)
        .where(Talk.id == talk_id, _text_is_for(actor))
    )
    if talk is None or talk.summary_sealed is None:
        raise NotFound("talk_text_unknown")
    _note(session, actor, talk, "open_talk", now)
    session.flush()
    return secrets.unseal(secrets.TEXT, talk.summary_sealed)


def openings(session: Session, *, actor: Actor, talk_id: int) -> tuple[tuple[datetime, str], ...]:
    """Return when and by whom one's own talk was opened, the latest first. Refuses: no_right, talk_unknown."""
    subject = AuditEntry.subject == f"talk:{_own(session, actor, talk_id).id}"
    # The key of a deleted talk may come back: what is older than this one's recording was another's.
    recorded = select(func.max(AuditEntry.id)).where(subject, AuditEntry.verb == "record_talk")
    rows = session.execute(
        select(AuditEntry.at, Person.name)
        .join(Person, AuditEntry.actor == literal("person:") + cast(Person.id, String))
        .where(subject, AuditEntry.verb == "open_talk", AuditEntry.id > recorded.scalar_subquery())
        .order_by(AuditEntry.id.desc())
        .limit(MOST_OPENINGS)
    )
    return tuple((at, name) for at, name in rows)


def form_of(session: Session, *, actor: Actor, talk_id: int, now: datetime) -> tuple[TalkForm, int]:
    """Return one's own talk as it is written down, to change it, and its version; a text counts as opened.

    Refuses: no_right, talk_unknown.
    """
    talk = _own(session, actor, talk_id)
    text = open_text(session, actor=actor, talk_id=talk.id, now=now) if talk.summary_sealed else ""
    return talk_form.of(talk, text=text), talk.version


def _own(session: Session, actor: Actor, talk_id: int, *, version: int | None = None) -> Talk:
    talk = session.scalar(
        select(Talk)
        .join(Organisation, Organisation.id == Talk.branch_id)
        .where(Talk.id == talk_id, Talk.person_id == actor.id, _own_branch(actor, Noun.TALK, Act.CHANGE))
    )
    if talk is None:
        raise NotFound("talk_unknown")
    if version is not None and talk.version != version:
        raise Conflict("changed_meanwhile")
    return talk


def change(
    session: Session, *, actor: Actor, talk_id: int, version: int, form: TalkForm, now: datetime,
    meant_empty: Collection[str] = (),
) -> None:  # fmt: skip
    """Write one's own talk anew; its text at any time, its day while both months may still be corrected.

    Refuses: talk_unknown, changed_meanwhile, and as record.
    """
    talk = _own(session, actor, talk_id, version=version)
    for day in {talk.talked_on, form.talked_on} if form.talked_on != talk.talked_on else ():
        month_records.require_open(session, actor=actor, branch_id=talk.branch_id, day=day, now=now)
    talk_form.write(session, talk=talk, form=form, today=day_of(now), meant_empty=meant_empty)
    session.flush()
    _note(session, actor, talk, "change_talk", now)


def met_again(session: Session, *, actor: Actor, talk_id: int, version: int, now: datetime) -> None:
    """Note that the contact agreed on has taken place. Refuses: talk_unknown, changed_meanwhile."""
    talk = _own(session, actor, talk_id, version=version)
    talk.next_on = None
    session.flush()
    _note(session, actor, talk, "change_talk", now)


def delete(session: Session, *, actor: Actor, talk_id: int, version: int, now: datetime) -> None:
    """Delete one's own talk with its text; needs that came of it stay.

    Refuses: talk_unknown, changed_meanwhile; month_closed — the text alone can still be emptied.
    """
    talk = _own(session, actor, talk_id, version=version)
    day = talk.talked_on
    month_records.require_open(session, actor=actor, branch_id=talk.branch_id, day=day, now=now)
    _note(session, actor, talk, "delete_talk", now)
    session.delete(talk)
    session.flush()


def counts(session: Session, *, actor: Actor, month: date) -> dict[int, int]:
    """Return branch id → number of talks in a month, of the branches that the person may count; 0 is left out."""
    within_right = within(
        actor, Noun.TALK_COUNT, Act.READ, organisation_id=Talk.branch_id, path=Organisation.path
    )
    in_month = Talk.talked_on.between(month, last_day(month))
    rows = session.execute(
        select(Talk.branch_id, func.count())
        .join(Organisation, Organisation.id == Talk.branch_id)
        .where(within_right, in_month)
        .group_by(Talk.branch_id)
    )
    return dict(rows.all())
