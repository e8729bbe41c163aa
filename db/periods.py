"""Periods: the month, and the quarter, half-year and year that hold it; they follow the calendar year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from db.vocabulary import ReleaseKind
from db.workdays import add_months, last_day

LENGTHS = {ReleaseKind.MONTH: 1, ReleaseKind.QUARTER: 3, ReleaseKind.HALF_YEAR: 6, ReleaseKind.YEAR: 12}
# The shorter first: a longer one is laid beside them.
LONGER = (ReleaseKind.QUARTER, ReleaseKind.HALF_YEAR, ReleaseKind.YEAR)


@dataclass(frozen=True)
class Period:
    """A stretch of whole months. kind : one of `LENGTHS`. first : the first day of its first month."""

    kind: ReleaseKind
    first: date

    @property
    def months(self) -> tuple[date, ...]:
        """Return its months, the first one first."""
        return tuple(add_months(self.first, i) for i in range(LENGTHS[self.kind]))

    def is_over(self, *, on: date) -> bool:
        """Tell whether its last day has passed."""
        return last_day(self.months[-1]) < on


def holding(month: date, kind: ReleaseKind) -> Period:
    """Return the period of a kind that holds a month.

    >>> holding(date(2026, 5, 1), ReleaseKind.QUARTER).first
    datetime.date(2026, 4, 1)
    """
    n = LENGTHS[kind]
    return Period(kind, add_months(month, -((month.month - 1) % n)))


def all_of(months: Collection[date], kind: ReleaseKind) -> list[Period]:
    """Return the periods of a kind that hold any of some months, the latest first."""
    firsts = {holding(month, kind).first for month in months}
    return [Period(kind, first) for first in sorted(firsts, reverse=True)]
