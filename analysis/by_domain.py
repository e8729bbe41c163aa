"""What the youth of different domains need, side by side."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import intervals
from analysis.disclosure import Shown
from analysis.withholding import Reason

COLUMNS = ["domain", "category", "n", "base", "share", "low", "overall", "note"]
# Withheld for how many named it. What is withheld in every domain alike (敏感类) is no field at all.
OF_A_FIELD = (Reason.NEAR_EMPTY, Reason.NEAR_FULL, Reason.BESIDE)


def shares(shown: Mapping[str, Shown], labels: Mapping[str, str], *, whole: Shown) -> pd.DataFrame:
    """Which share of each domain's answers named each category.

    shown : domain in Chinese → its released needs. labels : category → Chinese. whole : the district's.

    Returns DataFrame, the category most named in the district first, then by domain in the given order: domain,
    category (Chinese), n (Int64), base (int), share, low (bound of its Wilson interval, 95 % for all of them together
    after Bonferroni), overall (share of the district's answers), note ("", or the `Reason` for which a field is
    withheld; n, share and low are then missing). Categories withheld in every domain alike are left out.
    """
    tables = [what.table.assign(domain=domain) for domain, what in shown.items()]
    every = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["domain", "question"])
    fields = every[every["question"] == "Q2"]
    if fields.empty:
        return pd.DataFrame(columns=COLUMNS)
    fields = fields[fields["cell"].isin(list(labels)) & fields["note"].isin(["", *OF_A_FIELD])]
    counted = fields["n"].notna()
    level = 1 - 0.05 / max(int(counted.sum()), 1)
    known = fields[counted]
    low = [
        intervals.wilson(n, base, level=level)[0] for n, base in zip(known["n"], known["base"], strict=True)
    ]
    totals = whole.cells("Q2").set_index("cell")
    found = fields.assign(
        category=fields["cell"].map(labels),
        share=(fields["n"] / fields["base"]).astype(float),
        low=pd.Series(low, index=known.index, dtype=float),
        overall=fields["cell"].map(totals["n"] / totals["base"]).astype(float),
        at=fields["domain"].map({domain: index for index, domain in enumerate(shown)}),
    )
    order = found.sort_values(["overall", "cell", "at"], ascending=[False, True, True], ignore_index=True)
    return order[COLUMNS].astype({"base": int})


def most_apart(shares: pd.DataFrame) -> Any | None:
    """Return the row that lies farthest above the whole district, if by more than chance; else None."""
    above = shares[shares["low"] > shares["overall"]]
    if above.empty:
        return None
    ordered = above.assign(apart=above["share"] - above["overall"]).sort_values("apart", kind="stable")
    return list(ordered.itertuples())[-1]
