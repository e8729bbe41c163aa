"""Rates of committees side by side, fairly: with intervals, from enough needs on, among those of the same field.

Committees only, in their given order: no ranking, and nothing about a person.
"""

import pandas as pd

from analysis.rates import LEAST, Rate

COLUMNS = ["name", "peer", "x", "n", "share", "low", "high", "peers_x", "peers_n", "apart"]


def compare(counted: pd.DataFrame) -> pd.DataFrame:
    """Lay each committee's rate beside that of its peers.

    counted : DataFrame, one row per committee in the order to keep; columns name, peer (the field it is of; equal
    ones are peers), x, n (int, x of n needs).

    Returns DataFrame, one row per committee: name, peer, x (Int64), n (int), share, low, high (0–1, Wilson, 95 %),
    peers_x, peers_n (Int64, what the others of its field have together), apart ("above", "below" or "").
    Below `LEAST` needs x, share, low and high are missing: too few to be compared, which is not a rate of nought.
    peers_x and peers_n are missing where the others have fewer than that together, or there are none.

    Apart is who can be told from its peers: the intervals of both do not overlap. They are widened by the number
    of committees compared (Bonferroni), since among many one would lie apart by chance alone.
    Raises ValueError unless 0 ≤ x ≤ n.
    """
    rates = [Rate(int(x), int(n)) for x, n in zip(counted["x"], counted["n"], strict=True)]
    others = [_others(counted, index) for index in range(len(counted))]
    level = 1 - 0.05 / max(sum(rate.n >= LEAST for rate in rates), 1)
    rows = [
        (name, peer, *_own(rate), *_beside(rate, other, level))
        for name, peer, rate, other in zip(counted["name"], counted["peer"], rates, others, strict=True)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    whole = dict.fromkeys(("x", "peers_x", "peers_n"), "Int64")
    return found.astype({"n": int, **whole, **dict.fromkeys(("share", "low", "high"), float)})


def _others(counted: pd.DataFrame, index: int) -> Rate:
    same = counted["peer"] == counted["peer"].iloc[index]
    beside = counted[same.to_numpy() & (pd.RangeIndex(len(counted)) != index)]
    return Rate(int(beside["x"].sum()), int(beside["n"].sum()))


def _own(rate: Rate) -> tuple[int | None, int, float | None, float | None, float | None]:
    bounds = rate.interval()
    if rate.n < LEAST or bounds is None:
        return None, rate.n, None, None, None
    return rate.x, rate.n, rate.share, *bounds


def _beside(rate: Rate, others: Rate, level: float) -> tuple[int | None, int | None, str]:
    theirs = others.interval(level=level)
    if others.n < LEAST or theirs is None:
        return None, None, ""
    own = rate.interval(level=level)
    if rate.n < LEAST or own is None:
        return others.x, others.n, ""
    if own[1] < theirs[0]:
        return others.x, others.n, "below"
    return others.x, others.n, "above" if own[0] > theirs[1] else ""
