"""Extents: whose records a file holds, and of which months."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from db.errors import Invalid, NotAllowed, NotFound
from db.exchange.cells import Cell, month_in_words
from db.models import Activity, Deed, Need, Organisation, OrganisationSpan, Pairing, Talk
from db.name_order import natural_key
from db.rights import Act, Actor, Doer, Noun, organisation_for, require
from db.vocabulary import Level
from db.workdays import add_months, last_day, month_of

# Columns with their widths in letters, and the rows one after the other.
Columns = Sequence[tuple[str, int]]
Rows = tuple[Columns, Iterator[Sequence[Cell]]]
MOST_MONTHS = 120
ABOVE = aliased(Organisation)
PLACE = (("团（工）委", 17), ("团支部", 21))

# What tells since when there is anything: the day of each record, and whose it is.
RECORDED = (
    (Activity.held_on, Activity.branch_id),
    (Deed.month, Deed.organisation_id),
    (Need.month, Need.branch_id),
    (Pairing.paired_on, Pairing.branch_id),
    (Talk.talked_on, Talk.branch_id),
)


@dataclass(frozen=True)
class Extent:
    """Whose records a file holds, for whom, and of when.

    is_branch : of one branch, record by record; else of everything below an organisation.
    months : whole months one after the other, the first one first. is_cut : months before the first were asked for,
    in which there was nothing yet.
    """

    actor: Doer
    organisation_id: int
    name: str
    path: str
    is_branch: bool
    months: tuple[date, ...]
    is_cut: bool = False

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.months[0]

    @property
    def last(self) -> date:
        """Return the last day."""
        return last_day(self.months[-1])

    @property
    def is_own(self) -> bool:
        """Tell whether it is of the organisation in which the person works."""
        return isinstance(self.actor, Actor) and self.actor.organisation_id == self.organisation_id

    @property
    def period(self) -> str:
        """Return its months in words: 2026年6月, 2026年6月—8月, 2025年12月—2026年2月."""
        first, last = self.months[0], self.months[-1]
        said = month_in_words(first)
        if first == last:
            return said
        return f"{said}—{f'{last.year}年' if last.year != first.year else ''}{last.month}月"

    @property
    def code(self) -> str:
        """Return its months as the audit log names them: 2026-06, 2026-06/2026-08."""
        return "/".join(f"{month:%Y-%m}" for month in dict.fromkeys((self.months[0], self.months[-1])))

    def below(self) -> ColumnElement[bool]:
        """Return the condition that an organisation lies within it."""
        return Organisation.path.startswith(self.path, autoescape=True)

    def placed(self, columns: Mapping[str, int], *, own: Sequence[str] = ()) -> Columns:
        """Return columns with 团（工）委 and 团支部 after the first one; a single branch's go without.

        own : what only a branch's have.
        """
        if self.is_branch:
            return tuple(columns.items())
        first, *others = columns.items()
        return [first, *PLACE, *((name, width) for name, width in others if name not in own)]

    def place(self, above: str | None, name: str) -> tuple[Cell, ...]:
        """Return the cells of these two columns. above : None for the district itself."""
        return () if self.is_branch else (above, name)


def extent_of(
    session: Session,
    *,
    actor: Doer,
    month: date,
    until: date | None = None,
    organisation_id: int | None = None,
) -> Extent:
    """Return whose records a file would hold and of when.

    until : the last month; None for one month only. organisation_id : None for all that the person may see. A
    branch's records one by one are for its own people; those above take what lies below a committee together.
    Refuses: no_right, organisation_unknown, period_backwards, period_too_long.
    """
    require(actor, Noun.EXPORT, Act.READ)
    organisation = _organisation(session, actor, organisation_id)
    is_branch = organisation.level is Level.BRANCH
    if isinstance(actor, Actor) and is_branch and organisation.id != actor.organisation_id:
        raise NotAllowed("no_right", noun=Noun.EXPORT.label, act=Act.READ.label)
    return Extent(
        actor,
        organisation.id,
        organisation.name,
        organisation.path,
        is_branch,
        _months(month, until or month),
    )


def _organisation(session: Session, actor: Doer, organisation_id: int | None) -> Organisation:
    if organisation_id is None and isinstance(actor, Actor):
        organisation_id = actor.organisation_id
    if organisation_id is not None:
        return organisation_for(session, actor, organisation_id, Noun.EXPORT, Act.READ)
    district = session.scalar(select(Organisation).where(Organisation.level == Level.DISTRICT))
    if district is None:
        raise NotFound("organisation_unknown")
    return district


def _months(first: date, last: date) -> tuple[date, ...]:
    n = (last.year - first.year) * 12 + last.month - first.month + 1
    if n < 1:
        raise Invalid("period_backwards")
    if n > MOST_MONTHS:
        raise Invalid("period_too_long", most=MOST_MONTHS)
    return tuple(add_months(month_of(first), i) for i in range(n))


def months_for(session: Session, *, actor: Doer, today: date) -> list[date]:
    """Return the months of which anything may be exported, the latest first: from the first record to this month.

    Refuses: no_right, organisation_unknown.
    """
    extent = extent_of(session, actor=actor, month=today)
    this_month = month_of(today)
    begun = _first_day(session, extent) or today
    first = max(begun, add_months(this_month, 1 - MOST_MONTHS))
    months = _months(min(month_of(first), this_month), this_month)
    return list(months[::-1])


def since_beginning(session: Session, extent: Extent) -> Extent:
    """Return an extent without the months before the organisation began and before its first record.

    At least the last month stays; where no beginning is known, all do.
    """
    spans = select(func.min(OrganisationSpan.began_on)).where(
        OrganisationSpan.organisation_id == extent.organisation_id
    )
    known = [day for day in (session.scalar(spans), _first_day(session, extent)) if day]
    first = month_of(min(known)) if known else extent.first
    months = tuple(month for month in extent.months if month >= first) or extent.months[-1:]
    return replace(extent, months=months, is_cut=months != extent.months)


def _first_day(session: Session, extent: Extent) -> date | None:
    """Return the day of the earliest record of an organisation and all below it, None where there is none."""
    found = [
        session.scalar(
            select(func.min(day)).join(Organisation, Organisation.id == whose).where(extent.below())
        )
        for day, whose in RECORDED
    ]
    return min((day for day in found if day), default=None)


def branches_in(session: Session, extent: Extent) -> list[tuple[int, str, str, bool]]:
    """Return (id, organisation above, name, whether it works still) of every branch within, in order of name."""
    rows = session.execute(
        select(Organisation.id, ABOVE.name, Organisation.name, Organisation.is_active)
        .join(ABOVE, ABOVE.id == Organisation.parent_id)
        .where(extent.below(), Organisation.level == Level.BRANCH)
    )
    return sorted(
        ((key, above, name, is_active) for key, above, name, is_active in rows),
        key=lambda row: (natural_key(row[1]), natural_key(row[2])),
    )


def per_branch(
    session: Session, extent: Extent, cells: Callable[[int], Sequence[int]]
) -> Iterator[Sequence[Cell]]:
    """Yield 序号, 团（工）委, 团支部, counts, 备注 of every branch that works or has something to count."""
    n = 0
    for branch_id, above, name, is_active in branches_in(session, extent):
        counts = cells(branch_id)
        if is_active or any(counts):
            n += 1
            yield n, above, name, *counts, None
