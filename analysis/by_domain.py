"""What the youth of different domains need, side by side."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import ranking
from analysis.disclosure import Shown

COLUMNS = ["domain", "category", "n", "base", "share", "low", "overall"]


def shares(shown: Mapping[str, Shown], labels: Mapping[str, str]) -> pd.DataFrame:
    """Which share of each domain's answers named each category; what is withheld is left out.

    shown : domain in Chinese → its released needs. labels : category → Chinese.

    Returns DataFrame, the most named category first: domain, category (Chinese), n, base, share, low (bound of
    its Wilson interval, 95 % for all of them together after Bonferroni), overall (share over all domains in
    which the category is shown).
    """
    cells = {domain: what.cells("Q2") for domain, what in shown.items()}
    told = {domain: found[found["cell"].isin(list(labels))] for domain, found in cells.items()}
    n_cells = sum(len(found) for found in told.values())
    level = 1 - 0.05 / max(n_cells, 1)
    parts = [ranking.order(found, level=level).assign(domain=domain) for domain, found in told.items()]
    counts = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS, "cell"])
    sums = counts.groupby("cell")[["n", "base"]].sum()
    overall = sums["n"] / sums["base"]
    named = counts.assign(category=counts["cell"].map(labels), overall=counts["cell"].map(overall))
    ordered = named.sort_values(
        ["overall", "cell"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return ordered[COLUMNS]


def most_apart(shares: pd.DataFrame) -> Any | None:
    """Return the row that lies farthest above all domains together, if by more than chance; else None."""
    above = shares[shares["low"] > shares["overall"]]
    if above.empty:
        return None
    ordered = above.assign(apart=above["share"] - above["overall"]).sort_values("apart", kind="stable")
    return list(ordered.itertuples())[-1]
