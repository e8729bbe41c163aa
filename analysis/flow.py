"""How many things are open over time: what came, what was closed, and what is left of it.

One rule for what is done again: a thing is open from the day it began until it is closed, and once more from the
day it was reopened. Each of these stretches is a spell of its own; a reopening arrives like something new.

A day counts by how it ended: closed on the day it came, a spell is never open. How long one thing took until it was
closed for good, over all its spells, is told by `analysis.cohorts`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

ONE_DAY = timedelta(days=1)
Spell = tuple[date, date | None]  # first day, and the day it was closed; None while it is open


def backlog(steps: pd.DataFrame, *, first: date, last: date) -> pd.DataFrame:
    """Count day by day what had come, what was closed, and what was open.

    steps : DataFrame, one row per day or more; columns day (date), raised, reopened, closed (int, what happened on
        it). What happened before `first` is what the window begins with; what happens after `last` is left out.

    Returns DataFrame, one row per day from first to last: day, raised, reopened, closed (int, on that day), open
    (int, as the day ended), arrived_so_far (int, open as the window began, and all that came since),
    closed_so_far (int, closed since it began). open = arrived_so_far − closed_so_far, always.
    Raises ValueError if the window ends before it begins, and if more is closed than came.
    """
    if last < first:
        raise ValueError("the window ends before it begins")
    counted = ["raised", "reopened", "closed"]
    known = steps[steps["day"] <= last]
    before = known.loc[known["day"] < first, counted].sum()
    days = pd.Index([first + i * ONE_DAY for i in range((last - first).days + 1)], name="day")
    found = known.groupby("day")[counted].sum().reindex(days, fill_value=0).astype(int)
    begun_with = int(before["raised"] + before["reopened"] - before["closed"])
    found["arrived_so_far"] = begun_with + (found["raised"] + found["reopened"]).cumsum()
    found["closed_so_far"] = found["closed"].cumsum()
    found["open"] = found["arrived_so_far"] - found["closed_so_far"]
    if begun_with < 0 or (found["open"] < 0).any():
        raise ValueError("more was closed than ever came")
    return found.reset_index()[["day", *counted, "open", "arrived_so_far", "closed_so_far"]]


def steps_of(spells: Sequence[Spell]) -> pd.DataFrame:
    """Return spells as the steps that `backlog` takes; each one arrives as if it were the first of its thing."""
    came = [(start, 1, 0, 0) for start, _ in spells]
    went = [(end, 0, 0, 1) for _, end in spells if end is not None]
    return pd.DataFrame([*came, *went], columns=["day", "raised", "reopened", "closed"])


def open_days(spells: Sequence[Spell], *, first: date, last: date) -> int:
    """Add up for how many days of a window each spell was open as the day ended.

    It is the sum of `open` over the window, exactly, whatever the spells. Dividing the one by the other, as
    Little's law seems to invite, holds only in the long run, so no mean duration is made of a window.
    """
    over = [(max(start, first), min(end or last + ONE_DAY, last + ONE_DAY)) for start, end in spells]
    return sum(max((end - start).days, 0) for start, end in over)


def monthly(days: pd.DataFrame) -> pd.DataFrame:
    """Sum days up by month. days : as from `backlog`.

    Returns DataFrame, one row per month, the first one first: month (date), begun_with (int, open as its first day
    in the window began), raised, reopened, closed, open (int, as its last day in the window ended).
    """
    by_month = days.assign(month=[day.replace(day=1) for day in days["day"]]).groupby("month", sort=True)
    found = by_month[["raised", "reopened", "closed"]].sum()
    found["open"] = by_month["open"].last()
    found["begun_with"] = found["open"] + found["closed"] - found["raised"] - found["reopened"]
    return found.reset_index()[["month", "begun_with", "raised", "reopened", "closed", "open"]]
