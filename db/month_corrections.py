"""What somebody above puts right in a branch's closed month: with a reason, and the branch reads it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import titles
from db.errors import Invalid
from db.lines import folded
from db.models import MonthCorrection, Organisation
from db.rights import Act, Corrector, Doer, Noun, organisation_for
from db.workdays import today

REASON_LIMIT = 200


@dataclass(frozen=True)
class Correction:
    """One correction. by : the organisation. verb : as in the audit log. day : of the record, None for a duty's reason."""

    corrected_on: date
    by: str
    month: date
    verb: str
    day: date | None
    reason: str


def is_by(actor: Doer, branch_id: int) -> bool:
    """Tell whether somebody puts right what is another organisation's."""
    return isinstance(actor, Corrector) and actor.organisation_id != branch_id


def reason_of(actor: Doer) -> str:
    """Return why the person corrects. Refuses: correction_reason_missing, text_too_long, reason_naming."""
    reason = in_words(actor.reason if isinstance(actor, Corrector) else "", name="更正原因")
    if not reason:
        raise Invalid("correction_reason_missing", field="reason")
    return reason


def in_words(said: str, *, name: str) -> str:
    """Return a reason that somebody wrote as one line, "" for none. name : of the field.

    Others read it, in ledgers too. Refuses: text_too_long; reason_naming — it looks as if it said who somebody is.
    """
    reason = folded(said)
    if len(reason) > REASON_LIMIT:
        raise Invalid("text_too_long", field="reason", name=name, limit=REASON_LIMIT)
    if found := titles.naming(reason):
        raise Invalid("reason_naming", field="reason", name=name, words="”“".join(found))
    return reason


def note(
    session: Session,
    *,
    actor: Doer,
    branch_id: int,
    month: date,
    verb: str,
    now: datetime,
    day: date | None = None,
) -> None:
    """Write down for the branch what was put right; what a branch does itself is no correction."""
    if not is_by(actor, branch_id):
        return
    assert isinstance(actor, Corrector)
    session.add(
        MonthCorrection(
            branch_id=branch_id,
            month=month,
            corrected_on=today(now),
            organisation_id=actor.organisation_id,
            person_id=actor.id,
            verb=verb,
            day=day,
            reason=reason_of(actor),
        )
    )


def list_for(session: Session, *, actor: Doer, branch_id: int, since: date) -> tuple[Correction, ...]:
    """Return what was put right in a branch's months since a day, the latest first.

    Refuses: no_right, organisation_unknown.
    """
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.READ)
    rows = session.execute(
        select(MonthCorrection, Organisation.name)
        .join(Organisation, Organisation.id == MonthCorrection.organisation_id)
        .where(MonthCorrection.branch_id == branch_id, MonthCorrection.corrected_on >= since)
        .order_by(MonthCorrection.corrected_on.desc(), MonthCorrection.id.desc())
    )
    return tuple(
        Correction(row.corrected_on, name, row.month, row.verb, row.day, row.reason) for row, name in rows
    )
