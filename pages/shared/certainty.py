"""How sure released figures are, in words: whatever the silent would say, and whichever measure is taken."""

from collections.abc import Mapping

import pandas as pd

from analysis import gaps, intervals, ranking
from analysis.disclosure import Shown

FIRST = 3


def whoever_is_silent(shown: Shown, labels: Mapping[str, str], *, question: str, roster: int | None) -> str:
    """Say between what the first share of a question lies, whoever did not answer; "" where that says nothing.

    roster : how many could have answered, as from `releases.roster`.
    """
    counts = shown.cells(question)
    ordered = ranking.by_n(counts[counts["cell"].isin(list(labels))])
    if ordered.empty or roster is None or roster <= ordered["base"].iloc[0]:
        return ""
    first = ordered.iloc[0]
    base, label = int(first["base"]), labels[first["cell"]]
    low, high = intervals.no_assumption_bounds(int(first["n"]), base, roster)
    return (
        f"登记青年{roster}人，{base}人答了这一题；另外{roster - base}人即使全都没选或全选了“{label}”，"
        f"它的占比也在{low:.0%}—{high:.0%}之间。"
    )


def agreement(scored: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Say whether three measures of the gap put the same categories first; "" where there are no more than those.

    scored : as from `gaps.scores`.
    """
    if int((scored["n"] > 0).sum()) <= FIRST:
        return ""
    found = gaps.agreement(scored, FIRST)
    if found.is_same:
        return f"按MWDS、RDS、机会分排，前{FIRST}类都一样：换一种算法，结论不变。"
    always = frozenset.intersection(*found.top.values())
    names = "、".join(labels[code] for code in scored["category"] if code in always)
    kept = f"都排在前{FIRST}的有{names}" if names else f"没有哪一类都排在前{FIRST}"
    return f"按MWDS、RDS、机会分排，前{FIRST}类不全一样：{kept}。只有一种算法排在前面的，先不下结论。"
