"""Who answered where, as the audit of a release looks at it: blocks of branches, and the few people in them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from operator import attrgetter

import numpy as np
import pandas as pd

NONE = ""
Line = tuple[str, str]  # question, row
Name = tuple[str, str]  # group, other
# Some people of a block: which block, how many, and per code how many of them at least and at most.
Part = tuple[Name, int, np.ndarray, np.ndarray]


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

    name: Name
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
    found: dict[Name, dict[int, np.ndarray]] = {}
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

    block: Name
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


class Apart:
    """The blocks that told figures tell apart; those that none tells apart count as one.

    Whatever such blocks can be together they can also be one by one, so nothing is lost.
    """

    def __init__(self, blocks: Sequence[Block], groups: Collection[str], others: Collection[str]) -> None:
        """Join blocks. groups, others : those of which anything is told."""
        self.groups, self.others = groups, others
        alike: dict[Name, list[Block]] = {}
        for block in blocks:
            alike.setdefault(self.name(block.name), []).append(block)
        self.blocks = {
            name: Block(
                name,
                np.concatenate([one.n for one in found]).sum(keepdims=True),
                *(
                    np.concatenate([of(one) for one in found]).sum(0, keepdims=True)
                    for of in map(attrgetter, ("has", "least", "most"))
                ),
            )
            for name, found in alike.items()
        }
        self._crosswise: dict[Name, tuple[int, int]] = {}

    def name(self, block: Name) -> Name:
        """Return what a block is called here: `NONE` for a group, or another, of which nothing is told."""
        return block[0] if block[0] in self.groups else NONE, block[1] if block[1] in self.others else NONE

    def among(self, few: Few) -> Few:
        """Return the same few with everybody beside them whom no figure tells apart from them."""
        whole = self.blocks[self.name(few.block)]
        return replace(
            few,
            rest=int(whole.n[0]) - few.n,
            rest_has=whole.has[0] - few.has,
            rest_least=whole.least[0] - few.least,
            rest_most=whole.most[0] - few.most,
        )

    def parts(self, few: Few) -> list[Part]:
        """Return the few, what is left of their block, and every other block."""
        own, few = self.name(few.block), self.among(few)
        parts: list[Part] = [
            (own, few.n, few.least, few.most),
            (own, few.rest, few.rest_least, few.rest_most),
        ]
        return parts + [
            (name, int(b.n[0]), b.least[0], b.most[0]) for name, b in self.blocks.items() if name != own
        ]

    def crosswise(self, few: Few) -> tuple[int, int]:
        """By how many the first option's count may go up at least, and down, in the few's block, other blocks moving.

        One block of its group and one of its other go against it, and the one that has both their other names goes
        with it: every sum stays as it is.
        """
        own = self.name(few.block)
        if own not in self._crosswise:
            self._crosswise[own] = self._moves(own)
        return self._crosswise[own]

    def _moves(self, own: Name) -> tuple[int, int]:
        up, down = 0, 0
        beside = [name for name in self.blocks if name[0] == own[0] and name[1] != own[1]]
        below = [name for name in self.blocks if name[1] == own[1] and name[0] != own[0]]
        for one, two in product(beside, below):
            if (two[0], one[1]) in self.blocks:
                across = self._room((two[0], one[1]))
                up = max(up, min(self._room(one)[1], self._room(two)[1], across[0]))
                down = max(down, min(self._room(one)[0], self._room(two)[0], across[1]))
        return up, down

    def _room(self, name: Name) -> tuple[int, int]:
        """How many more and how many fewer of a block may have the first option."""
        block = self.blocks[name]
        return int(block.most[0, 0] - block.has[0, 0]), int(block.has[0, 0] - block.least[0, 0])
