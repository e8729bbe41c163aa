"""Near-empty and near-full cells where an answer has one cell: each cell follows from the others and the base.

Committees stand below one another, options beside one another, the district's total under them: a table whose
margins are known. A cell at an end is banded (`analysis.withholding.FEW`), and further cells are withheld with it
until somebody who knows all that is told, the bands too, can make of it nothing narrower than its band. That is
found by linear programming: constraints of a table with margins have whole numbers at their corners.

Method: complementary cell suppression, Willenborg & de Waal, Elements of Statistical Disclosure Control (2001), ch. 4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy

from analysis import gaps
from analysis.banding import Cell
from analysis.withholding import FEW, FEW_SENSITIVE, Counts, Limits, Reason, Withheld, is_open

Place = tuple[str, str]  # group, cell
# All answers that stand in the district's total and in no group that is shown.
REST = ""


def near_ends_of_choices(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold cells at an end of questions with one cell per answer, and others with them (a `Rule`).

    Goes after the rules that decide which groups are shown at all.
    """
    found: Withheld = {}
    for line in counts.lines:
        if line[0] not in counts.partitions or line[0] == gaps.JOINT:
            continue
        if any(counts.is_sensitive(line, code) for code in counts.lines[line]):
            found |= few_sensitive(counts, line, withheld)
        else:
            table = _table(counts, line, withheld)
            reasons = table.withheld() if table else {}
            found |= {(group, *line, cell): reason for (group, cell), reason in reasons.items()}
    return found


def few_sensitive(counts: Counts, line: tuple[str, str], withheld: Withheld) -> Withheld:
    """Withhold a sensitive line with a cell at an end as a whole: its bands would have to be wider than its cells."""
    return {
        (group, *line, ""): Reason.SENSITIVE_FEW
        for group in counts.bases
        if is_open(group, line, withheld)
        and any(counts.cells[group].get((*line, code), 0) < FEW_SENSITIVE for code in counts.lines[line])
    }


def _table(counts: Counts, line: tuple[str, str], withheld: Withheld) -> "Table | None":
    groups = [group for group in counts.bases if is_open(group, line, withheld)]
    if not groups or not counts.lines[line]:
        return None
    n = {
        group: {code: counts.cells[group].get((*line, code), 0) for code in counts.lines[line]}
        for group in groups
    }
    base = {group: counts.base(group, line) for group in groups}
    whole = counts.district if counts.district in groups else None
    if whole is not None:
        parts = [group for group in groups if group != whole]
        n[REST] = {code: n[whole][code] - sum(n[part][code] for part in parts) for code in n[whole]}
        base[REST] = base[whole] - sum(base[part] for part in parts)
    return Table(n, base, whole)


