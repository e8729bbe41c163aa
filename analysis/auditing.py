"""The audit of a release: what of few people in one branch can be worked out from everything that is told.

A reader is taken to know how many answered in each branch, every figure and band of every view, and of each branch a
lower bound per option: the needs that its secretary can open, and the names that the branch hears. Between which whole
numbers a small branch's count then lies is an integer programme. Where that is one number only, the release would tell
of people; then cells are withheld, first those of its own group, until it does not. What is not proven in time is
withheld below the district.

Most of it is proven without a programme: where a small branch and the others of its block could change places, every
figure stays as it is.

Method: Hundepool et al., Statistical Disclosure Control (2012), ch. 4 (auditing of suppression patterns).
"""

# long: one programme, from what is known to what is withheld

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis import gaps
from analysis.ends import bounds_of
from analysis.withholding import Counts, Key, Limits, Reason, Rule, Withheld, is_open

Line = tuple[str, str]
Told = dict[tuple[str, str], tuple[int, int]]  # (group, cell) → between which numbers
# What is at least left open of few people in a sensitive category.
SENSITIVE_WIDTH = 3
SECONDS = 120.0
NONE = ""


@dataclass(frozen=True)
class Known:
    """What the audit looks at besides the counts.

    branches : DataFrame, one row per branch, line and cell (cell "" is how many answered the line); columns branch,
        group (of the partition that is audited), other (of one that was audited before; `NONE` for none), question,
        row, cell, n.
    least : (branch, question, row, cell) → how many of it at least, as somebody there knows.
    others : (other, question, row, cell) → between which numbers a count of the other partition is told to lie.
    """

    branches: pd.DataFrame
    least: Mapping[tuple[int, str, str, str], int]
    others: Mapping[tuple[str, str, str, str], tuple[int, int]]

    @property
    def is_whole_told(self) -> bool:
        """Tell whether the district's figures stand already, with those of the other partition."""
        return bool(self.others)


def audit(known: Known, *, seconds: float = SECONDS) -> Rule:
    """Return a rule that withholds what would tell of fewer than `Limits.few` people; it goes last.

    seconds : how long proving may take over all lines.
    """

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        until, found = time.monotonic() + seconds, Withheld()
        for key, own in known.branches.groupby(["question", "row"], sort=True):
            line = (str(key[0]), str(key[1]))
            if line not in counts.lines or line[0] == gaps.JOINT:
                continue
            for codes in _asked_together(counts, line):
                block = Audited(counts, limits, line, codes, own, known)
                found |= block.withheld(withheld | found, until)
        return found

    return rule


def _asked_together(counts: Counts, line: Line) -> list[list[str]]:
    """Where an answer has one cell all cells of a line hang together; else each stands for itself."""
    codes = counts.lines[line]
    return [codes] if line[0] in counts.partitions and codes else [[code] for code in codes]


@dataclass(frozen=True)
class Few:
    """A few people of one block. n : how many. has, least : per code, what is so and what somebody knows of it.

    rest, rest_has, rest_least : the same of all others of the block.
    """

    block: tuple[str, str]
    n: int
    has: np.ndarray
    least: np.ndarray
    rest: int
    rest_has: np.ndarray
    rest_least: np.ndarray


