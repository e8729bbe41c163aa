"""How long things stay open, counting what is still open with the days so far; and how they end, if in several ways.

Averages of what is closed flatter the office: what takes longest is still open. The product-limit estimate uses
both. Days are whole days from the day a thing began; one that closes on that very day took 0 days. Where something
closes on the day up to which another is known to be open, the closing comes first.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.int64]
# A product of fractions that is a half by reckoning may come out a little above it.
NEARLY = 1e-9
COLUMNS = {"day": int, "open_share": float, "low": float, "high": float, "at_risk": int}


@dataclass(frozen=True)
class TimeToClose:
    """How long things stayed open.

    n, closed : how many things, and how many of them have closed.
    median : the first day by which half of them or more have closed; None while it is not reached.
    low, high : the days between which it lies; None where the data do not bound it.
    curve : DataFrame, one row for day 0 and for each day on which a thing closed or was last known to be open:
        day, open_share (0–1, still open after that day), low, high (missing where the interval has none: before
        anything has closed, and the upper one once nothing is open), at_risk (int, open as that day began).
    """

    n: int
    closed: int
    median: int | None
    low: int | None
    high: int | None
    curve: pd.DataFrame


def time_to_close(days: ArrayLike, closed: ArrayLike, level: float = 0.95) -> TimeToClose:
    """Estimate how long things stay open.

    days : whole days ≥ 0, one per thing: until it closed, or up to now. closed : whether it has closed.
    level : of the intervals of curve and median.

    Without things the curve is empty and the median missing. Raises ValueError for days below 0 or missing, and for
    lengths that differ.

    Assumes that what is still open would go on as what was watched for longer. The interval is the log-log one
    (Kalbfleisch & Prentice 1980); that of the median is read off its bounds (Brookmeyer & Crowley 1982,
    Biometrics 38:29–41). Source of the estimate: Kaplan & Meier (1958), JASA 53:457–481, by scipy.stats.ecdf.

    >>> time_to_close([1, 2, 3, 4], [True, True, True, False]).median
    2
    """
    lasted, has_closed = _days(days), np.asarray(closed, dtype=bool)
    if lasted.shape != has_closed.shape:
        raise ValueError("each thing has its days and whether it has closed")
    curve = _curve(lasted, has_closed, level)
    return TimeToClose(
        n=len(lasted),
        closed=int(has_closed.sum()),
        median=_first(curve, "open_share"),
        low=_first(curve, "low"),
        high=_first(curve, "high"),
        curve=curve,
    )


def _curve(days: Days, closed: NDArray[np.bool_], level: float) -> pd.DataFrame:
    if not len(days):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    share = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=days[closed], right=days[~closed])).sf
    with warnings.catch_warnings():
        # Of a share of all or none it has no interval and warns; below they are missing or nought.
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = share.confidence_interval(level, method="log-log")
    is_none = share.probabilities <= 0
    found = pd.DataFrame(
        {
            "day": share.quantiles.astype(int),
            "open_share": share.probabilities,
            "low": np.where(is_none, 0.0, bounds.low.probabilities),
            "high": bounds.high.probabilities,
        }
    )
    if found["day"].iloc[0]:
        first = pd.DataFrame({"day": [0], "open_share": [1.0], "low": [np.nan], "high": [np.nan]})
        found = pd.concat([first, found], ignore_index=True)
    found["at_risk"] = len(days) - np.searchsorted(np.sort(days), found["day"])
    return found.astype(COLUMNS)


def _first(curve: pd.DataFrame, column: str) -> int | None:
    reached = curve.loc[curve[column] <= 0.5 + NEARLY, "day"]
    return int(reached.iloc[0]) if len(reached) else None


def ends(days: ArrayLike, end: Sequence[str | None], *, of: Sequence[str]) -> pd.DataFrame:
    """Estimate which share of things has come to each of several ends by each day, where one end rules out the others.

    days : whole days ≥ 0, one per thing: until its end, or up to now. end : which end it came to, None while it
    has none. of : the ends, in the order of the columns.

    Returns DataFrame, one row for day 0 and for each day among `days`: day, at_risk (int, without an end as that
    day began), one column per end (share 0–1 that has come to it by the end of that day), none (share without an
    end). The shares of a row add up to 1. Empty without things. Raises ValueError as `time_to_close`, and for an
    end that is not among `of`.

    One minus the curve of one end alone would count what came to another end as if it might still come to
    this one, and say too much. Source: Aalen & Johansen (1978), Scandinavian Journal of Statistics 5:141–150.
    """
    lasted, came_to = _days(days), np.array([of.index(e) if e in of else -1 for e in end], dtype=int)
    if len(lasted) != len(end) or any(e is not None and e not in of for e in end):
        raise ValueError("each thing has its days and one of the ends, or None")
    if not len(lasted):
        return pd.DataFrame(columns=["day", "at_risk", *of, "none"])
    times = np.union1d([0], lasted)
    at_risk = len(lasted) - np.searchsorted(np.sort(lasted), times)
    n_ended = np.array([[((lasted == t) & (came_to == i)).sum() for i in range(len(of))] for t in times])
    hazard = n_ended / np.maximum(at_risk, 1)[:, None]
    left = np.cumprod(1 - hazard.sum(axis=1))
    shares = np.cumsum(np.concatenate([[1.0], left[:-1]])[:, None] * hazard, axis=0)
    columns = {name: shares[:, index] for index, name in enumerate(of)}
    return pd.DataFrame({"day": times, "at_risk": at_risk, **columns, "none": left})


def at(curve: pd.DataFrame, day: int) -> pd.Series:
    """Return the row of a curve that holds on a day: the last one not after it. Raises ValueError before day 0."""
    known = curve[curve["day"] <= day]
    if known.empty:
        raise ValueError("a curve begins with day 0 and has at least one thing")
    return known.iloc[-1]


def _days(days: ArrayLike) -> Days:
    given = np.asarray(days, dtype=float)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or (given % 1).any():
        raise ValueError("days are whole, 0 or more, and none is missing")
    return given.astype(np.int64)
