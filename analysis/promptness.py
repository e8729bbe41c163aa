"""How promptly committees take needs on and settle them, side by side. Committees only, in their given order."""

import math

import numpy as np
import pandas as pd

LEAST = 10


def by_committee(waits: pd.DataFrame, settled: pd.DataFrame, *, limit: int) -> pd.DataFrame:
    """How long each committee's needs waited, and how many were taken on and settled on time.

    waits : DataFrame, needs whose days to be accepted are over; columns committee (key), days (working days waited,
        up to today for who still waits), was_taken_on (bool), n. settled : DataFrame, one row per committee in the
        order to keep; columns committee, name, due, on_time. limit : working days within which to accept.

    Returns DataFrame, one row per committee: name, n (fell due to be accepted), in_time (of these, Int64), median
    (working days, float; who still waits counts with the days so far), due (fell due to be settled), on_time (of
    these, Int64). in_time and median are missing below `LEAST` needs, on_time below `LEAST` due ones.
    """
    rows = [_waited(waits[waits["committee"] == key], limit) for key in settled["committee"]]
    found = pd.DataFrame(rows, columns=["n", "in_time", "median"], index=settled.index)
    due = settled["due"].astype(int)
    return pd.DataFrame(
        {
            "name": settled["name"],
            "n": found["n"].astype(int),
            "in_time": found["in_time"].astype("Int64"),
            "median": found["median"].astype(float),
            "due": due,
            "on_time": settled["on_time"].astype("Int64").where(due >= LEAST),
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
