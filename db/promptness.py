"""How promptly needs are accepted and settled: which of those that fell due were on time, and how long they waited."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db import deadlines
from db.frames import ABOVE, TAKEN_ON, Rows, committees, needs_within, under_committees
from db.models import Need, NeedEvent, Organisation
from db.rights import Act, Doer, Noun, within
from db.vocabulary import Domain, Level, NeedState, Verb
from db.workdays import Workdays, add_months

Settled = tuple[int, int, int, int]  # index of the month, group, due, on time
ANSWERS = (Verb.SETTLE, Verb.DECLINE)
CONFIRMABLE = (NeedState.SETTLED, NeedState.CONFIRMED, NeedState.LAPSED)
# Needs of before the promise was kept say it by their other deadlines.
PROMISED = func.coalesce(Need.first_due_on, Need.extended_from, Need.due_on)


def settled(
    session: Session,
    months: Sequence[date],
    *,
    kept: Callable[[Rows], Rows],
    today: date,
    by: Any = None,
) -> list[Settled]:
    """Count needs that fell due in each of some months that follow one another, and those settled on time.

    kept : keeps a query of needs within a right. by : a column to group by as well. Returns rows to be added up.

    due : promised for a day of the month that is not after today; withdrawn ones are left out. A need is promised
    for the deadline of its first acceptance, waits for the youth added: nothing else moves it.

    on time : settled, or declined with a reason, by that day, and not rejected by the youth since. So settling
    early and being reopened gains nothing: what counts is when a need was settled for good, against the day that
    was promised before anybody settled anything.
    """
    group = literal(0) if by is None else by
    plain = session.execute(kept(_never_reopened(months, group, today)))
    return [
        *(tuple(row) for row in plain),
        *_reopened(session.execute(kept(_ends(months, group))), months, today),
    ]


def _never_reopened(months: Sequence[date], by: Any, today: date) -> Rows:
    due = PROMISED
    steps = select(NeedEvent.need_id).where(NeedEvent.need_id == Need.id)
    answered = steps.where(NeedEvent.verb.in_(ANSWERS), NeedEvent.happened_on <= due).exists()
    # What the need itself says is enough for most of them.
    on_time = or_(Need.settled_on <= due, answered)
    month, end = month_among(due, months), add_months(months[-1], 1)
    return (
        select(month, by, func.count(), func.sum(case((on_time, 1), else_=0)))
        .select_from(Need)
        .where(
            # For the indexes: a deadline comes after the raising, and a later one never before an earlier.
            Need.raised_on < end,
            Need.due_on >= months[0],
            due >= months[0],
            due < end,
            due <= today,
            Need.state != NeedState.WITHDRAWN,
            Need.id.not_in(_ever_reopened()),
        )
        .group_by(month, by)
    )


def month_among(day: Any, months: Sequence[date]) -> ColumnElement[int]:
    """Return in which of some months that follow one another a day lies, as an index; 0 before them."""
    later = [(day >= month, literal(index)) for index, month in reversed(list(enumerate(months)))]
    return case(*later, else_=literal(0))


def _ends(months: Sequence[date], by: Any) -> Rows:
    """Ask for the steps of needs that were ever reopened and may be due in the months."""
    return (
        select(NeedEvent.need_id, by, PROMISED, NeedEvent.verb, NeedEvent.happened_on)
        .select_from(Need)
        .join(NeedEvent, NeedEvent.need_id == Need.id)
        .where(
            Need.raised_on < add_months(months[-1], 1),
            Need.due_on >= months[0],
            Need.state != NeedState.WITHDRAWN,
            # Whatever became of them: asked for by verb, every ending of all years would be read.
            NeedEvent.need_id.in_(_ever_reopened()),
        )
        .order_by(NeedEvent.need_id, NeedEvent.seq)
    )


def _ever_reopened() -> Select[uuid.UUID]:
    # Of all needs, not need by need: few were ever reopened, and the index on verbs knows them at once.
    other = aliased(NeedEvent)
    return select(other.need_id).where(other.verb == Verb.REOPEN)


def _reopened(rows: Iterable[Any], months: Sequence[date], today: date) -> list[Settled]:
    # The last of what ended or reopened a need says how it stands.
    last = {row[0]: row for row in rows if row[3] in (*ANSWERS, Verb.REOPEN)}
    found = []
    for _, group, promised, verb, day in last.values():
        if promised.replace(day=1) in months and promised <= today:
            on_time = verb in ANSWERS and day <= promised
            found.append((list(months).index(promised.replace(day=1)), group, 1, int(on_time)))
    return found


def of_committees(session: Session, *, actor: Doer, month: date, today: date) -> pd.DataFrame:
    """How many needs of each committee fell due in a month, and how many were settled on time, as `settled`.

    Returns DataFrame, one row per committee within the right, by name: committee (int), name, due, on_time.
    Refuses: no_right.
    """

    def kept(query: Rows) -> Rows:
        return under_committees(needs_within(query, actor))

    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for _, committee, due, on_time in settled(session, [month], kept=kept, by=ABOVE.id, today=today):
        sums[committee][0] += due
        sums[committee][1] += on_time
    return pd.DataFrame(
        [(key, name, *sums[key]) for key, name in committees(session, actor=actor)],
        columns=["committee", "name", "due", "on_time"],
    )


def confirmed(session: Session, *, actor: Doer, month: date) -> pd.DataFrame:
    """How many needs raised in a month each committee has settled, and how many of these the youth confirmed.

    Returns DataFrame: committee (int), settled (so that a youth may confirm, or has; not by word of mouth),
    confirmed. A committee without any is left out. Refuses: no_right.
    """
    is_confirmed = case((Need.state == NeedState.CONFIRMED, 1), else_=0)
    query: Rows = (
        select(ABOVE.id, func.count(), func.sum(is_confirmed))
        .select_from(Need)
        .where(Need.month == month, Need.state.in_(CONFIRMABLE))
    )
    rows = session.execute(under_committees(needs_within(query, actor)).group_by(ABOVE.id)).all()
    values = [tuple(row) for row in rows if row[0] is not None]
    return pd.DataFrame(values, columns=["committee", "settled", "confirmed"])


def domains(session: Session, *, actor: Doer) -> dict[int, Domain]:
    """Return committee → the domain that more than half of its working branches are of; without one it is left out.

    Refuses: no_right.
    """
    visible = within(
        actor, Noun.NEED_COUNT, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    query: Rows = (
        select(ABOVE.id, Organisation.domain, func.count())
        .select_from(Organisation)
        .where(visible, Organisation.level == Level.BRANCH, Organisation.is_active)
        .group_by(ABOVE.id, Organisation.domain)
    )
    counted: dict[int, Counter[Domain]] = defaultdict(Counter)
    for committee, domain, n in session.execute(under_committees(query)):
        counted[committee][domain] = n
    most = {committee: found.most_common(1)[0] for committee, found in counted.items()}
    return {
        committee: domain
        for committee, (domain, n) in most.items()
        if committee is not None and 2 * n > counted[committee].total()
    }


def waits(session: Session, *, actor: Doer, month: date, today: date) -> pd.DataFrame:
    """How long the needs raised in a month waited for somebody to take them on, by committee, in working days.

    Only those whose days to be accepted are over, whether they were accepted or not. Declined with a reason
    counts as taken on, a need passed up as it is does not; withdrawn before it, it is left out.

    Returns DataFrame: committee (int), days (from the hand-over; up to today for who still waits), was_taken_on
    (bool), n. Refuses: no_right.
    """
    first = (
        select(NeedEvent.happened_on)
        .where(NeedEvent.need_id == Need.id, NeedEvent.verb.in_([*TAKEN_ON, Verb.DECLINE]))
        # In the order of the key, so that only this need's steps are read.
        .order_by(NeedEvent.seq)
        .limit(1)
        .scalar_subquery()
    )
    one_by_one: Rows = select(
        ABOVE.id, Need.handed_on, Need.state == NeedState.WITHDRAWN, first.label("taken_on")
    ).select_from(Need)
    found = session.execute(under_committees(needs_within(one_by_one.where(Need.month == month), actor)))
    alike = Counter(
        (committee, handed_on, taken_on)
        for committee, handed_on, is_withdrawn, taken_on in found
        if committee is not None and not (is_withdrawn and taken_on is None)
    )
    days = Workdays.of(session)
    over = {day for day in {day for _, day, _ in alike} if deadlines.to_accept(days, day) <= today}
    values = [
        (committee, days.between(handed_on, taken_on or today), taken_on is not None, n)
        for (committee, handed_on, taken_on), n in alike.items()
        if handed_on in over
    ]
    return pd.DataFrame(values, columns=["committee", "days", "was_taken_on", "n"])
