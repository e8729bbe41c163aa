"""Who answered a question over several months, and of which few of them nothing may follow."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.periods import COMMITTEE, DOMAIN, WHOLE, Line, Of

WHERE = ["month", COMMITTEE, DOMAIN, "branch"]
# What is at least left open of few people in a sensitive category.
SENSITIVE_WIDTH = 3

Least = Mapping[tuple[str, int, str, str, str], int]  # month, branch, question, row, cell


@dataclass(frozen=True)
class Unit:
    """What must stay open: an option among some entries, over at least `width` + 1 numbers."""

    entries: np.ndarray
    at: int
    width: int


@dataclass(frozen=True)
class Answerers:
    """Who answered a line, one entry per branch and month. where : its month, committee, domain and branch.

    n : how many. has, least : entry × option, in the order of `codes`.
    """

    where: pd.DataFrame
    codes: list[str]
    n: np.ndarray
    has: np.ndarray
    least: np.ndarray
    equal: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, own: pd.DataFrame, line: Line, codes: list[str], least: Least) -> "Answerers":
        """Read one line. own : its rows of `people`, as `together.audit` takes them."""
        entry = own.groupby(WHERE, sort=False).ngroup().to_numpy()
        where = own.loc[~own.duplicated(WHERE), WHERE].reset_index(drop=True)
        numbers = np.zeros((len(where), len(codes) + 1), dtype=int)
        np.add.at(numbers, (entry, pd.Index(["", *codes]).get_indexer(pd.Index(own["cell"]))), own["n"])
        has = numbers[:, 1:]
        known = np.array(
            [
                [least.get((month, branch, *line, code), 0) for code in codes]
                for month, branch in zip(where["month"], where["branch"], strict=True)
            ],
            dtype=int,
        ).reshape(has.shape)
        return cls(where, codes, numbers[:, 0], has, np.minimum(known, has))

    def only(self, codes: Sequence[str]) -> "Answerers":
        """Return the same people with some of the options."""
        at = [self.codes.index(code) for code in codes]
        return Answerers(self.where, list(codes), self.n, self.has[:, at], self.least[:, at], self.equal)

    def within(self, months: Collection[str], of: Of) -> np.ndarray:
        """Return which entries belong to a group in some months."""
        is_in = np.zeros(len(self.n), dtype=bool)
        for month in months:
            is_in |= self._equal("month", month)
        return is_in if of[0] == WHOLE else is_in & self._equal(*of)

    def _equal(self, column: str, value: str) -> np.ndarray:
        # Asked for by every figure of every option.
        if (column, value) not in self.equal:
            self.equal[column, value] = (self.where[column] == value).to_numpy(dtype=bool)
        return self.equal[column, value]

    @property
    def blocks(self) -> np.ndarray:
        """Return for each entry the number of its block: who is in every figure together."""
        return self.where.groupby(["month", COMMITTEE, DOMAIN]).ngroup().to_numpy()

    def few(self, limit: int, sensitive: Collection[str], *, is_choice: bool) -> Iterator[Unit]:
        """Small branches and blocks, of fewer than `limit` answers, that cannot change places with anybody.

        A branch is small by the month, and over all its months where each of them is: the same people may have
        answered again.
        """
        widths = np.array([SENSITIVE_WIDTH if code in sensitive else 1 for code in self.codes])
        is_small = (self.n > 0) & (self.n < limit)
        # Who knows that much already learns nothing here.
        left = np.minimum(np.minimum(widths, self.n[:, None]), self.n[:, None] - self.least)
        is_open = (left <= 0) | (self._room(is_choice=is_choice) >= left)
        for entry, at in zip(*np.nonzero(is_small[:, None] & ~is_open), strict=True):
            yield Unit(np.arange(len(self.n)) == entry, int(at), int(left[entry, at]))
        for _, rows in self.where[self.n > 0].groupby("branch").groups.items():
            entries = np.isin(np.arange(len(self.n)), rows)
            if len(rows) > 1 and is_small[entries].all():
                for at in np.flatnonzero(~is_open[entries].any(0)):
                    yield Unit(entries, int(at), int(left[entries, at].max()))
        yield from self._small_blocks(limit, widths)

    def _small_blocks(self, limit: int, widths: np.ndarray) -> Iterator[Unit]:
        blocks = self.blocks
        n, least = np.bincount(blocks, self.n), np.zeros((int(blocks.max(initial=-1)) + 1, len(self.codes)))
        np.add.at(least, blocks, self.least)
        for block in np.flatnonzero((n > 0) & (n < limit)):
            for at, width in enumerate(widths):
                left = int(min(width, n[block], n[block] - least[block, at]))
                if left > 0:
                    yield Unit(blocks == block, at, left)

    def _room(self, *, is_choice: bool) -> np.ndarray:
        """Over how many numbers, less one, an entry may move while it changes places within its block: no figure moves."""
        blocks = self.blocks
        free = self.has - self.least

        def rest(values: np.ndarray) -> np.ndarray:
            sums = np.zeros((int(blocks.max(initial=-1)) + 1, *values.shape[1:]), dtype=int)
            np.add.at(sums, blocks, values)
            found: np.ndarray = sums[blocks] - values
            return found

        rest_free = rest(free)
        if is_choice:
            up = np.minimum(free.sum(1, keepdims=True) - free, rest_free)
            down = np.minimum(free, rest_free.sum(1, keepdims=True) - rest_free)
        else:
            up = np.minimum(self.n[:, None] - self.has, rest_free)
            down = np.minimum(free, rest(self.n)[:, None] - rest(self.has))
        room: np.ndarray = up + down
        return room
