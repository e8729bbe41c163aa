"""A rate of the ledger with what it is of, and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis import intervals

# From how many needs on a rate is drawn, compared or said in per cent of what is usual.
LEAST = 10


@dataclass(frozen=True)
class Rate:
    """x of n, with 0 ≤ x ≤ n. Raises ValueError otherwise."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n:
            raise ValueError("a rate is of no more than all")

    @property
    def share(self) -> float | None:
        """The share 0–1; None of nothing."""
        return self.x / self.n if self.n else None

    def interval(self, *, level: float = 0.95) -> tuple[float, float] | None:
        """Return the bounds 0–1 within which chance would leave it (Wilson); None of nothing."""
        return intervals.wilson(self.x, self.n, level=level) if self.n else None


def on_time(
    due: Sequence[date | None],
    closed_on: Sequence[date | None],
    *,
    first: date,
    last: date,
    today: date,
) -> Rate:
    """Count, of the needs that fell due in a period, those closed by the day they were due.

    due : the day each need was promised for, None where nothing was promised. closed_on : the day it was closed
    for good, None while it is open. first, last : the days of the period, both included.

    Open and overdue is late, for the need is in n and not in x. What is due after `today` is not counted yet, even
    if it is closed: else those that were quick would come in early. Raises ValueError for lengths that differ.

    `db.promptness` counts the same in the database, and says which day is the promised one.

    >>> on_time([date(2026, 6, 5), date(2026, 6, 9)], [date(2026, 6, 4), None],
    ...         first=date(2026, 6, 1), last=date(2026, 6, 30), today=date(2026, 6, 20))
    Rate(x=1, n=2)
    """
    pairs = [
        (promised, closed)
        for promised, closed in zip(due, closed_on, strict=True)
        if promised is not None and first <= promised <= min(last, today)
    ]
    return Rate(sum(closed is not None and closed <= promised for promised, closed in pairs), len(pairs))
