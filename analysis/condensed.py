"""What the gate makes of counts that it does not let through one by one: scores of ratings, places of categories."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis import gaps, ranking
from analysis.withholding import FEW, Counts, Withheld, is_open

# The question by which categories are named, its pairs of categories, and its option for none.
PICKED, PAIRS, NO_NEED = "Q2", "Q2xQ2", frozenset({"none"})


def scores(group: str, counts: Counts, withheld: Withheld) -> tuple[dict[str, Any], ...]:
    """Return the gap scores of a group's categories that may be told: one dict per category, as from `gaps.scores`.

    n_untouched is None where it is withheld; an error of one pair is None too.
    """
    told = [
        (*key, n)
        for key, n in counts.cells[group].items()
        if key[0] == gaps.JOINT and (group, *key[:2], "") not in withheld
    ]
    joint = gaps.joint(pd.DataFrame(told, columns=["question", "row", "cell", "n"]))
    return tuple(scored(joint, tells_untouched=counts.district in (None, group)))


def scored(joint: pd.DataFrame, *, tells_untouched: bool = True) -> list[dict[str, Any]]:
    """Return gap scores as plain values. joint : as from `gaps.joint`. tells_untouched : whether 没接触过 is counted."""
    scores = gaps.scores(joint).to_dict("records")
    return [
        {str(name): _plain(name, value, tells_untouched) for name, value in row.items()} for row in scores
    ]


def _plain(name: Hashable, value: Any, tells_untouched: bool) -> Any:
    if name == "n_untouched":
        # How many did not know a service is told where it is many, and of the district only: a difference would
        # tell of few.
        return int(value) if tells_untouched and value >= FEW else None
    if isinstance(value, str) or name == "n":
        return value
    return None if pd.isna(value) else round(float(value), 6)


def places(group: str, counts: Counts, withheld: Withheld) -> tuple[tuple[str, int, int], ...]:
    """Return which places the categories that are shown may really have: (code, low, high).

    From their counts and from how often two were named together. Empty for fewer than two, and for counts that were
    brought in without pairs.
    """
    line, cells = (PICKED, ""), counts.cells[group]
    shown = [
        code
        for code in counts.lines.get(line, [])
        if is_open(group, line, withheld) and (group, *line, code) not in withheld and code not in NO_NEED
    ]
    base = counts.base(group, line)
    if len(shown) < 2 or base < 2:
        return ()
    named = pd.Series([cells.get((*line, code), 0) for code in shown], index=shown)
    pairs = [(row, cell, n) for (question, row, cell), n in cells.items() if question == PAIRS]
    together = pd.DataFrame(pairs, columns=["row", "cell", "n"])
    try:
        sets = ranking.rank_sets_multi(named / base, ranking.covariance(named, together, base), base)
    except ValueError:
        # Without their pairs the counts say nothing of how sure a place is; they are shown all the same.
        return ()
    return tuple((str(code), int(low), int(high)) for code, low, high in sets.itertuples(name=None))
