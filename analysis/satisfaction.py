"""Whether and how content the youth are with what became of a month's needs: content, so it passes a gate of its own.

Counts of the ledger are exact; stars are what youth say. They are told of a month that is ripe and of enough rated
needs, and not of a part that few others stand beside, since the whole minus the shown parts would tell of those few.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from analysis import follow_up

RATED_FROM = 10
RIPE_AFTER = timedelta(days=30)


class Untold(StrEnum):
    """Why it is not told."""

    YOUNG = "young"
    FEW = "few"
    BESIDE = "beside"
    MONTHS = "months"


@dataclass(frozen=True)
class Satisfaction:
    """could, rated : how many needs a youth could rate, and how many were. satisfied : 4 or 5 stars, None if untold."""

    could: int
    rated: int
    satisfied: int | None
    why_untold: Untold | None


def of(
    standing: pd.DataFrame,
    *,
    month: date,
    today: date,
    part: Hashable = None,
    rated: Mapping[Hashable, int] | None = None,
) -> Satisfaction:
    """Return how content the youth are with a cohort of needs, if it may be told.

    standing : as from `follow_up.standings`, of the needs raised in `month`, without ratings given from `ripe_on` on.
    part : which part of the whole they are, None for the whole. rated : part → its rated needs, of all parts that the reader may look at.
    """
    could, n = follow_up.could_be_rated(standing)
    why = None
    if not is_ripe(month, today=today):
        why = Untold.YOUNG
    elif n < RATED_FROM:
        why = Untold.FEW
    elif part is not None and rated and part not in told_beside(rated):
        why = Untold.BESIDE
    stars = standing.loc[standing["state"] == "confirmed"]
    satisfied = int(stars.loc[stars["rating"] >= follow_up.SATISFIED_FROM, "n"].sum())
    return Satisfaction(could, n, None if why else satisfied, why)


def of_months(standing: pd.DataFrame) -> Satisfaction:
    """Return how many needs of several months could be rated and were; how content the youth are is told by months.

    A sum over months, less the months that are told, would tell of the few that are not.
    """
    could, n = follow_up.could_be_rated(standing)
    return Satisfaction(could, n, None, Untold.MONTHS)


def is_ripe(month: date, *, today: date, after: timedelta = RIPE_AFTER) -> bool:
    """Tell whether every need raised in a month has had its 30 days, or another number of them."""
    return ripe_on(month, after=after) <= today


def ripe_on(month: date, *, after: timedelta = RIPE_AFTER) -> date:
    """Return the day from which on every need raised in a month has had its 30 days, or another number of them.

    What is rated from this day on is not counted: the figure that is told stands, and no later one less it tells of one
    youth.
    """
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1) + after


def told_beside(rated: Mapping[Hashable, int]) -> frozenset[Hashable]:
    """Return which parts may be told beside the whole: what the others leave is nobody or at least `RATED_FROM`.

    >>> sorted(told_beside({"a": 30, "b": 12, "c": 4})), sorted(told_beside({"a": 30, "b": 12, "c": 0}))
    (['a'], ['a', 'b'])
    """
    shown = sorted(
        (key for key, n in rated.items() if n >= RATED_FROM), key=lambda key: (rated[key], str(key))
    )
    while shown and 0 < sum(rated.values()) - sum(rated[key] for key in shown) < RATED_FROM:
        shown.pop(0)
    return frozenset(shown)
