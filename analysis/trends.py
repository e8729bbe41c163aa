"""How shares change from month to month, and whether a change is more than chance."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis import ranking
from analysis.disclosure import Shown

COLUMNS = ["month", "cell", "n", "base", "share", "low", "high"]


def top_cells(history: Sequence[tuple[date, Shown]], cells: Sequence[str], *, most: int = 4) -> list[str]:
    """Return the cells that were named most in the latest month that shows any, at most `most` of them."""
    for _, shown in reversed(history):
        counts = shown.cells("Q2")
        named = ranking.order(counts[counts["cell"].isin(list(cells))])
        if not named.empty:
            return [str(cell) for cell in named["cell"][:most]]
    return []


def shares(
    history: Sequence[tuple[date, Shown]], cells: Sequence[str], *, months: Sequence[date]
) -> pd.DataFrame:
    """Share of answers that named each cell, month by month.

    Returns DataFrame, one row per month and cell: month, cell, n, base (Int64), share, low, high (0–1, Wilson
    95 %). All missing for a month without a release or in which the cell is withheld, so that no line is drawn
    across it.
    """
    known = {month: ranking.order(shown.cells("Q2")).set_index("cell") for month, shown in history}
    rows = []
    for month in months:
        for cell in cells:
            found = known.get(month)
            if found is None or cell not in found.index:
                rows.append((month, cell, None, None, None, None, None))
            else:
                rows.append((month, cell, *found.loc[cell, ["n", "base", "share", "low", "high"]]))
    trend = pd.DataFrame(rows, columns=COLUMNS)
    return trend.astype({"n": "Int64", "base": "Int64"}).astype(dict.fromkeys(COLUMNS[4:], float))


def clearest_change(trend: pd.DataFrame) -> tuple[str, Any, Any] | None:
    """Return (cell, first month, last month) of the widest change whose intervals do not overlap, else None.

    trend : as from `shares`. The intervals are those of single months, which is stricter than a test of their
    difference; answers of the same youth in two months make it stricter still.
    """
    found = None
    widest = 0.0
    for cell, rows in trend[trend["share"].notna()].groupby("cell"):
        first, last = rows.iloc[0], rows.iloc[-1]
        apart = first["high"] < last["low"] or last["high"] < first["low"]
        if apart and abs(last["share"] - first["share"]) > widest:
            widest = abs(last["share"] - first["share"])
            found = (str(cell), first, last)
    return found
