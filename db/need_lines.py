"""The needs of a scope one by one, as those above the branch may see them: no text, no number, no date.

A line says who handles the need, what it is about in one word, its state and its age. What it is about is content:
a sensitive need is 敏感类 and no more, and of a branch with few answers it is not told at all, since few
people could have asked, whoever handles it by now. Which branches are small stays the same for a whole quarter.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from db import questionnaires, settings
from db.models import COUNTS_SHEETS, Need, Organisation, Release, Tally, Wave
from db.need_ledger import NEW
from db.rights import Act, Actor, Noun, organisation_for
from db.vocabulary import STATE_TYPES, DueState, Level, NeedState, ReleaseKind, StateType, WaveKind
from db.workdays import Workdays, add_months, month_of

PAGE_SIZE = 20
Rows = Select[*tuple[Any, ...]]
NEAR_DAYS = 2  # working days before a deadline in which it counts as near
OPEN = [state for state, kind in STATE_TYPES.items() if kind is StateType.OPEN]


@dataclass(frozen=True)
class NeedLine:
    """One open need as seen from above.

    handler_id, handler : the branch that handles it, or the committee it was sent to. category : its label;
    None where it is not told: `is_sensitive`, or a branch of few answers. days : since it was raised.
    """

    handler_id: int
    handler: str
    category: str | None
    is_sensitive: bool
    state: NeedState
    due: DueState
    days: int


def counts(session: Session, *, actor: Actor, organisation_id: int, today: date) -> dict[DueState, int]:
    """Return how many open needs of a scope are late, near their deadline, and neither.

    Refuses: no_right, organisation_unknown.
    """
    due = _due(session, today)
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
    how, handler = _due(session, today), aliased(Organisation)
    columns = (Need.category_code, Need.is_sensitive, Need.state, Need.raised_on)
    query = _open(
        session,
        actor,
        organisation_id,
        select(handler.id, handler.name, *columns, how.label("due"), _is_large(session, today)),
    ).join(handler, handler.id == Need.organisation_id)
    if due is not None:
        query = query.where(how == due.value)
    rank = case({name.value: index for index, name in enumerate(DueState)}, value=how)
    ordered = query.order_by(rank, Need.raised_on, handler.name, Need.id)
    rows = session.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    labels = questionnaires.category_labels(session)
    return [_line(row, labels, today) for row in rows]


def _line(row: Any, labels: dict[str, str], today: date) -> NeedLine:
    handler_id, handler, category, is_sensitive, state, raised_on, due, told = row
    return NeedLine(
        handler_id=handler_id,
        handler=handler,
        category=labels[category] if told and not is_sensitive else None,
        is_sensitive=bool(told) and is_sensitive,
        state=state,
        due=DueState(due),
        days=(today - raised_on).days,
    )


def _open(session: Session, actor: Actor, organisation_id: int, query: Rows) -> Rows:
    top = organisation_for(session, actor, organisation_id, Noun.NEED_LINE, Act.READ)
    query = (
        query.select_from(Need)
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(
            Organisation.path.startswith(top.path, autoescape=True),
            Need.state.in_(OPEN),
            # Not handed over yet: its arrival could be laid beside an answer.
            Need.handed_on.is_not(None),
        )
    )
    return query.where(Need.organisation_id == top.id) if top.level is Level.BRANCH else query


def _due(session: Session, today: date) -> ColumnElement[str]:
    deadline = case((Need.state.in_(NEW), Need.accept_by), else_=Need.due_on)
    far = Workdays.of(session).after(today, NEAR_DAYS + 1)
    return case(
        (deadline < today, DueState.LATE.value),
        (deadline < far, DueState.NEAR.value),
        else_=DueState.ON_TIME.value,
    )


def _is_large(session: Session, today: date) -> ColumnElement[bool]:
    """Whether a branch had enough answers in a released month of the quarter before this one."""
    quarter = month_of(today).replace(month=(today.month - 1) // 3 * 3 + 1)
    sheets = COUNTS_SHEETS & Tally.is_doubtful.is_(False)
    large = (
        select(Tally.branch_id)
        .join(Wave, Wave.id == Tally.wave_id)
        .where(
            sheets,
            Wave.kind == WaveKind.MONTHLY,
            Wave.month >= add_months(quarter, -3),
            Wave.month < quarter,
            Wave.id.in_(select(Release.wave_id).where(Release.kind == ReleaseKind.MONTH)),
        )
        .group_by(Tally.wave_id, Tally.branch_id)
        .having(func.sum(Tally.n) >= settings.get(session, "show_from"))
    )
    return Need.branch_id.in_(large)
