"""Whether things stay open for whoever knows some sums: other whole numbers are looked for that fit them all."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from analysis.answerers import Answerers, Unit

CLOSE = 1e-6
# Searches for all at once, before each is looked at by itself.
TRIES = 3


@dataclass(frozen=True)
class Known:
    """A sum that is told: of an option among some entries, between what it lies."""

    entries: np.ndarray
    at: int
    low: int
    high: int


class Proof:
    """Whether units stay open with what is known, where they did with what was known before.

    until : by `time.monotonic`; what is not found open by then counts as closed.
    """

    def __init__(self, asked: Answerers, before: Sequence[Known], *, is_choice: bool, until: float) -> None:
        self.asked, self.before, self.is_choice, self.until = asked, before, is_choice, until
        self.open_before: dict[tuple[bytes, int], int] = {}

    def first_closed(self, units: Sequence[Unit], known: Sequence[Known]) -> tuple[Unit | None, list[Unit]]:
        """Return the first unit that is closed, and the others of which that is not known yet."""
        worlds = Worlds(self.asked, units, known, is_choice=self.is_choice)
        left = list(units)
        # Counts that do not fit what was told: nothing can be proven of them.
        if not worlds.is_sound or self._is_closed(worlds, left[0]):
            return left[0], left[1:]
        left = worlds.not_open(left[1:], self.until)
        while left:
            unit = left.pop(0)
            if self._is_closed(worlds, unit):
                return unit, left
        return None, []

    def _is_closed(self, worlds: "Worlds", unit: Unit) -> bool:
        width = worlds.width(unit, self.until)
        return width < unit.width and (time.monotonic() > self.until or width < self._width_before(unit))

    def _width_before(self, unit: Unit) -> int:
        key = (unit.entries.tobytes(), unit.at)
        if key not in self.open_before:
            then = Worlds(self.asked, [unit], self.before, is_choice=self.is_choice)
            self.open_before[key] = then.width(unit, self.until)
        return self.open_before[key]


class Worlds:
    """All that could be so, for whoever knows some sums.

    Entries that are in the same sums and the same units are one part; variables are parts × options.
    """

    def __init__(
        self, asked: Answerers, units: Sequence[Unit], known: Sequence[Known], *, is_choice: bool
    ) -> None:
        k = len(asked.codes)
        sets = [one.entries for one in known] + [one.entries for one in units]
        alike = np.array(sets, dtype=bool).reshape(len(sets), len(asked.n)).T
        _, self.part = np.unique(alike, axis=0, return_inverse=True)
        self.shape = (int(self.part.max(initial=-1)) + 1, k)
        n = np.bincount(self.part, asked.n, self.shape[0])
        self.truth, low = self._summed(asked.has), self._summed(asked.least)
        self.bounds = scipy.optimize.Bounds(low, self._summed(asked.most))
        rows = [self.row(one.entries, one.at) for one in known]
        lowest, highest = [one.low for one in known], [one.high for one in known]
        if is_choice:
            rows += list(np.repeat(np.eye(len(n)), k, axis=1))
            lowest, highest = [*lowest, *n], [*highest, *n]
        self.rows = np.array(rows, dtype=float).reshape(len(rows), self.truth.size)
        self.low, self.high = np.array(lowest, dtype=float), np.array(highest, dtype=float)
        self.seen = [self.truth]

    def _summed(self, values: np.ndarray) -> np.ndarray:
        sums = np.zeros(self.shape)
        np.add.at(sums, self.part, values)
        return sums.ravel()

    def row(self, entries: np.ndarray, at: int) -> np.ndarray:
        """Return the weights that sum an option among some entries, which are whole parts."""
        weights = np.zeros(self.shape)
        weights[np.unique(self.part[entries]), at] = 1.0
        return weights.ravel()

    @property
    def is_sound(self) -> bool:
        """Tell whether what is so fits what is known."""
        return self._fits(self.truth)

    def not_open(self, units: Sequence[Unit], until: float) -> list[Unit]:
        """Return which units are not found open, with a few searches for all."""
        signs = np.random.default_rng(len(units))
        left = [unit for unit in units if not self._is_open(unit)]
        for _ in range(TRIES):
            if len(left) < 2:
                break
            rows = [self.row(unit.entries, unit.at) for unit in left]
            wanted = signs.choice([-1.0, 1.0], len(left)) @ np.array(rows)
            self._search(wanted, until)
            self._search(-wanted, until)
            left = [unit for unit in left if not self._is_open(unit)]
        return left

    def width(self, unit: Unit, until: float) -> int:
        """Return over how many numbers, less one, a unit is found to range; by integer programmes."""
        row = self.row(unit.entries, unit.at)
        if not self._is_open(unit):
            self._search(row, until)
            self._search(-row, until)
        return min(unit.width, self._range(row))

    def _is_open(self, unit: Unit) -> bool:
        return self._range(self.row(unit.entries, unit.at)) >= unit.width

    def _range(self, row: np.ndarray) -> int:
        values = np.array(self.seen) @ row
        return int(values.max() - values.min())

    def _search(self, wanted: np.ndarray, until: float) -> None:
        """Look for other numbers with as much as possible of what is wanted."""
        known = [scipy.optimize.LinearConstraint(self.rows, self.low, self.high)] if len(self.rows) else []
        # Mostly the numbers are whole by themselves; that is found ten times as fast.
        for is_whole in (0, 1):
            left = until - time.monotonic()
            if left <= 0:
                return
            solved = scipy.optimize.milp(
                -wanted, constraints=known, bounds=self.bounds, integrality=np.full(len(wanted), is_whole),
                options={"time_limit": left},
            )  # fmt: skip
            if solved.x is not None and self._fits(found := np.round(solved.x)):
                self.seen.append(found)
                if np.abs(found - solved.x).max(initial=0) < CLOSE:
                    return

    def _fits(self, values: np.ndarray) -> bool:
        sums = self.rows @ values
        is_within = (values >= self.bounds.lb) & (values <= self.bounds.ub)
        return bool(
            is_within.all() and (sums >= self.low - CLOSE).all() and (sums <= self.high + CLOSE).all()
        )
