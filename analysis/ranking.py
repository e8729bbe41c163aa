"""Which needs come first: how many named each category, how sure the share is, and how sure the place.

Sources: of shares see `analysis.intervals`. Of places: Bazylik, Mogstad, Romano, Shaikh & Wilhelm, Finite- and
Large-Sample Inference for Ranks using Multinomial Data (2021), and Mogstad, Romano, Shaikh & Wilhelm, Inference for
Ranks (2024), Review of Economic Studies 91:476–518.
"""

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy

from analysis import compare, intervals

# Draws for the critical value of several choices, a power of two. It then lies within 0.01 of what it should be.
DRAWS = 2**14


def order(counts: pd.DataFrame, *, level: float = 0.95, roster: int | None = None) -> pd.DataFrame:
    """Share of answers that named each cell of one question, the most named first.

    counts : DataFrame, one row per cell of one question; columns cell (str), n (int, answers that chose it),
        base (int, answers to the question). Cells with a missing n are withheld and left out.
    level : of the interval. roster : how many could have answered; None where nobody knows.

    Returns DataFrame, one row per cell, by falling n and then by cell: cell, n, base, share (0–1), low, high
        (interval, 0–1, as from `intervals.share`), place (1 for the most named; equal n share a place).
    A base of 0 and an empty frame give an empty frame. Raises ValueError if n exceeds its base.

    Assumes each answer names a cell at most once. Answers are voluntary: the interval tells how much a share
    would vary by chance, not how far it is from all youth.

    >>> two = pd.DataFrame({"cell": ["a", "b"], "n": [1, 3], "base": [4, 4]})
    >>> order(two)[["cell", "share", "place"]].values.tolist()
    [['b', 0.75, 1], ['a', 0.25, 2]]
    """
    ordered = by_n(counts)
    found = [
        intervals.share(n, base, roster, level) for n, base in zip(ordered["n"], ordered["base"], strict=True)
    ]
    return ordered.assign(
        share=ordered["n"] / ordered["base"],
        low=[share.low for share in found],
        high=[share.high for share in found],
        place=ordered["n"].rank(method="min", ascending=False).astype(int),
    )


