"""The public board (团务公开): how many needs came in last month and what became of them.

Ledger counts from the event log; no categories, no youth's text, no deeds for sensitive needs, none that are not done or kept off it (不公开); and the public
summaries that a committee has published.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from db import settings, summaries
from db.entries import PAGE_SIZE, Listed
from db.models import Category, Deed, Need, NeedEvent, Organisation, need_deeds
from db.rights import Act, Actor, Noun, within
from db.summaries import Story
from db.vocabulary import OPEN_STATES, NeedState, Verb
from db.workdays import add_months, month_of

MOST_DEEDS = 8


@dataclass(frozen=True)
class Board:
    """A month's counts of needs: raised in the month, and where those stand now.

    settled : settled at least once, confirmed ones included. deeds : (title, beneficiaries or None) done in
    the month or since, newest first. stories : the last published before-and-after summaries.
    """

    month: date
    raised: int
    settled: int
    confirmed: int
    open: int
    declined: int
    deeds: tuple[tuple[str, int | None], ...]
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class ToldDeed:
    """A deed that everybody may read of on a board. by : the organisation that did it."""

    id: int
    version: int
    title: str
    done_on: date | None
    is_hidden: bool
    by: str


def of_last_month(session: Session, *, today: date, branch_id: int | None = None) -> Board:
    """Return last month's board of a branch, or of the whole district."""
    month = add_months(month_of(today), -1)
    # A branch's board counts what the branch knows of: also what it passed up, never what went past it.
    mine: ColumnElement[bool] = true()
    if branch_id is not None:
        mine = (Need.branch_id == branch_id) & Need.goes_to_committee.is_(False)
    chosen = (Need.month == month) & mine & Need.handed_on.is_not(None)
    by_state = dict(
        session.execute(select(Need.state, func.count()).where(chosen).group_by(Need.state)).all()
    )
    return Board(
        month=month,
        raised=sum(by_state.values()),
        settled=_settled(session, chosen),
        confirmed=by_state.get(NeedState.CONFIRMED, 0),
        open=sum(by_state.get(state, 0) for state in OPEN_STATES),
        declined=by_state.get(NeedState.DECLINED, 0),
        deeds=_deeds(session, month, branch_id),
        stories=summaries.published(session, branch_id=branch_id),
    )


def _settled(session: Session, chosen: ColumnElement[bool]) -> int:
    settled = select(NeedEvent.need_id).where(NeedEvent.verb == Verb.SETTLE)
    return session.scalar(select(func.count()).select_from(Need).where(chosen, Need.id.in_(settled))) or 0


def _deeds(session: Session, month: date, branch_id: int | None) -> tuple[tuple[str, int | None], ...]:
    query = (
        select(Deed.title, Deed.beneficiaries)
        .outerjoin(Category, Category.code == Deed.category_code)
        .where(_can_be_told(month), Deed.is_hidden.is_(False))
        .order_by(Deed.done_on.desc(), Deed.id.desc())
        .limit(MOST_DEEDS)
    )
    if branch_id is not None:
        query = query.where(Deed.organisation_id == branch_id)
    return tuple((title, n) for title, n in session.execute(query))


def _can_be_told(month: date) -> ColumnElement[bool]:
    # One sensitive need among those it serves is enough: the title may tell of it.
    sensitive = (
        select(need_deeds.c.deed_id).join(Need, Need.id == need_deeds.c.need_id).where(Need.is_sensitive)
    )
    told = Category.is_sensitive.is_not(True) & Deed.id.not_in(sensitive)
    return (Deed.month >= month) & Deed.done_on.is_not(None) & told


def told_deeds(session: Session, *, actor: Actor, today: date, page: int = 1) -> Listed[ToldDeed]:
    """Return one page of the deeds that are old and new enough for the boards of the person's tree, newest first.

    Those that are kept off as well, so that they can be shown again. Refuses: no_right.
    """
    seen = within(actor, Noun.DEED, Act.PUBLISH, organisation_id=Deed.organisation_id, path=Organisation.path)
    query = (
        select(
            *(Deed.id, Deed.version, Deed.title, Deed.done_on, Deed.is_hidden),
            Organisation.name,
            func.count().over(),
        )
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .outerjoin(Category, Category.code == Deed.category_code)
        .where(seen, _can_be_told(add_months(month_of(today), -1)))
        .order_by(Deed.done_on.desc(), Deed.id.desc())
    )
    rows = session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Listed([ToldDeed(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


def district_name(session: Session) -> str | None:
    """Return the district's name for headings, None before it is set up."""
    name: str | None = settings.get(session, "district_name")
    return name
