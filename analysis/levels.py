"""Levels of one ordered question, from bad to good, month by month: how many are on either side of the middle."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from analysis import intervals
from analysis.disclosure import Shown

EACH = ["month", "side", "order", "cell", "n", "base", "share"]
COLUMNS = ["month", "side", "n", "base", "share", "low", "high", "most"]


class Sides(NamedTuple):
    """The cells on either side of the middle, the one next to it first."""

    below: tuple[str, ...]
    above: tuple[str, ...]


def by_month(history: Sequence[tuple[date, Shown]], *, question: str, sides: Sides) -> pd.DataFrame:
    """How many answers lie on either side, month by month.

    Returns DataFrame, two rows per month in which anything of the question is shown, in the order given: month, side
    ("below", "above"), n (Int64; missing where one of its cells is withheld), base (int), share, low, high (0–1, Wilson
    95 %; missing with n), most (0–1: the share itself where it is known, else what the shown cells outside the side
    leave; whoever reads them can reckon it).
    """
    rows = []
    for month, shown in history:
        cells = shown.cells(question)
        if cells.empty or not cells["base"].iloc[0]:
            continue
        counts, base = dict(zip(cells["cell"], cells["n"], strict=True)), int(cells["base"].iloc[0])
        rows += [_side(month, side, counts, base, own) for side, own in sides._asdict().items()]
    found = pd.DataFrame(rows, columns=COLUMNS).astype({"n": "Int64", "base": int})
    return found.astype(dict.fromkeys(COLUMNS[4:], float))


def _side(
    month: date, side: str, counts: dict[str, int], base: int, own: tuple[str, ...]
) -> tuple[object, ...]:
    if set(own) <= set(counts):
        n = sum(counts[cell] for cell in own)
        return month, side, n, base, n / base, *intervals.wilson(n, base), n / base
    others = sum(n for cell, n in counts.items() if cell not in own)
    return month, side, None, base, None, None, None, (base - others) / base


def each(history: Sequence[tuple[date, Shown]], *, question: str, sides: Sides) -> pd.DataFrame:
    """How many answers each level has, of the sides that `by_month` knows.

    Returns DataFrame, one row per month and cell: month, side, order (int, 0 next to the middle), cell, n, base (int),
    share (0–1).
    """
    rows = []
    for month, shown in history:
        counts = {row.cell: (row.n, row.base) for row in shown.cells(question).itertuples()}
        for side, own in sides._asdict().items():
            if set(own) <= set(counts):
                rows += [(month, side, order, cell, *counts[cell]) for order, cell in enumerate(own)]
    found = pd.DataFrame(rows, columns=EACH[:-1]).astype({"n": int, "base": int})
    return found[found["base"] > 0].assign(share=lambda rows: rows["n"] / rows["base"])