def by_n(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `order` with cell, n and base alone: who only asks what comes first needs no interval.

    >>> by_n(pd.DataFrame({"cell": ["a", "b"], "n": [1, 3], "base": [4, 4]}))["cell"].tolist()
    ['b', 'a']
    """
    known = counts.loc[counts["n"].notna() & (counts["base"] > 0), ["cell", "n", "base"]]
    known = known.astype({"n": int, "base": int})
    return known.sort_values(["n", "cell"], ascending=[False, True], ignore_index=True)


def rank_sets(counts: pd.Series, level: float = 0.95, simultaneous: bool = True) -> pd.DataFrame:
    """Which places each option may really have, where everybody chose exactly one (exact).

    counts : option → answers that chose it, whole numbers from 0. level : how often at least the true places lie
    in the sets, between 0 and 1. simultaneous : of all options at once; else of each by itself.

    Returns DataFrame in the order and with the index of `counts`: low, high (int, 1 for the most chosen). A set always
    holds the observed place; without answers every option may have every place. An empty series gives an empty frame.
    Raises ValueError for a count that is missing, negative or not whole.

    >>> rank_sets(pd.Series([30, 25, 12, 8, 5])).values.tolist()
    [[1, 3], [1, 3], [1, 5], [3, 5], [3, 5]]
    """
    intervals.tail(level)
    n = counts.to_numpy(dtype=float, na_value=np.nan)
    if not ((n >= 0) & (n == np.floor(n))).all():
        raise ValueError("an option is chosen by a whole number of answers")
    each = np.arange(len(n))
    p, pairs = scipy.stats.binom.sf(n[:, None] - 1, n[:, None] + n, 0.5), each[:, None] != each
    if simultaneous:
        return _sets(_beats(p, pairs, level), counts.index)
    own = [_beats(p, pairs & ((each == at) | (each[:, None] == at)), level) for at in each]
    low = [1 + beats[:, at].sum() for at, beats in enumerate(own)]
    high = [len(n) - beats[at].sum() for at, beats in enumerate(own)]
    return pd.DataFrame({"low": low, "high": high}, index=counts.index).astype(int)


def _beats(p: np.ndarray, tested: np.ndarray, level: float) -> np.ndarray:
    """Return whether row beats column, of the pairs that are tested together."""
    found = np.zeros_like(tested)
    found[tested] = np.array(compare.holm(p[tested])) <= 1 - level
    return found


def _sets(beats: np.ndarray, index: pd.Index) -> pd.DataFrame:
    """Return low and high for: row beats column."""
    return pd.DataFrame(
        {"low": 1 + beats.sum(axis=0), "high": len(beats) - beats.sum(axis=1)}, index=index
    ).astype(int)


def covariance(counts: pd.Series, together: pd.DataFrame, base: int) -> pd.DataFrame:
    """How the choices of one answer hang together, where several could be chosen.

    counts : option → answers that chose it. together : co-picks, one row per pair in either order; columns row, cell
    (two options), n (answers that chose both); a pair that is not in it was chosen by nobody, and pairs of other options
    are left out. base : answers to the question, at least 2.

    Returns DataFrame, options × options: the sample covariance (over base − 1) of chosen = 1, not chosen = 0.
    Raises ValueError for fewer than two answers, a count or pair that is missing (withheld), and counts that cannot be:
    above the base, or a pair chosen more or less often than its options allow.
    """
    if base < 2:
        raise ValueError("a covariance is of at least two answers")
    own = together[together["row"].isin(counts.index) & together["cell"].isin(counts.index)]
    if counts.isna().any() or own["n"].isna().any():
        raise ValueError("a count is missing")
    n, found = counts.to_numpy(dtype=float), np.zeros((len(counts), len(counts)))
    one, other = (counts.index.get_indexer(pd.Index(own[name])) for name in ("row", "cell"))
    found[one, other] = found[other, one] = own["n"].to_numpy(dtype=float)
    np.fill_diagonal(found, n)
    most = np.minimum.outer(n, n)
    if (found > most).any() or (found < np.add.outer(n, n) - base).any() or (n > base).any() or (n < 0).any():
        raise ValueError("no answers could give these counts")
    return pd.DataFrame(
        (found - np.outer(n, n) / base) / (base - 1), index=counts.index, columns=counts.index
    )


def rank_sets_multi(shares: pd.Series, covariance: pd.DataFrame, n: int, level: float = 0.95) -> pd.DataFrame:
    """Which places each option may really have, where several could be chosen (all at once, single step).

    shares : option → share (0–1) or mean. covariance : of one answer, as from `covariance`, in the same order.
    n : answers. level : about how often all true places lie in the sets, between 0 and 1; an approximation for many answers.

    Returns DataFrame as `rank_sets`. Two options without any spread between them are not told apart.
    The critical value is drawn from a fixed sequence, so equal input gives equal sets.
    Raises ValueError for fewer than one answer, and for shares or covariances that are missing or do not fit together.
    """
    tail = 2 * intervals.tail(level)
    theta, spread = shares.to_numpy(dtype=float), covariance.to_numpy(dtype=float)
    if n < 1 or not (covariance.index.equals(shares.index) and covariance.columns.equals(shares.index)):
        raise ValueError("each share has its covariances, in the same order and over at least one answer")
    if not (np.isfinite(theta).all() and np.isfinite(spread).all() and np.allclose(spread, spread.T)):
        raise ValueError("a share or covariance is missing or contradicts another")
    variances = np.diag(spread)
    error = np.sqrt(np.maximum(np.add.outer(variances, variances) - 2 * spread, 0))
    error[error < 1e-9] = np.inf
    if np.isinf(error).all():
        return _sets(np.zeros_like(error), shares.index)
    # In one order, so that the draws do not depend on how the options were listed.
    order = np.ix_(*[np.lexsort((variances, -theta))] * 2)
    limit = _critical(spread[order], error[order], tail)
    return _sets(np.subtract.outer(theta, theta) / error * n**0.5 > limit, shares.index)


def _critical(spread: np.ndarray, error: np.ndarray, tail: float) -> float:
    """Return what the largest standardised difference of two options exceeds with the probability `tail`."""
    values, vectors = np.linalg.eigh(spread)
    if values[0] < -1e-6 * max(values[-1], 1e-6):
        raise ValueError("no answers could have these covariances")
    # By its root: options that exclude one another leave a direction without any spread.
    root = (vectors * np.sqrt(np.maximum(values, 0))).T
    z = scipy.stats.qmc.MultivariateNormalQMC(np.zeros(len(spread)), cov_root=root, rng=0).random(DRAWS)
    largest = np.zeros(DRAWS)
    for one, other in combinations(range(len(spread)), 2):
        np.maximum(largest, np.abs(z[:, one] - z[:, other]) / error[one, other], out=largest)
    return float(np.quantile(largest, 1 - tail))


class Leaders(NamedTuple):
    """Who comes first. sure : certainly among the first. possible : perhaps. is_clear : whether these are the same."""

    sure: list[Any]
    possible: list[Any]
    is_clear: bool


def leaders(sets: pd.DataFrame, m: int = 3) -> Leaders:
    """Tell whether the first `m` options can be told apart from the rest.

    sets : as from `rank_sets`, index = options; m : at least 1. Up to `m` options are all the first ones; of none
    nothing is clear.
    """
    sure, possible = list(sets.index[sets["high"] <= m]), list(sets.index[sets["low"] <= m])
    return Leaders(sure, possible, bool(sure) and sure == possible)
