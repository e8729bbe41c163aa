"""Who answered a question over several months, and of which few of them nothing may follow."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.periods import COMMITTEE, DOMAIN, WHOLE, Line, Of
from analysis.withholding import SENSITIVE_WIDTH

WHERE = ["month", COMMITTEE, DOMAIN, "branch"]

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

    n : how many. has, least, most : entry × option, in the order of `codes`.
    """

    where: pd.DataFrame
    codes: list[str]
    n: np.ndarray
    has: np.ndarray
    least: np.ndarray
    most: np.ndarray
    equal: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, own: pd.DataFrame, line: Line, codes: list[str], least: Least, most: Least) -> "Answerers":
        """Read one line. own : its rows of `people`, as `together.audit` takes them."""
        entry = own.groupby(WHERE, sort=False).ngroup().to_numpy()
        where = own.loc[~own.duplicated(WHERE), WHERE].reset_index(drop=True)
        numbers = np.zeros((len(where), len(codes) + 1), dtype=int)
        np.add.at(numbers, (entry, pd.Index(["", *codes]).get_indexer(pd.Index(own["cell"]))), own["n"])
        n, has = numbers[:, 0], numbers[:, 1:]
        who = list(zip(where["month"], where["branch"], strict=True))
        low, high = (
            np.array(
                [[ends.get((*one, *line, code), other) for code in codes] for one, other in zip(who, others, strict=True)],
                dtype=int,
            ).reshape(has.shape)
            for ends, others in ((least, np.zeros_like(n)), (most, n))
        )  # fmt: skip
        return cls(where, codes, n, has, np.minimum(low, has), np.maximum(high, has))

    def only(self, codes: Sequence[str]) -> "Answerers":
        """Return the same people with some of the options."""
        at = [self.codes.index(code) for code in codes]
        has, least, most = (of[:, at] for of in (self.has, self.least, self.most))
        return Answerers(self.where, list(codes), self.n, has, least, most, self.equal)

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
        left = np.minimum(np.minimum(widths, self.n[:, None]), self.most - self.least)
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
        n, known = np.bincount(blocks, self.n), np.zeros((int(blocks.max(initial=-1)) + 1, len(self.codes)))
        np.add.at(known, blocks, self.most - self.least)
        for block in np.flatnonzero((n > 0) & (n < limit)):
            for at, width in enumerate(widths):
                left = int(min(width, n[block], known[block, at]))
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
            up = np.minimum(self.most - self.has, rest_free)
            down = np.minimum(free, rest(self.most - self.has))
        room: np.ndarray = up + down
        return room
