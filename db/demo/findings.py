"""What is planted in the demo for a visitor to find, and where.

- Non-public enterprises lack hot water in the dormitories in summer. Three branches answer, each with one deed
  for several needs; ten needs are settled, seven confirmed as solved, two as partly, one is reopened and then
  solved; satisfaction is up a month later.
- Schools ask for 心理 and 学业 before examinations.
- One committee is slow to accept.
- One branch logs deeds that nobody notices.
- One branch says honestly that a duty did not apply: 本月不适用.
"""

from collections.abc import Sequence
from datetime import date
from enum import Enum

from db.workdays import add_months

SUMMER = (6, 7)
EXAM_MONTHS = (1, 5, 6, 11, 12)
# Places in the lists of the tree.
SLOW_COMMITTEE = 2
UNNOTICED_BRANCH = 3
EXEMPT_BRANCH = 4
# From so many branches on all of it is there.
FROM_BRANCHES = 10
# How many branches answer the hot water, and how many needs there are; what becomes of each, in turn.
HOT_WATER_BRANCHES = 3
HOT_WATER_ENDS = (*["solved"] * 3, "partly", "reopened", *["solved"] * 3, "partly", "solved")


class HotWater(Enum):
    """How the dormitories stand in a month."""

    USUAL = "usual"
    MISSING = "missing"
    MENDED = "mended"


def troubled(months: Sequence[date]) -> tuple[date, ...]:
    """Return the months without hot water: a summer that has a month after it, else the first month."""
    summers = [month for month in months if month.month == SUMMER[-1] and add_months(month, 1) in months]
    if not summers:
        return (months[0],)
    return tuple(month for month in (add_months(summers[-1], -1), summers[-1]) if month in months)


def hot_water(month: date, months: Sequence[date]) -> HotWater:
    """Return how the dormitories stand in a month."""
    missing = troubled(months)
    if month in missing:
        return HotWater.MISSING
    return HotWater.MENDED if month > missing[-1] else HotWater.USUAL
