"""A branch's month: which duties did not apply or were not done, its confirmation, and who may still correct it."""

# long: a month from its first day to the corrections after its end

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, month_corrections, spans
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.models import MonthExemption, MonthRecord
from db.rights import Act, Actor, Doer, Noun, Operator, organisation_for
from db.vocabulary import Duty, Hindrance, Inapplicable
from db.workdays import add_months, month_of, today

# Until this day of the month nothing is amiss; from it on the month may be confirmed.
QUIET_UNTIL = 25
# Up to this day of the next month a branch corrects its month.
CORRECTED_UNTIL = 5


@dataclass(frozen=True)
class MonthState:
    """What a branch may still do with a month. confirmed_at : None until it is confirmed.

    may_confirm : not confirmed yet, and between the 25th and `until`, the last day for corrections. A month in
    which the branch did not work is none of its months: nothing may be done with it.
    """

    month: date
    confirmed_at: datetime | None
    until: date
    may_change: bool
    may_confirm: bool


def last_correction(month: date) -> date:
    """Return the last day on which a branch may change what it recorded of a month."""
    return add_months(month, 1).replace(day=CORRECTED_UNTIL)


def state_of(session: Session, *, actor: Doer, branch_id: int, month: date, today: date) -> MonthState:
    """Return how far a month is. Refuses: no_right, organisation_unknown."""
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.READ)
    record = session.get(MonthRecord, (branch_id, month))
    until = last_correction(month)
    may_change = month <= today <= until and _works_in(session, branch_id, month)
    return MonthState(
        month=month,
        confirmed_at=record.confirmed_at if record else None,
        until=until,
        may_change=may_change,
        may_confirm=may_change and record is None and today >= month.replace(day=QUIET_UNTIL),
    )


def _works_in(session: Session, branch_id: int, month: date) -> bool:
    life = spans.life_of(session, branch_id)
    return not life.spans or life.stood_in(month)


def months_for(session: Session, *, actor: Doer, branch_id: int, today: date) -> list[date]:
    """Return the months a branch can look back on: this one, and the last one unless it did not work then.

    Refuses: no_right, organisation_unknown.
    """
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.READ)
    month = month_of(today)
    last = add_months(month, -1)
    return [month, last] if _works_in(session, branch_id, last) else [month]


def last_month(session: Session, *, actor: Doer, branch_id: int, today: date) -> date:
    """Return the latest month of a branch: this one, or the one in which it was closed.

    Refuses: no_right, organisation_unknown.
    """
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.READ)
    life = spans.life_of(session, branch_id)
    closed_on = life.spans[-1].closed_on if life.spans and not life.is_active else None
    return month_of(closed_on or today)


def confirm(session: Session, *, actor: Actor, branch_id: int, month: date, now: datetime) -> None:
    """Say that a branch's month is as recorded. Doing it twice does nothing more.

    Refuses: no_right, organisation_unknown, month_not_ripe before the 25th, month_closed after the 5th,
    month_not_of_branch.
    """
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.CONFIRM)
    if session.get(MonthRecord, (branch_id, month)) is not None:
        return
    if today(now) < month.replace(day=QUIET_UNTIL):
        raise Conflict("month_not_ripe", day=QUIET_UNTIL)
    _refuse_closed(session, branch_id, month, now)
    session.add(MonthRecord(branch_id=branch_id, month=month, confirmed_at=now, person_id=actor.id))
    session.flush()
    _audit(session, actor, "confirm_month", branch_id, month, now)


def require_open(session: Session, *, actor: Doer, branch_id: int, day: date, now: datetime) -> None:
    """Let a change to the month of `day` pass: noted when the month was confirmed, refused after the 5th.

    Then only somebody above may change it, and nobody above before: a `Corrector` with a reason, which the branch reads.
    Every service that writes what a month counts asks here first.
    Refuses: month_closed; month_not_of_branch — the branch did not work then; month_still_open,
    correction_reason_missing, text_too_long, reason_naming — from above.
    """
    month = month_of(day)
    if isinstance(actor, Actor) and actor.organisation_id != branch_id:
        _refuse_uncorrected(session, actor, branch_id, month, now)
    elif not isinstance(actor, Operator):
        _refuse_closed(session, branch_id, month, now)
    if session.get(MonthRecord, (branch_id, month)) is not None:
        _audit(session, actor, "change_confirmed_month", branch_id, month, now)


