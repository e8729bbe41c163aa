"""Where importance and satisfaction lie apart: gap scores from joint counts, and quadrants.

Sources: Borich (1980) for the weighted discrepancy; Narine & Harder (2021) for the ranked discrepancy;
Wongwanich for the modified priority index; Ulwick (2005) for the opportunity score; Martilla & James (1977)
for the quadrants.
"""

from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import norm

JOINT = "Q3xQ4"  # importance and satisfaction of one category together
UNTOUCHED = "none"  # 没接触过: no satisfaction to speak of
TOP = 4  # from here up counts as "important" or "satisfied" in the opportunity score
MIDPOINT = 3.0

SCORES = [
    "category", "n", "n_untouched", "importance", "importance_se", "satisfaction", "satisfaction_se", "gap",
    "gap_low", "gap_high", "mwds", "mwds_se", "rds", "rds_se", "pni_modified", "opportunity",
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


def scores(joint: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How far satisfaction lags behind importance, per category.

    joint : DataFrame, one row per category and pair of ratings; columns category (str), importance (int 1–5),
        satisfaction (1–5, or "none" for 没接触过), n (int ≥ 0).
    level : of the interval of the gap (normal approximation).

    Returns DataFrame, one row per category, by category:
        n : complete pairs; every score is over these. n_untouched : rated importance only (没接触过).
        importance, satisfaction : means 1–5, with standard errors importance_se, satisfaction_se.
        gap : importance − satisfaction, bounds gap_low, gap_high.
        mwds, mwds_se : mean gap × mean importance (over the same pairs), −6.25 to 20; delta-method error.
        rds, rds_se : 100 × (share with satisfaction above importance − share below), −100 to 100; below 0
            means more people miss something. Keeps its sense under any monotone recoding.
        pni_modified : gap / satisfaction. opportunity : 0–20, from shares of ratings 4 and 5.
    Errors are NaN for one pair; all scores are NaN for none. An empty frame gives an empty frame.
    """
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
        norm.ppf((1 + level) / 2),
    )


def _figures(importance: np.ndarray, satisfaction: np.ndarray, n: np.ndarray, z: float) -> dict[str, object]:
    i, i_se = _mean(importance, n)
    s, s_se = _mean(satisfaction, n)
    gap, gap_se = _mean(importance - satisfaction, n)
    # Delta method: mwds = gap × i, so each answer adds i·(its gap) + gap·(its importance).
    _, mwds_se = _mean(i * (importance - satisfaction) + gap * importance, n)
    rds, rds_se = _mean(100 * np.sign(satisfaction - importance), n)
    important, _ = _mean(10.0 * (importance >= TOP), n)
    satisfied, _ = _mean(10.0 * (satisfaction >= TOP), n)
    return {
        "importance": i, "importance_se": i_se, "satisfaction": s, "satisfaction_se": s_se,
        "gap": gap, "gap_low": gap - z * gap_se, "gap_high": gap + z * gap_se,
        "mwds": gap * i, "mwds_se": mwds_se, "rds": rds, "rds_se": rds_se,
        "pni_modified": gap / s, "opportunity": important + max(important - satisfied, 0.0),
    }  # fmt: skip


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
    within one standard error of a line. A value on the line counts as high.
    """
    i_line, s_line = crosshair(scores, centre)
    return scores.assign(quadrant=[_quadrant(row, i_line, s_line) for _, row in scores.iterrows()])


def _quadrant(row: "pd.Series[float]", i_line: float, s_line: float) -> str:
    i, s = row["importance"], row["satisfaction"]
    if abs(i - i_line) < row.get("importance_se", 0) or abs(s - s_line) < row.get("satisfaction_se", 0):
        return BORDER
    if i >= i_line:
        return KEEP if s >= s_line else CONCENTRATE
    return OVERKILL if s >= s_line else LOW
