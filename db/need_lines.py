"""The needs of a scope one by one, as those above the branch may see them: no text, no number, no date.

A line says who handles the need, what it is about in one word, its state and its age. What it is about is content:
a sensitive need is 敏感类 and no more, and of a branch with few answers it is not told at all, since few
people could have asked, whoever handles it by now. Which branches are small stays the same for a whole quarter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from db import questionnaires, settings
from db.models import COUNTS_SHEETS, Need, Organisation, Release, Tally, Wave
from db.need_ledger import deadline
from db.rights import Act, Actor, Noun, organisation_for
from db.vocabulary import OPEN_STATES, DueState, Level, NeedState, ReleaseKind, WaveKind
from db.workdays import ONE_DAY, Workdays, add_months

PAGE_SIZE = 20
Rows = Select[*tuple[Any, ...]]
NEAR_DAYS = 2  # working days before a deadline in which it counts as near
RISES_AFTER = 3  # working days after a deadline from which a late need is also a matter of the level above


@dataclass(frozen=True)
class NeedLine:
    """One open need as seen from above.

    handler_id, handler : the branch that handles it, or the committee it was sent to. category : its label;
    None where it is not told: `is_sensitive`, or a branch of few answers. days : since it was raised. has_risen : so
    late that it is also a matter of the level above (已上升一级).
    """

    handler_id: int
    handler: str
    category: str | None
    is_sensitive: bool
    state: NeedState
    due: DueState
    days: int
    has_risen: bool = False


@dataclass(frozen=True)
class LateAt:
    """How many needs are late at one handler. n_risen : so late that they are also a matter of the level above.

    is_mine : that level is the person's own.
    """

    handler_id: int
    handler: str
    n: int
    n_risen: int
    is_mine: bool


@dataclass(frozen=True)
class HowLate:
    """How the open needs of a scope stand: by due state, and at whom they are late."""

    counts: dict[DueState, int]
    late: list[LateAt]


def counts(session: Session, *, actor: Actor, organisation_id: int, today: date) -> dict[DueState, int]:
    """Return how many open needs of a scope are late, near their deadline, and neither.

    Refuses: no_right, organisation_unknown.
    """
    due = _due(Workdays.of(session), today)
    query = _open(session, actor, organisation_id, select(due, func.count()))
    found = dict.fromkeys(DueState, 0)
    for name, n in session.execute(query.group_by(due)):
        found[DueState(name)] = n
    return found


def list_for(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    today: date,
    due: DueState | None = None,
    page: int = 1,
) -> list[NeedLine]:
    """Return one page of a scope's open needs, the most urgent and then the oldest first.

    due : only these; None for all. page : from 1, 20 lines each. Refuses: no_right, organisation_unknown.
    """
    days, handler = Workdays.of(session), aliased(Organisation)
    how = _due(days, today)
    columns = (Need.category_code, Need.is_sensitive, Need.state, Need.raised_on)
    query = _open(
        session,
        actor,
        organisation_id,
        select(
            handler.id,
            handler.name,
            *columns,
            how.label("due"),
            _is_large(session, today),
            _has_risen(days, today),
        ),
    ).join(handler, handler.id == Need.organisation_id)
    if due is not None:
        query = query.where(how == due.value)
    rank = case({name.value: index for index, name in enumerate(DueState)}, value=how)
    ordered = query.order_by(rank, Need.raised_on, handler.name, Need.id)
    rows = session.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    labels = questionnaires.category_labels(session)
    return [_line(row, labels, today) for row in rows]


def _line(row: Any, labels: dict[str, str], today: date) -> NeedLine:
    handler_id, handler, category, is_sensitive, state, raised_on, due, told, has_risen = row
    return NeedLine(
        handler_id=handler_id,
        handler=handler,
        category=labels[category] if told and not is_sensitive else None,
        is_sensitive=bool(told) and is_sensitive,
        state=state,
        due=DueState(due),
        days=(today - raised_on).days,
        has_risen=bool(has_risen),
    )


def how_late(session: Session, *, actor: Actor, organisation_id: int, today: date) -> HowLate:
    """Return how the open needs of a scope stand, and who handles those that are late, most of them first.

    Refuses: no_right, organisation_unknown.
    """
    days, handler = Workdays.of(session), aliased(Organisation)
    due, risen = _due(days, today), _has_risen(days, today)
    kinds = {"late": due == DueState.LATE.value, "near": due == DueState.NEAR.value, "risen": risen}
    counted = [func.sum(case((is_one, 1), else_=0)).label(name) for name, is_one in kinds.items()]
    # All of them in one pass, also those that are not late: the open needs are many.
    at = (
        _open(
            session, actor, organisation_id, select(Need.organisation_id, func.count().label("n"), *counted)
        )
        .group_by(Need.organisation_id)
        .subquery()
    )
    rows = session.execute(
        select(handler.id, handler.name, handler.path, at.c.n, at.c.late, at.c.near, at.c.risen)
        .join(handler, handler.id == at.c.organisation_id)
        .order_by(at.c.late.desc(), handler.name, handler.id)
    ).all()
    above = {path: tuple(path.split(".")[:-2]) for _, _, path, _, n_late, *_ in rows if n_late}
    risen_to = _risen_to(session, set(above.values()))
    late = [
        LateAt(key, name, n_late, n_risen, risen_to[above[path]] == actor.organisation_id)
        for key, name, path, _, n_late, _, n_risen in rows
        if n_late
    ]
    n, n_late, n_near = (sum(row[index] for row in rows) for index in (3, 4, 5))
    counts = {DueState.LATE: n_late, DueState.NEAR: n_near, DueState.ON_TIME: n - n_late - n_near}
    return HowLate(counts, late)


def _risen_to(session: Session, above: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], int | None]:
    """Return which committee or district of those above, the widest first, stands next; no general branch, as always."""
    query = select(Organisation.id).where(
        Organisation.id.in_({int(key) for keys in above for key in keys}),
        Organisation.level.in_((Level.COMMITTEE, Level.DISTRICT)),
    )
    known = set(session.scalars(query))
    return {keys: next((int(key) for key in reversed(keys) if int(key) in known), None) for keys in above}


def _open(session: Session, actor: Actor, organisation_id: int, query: Rows) -> Rows:
    top = organisation_for(session, actor, organisation_id, Noun.NEED_LINE, Act.READ)
    query = (
        query.select_from(Need)
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(
            Organisation.path.startswith(top.path, autoescape=True),
            Need.state.in_(OPEN_STATES),
            # Not handed over yet: its arrival could be laid beside an answer.
            Need.handed_on.is_not(None),
        )
    )
    return query.where(Need.organisation_id == top.id) if top.level is Level.BRANCH else query


def _has_risen(days: Workdays, today: date) -> ColumnElement[bool]:
    last = today
    for _ in range(RISES_AFTER + 1):
        while not days.is_working(last):
            last -= ONE_DAY
        last -= ONE_DAY
    # Between that deadline and today lie more working days than it takes.
    return func.coalesce(deadline() <= last, False)


def _due(days: Workdays, today: date) -> ColumnElement[str]:
    due = deadline()
    far = days.after(today, NEAR_DAYS + 1)
    return case(
        (due < today, DueState.LATE.value),
        (due < far, DueState.NEAR.value),
        else_=DueState.ON_TIME.value,
    )


def large_branches(session: Session, *, first: date, last: date) -> set[tuple[date, int]]:
    """Return (first day of a quarter, branch): of which needs of that quarter may be told what they are about.

    first, last : months; the quarters that hold them and those between.
    """
    query = _enough(session, add_months(quarter_of(first), -3), quarter_of(last))
    rows = session.execute(query.add_columns(Wave.month).group_by(Wave.month))
    return {(add_months(quarter_of(month), 3), branch_id) for branch_id, month in rows}


def quarter_of(day: date) -> date:
    """Return the first day of a day's quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _is_large(session: Session, today: date) -> ColumnElement[bool]:
    """Whether a branch had enough answers in a released month of the quarter before this one."""
    quarter = quarter_of(today)
    return Need.branch_id.in_(_enough(session, add_months(quarter, -3), quarter))


def _enough(session: Session, first: date, before: date) -> Select[int]:
    """Branches with enough answers in a released month."""
    sheets = COUNTS_SHEETS & Tally.is_doubtful.is_(False)
    return (
        select(Tally.branch_id)
        .join(Wave, Wave.id == Tally.wave_id)
        .where(
            sheets,
            Wave.kind == WaveKind.MONTHLY,
            Wave.month >= first,
            Wave.month < before,
            Wave.id.in_(select(Release.wave_id).where(Release.kind == ReleaseKind.MONTH)),
        )
        .group_by(Tally.wave_id, Tally.branch_id)
        .having(func.sum(Tally.n) >= settings.get(session, "show_from"))
    )
