"""待办: what waits for somebody now, from all that was entered elsewhere, by the day on which it is due.

Needs of the organisation, the own pairings that grow silent, the talks that are to be taken up again. What waits for
the youth, or was put aside, waits for nobody here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import need_ledger, pairings, secrets
from db.entries import PAGE_SIZE
from db.models import Pairing, PairingContact, Talk
from db.need_ledger import NeedRow
from db.rights import Actor
from db.vocabulary import NeedState, StateType, ToDoKind

# What comes up is told so many days before.
SOON = timedelta(days=7)
WAITS_FOR_YOUTH = (NeedState.ASKED, NeedState.AWAITING_CONSENT)


@dataclass(frozen=True)
class ToDo:
    """One thing that waits.

    key : of the need (hex), the pairing or the talk. about : a need's category, or the alias of whom to be in contact
    with, "" where none was written down. due_on : the day on which it is due, or was.
    """

    kind: ToDoKind
    key: str
    about: str
    due_on: date

    def is_late(self, *, on: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.due_on < on


def list_for(session: Session, *, actor: Actor, today: date) -> list[ToDo]:
    """Return what waits for a person of a branch, first what is due first; at most a page of each kind.

    Refuses: no_right.
    """
    rows, _ = need_ledger.list_for(session, actor=actor, kind=StateType.OPEN, on=today)
    found = [
        *(_of_need(row) for row in rows if _waits_here(row, today)),
        *_silent(session, actor, today),
        *_talks(session, actor, today),
    ]
    return sorted(found, key=lambda to_do: (to_do.due_on, to_do.kind, to_do.key))


def _waits_here(row: NeedRow, today: date) -> bool:
    if row.wait_until is None or row.state in WAITS_FOR_YOUTH:
        return False
    return row.state is not NeedState.DEFERRED or row.wait_until <= today


def _of_need(row: NeedRow) -> ToDo:
    if row.is_handed_on:
        kind = ToDoKind.TAKE_ON
    elif row.state in need_ledger.NEW:
        kind = ToDoKind.ACCEPT
    elif row.state is NeedState.DEFERRED:
        kind = ToDoKind.LOOK_AGAIN
    else:
        kind = ToDoKind.SETTLE
    assert row.wait_until is not None
    return ToDo(kind, row.id.hex, row.sub_item or row.category, row.wait_until)


def _silent(session: Session, actor: Actor, today: date) -> Iterator[ToDo]:
    last = func.coalesce(func.max(PairingContact.contacted_on), Pairing.paired_on)
    silent = timedelta(days=pairings.SILENT_DAYS)
    rows = session.execute(
        select(Pairing.id, Pairing.alias_sealed, last)
        .outerjoin(PairingContact, PairingContact.pairing_id == Pairing.id)
        .where(Pairing.person_id == actor.id, Pairing.branch_id == actor.organisation_id)
        .where(Pairing.ended_on.is_(None))
        .group_by(Pairing.id)
        .having(last <= today + SOON - silent)
        .order_by(last, Pairing.id)
        .limit(PAGE_SIZE)
    )
    for key, alias, on in rows:
        yield ToDo(ToDoKind.CONTACT, str(key), secrets.unseal(secrets.TEXT, alias), on + silent)


def _talks(session: Session, actor: Actor, today: date) -> Iterator[ToDo]:
    rows = session.execute(
        select(Talk.id, Talk.alias_sealed, Talk.next_on)
        .where(Talk.person_id == actor.id, Talk.branch_id == actor.organisation_id)
        .where(Talk.next_on <= today + SOON)
        .order_by(Talk.next_on, Talk.id)
        .limit(PAGE_SIZE)
    )
    for key, alias, on in rows:
        if on is not None:
            about = secrets.unseal_optional(secrets.TEXT, alias) or ""
            yield ToDo(ToDoKind.TALK_AGAIN, str(key), about, on)
