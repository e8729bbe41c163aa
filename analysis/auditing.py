"""The audit of a release: what of few people in one branch can be worked out from everything that is told.

A reader is taken to know how many answered in each branch, every figure and band of every view, and of each branch
bounds per option: the needs that its secretary can open, the names that the branch hears, and whether its youth noticed
more or less than was logged. Between which whole numbers a small branch's count then lies is an integer programme.
Where that is one number only, the release would tell of people; then cells are withheld, first those of its own group,
until it does not. What is not proven in time is withheld below the district.

Most of it is proven without a programme: where a small branch and others that no figure tells apart from it could
change places, every figure stays as it is. The less is told, the more are such others, and the smaller are the
programmes.

Method: Hundepool et al., Statistical Disclosure Control (2012), ch. 4 (auditing of suppression patterns).
"""

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy

from analysis import gaps
from analysis.blocks import Apart, Block, Few, Known, Line, Part, blocks_of, few_of
from analysis.ends import bounds_of
from analysis.withholding import SENSITIVE_WIDTH, Counts, Key, Limits, Reason, Rule, Withheld, is_open

SECONDS = 120.0


def audit(known: Known, *, seconds: float = SECONDS) -> Rule:
    """Return a rule that withholds what would tell of fewer than `Limits.few` people; it goes last.

    seconds : how long proving may take over all lines, also where they come in several parts.
    """
    left = seconds

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        nonlocal left
        began, found = time.monotonic(), Withheld()
        until = began + left
        for key, own in known.branches.groupby(["question", "row"], sort=True):
            line = (str(key[0]), str(key[1]))
            if line not in counts.lines or line[0] == gaps.JOINT:
                continue
            blocks = blocks_of(own, line, counts.lines[line], known)
            for columns in _asked_together(counts, line):
                audited = Audited(counts, limits, line, columns, blocks, known)
                found |= audited.withheld(withheld | found, until)
        left -= time.monotonic() - began
        return found

    return rule


def _asked_together(counts: Counts, line: Line) -> list[list[int]]:
    """Where an answer has one cell all cells of a line hang together; else each stands for itself."""
    columns = list(range(len(counts.lines[line])))
    return [columns] if line[0] in counts.partitions and columns else [[column] for column in columns]


