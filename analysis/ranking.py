"""Which needs come first: how many named each category, and how sure the share is."""

import math

import pandas as pd
from scipy.special import ndtri


def order(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Share of answers that named each cell of one question, the most named first.

    counts : DataFrame, one row per cell of one question; columns cell (str), n (int, answers that chose it),
        base (int, answers to the question). Cells with a missing n are withheld and left out.
    level : of the interval.

    Returns DataFrame, one row per cell, by falling n and then by cell: cell, n, base, share (0–1), low, high
        (Wilson interval, 0–1), place (1 for the most named; equal n share a place).
    A base of 0 and an empty frame give an empty frame. Raises ValueError if n exceeds its base.

    Assumes each answer names a cell at most once. Answers are voluntary: the interval tells how much a share
    would vary by chance, not how far it is from all youth.
    Source: Wilson (1927), JASA 22:209–212, the same as in scipy.stats.binomtest.

    >>> two = pd.DataFrame({"cell": ["a", "b"], "n": [1, 3], "base": [4, 4]})
    >>> order(two)[["cell", "share", "place"]].values.tolist()
    [['b', 0.75, 1], ['a', 0.25, 2]]
    """
    known = counts.loc[counts["n"].notna() & (counts["base"] > 0), ["cell", "n", "base"]]
    known = known.astype({"n": int, "base": int})
    ordered = known.sort_values(["n", "cell"], ascending=[False, True], ignore_index=True)
    bounds = [wilson(n, base, level=level) for n, base in zip(ordered["n"], ordered["base"], strict=True)]
    return ordered.assign(
        share=ordered["n"] / ordered["base"],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        place=ordered["n"].rank(method="min", ascending=False).astype(int),
    )


def wilson(n: int, base: int, *, level: float = 0.95) -> tuple[float, float]:
    """Bounds (0–1) of a share of `n` out of `base`. Raises ValueError for n above base or a base of 0."""
    if not 0 <= n <= base or not base:
        raise ValueError("a share is of at least one answer and of no more than all")
    # Written out: scipy's works out a test as well, which takes a hundred times as long.
    z = float(ndtri(0.5 + level / 2))
    share, shrunk = n / base, 1 + z * z / base
    centre = (share + z * z / (2 * base)) / shrunk
    half = z / shrunk * math.sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    return (0.0 if n == 0 else centre - half), (1.0 if n == base else centre + half)
