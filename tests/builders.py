"""Small builders of rows for tests: questionnaire, wave, link, need. Straight from the models, no service."""

import json
import secrets as randomness
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import questions, secrets, workdays
from db.engine import ROOT
from db.models import (
    Category,
    Need,
    NeedEvent,
    Organisation,
    OrganisationSpan,
    Questionnaire,
    QuestionnaireVersion,
    StandingLink,
    Wave,
    WaveBranch,
)
from db.vocabulary import (
    Level,
    NeedSource,
    NeedState,
    Party,
    RatingScope,
    Urgency,
    Verb,
    WaveKind,
)

CONTENTS = ROOT / "db" / "contents"


def raw_categories() -> list[dict[str, Any]]:
    """Return the default need categories as the file has them."""
    found: list[dict[str, Any]] = json.loads((CONTENTS / "need_categories.json").read_text("utf-8"))
    return found


def monthly_definition() -> dict[str, Any]:
    """Return the monthly questionnaire with the categories frozen into it."""
    raw: dict[str, Any] = json.loads((CONTENTS / "monthly_v1.json").read_text("utf-8"))
    return {
        "questions": raw["questions"],
        "adults_only": raw["adults_only"],
        "categories": [_frozen(c) for c in raw_categories()],
    }


def _frozen(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": raw["code"],
        "label": raw["label"],
        "is_sensitive": raw.get("is_sensitive", False),
        "children": [_frozen(child) for child in raw.get("children", ())],
    }


def monthly_form() -> questions.Form:
    """Return the monthly questionnaire, ready to ask."""
    return questions.read_form("月度调查", RatingScope.ROTATE_THIRD, monthly_definition())


def the_categories(session: Session) -> None:
    """Make the default need categories, once."""
    if session.get(Category, "EMP") is not None:
        return
    for position, top in enumerate(raw_categories()):
        session.add(_category(top, None, position))
        session.flush()
        session.add_all(_category(c, top["code"], i) for i, c in enumerate(top.get("children", ())))
    session.flush()


def _category(raw: dict[str, Any], parent: str | None, position: int) -> Category:
    return Category(
        code=raw["code"],
        parent_code=parent,
        label=raw["label"],
        position=position,
        is_sensitive=raw.get("is_sensitive", False),
        plan_field=raw.get("plan_field"),
        keywords={"zh": raw.get("keywords", [])},
    )


def a_version(session: Session, *, now: datetime, **but: Any) -> QuestionnaireVersion:
    """Make the monthly questionnaire's first version, published; the one that is there if it is."""
    the_categories(session)
    found = session.scalars(
        select(QuestionnaireVersion).join(Questionnaire).where(Questionnaire.is_monthly)
    ).first()
    if found is not None and not but:
        return found
    questionnaire = Questionnaire(code=but.pop("code", "monthly"), is_monthly=but.pop("is_monthly", True))
    session.add(questionnaire)
    session.flush()
    values = {
        "number": 1,
        "title": "{year}年{month}月青年需求小调查",
        "rating_scope": RatingScope.ROTATE_THIRD,
        "definition": monthly_definition(),
        "published_at": now,
        **but,
    }
    version = QuestionnaireVersion(questionnaire_id=questionnaire.id, **values)
    session.add(version)
    session.flush()
    return version


def a_wave(session: Session, *, now: datetime, **but: Any) -> Wave:
    """Make the monthly wave of the month of `now`, open on every day up to the 25th, for all branches."""
    month = workdays.month_of(workdays.today(now))
    values = {
        "kind": WaveKind.MONTHLY,
        "month": month,
        "opens_on": month,
        "closes_on": month.replace(day=25),
        **but,
    }
    if "version_id" not in values:
        values["version_id"] = a_version(session, now=now).id
    wave = Wave(**values)
    session.add(wave)
    session.flush()
    for branch in session.scalars(select(Organisation).where(Organisation.level == Level.BRANCH)):
        session.add(
            WaveBranch(
                wave_id=wave.id,
                branch_id=branch.id,
                committee_id=branch.parent_id,
                domain=branch.domain,
                declared_youth=branch.declared_youth,
            )
        )
    session.flush()
    return wave


def a_link(session: Session, branch_id: int, *, now: datetime, **but: Any) -> StandingLink:
    """Make a branch's standing link."""
    values = {
        "token": randomness.token_urlsafe(32),
        "branch_code": "".join(randomness.choice(secrets.ALPHABET) for _ in range(6)),
        "created_at": now,
        **but,
    }
    link = StandingLink(branch_id=branch_id, **values)
    session.add(link)
    session.flush()
    return link


def a_span(session: Session, branch_id: int, began_on: date, closed_on: date | None = None) -> None:
    """Say from when to when a branch worked."""
    session.add(OrganisationSpan(organisation_id=branch_id, began_on=began_on, closed_on=closed_on))
    session.flush()


def a_need(session: Session, branch_id: int, *, now: datetime, text: str = "想找实习", **but: Any) -> Need:
    """Make a need that the branch has been handed and not yet accepted, with its first event."""
    the_categories(session)
    day = workdays.today(now)
    values = {
        "month": workdays.month_of(day),
        "organisation_id": branch_id,
        "source": NeedSource.WISH,
        "category_code": "EMP",
        "sub_item_code": "EMP2",
        "is_sensitive": False,
        "text_sealed": secrets.seal(secrets.TEXT, text),
        "urgency": Urgency.NORMAL,
        "state": NeedState.RAISED,
        "raised_on": day,
        "handed_on": day,
        "accept_by": workdays.Workdays().after(day, 3),
        **but,
    }
    need = Need(branch_id=branch_id, **values)
    session.add(need)
    session.flush()
    session.add(_first_event(need))
    session.flush()
    return need


def _first_event(need: Need) -> NeedEvent:
    return NeedEvent(
        need_id=need.id,
        seq=1,
        happened_on=need.raised_on,
        verb=Verb.RAISE,
        to_state=NeedState.RAISED,
        party=Party.YOUTH,
        facts={},
    )


DAYS = {
    Verb.ACCEPT: "accepted_on", Verb.TAKE_OVER: "accepted_on", Verb.SETTLE: "settled_on", Verb.CONFIRM: "closed_on",
    Verb.DECLINE: "closed_on", Verb.WITHDRAW: "closed_on", Verb.LAPSE: "closed_on", Verb.RELAY: "closed_on",
}  # fmt: skip


def a_step(session: Session, need: Need, verb: Verb, state: NeedState, *, on: date, **facts: Any) -> None:
    """Log one more step of a need, as its handler took it, with its day; the state stays as it is."""
    column = DAYS.get(verb)
    if column and not (column == "accepted_on" and need.accepted_on):
        setattr(need, column, on)
    last = session.scalar(select(func.max(NeedEvent.seq)).where(NeedEvent.need_id == need.id)) or 0
    session.add(
        NeedEvent(
            need_id=need.id,
            seq=last + 1,
            happened_on=on,
            verb=verb,
            to_state=state,
            party=Party.CADRE,
            facts=facts,
        )
    )
    session.flush()
