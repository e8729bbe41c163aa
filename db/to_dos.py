"""待办: what waits for somebody now, from all that was entered elsewhere, by the day on which it is due.

Needs of the organisation, the own pairings that grow silent, the talks that are to be taken up again. What waits for
the youth, or was put aside, waits for nobody here.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import need_ledger, pairings, referrals, secrets
from db.entries import PAGE_SIZE
from db.models import NeedEvent, Pairing, PairingContact, Talk
from db.moves import INSIDE
from db.need_ledger import NeedRow
from db.needs import SENT
from db.rights import Actor
from db.vocabulary import NeedState, ToDoKind, Verb
from db.workdays import Workdays

# What comes up is told so many days before.
SOON = timedelta(days=7)
# What became of a need, step by step: the verb, and whether it tells that the words went outside.
Course = Sequence[tuple[Verb, bool]]
# The states in which what comes next depends on it.
DEPENDS = (NeedState.IN_PROGRESS, NeedState.REFERRED)


@dataclass(frozen=True)
class ToDo:
    """One thing that waits.

    key : of the need (hex), the pairing or the talk. about : a need's category, or the alias of whom to be in contact
    with, "" where none was written down. due_on : the day on which it is due, or was. days_left : working days up to
    it, 0 on its last day and when it is late.
    """

    kind: ToDoKind
    key: str
    about: str
    due_on: date
    days_left: int = 0

    def is_late(self, *, on: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.due_on < on


def list_for(session: Session, *, actor: Actor, today: date) -> tuple[list[ToDo], int]:
    """Return what waits for a person of a branch, first what is due first, and how much there is.

    At most a page of each: needs, pairings, talks, and what somebody left behind. Refuses: no_right.
    """
    rows, n_needs = need_ledger.waiting_for(session, actor=actor, on=today)
    left, n_left = need_ledger.orphaned_for(session, actor=actor, on=today)
    alone, n_alone = pairings.orphaned_for(session, actor=actor, on=today)
    known = courses(session, [row.id for row in rows if row.state in DEPENDS])
    found = [
        *(_of_need(row, known[row.id]) for row in rows),
        *(left_behind(row.id, row.sub_item or row.category, row.wait_until, today) for row in left),
        *(ToDo(ToDoKind.PAIR_ANEW, str(key), alias, today) for key, alias in alone),
        *_silent(session, actor, today),
        *_talks(session, actor, today),
    ]
    others = (_silent_pairings(actor, today), _due_talks(actor, today))
    n_others = n_left + n_alone + sum(_count(session, query) for query in others)
    return in_order(session, found, today), n_needs + n_others


def in_order(session: Session, found: Iterable[ToDo], today: date) -> list[ToDo]:
    """Return a list with what is due first first, each with the working days it has left."""
    listed = sorted(found, key=lambda to_do: (to_do.due_on, to_do.kind, to_do.key))
    days = Workdays.of(session) if listed else Workdays()
    return [replace(to_do, days_left=days.between(today, to_do.due_on)) for to_do in listed]


def _count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def courses(session: Session, asked: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Course]:
    """Return need → what became of it; what happened among colleagues is no answer to the youth, and left out."""
    if not asked:
        return defaultdict(list)
    events = session.execute(
        select(NeedEvent.need_id, NeedEvent.verb, NeedEvent.facts)
        .where(NeedEvent.need_id.in_(asked), NeedEvent.verb.not_in(INSIDE))
        .order_by(NeedEvent.seq)
    )
    found: defaultdict[uuid.UUID, list[tuple[Verb, bool]]] = defaultdict(list)
    for need_id, verb, facts in events:
        found[need_id].append((verb, SENT in facts))
    return found


def kind_of(state: NeedState, course: Course, *, is_handed_on: bool) -> ToDoKind:
    """Return what is to be done with a need that waits here.

    course : from `courses` where its state is one that DEPENDS on it. is_handed_on : a colleague asks the person to
    take it on.
    """
    if is_handed_on:
        return ToDoKind.TAKE_ON
    if state in need_ledger.NEW:
        return ToDoKind.ACCEPT
    if state is NeedState.DEFERRED:
        return ToDoKind.LOOK_AGAIN
    if state is NeedState.REFERRED and not referrals.is_sent(course):
        return ToDoKind.SEND
    return ToDoKind.GO_ON if course and course[-1][0] is Verb.ANSWER else ToDoKind.SETTLE


def left_behind(need_id: uuid.UUID, about: str, due: date | None, today: date) -> ToDo:
    """Return what is to be done with a need whose owner works here no longer: at once, whenever it is due."""
    return ToDo(ToDoKind.ASSIGN, need_id.hex, about, min(due or today, today))


def _of_need(row: NeedRow, course: Course) -> ToDo:
    assert row.wait_until is not None
    kind = kind_of(row.state, course, is_handed_on=row.is_handed_on)
    return ToDo(kind, row.id.hex, row.sub_item or row.category, row.wait_until)


def _silent_pairings(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    last = func.coalesce(func.max(PairingContact.contacted_on), Pairing.paired_on)
    silent = timedelta(days=pairings.SILENT_DAYS)
    return (
        select(Pairing.id, Pairing.alias_sealed, last)
        .outerjoin(PairingContact, PairingContact.pairing_id == Pairing.id)
        .where(Pairing.person_id == actor.id, Pairing.branch_id == actor.organisation_id)
        .where(Pairing.ended_on.is_(None))
        .group_by(Pairing.id)
        .having(last <= today + SOON - silent)
        .order_by(last, Pairing.id)
    )


def _silent(session: Session, actor: Actor, today: date) -> Iterator[ToDo]:
    silent = timedelta(days=pairings.SILENT_DAYS)
    rows = session.execute(_silent_pairings(actor, today).limit(PAGE_SIZE))
    for key, alias, on in rows:
        yield ToDo(
            ToDoKind.CONTACT, str(key), secrets.unseal_optional(secrets.TEXT, alias) or "", on + silent
        )


def _due_talks(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Talk.id, Talk.alias_sealed, Talk.next_on)
        .where(Talk.person_id == actor.id, Talk.branch_id == actor.organisation_id)
        .where(Talk.next_on <= today + SOON)
        .order_by(Talk.next_on, Talk.id)
    )


def _talks(session: Session, actor: Actor, today: date) -> Iterator[ToDo]:
    rows = session.execute(_due_talks(actor, today).limit(PAGE_SIZE))
    for key, alias, on in rows:
        if on is not None:
            about = secrets.unseal_optional(secrets.TEXT, alias) or ""
            yield ToDo(ToDoKind.TALK_AGAIN, str(key), about, on)
