"""What became of the needs raised in a month: how long they took, how they ended, how far they came in time.

A need counts by how it stands today. One that was settled and reopened has not been closed, whatever was reported
before; it is closed on the day of its last settling, counted from the day it was first raised. So settling early
and being reopened gains nothing. (How many are open on a day, spell by spell, is told by `analysis.flow`.)

A frame of courses, as from `db.courses`, has one row per group of needs that went alike; columns month, raised_on
(date), taken_on (date first taken on, missing if never), settled_on (date last settled), turned_on (date on which it
came to where it stands), state ("open", "settled", "confirmed", "lapsed", "relayed", "declined", "withdrawn"), n (int).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import satisfaction
from analysis.rates import LEAST

HORIZONS = (30, 60, 90)
ENDS = ("confirmed", "silent", "declined", "withdrawn")
# Ended without a word of the youth's: not confirmed, and not going to be unless the youth speaks after all.
SILENT = ("lapsed", "relayed")
SETTLED = ("settled", "confirmed", *SILENT)
REACHED = ("taken", "settled", "confirmed")
Lasted = tuple[NDArray[np.int64], NDArray[np.bool_]]


class Unshown(StrEnum):
    """Why a cohort is not shown at a horizon."""

    YOUNG = "young"
    FEW = "few"


def until_closed(courses: pd.DataFrame, *, today: date) -> Lasted:
    """Return, one entry per need, the days until it was closed or up to today, and whether it has been closed.

    Closed is settled, declined or withdrawn, as long as it has not been reopened: nobody works on it any more.
    """
    each = _each(courses)
    is_closed = (each["state"] != "open").to_numpy(dtype=bool)
    # Confirming comes after the work is done, and so does silence.
    on = each["turned_on"].mask(each["state"].isin(SETTLED), each["settled_on"])
    return _days(each["raised_on"], on.where(is_closed, today)), is_closed


def until_end(courses: pd.DataFrame, *, today: date) -> tuple[NDArray[np.int64], list[str | None]]:
    """Return, one entry per need, the days until its end or up to today, and which of `ENDS` it came to.

    None while it has no end: in hand, or settled and not yet confirmed. What lapsed and what was confirmed by word of
    mouth is "silent".
    """
    each = _each(courses)
    came_to = each["state"].mask(each["state"].isin(SILENT), "silent")
    end = [str(state) if state in ENDS else None for state in came_to]
    has_end = came_to.isin(ENDS)
    return _days(each["raised_on"], each["turned_on"].where(has_end, today)), end


def within(
    courses: pd.DataFrame, *, months: Sequence[date], today: date, horizons: Sequence[int] = HORIZONS
) -> pd.DataFrame:
    """Count how far the needs of each month had come a fixed number of days after each was raised.

    So a young cohort is not laid beside an old one that had more time. months : the cohorts, in the order to keep.

    Returns DataFrame, one row per month and horizon: month, horizon (days), raised (int), taken, settled,
    confirmed (Int64, of those raised, so many came this far within the horizon and have not been reopened
    since; never growing from one to the next), why (`Unshown` or "": young, some of them have not had the
    days yet; few, fewer than `LEAST` were raised). Where it says why, the three are missing.
    """
    rows = [
        (month, horizon, *_within(courses[courses["month"] == month], month, horizon, today))
        for month in months
        for horizon in horizons
    ]
    found = pd.DataFrame(rows, columns=["month", "horizon", "raised", *REACHED, "why"])
    return found.astype(dict.fromkeys(REACHED, "Int64"))


def _within(
    own: pd.DataFrame, month: date, horizon: int, today: date
) -> tuple[int, int | None, int | None, int | None, str]:
    raised, limit = int(own["n"].sum()), timedelta(days=horizon)
    # A survey's need is dated by its hand-over, which may lie in the month after.
    is_young = raised > 0 and own["raised_on"].max() + limit > today
    if is_young or not satisfaction.is_ripe(month, today=today, after=limit):
        return raised, None, None, None, Unshown.YOUNG
    if raised < LEAST:
        return raised, None, None, None, Unshown.FEW
    confirmed = _in_time(own, "turned_on", limit) & (own["state"] == "confirmed")
    settled = _in_time(own, "settled_on", limit) & own["state"].isin(SETTLED)
    taken = _in_time(own, "taken_on", limit) | settled
    n = [int(own.loc[came, "n"].sum()) for came in (taken, settled, confirmed & settled)]
    return raised, n[0], n[1], n[2], ""


def _in_time(own: pd.DataFrame, column: str, limit: timedelta) -> pd.Series:
    # What never came is not in time: a difference that is missing is never small enough.
    return pd.to_datetime(own[column]) - pd.to_datetime(own["raised_on"]) <= limit


def _each(courses: pd.DataFrame) -> pd.DataFrame:
    return courses.loc[courses.index.repeat(courses["n"])].reset_index(drop=True)


def _days(raised_on: pd.Series, until: pd.Series) -> NDArray[np.int64]:
    days = (pd.to_datetime(until) - pd.to_datetime(raised_on)).dt.days
    # A need is dated by its hand-over: withdrawn before it, it took no day.
    return np.asarray(days.clip(lower=0), dtype=np.int64)
