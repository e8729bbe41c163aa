"""Blocks that no told figure tells apart: what may be proven of them together holds of each branch."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks import NONE, Apart, Block, Few, few_of

NAMES = list(itertools.product("KL", "XY"))


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    """One branch in each block, with one option."""
    found = []
    for name in NAMES:
        n = draw(st.integers(1, 3))
        has = draw(st.integers(0, n))
        known = draw(st.integers(0, has)), draw(st.integers(has, n))
        found.append(Block(name, np.array([n]), *(np.array([[of]]) for of in (has, *known))))
    return found


def sums(values: tuple[int, ...], groups: str, others: str) -> tuple[int, ...]:
    """What is told, exactly: the district, and the sums of some groups and others."""
    told = [sum(values)]
    told += [sum(v for v, name in zip(values, NAMES, strict=True) if name[0] == group) for group in groups]
    return tuple(
        told + [sum(v for v, name in zip(values, NAMES, strict=True) if name[1] == other) for other in others]
    )


def possible(found: list[Block], groups: str, others: str) -> list[int]:
    """Every count that the first block may have, by trying all."""
    true = tuple(int(b.has[0, 0]) for b in found)
    ranges = [range(int(b.least[0, 0]), int(b.most[0, 0]) + 1) for b in found]
    told = sums(true, groups, others)
    return [one[0] for one in itertools.product(*ranges) if sums(one, groups, others) == told]


told_of = st.sampled_from(["", "K", "L", "KL"]), st.sampled_from(["", "X", "Y", "XY"])


@settings(max_examples=150)
@given(blocks(), *told_of)
def test_whatever_moves_crosswise_is_possible(found: list[Block], groups: str, others: str):
    few = next(one for one in few_of(found, limit=9) if one.block == NAMES[0])
    up, down = Apart(found, groups, others).crosswise(few)
    can_be, true = possible(found, groups, others), int(found[0].has[0, 0])
    up, down = min(up, int(few.most[0]) - true), min(down, true - int(few.least[0]))
    assert {true + up, true - down} <= set(can_be)


@settings(max_examples=150)
@given(blocks(), *told_of)
def test_joining_blocks_loses_no_possibility_and_adds_none(found: list[Block], groups: str, others: str):
    few = next(one for one in few_of(found, limit=9) if one.block == NAMES[0])
    parts = Apart(found, groups, others).parts(few)
    true = {
        name: sum(int(b.has[0, 0]) for b in found if called(b, groups, others) == name) for name, *_ in parts
    }
    own = parts[0][0]
    ranges = [range(int(least[0]), int(most[0]) + 1) for _, _, least, most in parts]
    can_be = set()
    for values in itertools.product(*ranges):
        joined: dict[tuple[str, str], int] = {}
        for (name, *_), value in zip(parts, values, strict=True):
            joined[name] = joined.get(name, 0) + value
        if told(joined, groups, others) == told(true, groups, others):
            can_be.add(values[0])
    assert own == called(found[0], groups, others)
    assert can_be == set(possible(found, groups, others))


def called(block: Block, groups: str, others: str) -> tuple[str, str]:
    return block.name[0] if block.name[0] in groups else NONE, block.name[1] if block.name[
        1
    ] in others else NONE


def told(joined: dict[tuple[str, str], int], groups: str, others: str) -> list[int]:
    """The same figures, of joined blocks."""
    found = [sum(joined.values())]
    found += [sum(v for name, v in joined.items() if name[0] == group) for group in groups]
    return found + [sum(v for name, v in joined.items() if name[1] == other) for other in others]


def test_the_few_stand_among_all_whom_no_figure_tells_apart():
    found = [
        Block(name, np.array([n]), np.array([[1]]), np.array([[0]]), np.array([[n]]))
        for name, n in zip(NAMES, (2, 3, 4, 5), strict=True)
    ]
    few: Few = next(iter(few_of(found, limit=3)))
    assert [Apart(found, groups, "").among(few).rest for groups in ("KL", "L", "")] == [3, 3, 12]
