"""The district's own working days: stronger than the built-in calendar, for a year that is not announced yet too."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.errors import Conflict, Invalid, NotFound
from db.models import DayOverride
from db.rights import Act, Doer, Noun, require
from db.workdays import Workdays

LONGEST = 31
NOTE_LIMIT = 60


@dataclass(frozen=True)
class DayRow:
    """One day that the district set."""

    day: date
    is_working: bool
    note: str | None


def list_for(session: Session, *, actor: Doer, since: date) -> list[DayRow]:
    """Return the days set, from `since` on, in order. Refuses: no_right."""
    require(actor, Noun.SETTING, Act.READ)
    rows = session.scalars(select(DayOverride).where(DayOverride.day >= since).order_by(DayOverride.day))
    return [DayRow(row.day, row.is_working, row.note) for row in rows]


def mark(
    session: Session,
    *,
    actor: Doer,
    first: date,
    last: date,
    is_working: bool,
    note: str,
    now: datetime,
) -> int:
    """Set the days from `first` to `last` (at most 31) as working days or not; return how many changed.

    Days that are so already are left alone. Deadlines that were frozen stay.
    Refuses: no_right, days_malformed, day_note_too_long, days_are_so_already.
    """
    require(actor, Noun.SETTING, Act.CHANGE)
    if not first <= last < first + timedelta(days=LONGEST):
        raise Invalid("days_malformed", field="days", most=LONGEST)
    if len(note.strip()) > NOTE_LIMIT:
        raise Invalid("day_note_too_long", field="note", limit=NOTE_LIMIT)
    days, calendar = Workdays.of(session), Workdays()
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    wanted = [day for day in span if days.is_working(day) is not is_working]
    if not wanted:
        raise Conflict("days_are_so_already")
    for day in wanted:
        found = session.get(DayOverride, day)
        if found is not None and calendar.is_working(day) is is_working:
            session.delete(found)
        else:
            session.merge(DayOverride(day=day, is_working=is_working, note=note.strip() or None))
    session.flush()
    _record(session, actor, "mark_days", first, now, last=last.isoformat(), is_working=is_working)
    return len(wanted)


def unmark(session: Session, *, actor: Doer, day: date, now: datetime) -> None:
    """Let the built-in calendar say again what a day is. Refuses: no_right, day_not_marked."""
    require(actor, Noun.SETTING, Act.CHANGE)
    found = session.get(DayOverride, day)
    if found is None:
        raise NotFound("day_not_marked")
    session.delete(found)
    session.flush()
    _record(session, actor, "unmark_day", day, now)


def _record(session: Session, actor: Doer, verb: str, day: date, now: datetime, **facts: object) -> None:
    subject = f"day:{day.isoformat()}"
    audit.record(
        session, actor=actor.audit_name, verb=verb, subject=subject, now=now, organisation_id=None, **facts
    )