def _refuse_uncorrected(session: Session, actor: Actor, branch_id: int, month: date, now: datetime) -> None:
    until = last_correction(month)
    if today(now) <= until:
        raise Conflict("month_still_open", month=month, until=until)
    if not _works_in(session, branch_id, month):
        raise Invalid("month_not_of_branch", month=month)
    month_corrections.reason_of(actor)


def _refuse_closed(session: Session, branch_id: int, month: date, now: datetime) -> None:
    if today(now) > last_correction(month):
        raise TooLate("month_closed", month=month, until=last_correction(month))
    if not _works_in(session, branch_id, month):
        raise Invalid("month_not_of_branch", month=month)


def exempt(
    session: Session,
    *,
    actor: Actor,
    branch_id: int,
    month: date,
    duty: Duty,
    reason: Inapplicable | None,
    now: datetime,
) -> None:
    """Say that a duty does not apply this month (本月不适用) and does not count, and why; takes the place of what was said.

    Refuses: no_right, organisation_unknown, exemption_reason_missing, month_ahead, month_closed, month_not_of_branch.
    """
    if reason is None:
        raise Invalid("exemption_reason_missing", field="reason")
    _say(session, actor, branch_id, month, duty, reason.value, False, now)
    _note_down(session, actor, "exempt", branch_id, month, now, duty)


def explain(
    session: Session,
    *,
    actor: Actor,
    branch_id: int,
    month: date,
    duty: Duty,
    reason: Hindrance | None,
    now: datetime,
    words: str = "",
) -> None:
    """Say that a duty is not done this month (未开展), and why; it counts all the same. Takes the place of what was said.

    reason : from the list; for 其他 the `words` (up to 200 characters) say it.

    Refuses: as `exempt`; text_too_long, reason_naming.
    """
    _say(session, actor, branch_id, month, duty, _reason(reason, words), True, now)
    _note_down(session, actor, "explain_undone", branch_id, month, now, duty)


def _say(
    session: Session,
    actor: Actor,
    branch_id: int,
    month: date,
    duty: Duty,
    reason: str,
    applies: bool,
    now: datetime,
) -> None:
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.CHANGE)
    if month > today(now):
        raise Invalid("month_ahead", field="month")
    require_open(session, actor=actor, branch_id=branch_id, day=month, now=now)
    key = {"branch_id": branch_id, "month": month, "duty": duty}
    session.merge(MonthExemption(**key, reason=reason, applies=applies, person_id=actor.id))
    session.flush()


def _reason(reason: Hindrance | None, words: str) -> str:
    if reason is not None and reason is not Hindrance.OTHER:
        return reason.value
    words = month_corrections.in_words(words, name="原因")
    if not words:
        raise Invalid("exemption_reason_missing", field="reason")
    return words


def reason_text(stored: str) -> str:
    """Return a stored reason in Chinese: the label of one from the list, else its own words."""
    return next((word.label for word in (*Hindrance, *Inapplicable) if word.value == stored), stored)


def withdraw_exemption(
    session: Session, *, actor: Actor, branch_id: int, month: date, duty: Duty, now: datetime
) -> None:
    """Take back what was said of a duty that did not apply or was not done.

    Refuses: no_right, organisation_unknown, exemption_unknown, month_closed.
    """
    organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.CHANGE)
    found = session.get(MonthExemption, (branch_id, month, duty))
    if found is None:
        raise NotFound("exemption_unknown")
    require_open(session, actor=actor, branch_id=branch_id, day=month, now=now)
    session.delete(found)
    session.flush()
    _note_down(session, actor, "withdraw_exemption", branch_id, month, now, duty)


def _note_down(
    session: Session, actor: Actor, verb: str, branch_id: int, month: date, now: datetime, duty: Duty
) -> None:
    _audit(session, actor, verb, branch_id, month, now, duty=duty.value)
    month_corrections.note(session, actor=actor, branch_id=branch_id, month=month, verb=verb, now=now)


def _audit(
    session: Session, actor: Doer, verb: str, branch_id: int, month: date, now: datetime, **facts: object
) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"month:{branch_id}/{month:%Y-%m}",
        organisation_id=branch_id,
        now=now,
        **facts,
    )
