"""Whether shares differ by more than chance: of two groups, along months, and many at once.

Sources: Newcombe (1998), Statistics in Medicine 17:873–890 (method 10); Boschloo (1970), Statistica Neerlandica
24:1–35; Cochran (1954), Biometrics 10:417–451 and Armitage (1955), Biometrics 11:375–386; Holm (1979), Scandinavian
Journal of Statistics 6:65–70.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy

from analysis import intervals

# Product of both bases from which the exact test takes seconds, and says the same as the approximation.
APPROXIMATE_FROM = 10_000


class Difference(NamedTuple):
    """The first share minus the second, −1 to 1, with its bounds. p : of no difference, two-sided, 0–1."""

    value: float
    low: float
    high: float
    p: float


class Trend(NamedTuple):
    """Statistic of one degree of freedom, at least 0, and p : of no trend, two-sided, 0–1."""

    chi2: float
    p: float


def difference(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> Difference:
    """Compare the shares x1/n1 and x2/n2 of two groups that have nobody in common.

    Bounds are Newcombe's. p is Boschloo's exact one, and that of the score test of two shares (z, pooled) where
    n1·n2 reaches `APPROXIMATE_FROM`; it is 1 where all answers of both groups are the same.

    Raises ValueError for a group without answers, a count above its base, and a level outside 0 to 1.
    Of two anonymous months of the same people it says too little, not too much, as long as people are
    more like themselves than like others.

    >>> [round(figure, 4) for figure in difference(18, 30, 11, 28)]
    [0.2071, -0.0473, 0.4273, 0.1293]
    """
    low1, high1 = intervals.wilson(x1, n1, level=level)
    low2, high2 = intervals.wilson(x2, n2, level=level)
    first, second = x1 / n1, x2 / n2
    value = first - second
    return Difference(
        value,
        value - float(np.hypot(first - low1, high2 - second)),
        value + float(np.hypot(high1 - first, second - low2)),
        _p(x1, n1, x2, n2),
    )


def _p(x1: int, n1: int, x2: int, n2: int) -> float:
    pooled = (x1 + x2) / (n1 + n2)
    if pooled in (0, 1):
        return 1.0
    if n1 * n2 < APPROXIMATE_FROM:
        # In scipy a group is a column. Its two-sided p is twice the smaller one, which can be above 1.
        return min(float(scipy.stats.boschloo_exact([[x1, x2], [n1 - x1, n2 - x2]]).pvalue), 1.0)
    error = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)) ** 0.5
    return float(2 * scipy.stats.norm.sf(abs(x1 / n1 - x2 / n2) / error))


def trend(x: Sequence[int], n: Sequence[int]) -> Trend:
    """Test whether the share x/n rises or falls along equal steps (Cochran–Armitage, as R's prop.trend.test).

    x, n : count and base of each step, in order; a step with a base of 0 says nothing.
    Shares that are all 0 or all 1 have no trend: (0, 1). Raises ValueError where fewer than two steps have answers,
    the lengths differ, or a count is above its base.
    """
    counts, bases = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    if counts.shape != bases.shape or not ((counts >= 0) & (counts <= bases)).all():
        raise ValueError("each count of a trend has a base and is no more than it")
    if (bases > 0).sum() < 2:
        raise ValueError("a trend has at least two steps with answers")
    steps, total = np.arange(len(counts)), bases.sum()
    overall = counts.sum() / total
    if overall in (0, 1):
        return Trend(0.0, 1.0)
    lean = (steps * (counts - bases * overall)).sum()
    spread = (bases * steps**2).sum() - (bases * steps).sum() ** 2 / total
    statistic = float(lean**2 / (overall * (1 - overall) * spread))
    return Trend(statistic, float(scipy.stats.chi2.sf(statistic, 1)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values of several tests, so that a true "no difference" among them is rarely rejected (Holm).

    Returns them adjusted, in the order given; what is at most 1 − level is significant. Raises ValueError for a
    value that is missing or outside 0 to 1.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p_values, dtype=float)
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty(len(given))
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(p) for p in adjusted]