@dataclass
class Table:
    """One question over groups. n : group → cell → answers. base : group → answers to the question.

    whole : the group that holds all others, None if there is none; then `REST` is a group too, never shown.
    """

    n: Mapping[str, Mapping[str, int]]
    base: Mapping[str, int]
    whole: str | None
    hidden: dict[Place, Reason] = field(default_factory=dict)

    def withheld(self) -> dict[Place, Reason]:
        """Return which cells are withheld, and as what; empty where none lies at an end."""
        at_ends = {place: end for place in self._places() if (end := self._cell(place).end)}
        self.hidden = {place: end for place, end in at_ends.items() if place[0] != REST}
        # The district's first: what it gives away its committees cannot hide.
        for place in sorted(at_ends, key=lambda at: at[0] != self.whole):
            while not self.is_open(place):
                if not (beside := self._next(place)):
                    return self._all_beside()
                self.hidden[beside] = Reason.BESIDE
        # What was withheld for one may have been all that was known of another, never the other way round.
        return {
            place: why
            for place, why in self.hidden.items()
            if why is not Reason.BESIDE or self.is_unknown(place)
        }

    def _all_beside(self) -> dict[Place, Reason]:
        return {place: Reason.BESIDE for place in self._places() if place[0] != REST}

    def _places(self) -> Iterator[Place]:
        for group, cells in self.n.items():
            if self.base[group]:
                yield from ((group, code) for code in cells)

    def _cell(self, place: Place) -> Cell:
        return Cell(self.n[place[0]][place[1]], self.base[place[0]])

    def _next(self, place: Place) -> Place | None:
        """Return what to withhold next for a cell: the smallest beside it, the district's last; None for nothing left.

        Beside it stands what is in its group, and what is in an option that its group hides for its sake.
        """
        group, code = place
        options = {code} | {
            at[1] for at, why in self.hidden.items() if at[0] == group and why is Reason.BESIDE
        }
        shown = [at for at in self._places() if at[0] != REST and at not in self.hidden]
        beside = [at for at in shown if at[0] == group or at[1] in options]
        return min(beside or shown, key=lambda at: (at[0] == self.whole, self._cell(at).n, at), default=None)

    def is_open(self, place: Place) -> bool:
        """Tell whether a cell at an end may still be anything that its band says."""
        n, base = self._cell(place).n, self.base[place[0]]
        # The truth lies between both ends, so the one with more room may be enough.
        first = -1 if 2 * n < base else 1
        room = abs(n - self._end(place, first))
        return room >= min(FEW - 1, base) or room + abs(n - self._end(place, -first)) >= min(FEW - 1, base)

    def is_unknown(self, place: Place) -> bool:
        """Tell whether a withheld cell does not follow from what is told; where it does, it hides nothing."""
        low, high = self.range_of(place)
        return low < high

    def range_of(self, place: Place) -> tuple[int, int]:
        """Return between which numbers a cell lies for somebody who knows all that is told."""
        return self._end(place, 1), self._end(place, -1)

    def _end(self, place: Place, sign: int) -> int:
        """Return the least number (sign 1) that a cell can be, or the greatest (sign -1)."""
        places, equal, total = self._sums
        at = places.index(place)
        wanted = np.zeros(len(places))
        wanted[at] = sign
        bounds = [self._bounds(one) for one in places]
        found = scipy.optimize.linprog(wanted, A_eq=equal, b_eq=total, bounds=bounds, method="highs")
        return round(float(found.x[at]))

    def _bounds(self, place: Place) -> tuple[int, int]:
        cell, reason = self._cell(place), self.hidden.get(place)
        if place[0] == REST:
            return 0, cell.base
        return bounds_of(cell.n, cell.base, reason)

    @cached_property
    def _sums(self) -> tuple[list[Place], np.ndarray, np.ndarray]:
        """The places; each group's sum over its options, and each option's over the groups less the district's."""
        places = list(self._places())
        groups = [group for group in self.n if self.base[group]]
        by_group = [[float(at[0] == group) for at in places] for group in groups]
        codes = next(iter(self.n.values())) if self.whole is not None else ()
        by_code = [
            [float(at[1] == code) * (-1.0 if at[0] == self.whole else 1.0) for at in places] for code in codes
        ]
        total = [float(self.base[group]) for group in groups] + [0.0] * len(by_code)
        return places, np.array(by_group + by_code), np.array(total)


def bounds_of(n: int, base: int, reason: Reason | None) -> tuple[int, int]:
    """Return between which numbers a cell lies by what is told of it alone: its number, or why it is withheld.

    >>> bounds_of(7, 20, None), bounds_of(1, 20, Reason.NEAR_EMPTY), bounds_of(7, 20, Reason.BESIDE)
    ((7, 7), (0, 2), (3, 17))
    """
    if reason is None:
        return n, n
    if reason is Reason.NEAR_EMPTY:
        return 0, min(FEW - 1, base)
    if reason is Reason.BELOW_5:
        return 0, min(FEW_SENSITIVE - 1, base)
    if reason is Reason.NEAR_FULL:
        return max(0, base - FEW + 1), base
    if reason is Reason.BESIDE and FEW <= n <= base - FEW:
        # Had it lain at an end, it would have been banded.
        return FEW, base - FEW
    return 0, base
