"""Who answered where, as the audit of a release looks at it: blocks of branches, and the few people in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

NONE = ""
Line = tuple[str, str]  # question, row


@dataclass(frozen=True)
class Known:
    """What the audit looks at besides the counts.

    branches : DataFrame, one row per branch, line and cell (cell "" is how many answered the line); columns branch,
        group (of the partition that is audited), other (of one that was audited before; `NONE` for none), question,
        row, cell, n.
    least : (branch, question, row, cell) → how many of it at least, as somebody there knows.
    others : (other, question, row, cell) → between which numbers a count of the other partition is told to lie.
    most : as least, how many at most; only of questions with several cells per answer.
    """

    branches: pd.DataFrame
    least: Mapping[tuple[int, str, str, str], int]
    others: Mapping[tuple[str, str, str, str], tuple[int, int]]
    most: Mapping[tuple[int, str, str, str], int] = field(default_factory=dict)

    @property
    def is_whole_told(self) -> bool:
        """Tell whether the district's figures stand already, with those of the other partition."""
        return bool(self.others)


@dataclass(frozen=True)
class Block:
    """The branches of one group of both partitions. n : answers per branch. has, least, most : branch × option."""

    name: tuple[str, str]
    n: np.ndarray
    has: np.ndarray
    least: np.ndarray
    most: np.ndarray

    def of(self, columns: list[int]) -> "Block":
        """Return the same block with some of the options."""
        return Block(self.name, self.n, *(own[:, columns] for own in (self.has, self.least, self.most)))


def blocks_of(own: pd.DataFrame, line: Line, codes: list[str], known: Known) -> list[Block]:
    """Return the blocks of one line with all its options, in the order of `codes`. own : its rows of `Known.branches`."""
    column = {code: at for at, code in enumerate(codes)}
    found: dict[tuple[str, str], dict[int, np.ndarray]] = {}
    for group, other, branch, cell, n in zip(
        own["group"], own["other"], own["branch"], own["cell"], own["n"], strict=True
    ):
        row = found.setdefault((group, other), {}).setdefault(branch, np.zeros(len(codes) + 1, dtype=int))
        row[column[cell] if cell else -1] += n
    blocks = []
    for name, rows in sorted(found.items()):
        whole = np.array(list(rows.values()))
        n, has = whole[:, -1], whole[:, :-1]
        least = np.array([[known.least.get((branch, *line, code), 0) for code in codes] for branch in rows])
        most = [
            [known.most.get((branch, *line, code), of) for code in codes]
            for branch, of in zip(rows, n, strict=True)
        ]
        # A need may name what the sheet does not; who knows that knows nothing of the figures.
        at_least = np.minimum(least.reshape(has.shape), has)
        blocks.append(Block(name, n, has, at_least, np.maximum(np.array(most).reshape(has.shape), has)))
    return blocks


@dataclass(frozen=True)
class Few:
    """A few people of one block. n : how many. has, least, most : per code, what is so and what somebody knows of it.

    rest, rest_has, rest_least, rest_most : the same of all others of the block.
    """

    block: tuple[str, str]
    n: int
    has: np.ndarray
    least: np.ndarray
    most: np.ndarray
    rest: int
    rest_has: np.ndarray
    rest_least: np.ndarray
    rest_most: np.ndarray


def few_of(blocks: Sequence[Block], *, limit: int) -> Iterator[Few]:
    """Small branches and small blocks, of fewer than `limit` answers, each kind of them once."""
    seen = set()
    for block in blocks:
        n, known = block.n, (block.has, block.least, block.most)
        for is_one in [np.arange(len(n)) == one for one in range(len(n))] + [n >= 0]:
            size = int(n[is_one].sum())
            if 0 < size < limit:
                has, least, most = (of[is_one].sum(0) for of in known)
                others = [of[~is_one].sum(0) for of in known]
                few = Few(block.name, size, has, least, most, int(n.sum()) - size, *others)
                kind = (few.block, size, few.has.tobytes(), few.least.tobytes(), few.most.tobytes())
                if kind not in seen:
                    seen.add(kind)
                    yield few
