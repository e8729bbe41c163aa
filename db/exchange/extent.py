"""Extents: whose records a file holds, and of which months."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from db.exchange.cells import Cell
from db.models import Activity, Deed, Need, Organisation, Pairing, Talk
from db.name_order import natural_key
from db.rights import Actor, Doer
from db.vocabulary import Level
from db.workdays import last_day

# Columns with their widths in letters, and the rows one after the other.
Columns = Sequence[tuple[str, int]]
Rows = tuple[Columns, Iterator[Sequence[Cell]]]
ABOVE = aliased(Organisation)
PLACE = (("团（工）委", 18), ("团支部", 22))

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
    months : whole months one after the other, the first one first.
    """

    actor: Doer
    organisation_id: int
    name: str
    path: str
    is_branch: bool
    months: tuple[date, ...]

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
        """Tell whether it is the ledger of the branch in which the person works: told by name."""
        return (
            self.is_branch
            and isinstance(self.actor, Actor)
            and self.actor.organisation_id == self.organisation_id
        )

    @property
    def period(self) -> str:
        """Return its months in words: 2026年6月, 2026年6月—8月, 2025年12月—2026年2月."""
        first, last = self.months[0], self.months[-1]
        said = f"{first.year}年{first.month}月"
        if first == last:
            return said
        return f"{said}—{f'{last.year}年' if last.year != first.year else ''}{last.month}月"

    def below(self) -> ColumnElement[bool]:
        """Return the condition that an organisation lies within it."""
        return Organisation.path.startswith(self.path, autoescape=True)

    def placed(self, columns: Mapping[str, int]) -> Columns:
        """Return columns with 团（工）委 and 团支部 after the first one; a single branch's go without."""
        first, *others = columns.items()
        return [first, *(() if self.is_branch else PLACE), *others]

    def place(self, above: str | None, name: str) -> tuple[Cell, ...]:
        """Return the cells of these two columns. above : None for the district itself."""
        return () if self.is_branch else (above, name)


def first_day(session: Session, extent: Extent) -> date | None:
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