class Audited:
    """One option over all branches, or all options of a question where an answer has one."""

    def __init__(
        self, counts: Counts, limits: Limits, line: Line, codes: list[str], own: pd.DataFrame, known: Known
    ) -> None:
        self.counts, self.limits, self.line, self.codes, self.known = counts, limits, line, codes, known
        wide = own.pivot_table(
            index=["group", "other", "branch"], columns="cell", values="n", aggfunc="sum", fill_value=0
        )
        self.n = wide.get(NONE, pd.Series(0, index=wide.index)).astype(int)
        self.has = wide.reindex(columns=codes, fill_value=0).astype(int)
        least = [[known.least.get((branch, *line, code), 0) for code in codes] for *_, branch in wide.index]
        # A need may name what the sheet does not; who knows that knows nothing of the figures.
        self.least = pd.DataFrame(least, wide.index, codes, dtype=int).clip(upper=self.has)
        self.is_choice = line[0] in counts.partitions

    def withheld(self, withheld: Withheld, until: float) -> Withheld:
        """Return what is withheld of these cells so that nothing is told of few."""
        found: Withheld = {}
        for few in self._few():
            for at in range(len(self.codes)):
                while not self._is_open(few, at, withheld | found, until):
                    more = self._next(few, withheld | found, is_late=time.monotonic() > until)
                    if not more:
                        break
                    found |= more
        return found

    def _blocks(self) -> Iterator[tuple[tuple[str, str], "pd.Series[int]"]]:
        for key, n in self.n.groupby(level=["group", "other"]):
            group, other = cast(tuple[str, str], key)
            yield (str(group), str(other)), n

    def _few(self) -> Iterator[Few]:
        """Small branches and small blocks, each kind of them once."""
        seen = set()
        for block, n in self._blocks():
            has, least = self.has.loc[n.index].to_numpy(), self.least.loc[n.index].to_numpy()
            sizes = n.to_numpy()
            chosen = [np.arange(len(sizes)) == one for one in range(len(sizes))] + [sizes >= 0]
            for is_one in chosen:
                size = int(sizes[is_one].sum())
                if 0 < size < self.limits.few:
                    few = Few(
                        block, size, has[is_one].sum(0), least[is_one].sum(0),
                        int(sizes.sum()) - size, has[~is_one].sum(0), least[~is_one].sum(0),
                    )  # fmt: skip
                    kind = (few.block, size, few.has.tobytes(), few.least.tobytes())
                    if kind not in seen:
                        seen.add(kind)
                        yield few

    def _is_open(self, few: Few, at: int, withheld: Withheld, until: float) -> bool:
        """Tell whether enough is left open of what few people chose."""
        is_sensitive = self.counts.is_sensitive(self.line, self.codes[at])
        wanted = min(SENSITIVE_WIDTH, few.n) if is_sensitive else 1
        # Who knows that much already learns nothing here.
        wanted = min(wanted, few.n - int(few.least[at]))
        if wanted <= 0 or self._could_change_places(few, at) >= wanted:
            return True
        if time.monotonic() > until and self._below(withheld):
            return False
        low, high = self.range_of(few, at, withheld)
        return high - low >= wanted

    def _could_change_places(self, few: Few, at: int) -> int:
        """Between how many numbers, less one, the count may move with no figure changed: a sure lower bound."""
        free, rest_free = few.has - few.least, few.rest_has - few.rest_least
        if self.is_choice:
            up = min(free.sum() - free[at], rest_free[at])
            down = min(free[at], rest_free.sum() - rest_free[at])
        else:
            up = min(few.n - few.has[at], rest_free[at])
            down = min(free[at], few.rest - few.rest_has[at])
        return int(up + down)

    def range_of(self, few: Few, at: int, withheld: Withheld) -> tuple[int, int]:
        """Return between which numbers the count lies for whoever knows all that is told. Integer programmes."""
        parts = self._parts(few)
        wanted = np.zeros(len(parts) * len(self.codes))
        wanted[at] = 1.0
        low = np.concatenate([least for _, _, least in parts])
        high = np.repeat([float(n) for _, n, _ in parts], len(self.codes))
        solved = [
            milp(
                sign * wanted, constraints=self._constraints(parts, withheld), bounds=Bounds(low, high),
                integrality=np.ones_like(wanted),
            )
            for sign in (1, -1)
        ]  # fmt: skip
        if any(one.x is None for one in solved):
            # The truth is a solution: without one something else is wrong, and nothing is proven.
            return 0, 0
        return round(solved[0].x[at]), round(solved[1].x[at])

    def _parts(self, few: Few) -> list[tuple[tuple[str, str], int, np.ndarray]]:
        """The few first, then what is left of each block: (block, how many, least per code)."""
        parts = [(few.block, few.n, few.least), (few.block, few.rest, few.rest_least)]
        for block, n in self._blocks():
            if block != few.block:
                parts.append((block, int(n.sum()), self.least.loc[n.index].to_numpy().sum(0)))
        return parts

    def _constraints(
        self, parts: list[tuple[tuple[str, str], int, np.ndarray]], withheld: Withheld
    ) -> list[LinearConstraint]:
        k = len(self.codes)
        rows, low, high = [], [], []
        for at, code in enumerate(self.codes):
            for is_in, (lowest, highest) in self._told(parts, code, withheld):
                row = np.zeros((len(parts), k))
                row[is_in, at] = 1.0
                rows.append(row.ravel())
                low.append(lowest)
                high.append(highest)
        for one, (_, n, _) in enumerate(parts if self.is_choice else ()):
            row = np.zeros((len(parts), k))
            row[one] = 1.0
            rows.append(row.ravel())
            low.append(n)
            high.append(n)
        return [LinearConstraint(np.array(rows), low, high)] if rows else []

    def _told(
        self, parts: list[tuple[tuple[str, str], int, np.ndarray]], code: str, withheld: Withheld
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