class Audited:
    """One option over all branches, or all options of a question where an answer has one."""

    def __init__(
        self,
        counts: Counts,
        limits: Limits,
        line: Line,
        columns: list[int],
        blocks: list[Block],
        known: Known,
    ) -> None:
        self.counts, self.limits, self.line, self.known = counts, limits, line, known
        self.codes = [counts.lines[line][column] for column in columns]
        self.blocks = [block.of(columns) for block in blocks]
        self.is_choice = line[0] in counts.partitions
        others = {b.name[1] for b in blocks}
        self.others = {o for o in others if any((o, *line, code) in known.others for code in self.codes)}
        # As long as the same is told, the same is known.
        self.apart: dict[tuple[str, ...], Apart] = {}
        self.ranges: dict[tuple[Any, ...], tuple[int, int]] = {}

    def withheld(self, withheld: Withheld, until: float) -> Withheld:
        """Return what is withheld of these cells so that nothing is told of few."""
        found: Withheld = {}
        for few in few_of(self.blocks, limit=self.limits.few):
            for at in range(len(self.codes)):
                while not self._is_open(few, at, withheld | found, until):
                    more = self._next(few, withheld | found, is_late=time.monotonic() > until)
                    if not more:
                        break
                    found |= more
        return found

    def _is_open(self, few: Few, at: int, withheld: Withheld, until: float) -> bool:
        """Tell whether enough is left open of what few people chose."""
        is_sensitive = self.counts.is_sensitive(self.line, self.codes[at])
        wanted = min(SENSITIVE_WIDTH, few.n) if is_sensitive else 1
        # Who knows that much already learns nothing here.
        wanted = min(wanted, int(few.most[at] - few.least[at]))
        if wanted <= 0 or self._sure(few, at, withheld) >= wanted:
            return True
        if time.monotonic() > until and self._below(withheld):
            return False
        key = (len(withheld), few.block, few.n, few.least.tobytes(), few.most.tobytes(), at)
        if key not in self.ranges:
            self.ranges[key] = self.range_of(few, at, withheld)
        low, high = self.ranges[key]
        return high - low >= wanted

    def _apart(self, withheld: Withheld) -> Apart:
        told = tuple(self._below(withheld))
        if told not in self.apart:
            self.apart[told] = Apart(self.blocks, told, self.others)
        return self.apart[told]

    def _sure(self, few: Few, at: int, withheld: Withheld) -> int:
        """Between how many numbers, less one, the count may move at least: found without a programme.

        Either the few and others whom no figure tells apart from them change places, or blocks move crosswise, and no
        figure moves; or every figure they are in is told as a band with room.
        """
        apart = self._apart(withheld)
        few = apart.among(few)
        free, rest_free = few.has - few.least, few.rest_has - few.rest_least
        if self.is_choice:
            up = min(free.sum() - free[at], rest_free[at])
            down = min(free[at], rest_free.sum() - rest_free[at])
            return int(up + down)
        more, fewer, crosswise = few.most[at] - few.has[at], free[at], apart.crosswise(few)
        room = [
            (lowest - n, highest - n)
            for n, lowest, highest in self._figures_with(few, self.codes[at], withheld)
        ]
        up = max(rest_free[at], crosswise[0], self._within([highest for _, highest in room]))
        down = max(
            few.rest_most[at] - few.rest_has[at], crosswise[1], self._within([-lowest for lowest, _ in room])
        )
        return int(min(more, up) + min(fewer, down))

    @staticmethod
    def _within(rooms: list[int]) -> float:
        return max(0, min(rooms, default=math.inf))

    def _figures_with(self, few: Few, code: str, withheld: Withheld) -> Iterator[tuple[int, int, int]]:
        """What is told of an option by figures that hold the few: the truth, and between which numbers it is told."""
        for group in (self.counts.district or "", few.block[0]):
            if group in self.counts.bases and is_open(group, self.line, withheld):
                n, base = (
                    self.counts.cells[group].get((*self.line, code), 0),
                    self.counts.base(group, self.line),
                )
                yield (n, *bounds_of(n, base, withheld.get((group, *self.line, code))))
        told = self.known.others.get((few.block[1], *self.line, code))
        if told is not None:
            n = sum(
                int(b.has[:, self.codes.index(code)].sum()) for b in self.blocks if b.name[1] == few.block[1]
            )
            yield (n, *told)

    def range_of(self, few: Few, at: int, withheld: Withheld) -> tuple[int, int]:
        """Return between which numbers the count lies for whoever knows all that is told. Integer programmes."""
        parts = self._apart(withheld).parts(few)
        wanted = np.zeros(len(parts) * len(self.codes))
        wanted[at] = 1.0
        low, high = (np.concatenate([part[of] for part in parts]).astype(float) for of in (2, 3))
        solved = [
            scipy.optimize.milp(
                sign * wanted, constraints=self._constraints(parts, withheld), bounds=scipy.optimize.Bounds(low, high),
                integrality=np.ones_like(wanted),
            )
            for sign in (1, -1)
        ]  # fmt: skip
        if any(one.x is None for one in solved):
            # The truth is a solution: without one something else is wrong, and nothing is proven.
            return 0, 0
        return round(solved[0].x[at]), round(solved[1].x[at])

    def _constraints(self, parts: list[Part], withheld: Withheld) -> "list[scipy.optimize.LinearConstraint]":
        k = len(self.codes)
        rows, low, high = [], [], []
        for at, code in enumerate(self.codes):
            for is_in, (lowest, highest) in self._told(parts, code, withheld):
                row = np.zeros((len(parts), k))
                row[is_in, at] = 1.0
                rows.append(row.ravel())
                low.append(lowest)
                high.append(highest)
        for one, (_, n, *_) in enumerate(parts if self.is_choice else ()):
            row = np.zeros((len(parts), k))
            row[one] = 1.0
            rows.append(row.ravel())
            low.append(n)
            high.append(n)
        return [scipy.optimize.LinearConstraint(np.array(rows), low, high)] if rows else []

    def _told(
        self, parts: list[Part], code: str, withheld: Withheld
    ) -> Iterator[tuple[list[int], tuple[int, int]]]:
        """What is told of an option: which parts it is the sum of, and between which numbers that lies."""
        for group in self.counts.bases:
            is_whole = group == self.counts.district
            if is_open(group, self.line, withheld):
                n = self.counts.cells[group].get((*self.line, code), 0)
                reason = withheld.get((group, *self.line, code))
                bounds = bounds_of(n, self.counts.base(group, self.line), reason)
                yield [i for i, ((own, _), *_) in enumerate(parts) if is_whole or own == group], bounds
        for other in {block[1] for block, *_ in parts}:
            told = self.known.others.get((other, *self.line, code))
            if told is not None:
                yield [i for i, ((_, own), *_) in enumerate(parts) if own == other], told

    def _next(self, few: Few, withheld: Withheld, *, is_late: bool) -> Withheld:
        """Return what to withhold next; late, all at once that may help.

        Cells come first, those of the own group before others', then whole lines with the bands in them, then the
        district's cells.
        """
        below = self._below(withheld)
        cells = [(group, *self.line, code) for group in self.counts.bases for code in self.codes]
        shown = [place for place in cells if is_open(place[0], self.line, withheld) and place not in withheld]
        choices: list[tuple[Reason, list[Key]]] = [
            (Reason.BESIDE, [place for place in shown if place[0] in below]),
            (Reason.SIBLING, [(group, *self.line, "") for group in below]),
            (Reason.BESIDE, [] if self.known.is_whole_told else shown),
        ]
        for reason, places in choices:
            if places:
                first = min(places, key=lambda place: (place[0] != few.block[0], self._size(place), place))
                return dict.fromkeys(places if is_late else [first], reason)
        return {}

    def _below(self, withheld: Withheld) -> list[str]:
        """Return the groups below the district of which anything is told."""
        groups = (group for group in self.counts.bases if group != self.counts.district)
        return [group for group in groups if is_open(group, self.line, withheld)]

    def _size(self, place: Key) -> int:
        group, question, row, code = place
        if code == "":
            return self.counts.base(group, (question, row))
        return self.counts.cells[group].get((question, row, code), 0)
