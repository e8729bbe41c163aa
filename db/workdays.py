"""Working days and months in Asia/Shanghai.

The State Council's calendar comes with `chinese_calendar`, make-up workdays included; the table
`day_overrides` is stronger. A year the calendar does not know yet falls back to Monday–Friday without the holidays that
the law itself dates.
"""

import functools
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.engine import SHANGHAI
from db.models import DayOverride

ONE_DAY = timedelta(days=1)
# 全国年节及纪念日放假办法, as amended in 2024: New Year, Labour Day, National Day. Those by the moon, and which days
# around a holiday are moved, are in each year's announcement alone.
BY_LAW = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


def today(now: datetime) -> date:
    """Return the date in Asia/Shanghai."""
    return now.astimezone(SHANGHAI).date()


def month_of(day: date) -> date:
    """Return the first day of the day's month: how months are stored."""
    return day.replace(day=1)


def add_months(month: date, n: int) -> date:
    """Return the first day of the month `n` months later (earlier if negative)."""
    index = month.year * 12 + month.month - 1 + n
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return add_months(month, 1) - ONE_DAY


def is_announced(year: int) -> bool:
    """Tell whether the holidays of a year are known; if not, pages say 节假日安排未公布."""
    try:
        chinese_calendar.is_workday(date(year, 1, 4))
    except NotImplementedError:
        return False
    return True


@functools.lru_cache(maxsize=10_000)
def _by_calendar(day: date) -> bool:
    # The calendar looks through all its years for every day it is asked for.
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in BY_LAW


class Workdays:
    """The working days, with the district's own overrides.

    overrides : day → whether it is a working day; stronger than the calendar.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self.overrides = dict(overrides or {})

    @classmethod
    def of(cls, session: Session) -> "Workdays":
        """Read the overrides of this district."""
        return cls({row.day: row.is_working for row in session.scalars(select(DayOverride))})

    def is_working(self, day: date) -> bool:
        """Tell whether people are at work on this day."""
        return self.overrides[day] if day in self.overrides else _by_calendar(day)

    def after(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day` (n ≥ 1): the deadline "within n working days"."""
        if n < 1:
            raise ValueError("n counts working days from 1")
        while n:
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def first_of(self, month: date) -> date:
        """Return the first working day of a month."""
        day = month
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; 0 if `end` is not later."""
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=i)) for i in range(1, days + 1))
