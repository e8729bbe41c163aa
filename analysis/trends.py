"""How shares change from month to month, and whether a change is more than chance."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analysis import compare, ranking
from analysis.disclosure import Shown

COLUMNS = ["month", "cell", "n", "base", "share", "low", "high"]


def top_cells(history: Sequence[tuple[date, Shown]], cells: Sequence[str], *, most: int = 4) -> list[str]:
    """Return the cells that were named most in the latest month that shows any, at most `most` of them."""
    for _, shown in reversed(history):
        counts = shown.cells("Q2")
        named = ranking.by_n(counts[counts["cell"].isin(list(cells))])
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


def changes(
    trend: pd.DataFrame, *, months: Sequence[date] | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Which cells rose or fell along the months by more than chance.

    trend : as from `shares`; months that are missing of a cell say nothing of it. months : those of the steps, where
    `trend` does not have all of them. level : how often at least none is named where none rose or fell.

    Returns DataFrame, one row per cell, the clearest first: cell, first, last (shares 0–1 of its first and last known
    month), p (0–1, Cochran–Armitage, adjusted over all cells after Holm), way ("up" or "down" by the first and the
    last month, "" for neither). A cell of fewer than two known months is never named. Much the same youth answer in
    several months, so too few are named rather than too many.
    """
    steps = sorted(set(trend["month"] if months is None else months))
    rows = [
        _change(str(cell), part.set_index("month"), steps) for cell, part in trend.groupby("cell", sort=False)
    ]
    found = pd.DataFrame(rows, columns=["cell", "first", "last", "p"])
    found["p"] = compare.holm(found["p"].tolist())
    is_clear, rise = found["p"] <= 1 - level, found["last"] - found["first"]
    found["way"] = [
        ("up" if more > 0 else "down" if more < 0 else "") if clear else ""
        for clear, more in zip(is_clear, rise, strict=True)
    ]
    return found.sort_values("p", kind="stable", ignore_index=True)


def _change(cell: str, part: pd.DataFrame, steps: Sequence[date]) -> tuple[str, float, float, float]:
    known = part[part["share"].notna()].sort_index()
    if known.empty:
        return cell, float("nan"), float("nan"), 1.0
    counts = known[["n", "base"]].astype(int).reindex(list(steps), fill_value=0)
    p = compare.trend(counts["n"].tolist(), counts["base"].tolist()).p if len(known) > 1 else 1.0
    return cell, float(known["share"].iloc[0]), float(known["share"].iloc[-1]), p
