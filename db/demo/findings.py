"""What is planted in the demo for a visitor to find, and where.

- Non-public enterprises lack hot water in the dormitories in summer: 各领域需要什么, and 具体是哪方面 of 住房安居. Three
  branches answer, each with one deed for several needs; ten needs are settled, seven confirmed as solved, two as
  partly, one is reopened and then solved: 青年说办好了没有. Satisfaction is up a month later: 重要但不满意的是哪些.
- Schools ask for 学业 before examinations: 各领域需要什么; and for 心理, which no domain shows: the district's months do.
- One committee is slow to accept: 各团（工）委比较.
- One branch says honestly that a duty did not apply: 本月不适用, among the five duties.
- One branch logs deeds that nobody notices: 青年留意到的，和台账对照, on its own page and on that of the branch. It says so
  only in months with ten answers, so no visitor is asked.
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
# From so many on all of it is there, and stands out: with fewer, committees have too few needs to be compared.
FROM_BRANCHES, FROM_MONTHS, FROM_RESPONSES = 30, 12, 10
# How many branches answer the hot water, and how many needs there are; what becomes of each, in turn.
HOT_WATER_BRANCHES = 3
HOT_WATER_ENDS = (*["solved"] * 3, "partly", "reopened", *["solved"] * 3, "partly", "solved")


class HotWater(Enum):
    """How the dormitories stand in a month."""

    USUAL = "usual"
    MISSING = "missing"
    MENDED = "mended"


def troubled(months: Sequence[date]) -> tuple[date, ...]:
    """Return the months without hot water: a summer that has a released month after it, else the first month.

    months : all that have a survey, the present one, which is not released yet, last.
    """
    past = months[:-1]
    summers = [month for month in past if month.month == SUMMER[-1] and add_months(month, 1) in past]
    if not summers:
        return (months[0],)
    return tuple(month for month in (add_months(summers[-1], -1), summers[-1]) if month in months)


def to_look_at(months: Sequence[date]) -> dict[str, date]:
    """Return which month a visitor opens for which finding: the hot water, and examinations without it."""
    exams = [m for m in months[:-1] if m.month in EXAM_MONTHS and m not in troubled(months)]
    return {"hot_water": troubled(months)[-1], "exams": exams[-1]}


def hot_water(month: date, months: Sequence[date]) -> HotWater:
    """Return how the dormitories stand in a month."""
    missing = troubled(months)
    if month in missing:
        return HotWater.MISSING
    return HotWater.MENDED if month > missing[-1] else HotWater.USUAL
