"""Where importance and satisfaction lie apart: gap scores from joint counts, and quadrants.

Sources: Borich (1980) for the weighted discrepancy; Narine & Harder (2021) for the ranked discrepancy;
Wongwanich for the modified priority index; Ulwick (2005) for the opportunity score; Bonett & Price (2012), Journal of
Educational and Behavioral Statistics 37:479–488, for the bounds of the ranked discrepancy; Martilla & James (1977) for
the quadrants.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import scipy

from analysis import intervals

JOINT = "Q3xQ4"  # importance and satisfaction of one category together
UNTOUCHED = "none"  # 没接触过: no satisfaction to speak of
TOP = 4  # from here up counts as "important" or "satisfied" in the opportunity score
MIDPOINT = 3.0
GAPS, WEIGHTED, RANKED = (-4.0, 4.0), (-6.25, 20.0), (-100.0, 100.0)  # what ratings from 1 to 5 can give
MEASURES = {"rds": -1, "mwds": 1, "opportunity": 1}  # which sign of it says that more is missing

SCORES = [
    "category", "n", "n_untouched", "importance", "importance_se", "satisfaction", "satisfaction_se", "gap",
    "gap_low", "gap_high", "mwds", "mwds_se", "mwds_low", "mwds_high", "rds", "rds_se", "rds_low", "rds_high",
    "pni_modified", "opportunity",
]  # fmt: skip


def joint(table: pd.DataFrame) -> pd.DataFrame:
    """Turn counts as they are released (row = category, cell = "importance,satisfaction") into joint counts.

    table : DataFrame with columns question, row, cell, n; other questions than `JOINT` and lines withheld
        (n missing) are left out.
    Returns DataFrame: category, importance (int), satisfaction (str, "1"–"5" or "none"), n (int).
    """
    known = table[(table["question"] == JOINT) & table["n"].notna() & (table["cell"] != "")]
    pairs = [cell.split(",") for cell in known["cell"]]
    return pd.DataFrame(
        {
            "category": known["row"].to_numpy(),
            "importance": [int(pair[0]) for pair in pairs],
            "satisfaction": [pair[1] for pair in pairs],
            "n": known["n"].to_numpy(dtype=int),
        }
    )


def otherwise(pairs: Mapping[str, int]) -> int:
    """Return how many did not rate as most did, by importance or by satisfaction, whichever are fewer.

    pairs : "importance,satisfaction" → n.

    >>> otherwise({"5,2": 6, "5,4": 5, "3,4": 2})
    2
    """
    n = sum(pairs.values())
    found = n
    for side in (0, 1):
        of_value: Counter[str] = Counter()
        for pair, times in pairs.items():
            of_value[pair.split(",")[side]] += times
        found = min(found, n - max(of_value.values(), default=0))
    return found


def scores(joint: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """How far satisfaction lags behind importance, per category.

    joint : DataFrame, one row per category and pair of ratings; columns category (str), importance (int 1–5),
        satisfaction (1–5, or "none" for 没接触过), n (int ≥ 0).
    level : of the intervals, between 0 and 1. Those of gap and mwds are Student's (n − 1 degrees of freedom; a
        point where all pairs are alike), that of rds is Bonett & Price's; all end where the score does.

    Returns DataFrame, one row per category, by category:
        n : complete pairs; every score is over these. n_untouched : rated importance only (没接触过).
        importance, satisfaction : means 1–5, with standard errors importance_se, satisfaction_se.
        gap : importance − satisfaction, bounds gap_low, gap_high.
        mwds, mwds_se : mean gap × mean importance (over the same pairs), −6.25 to 20; delta-method error, bounds
            mwds_low, mwds_high.
        rds, rds_se : 100 × (share with satisfaction above importance − share below), −100 to 100, bounds rds_low,
            rds_high; below 0 means more people miss something. Keeps its sense under any monotone recoding.
        pni_modified : gap / satisfaction. opportunity : 0–20, from shares of ratings 4 and 5.
    For one pair errors and bounds are NaN, but for those of rds; all scores are NaN for none. An empty frame
    gives an empty frame. Raises ValueError for a level outside 0 to 1.
    """
    intervals.tail(level)
    rows = [_scored(str(category), part, level) for category, part in joint.groupby("category", sort=True)]
    return pd.DataFrame(rows, columns=SCORES)


def _scored(category: str, part: pd.DataFrame, level: float) -> dict[str, object]:
    untouched = part["satisfaction"].astype(str) == UNTOUCHED
    pairs = part[~untouched & (part["n"] > 0)]
    n = int(pairs["n"].sum())
    head: dict[str, object] = {
        "category": category,
        "n": n,
        "n_untouched": int(part.loc[untouched, "n"].sum()),
    }
    if n == 0:
        return head | dict.fromkeys(SCORES[3:], np.nan)
    return head | _figures(
        pairs["importance"].to_numpy(dtype=float),
        pairs["satisfaction"].to_numpy(dtype=float),
        pairs["n"].to_numpy(dtype=float),
        level,
    )


def _figures(
    importance: np.ndarray, satisfaction: np.ndarray, n: np.ndarray, level: float
) -> dict[str, object]:
    i, i_se = _mean(importance, n)
    s, s_se = _mean(satisfaction, n)
    gap, gap_se = _mean(importance - satisfaction, n)
    # Delta method: mwds = gap × i, so each answer adds i·(its gap) + gap·(its importance).
    _, mwds_se = _mean(i * (importance - satisfaction) + gap * importance, n)
    rds, rds_se = _mean(100 * np.sign(satisfaction - importance), n)
    important, _ = _mean(10.0 * (importance >= TOP), n)
    satisfied, _ = _mean(10.0 * (satisfaction >= TOP), n)
    z = scipy.stats.t.ppf((1 + level) / 2, n.sum() - 1) if n.sum() > 1 else np.nan
    above, below = (float(n[side].sum()) for side in (satisfaction > importance, satisfaction < importance))
    return {
        "importance": i, "importance_se": i_se, "satisfaction": s, "satisfaction_se": s_se, "gap": gap,
        **_within("gap", gap, z * gap_se, GAPS),
        "mwds": gap * i, "mwds_se": mwds_se, **_within("mwds", gap * i, z * mwds_se, WEIGHTED),
        "rds": rds, "rds_se": rds_se, **_ranked(above, below, float(n.sum()), level),
        "pni_modified": gap / s, "opportunity": important + max(important - satisfied, 0.0),
    }  # fmt: skip


def _ranked(above: float, below: float, n: float, level: float) -> dict[str, float]:
    # One pair is added on either side, so that few answers which all agree do not look certain.
    p, q = (above + 1) / (n + 2), (below + 1) / (n + 2)
    half = float(scipy.stats.norm.ppf((1 + level) / 2)) * ((p + q - (p - q) ** 2) / (n + 2)) ** 0.5
    return _within("rds", 100 * (p - q), 100 * half, RANKED)


def _within(name: str, value: float, half: float, ends: tuple[float, float]) -> dict[str, float]:
    low, high = np.clip([value - half, value + half], *ends)
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _mean(values: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    total = n.sum()
    mean = float((values * n).sum() / total)
    if total < 2:
        return mean, float("nan")
    spread = float((n * (values - mean) ** 2).sum() / (total - 1))
    return mean, (spread / total) ** 0.5


CONCENTRATE, KEEP, LOW, OVERKILL, BORDER = "concentrate", "keep", "low", "overkill", "border"


def crosshair(scores: pd.DataFrame, centre: Literal["scale", "mean"] = "scale") -> tuple[float, float]:
    """Where the quadrant lines cross: (importance, satisfaction).

    "scale" is the middle of the scale, an absolute statement; "mean" is the mean over the categories, which
    always finds something in every corner and must be labelled as relative.
    """
    if centre == "scale" or scores.empty:
        return MIDPOINT, MIDPOINT
    return float(scores["importance"].mean()), float(scores["satisfaction"].mean())


def quadrants(scores: pd.DataFrame, centre: Literal["scale", "mean"] = "scale") -> pd.DataFrame:
    """Add the quadrant of each category.

    scores : as from `scores`; needs importance, satisfaction; importance_se, satisfaction_se if known.

    Returns the frame with a column quadrant: "concentrate" (important, not satisfied: 优先改进), "keep" (both
    high: 继续保持), "low" (both low: 机会观察), "overkill" (satisfied, less important: 适度投入), or "border"
    within one standard error of a line, or of an error that is not known (one pair). A value on the line counts as
    high. Without pairs the quadrant is missing.
    """
    i_line, s_line = crosshair(scores, centre)
    found = [_quadrant(row, i_line, s_line) for _, row in scores.iterrows()]
    return scores.assign(quadrant=pd.Series(found, index=scores.index, dtype="str"))


def _quadrant(row: "pd.Series[float]", i_line: float, s_line: float) -> str | None:
    i, s = row["importance"], row["satisfaction"]
    if pd.isna(i) or pd.isna(s):
        return None
    i_far = abs(i - i_line) >= row.get("importance_se", 0)
    s_far = abs(s - s_line) >= row.get("satisfaction_se", 0)
    if not (i_far and s_far):
        return BORDER
    if i >= i_line:
        return KEEP if s >= s_line else CONCENTRATE
    return OVERKILL if s >= s_line else LOW


class Agreement(NamedTuple):
    """Whether three measures put the same categories first.

    top : measure → the categories that can be among its first, more than asked for where some are equal.
    is_same : one choice of first categories suits every measure. tau : pair of measures → Kendall's τ-b of their
    orders, −1 to 1, None where it is undefined (fewer than two categories, or a measure that is the same for all).
    """

    top: dict[str, frozenset[str]]
    is_same: bool
    tau: dict[tuple[str, str], float | None]


def agreement(scores: pd.DataFrame, m: int = 3) -> Agreement:
    """Tell whether the first `m` categories are the same by rds, mwds and opportunity.

    scores : as from `scores`; categories without pairs are left out. Up to `m` categories always agree.
    """
    known = scores[scores["n"] > 0].set_index("category")
    missing = pd.DataFrame({name: sign * known[name].astype(float) for name, sign in MEASURES.items()})
    m = min(m, len(missing))
    # Sums of the same ratings may differ in their last digits.
    places = missing.round(9).rank(ascending=False, method="min")
    ends = missing.round(9).rank(ascending=False, method="max")
    top = {name: frozenset(places.index[places[name] <= m]) for name in MEASURES}
    common = frozenset(known.index).intersection(*top.values())
    sure = frozenset().union(*(ends.index[ends[name] <= m] for name in MEASURES))
    tau = {(one, other): _tau(places[one], places[other]) for one, other in combinations(MEASURES, 2)}
    return Agreement(top, sure <= common and len(sure) <= m <= len(common), tau)


def _tau(one: "pd.Series[float]", other: "pd.Series[float]") -> float | None:
    if min(one.nunique(), other.nunique()) < 2:
        return None
    return float(scipy.stats.kendalltau(one, other).statistic)
