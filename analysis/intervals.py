"""How sure a share is: exact where the roster is known, Wilson's where it is not, a point where everybody answered.

Sources: Wilson (1927), JASA 22:209–212; for a finite population the tests of the hypergeometric distribution, turned
round (Wright 1991, Exact Confidence Bounds when Sampling from Small Finite Universes); Manski (1989), Journal of Human
Resources 24:343–360, for the bounds that assume nothing.
"""

import math
from typing import Any, NamedTuple

import numpy as np
import scipy

EXACT, WILSON, CENSUS = "exact", "wilson", "census"


class Share(NamedTuple):
    """A share with its bounds, all 0–1. method : `EXACT`, `WILSON` or `CENSUS` (then low = value = high)."""

    value: float
    low: float
    high: float
    method: str


def share(x: int, n: int, population: int | None = None, level: float = 0.95) -> Share:
    """Return the share x/n of a population with its interval.

    x : answers that say so, 0 to n. n : answers, at least 1. population : how many could have answered; None where
    nobody knows. A roster smaller than the answers is out of date, hence as good as unknown.
    level : how often at least (exact) or about (Wilson) the interval holds the true share, between 0 and 1.

    The exact interval holds every number of the population that the answers speak not against at (1 − level) / 2 on
    either side, as a share of it; where hardly anybody is left, x/n lies between two such numbers and the
    interval is widened to hold it.

    Raises ValueError for no answers, for x outside 0 to n, and for a level outside 0 to 1.
    Assumes that who did not answer is like who did; `no_assumption_bounds` does without.

    >>> [round(float(figure), 4) for figure in share(18, 30, population=42)[:3]]
    [0.6, 0.5, 0.6905]
    """
    if population is None or population < n:
        return Share(_of(x, n), *wilson(x, n, level=level), WILSON)
    value = _of(x, n)
    if population == n:
        return Share(value, value, value, CENSUS)
    outside = tail(level)
    low = _fewest(x, n, population, outside) / population
    high = (population - _fewest(n - x, n, population, outside)) / population
    return Share(value, min(low, value), max(high, value), EXACT)


def _fewest(x: int, n: int, population: int, outside: float) -> int:
    """Return the smallest K of the population for which x or more among n has at least the probability `outside`."""
    if x == 0:
        return 0
    # One more K adds the chance that just this one is drawn and makes x - 1 into x, so a single sum serves all K:
    # that of the hypergeometric probabilities of x - 1, written out since scipy's take a hundred times as long.
    k = np.arange(x - 1, population - n + x)
    ways = _choose(k, x - 1) + _choose(population - 1 - k, n - x) - _choose(population - 1, n - 1)
    reached = np.cumsum(np.exp(ways)) * n / population
    # A probability of just that stays in, whichever way it was rounded.
    return x + int(np.searchsorted(reached, outside * (1 - 1e-9)))


def _choose(of: Any, some: int) -> Any:
    """Return the logarithm of how many choices there are."""
    return (
        scipy.special.gammaln(of + 1) - scipy.special.gammaln(some + 1) - scipy.special.gammaln(of - some + 1)
    )


def wilson(n: int, base: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the bounds (0–1) of a share of `n` out of `base`, Wilson's score interval.

    The same as from scipy.stats.binomtest, which works out a test as well and takes a hundred times as long.
    Raises ValueError for n outside 0 to base, a base of 0, and a level outside 0 to 1.
    """
    share, z = _of(n, base), float(scipy.special.ndtri(1 - tail(level)))
    shrunk = 1 + z * z / base
    centre = (share + z * z / (2 * base)) / shrunk
    half = z / shrunk * math.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    return (0.0 if n == 0 else centre - half), (1.0 if n == base else centre + half)


def no_assumption_bounds(x: int, n: int, population: int | None) -> tuple[float, float]:
    """Return between which shares (0–1) of the population the truth lies, whoever did not answer.

    x, n, population : as for `share`; n may be 0. A roster that is unknown, empty or smaller than the answers allows
    everything, 0 to 1. Raises ValueError for x outside 0 to n.
    """
    if not 0 <= x <= n:
        raise ValueError("a share is of no more than all answers")
    if not population or population < n:
        return 0.0, 1.0
    return x / population, (x + population - n) / population


def _of(x: int, n: int) -> float:
    if not 0 <= x <= n or not n:
        raise ValueError("a share is of at least one answer and of no more than all")
    return float(x / n)


def tail(level: float) -> float:
    """Return what an interval leaves out on either side. Raises ValueError for a level outside 0 to 1."""
    if not 0 < level < 1:
        raise ValueError("the level of an interval lies between 0 and 1")
    return (1 - level) / 2
