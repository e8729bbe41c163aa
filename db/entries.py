"""What the records of a month have in common: the checks of their fields, and who may write to which month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from db import audit, month_corrections, month_records
from db.errors import Invalid
from db.lines import folded
from db.models import Organisation
from db.rights import Act, Actor, Noun, organisation_for
from db.workdays import month_of, today

# The letter of a pairing's number.
PAIRING = "J"
PAGE_SIZE = 20
MOST_PEOPLE = 100_000

T = TypeVar("T")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """One page of a list. total : how many there are on all pages."""

    rows: Sequence[T]
    total: int


def one_line(text: str, *, name: str, limit: int) -> str:
    """Return a text as one line without surrounding space. Refuses: line_missing, line_too_long.

    name : what the field is called on the page.
    """
    line = optional_line(text, name=name, limit=limit)
    if line is None:
        raise Invalid("line_missing", name=name)
    return line


def optional_line(text: str | None, *, name: str, limit: int) -> str | None:
    """Return a text as one line, None for an empty one. Refuses: line_too_long."""
    line = folded(text or "")
    if len(line) > limit:
        raise Invalid("line_too_long", name=name, limit=limit)
    return line or None


def people(n: int | None, *, name: str) -> int | None:
    """Return a number of people. Refuses: people_out_of_range."""
    if n is not None and not 0 <= n <= MOST_PEOPLE:
        raise Invalid("people_out_of_range", name=name, limit=MOST_PEOPLE)
    return n


def branch_for(
    session: Session, *, actor: Actor, branch_id: int, noun: Noun, act: Act, day: date, now: datetime
) -> Organisation:
    """Return the organisation whose record of `day` the person may write or change now.

    Refuses: no_right, organisation_unknown, day_ahead, month_closed.
    """
    branch = organisation_for(session, actor, branch_id, noun, act)
    if day > today(now):
        raise Invalid("day_ahead", field="day")
    month_records.require_open(session, actor=actor, branch_id=branch.id, day=day, now=now)
    return branch


def note_down(
    session: Session, actor: Actor, verb: str, subject: str, branch_id: int, now: datetime, day: date
) -> None:
    """Write the audit entry of a record that was made, changed or struck, and for the branch that it was from above."""
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=subject,
        organisation_id=branch_id,
        now=now,
        day=day.isoformat(),
    )
    month_corrections.note(
        session, actor=actor, branch_id=branch_id, month=month_of(day), verb=verb, now=now, day=day
    )


def number(letter: str, day: date, key: int) -> str:
    """Return the number under which a ledger knows a record: H-202606-017."""
    return f"{letter}-{day:%Y%m}-{key:03d}"
