"""How promptly committees take needs on, side by side. Committees only, in their given order."""

import math

import numpy as np
import pandas as pd

from analysis.rates import LEAST


def by_committee(waits: pd.DataFrame, committees: pd.DataFrame, *, limit: int) -> pd.DataFrame:
    """How long each committee's needs waited, and how many were taken on in time.

    waits : DataFrame, needs whose days to be accepted are over; columns committee (key), days (working days waited,
        up to today for who still waits), was_taken_on (bool), n. committees : DataFrame, one row per committee in
        the order to keep; columns committee, name. limit : working days within which to accept.

    Returns DataFrame, one row per committee: name, n (fell due to be accepted), in_time (of these, Int64), median
    (working days, float; who still waits counts with the days so far). in_time and median are missing below
    `LEAST` needs.
    """
    rows = [_waited(waits[waits["committee"] == key], limit) for key in committees["committee"]]
    found = pd.DataFrame(rows, columns=["n", "in_time", "median"], index=committees.index)
    return pd.DataFrame(
        {
            "name": committees["name"],
            "n": found["n"].astype(int),
            "in_time": found["in_time"].astype("Int64"),
            "median": found["median"].astype(float),
        }
    )


def _waited(own: pd.DataFrame, limit: int) -> tuple[int, int | None, float]:
    n = int(own["n"].sum())
    if n < LEAST:
        return n, None, math.nan
    in_time = own[own["was_taken_on"] & (own["days"] <= limit)]
    return (
        n,
        int(in_time["n"].sum()),
        float(np.median(np.repeat(own["days"].to_numpy(), own["n"].to_numpy()))),
    )


def slow(compared: pd.DataFrame, *, limit: int) -> pd.DataFrame:
    """Return the committees whose needs typically wait longer than the limit, while those of others do not.

    Empty where none is over it or none within it: then nobody stands out.
    """
    known = compared[compared["median"].notna()]
    over = known[known["median"] > limit]
    return over if len(over) < len(known) else over.iloc[:0]
