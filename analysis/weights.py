"""Weights that make answers stand for a known roster, and what they cost in precision.

A weight tells how many people an answer stands for. Within one branch nobody is weighted. Across branches each cell
needs at least five answers (else merge cells), and where `Kish.n_eff` falls below 30 or fewer than half answered,
the unweighted share with `intervals.no_assumption_bounds` says more.

Sources: Deming & Stephan (1940), Annals of Mathematical Statistics 11:427–444, for raking; Kish (1965), Survey Sampling,
and (1992), Journal of Official Statistics 8:183–200, for the design effect; Särndal, Swensson & Wretman (1992), Model
Assisted Survey Sampling, ch. 6–7, for the standard error. Figures as from the R package survey.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

CAP = 3.0
ROUNDS = 1000
CLOSE = 1e-10

Targets = Mapping[Any, float]


class Kish(NamedTuple):
    """effect : by which factor weights enlarge the variance, from 1. n_eff : how many equal answers say as much."""

    effect: float
    n_eff: float


class Mean(NamedTuple):
    """A weighted mean (of 0 and 1: a share) and its standard error, both in the units of the values."""

    value: float
    se: float


def kish(weights: pd.Series) -> Kish:
    """Return the design effect of unequal weights, n·Σw² / (Σw)², and the effective number of answers.

    Raises ValueError for no weights and for one that is missing, infinite or not above 0.

    >>> kish(pd.Series([1.0, 1.0, 2.0])).n_eff
    2.6666666666666665
    """
    w = _weights(weights)
    n_eff = float(w.sum() ** 2 / (w**2).sum())
    return Kish(len(w) / n_eff, n_eff)


def post_stratify(cells: pd.Series, targets: Targets) -> pd.Series:
    """Weight answers so that each cell counts as many as it has people.

    cells : the cell of each answer. targets : cell → people of the roster, above 0.

    Returns the weight of each answer, with the index of `cells`; they sum to the roster.
    Raises ValueError for no answers, an answer without a cell or of one without a target, a target that is not above 0,
    and a target of a cell in which nobody answered.
    """
    codes, people = _coded(cells, targets)
    return pd.Series((people / np.bincount(codes, minlength=len(people)))[codes], index=cells.index)


def rake(margins: pd.DataFrame, targets: Mapping[str, Targets], *, cap: float | None = CAP) -> pd.Series:
    """Weight answers so that each margin counts as many as it has people, where the cells themselves are not known.

    margins : one row per answer, one column per margin. targets : column → value → people, above 0; each margin sums to
    the same roster. cap : no weight above this many times the mean weight; None for no limit.

    Returns the weight of each answer, with the index of `margins`; each margin holds to 1e-10 of its targets.
    Raises ValueError as `post_stratify` for each margin, for margins of different rosters, and where the targets cannot
    be met, at all or under the cap.
    """
    coded = [_coded(margins[name], of) for name, of in targets.items()]
    if not coded:
        raise ValueError("there is no margin to weight by")
    rosters = [people.sum() for _, people in coded]
    if not np.allclose(rosters, rosters[0], rtol=1e-6, atol=0):
        raise ValueError("the margins do not sum to the same roster")
    average = rosters[0] / len(margins)
    w = np.full(len(margins), average)
    for _ in range(ROUNDS):
        for codes, people in coded:
            w = w * (people / _sums(codes, people, w))[codes]
        if cap is not None:
            w = np.minimum(w, cap * average)
        if all(np.allclose(_sums(codes, people, w), people, rtol=CLOSE, atol=0) for codes, people in coded):
            return pd.Series(w, index=margins.index)
    raise ValueError("no weights meet these targets" + ("" if cap is None else " under the cap"))


def mean(
    values: pd.Series, weights: pd.Series, by: pd.DataFrame | None = None, *, is_finite: bool = False
) -> Mean:
    """Return the weighted mean of the values and its standard error by linearisation.

    values : a number per answer (0 and 1 for a share). weights : as from `post_stratify` or `rake`, in the same order.
    by : what was weighted by, one column per margin (a single one for post-strata): what the margins explain of the
    values is known of the roster and adds no error. None for weights that were given. is_finite : the weights
    sum to the roster, of which the answers are a known part, which makes the error smaller.

    Raises ValueError for fewer than two answers, a value that is missing or infinite, weights as in `kish`, lengths
    that differ, and more answers than the weights stand for.
    Assumes one simple random sample: answers of one branch that are alike make the true error larger.
    """
    y, w = values.to_numpy(dtype=float, na_value=np.nan), _weights(weights)
    if len(y) < 2 or len(y) != len(w) or (by is not None and len(by) != len(y)):
        raise ValueError("a weighted mean is of at least two answers, each with its weight")
    if not np.isfinite(y).all():
        raise ValueError("a value is missing")
    part = len(y) / w.sum() if is_finite else 0.0
    if part > 1 + CLOSE:
        raise ValueError("there are more answers than people")
    value = float((w * y).sum() / w.sum())
    u = w * _unexplained(y, w, by) / w.sum()
    variance = len(y) / (len(y) - 1) * max(1 - part, 0.0) * ((u - u.mean()) ** 2).sum()
    return Mean(value, float(variance**0.5))


def _unexplained(y: np.ndarray, w: np.ndarray, by: pd.DataFrame | None) -> np.ndarray:
    """Return what a weighted regression on the margins leaves of the values."""
    columns = [np.ones((len(y), 1))]
    if by is not None:
        columns += [pd.get_dummies(by[name]).to_numpy(dtype=float) for name in by]
    known, root = np.hstack(columns), np.sqrt(w)[:, None]
    found: np.ndarray = y - known @ np.linalg.lstsq(known * root, y * root[:, 0], rcond=None)[0]
    return found


def _weights(weights: pd.Series) -> np.ndarray:
    w: np.ndarray = weights.to_numpy(dtype=float, na_value=np.nan)
    if not len(w) or not (np.isfinite(w) & (w > 0)).all():
        raise ValueError("every answer has a weight above 0")
    return w


def _coded(cells: pd.Series, targets: Targets) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of each answer's cell among the targets, and the targets."""
    people = np.array(list(targets.values()), dtype=float)
    if not (np.isfinite(people) & (people > 0)).all():
        raise ValueError("every target is above 0")
    codes = pd.Index(list(targets)).get_indexer(pd.Index(cells))
    if not len(codes) or cells.isna().any() or (codes < 0).any():
        raise ValueError("every answer belongs to a cell that has a target")
    if (np.bincount(codes, minlength=len(people)) == 0).any():
        raise ValueError("a cell has a target, but nobody in it answered")
    return codes, people


def _sums(codes: np.ndarray, people: np.ndarray, w: np.ndarray) -> np.ndarray:
    return np.bincount(codes, weights=w, minlength=len(people))
