"""The agenda: what happens in the demo district, day by day, up to the present moment."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from db.engine import SHANGHAI
from db.workdays import ONE_DAY, Workdays, month_of, today

Step = Callable[[datetime], None]

# So many take a few seconds: as long as others wait for the write lock without harm.
MOST_STEPS = 1200
MORNING, EVENING = time(8, 30), time(20, 0)


@dataclass(frozen=True)
class Size:
    """How large a district is made, and from which seed its content is drawn."""

    branches: int
    months: int
    responses_per_branch: int
    seed: int


class Agenda:
    """Steps in the order of their days. What lies after today is dropped: it has not happened yet."""

    def __init__(self, *, now: datetime, days: Workdays) -> None:
        self.now = now
        self.today = today(now)
        self.days = days
        self._queue: list[tuple[date, int, Step]] = []
        self._order = count()
        self._last = (date.min, 0)

    def on(self, day: date, step: Step) -> None:
        """Put a step on a day; it is called with a moment of that day."""
        if day <= self.today:
            heapq.heappush(self._queue, (day, next(self._order), step))

    def run(self, pause: Callable[[], None]) -> None:
        """Take every step in order; steps may put further ones on the agenda.

        pause : called when a month is over, and within a long one; what was done so far may be kept then.
        """
        month, n = date.min, 0
        while self._queue:
            day, _, step = heapq.heappop(self._queue)
            if n and (month_of(day) != month or n >= MOST_STEPS):
                pause()
                n = 0
            step(self._moment(day))
            month, n = month_of(day), n + 1

    def _moment(self, day: date) -> datetime:
        # A minute apart, so that the audit log reads in order; never later than the present.
        last_day, minutes = self._last
        minutes = minutes + 1 if last_day == day else 0
        self._last = (day, minutes)
        morning, evening = (datetime.combine(day, at, SHANGHAI) for at in (MORNING, EVENING))
        return min(morning + timedelta(minutes=minutes), evening, self.now)

    def back(self, n: int) -> date:
        """Return the `n`-th working day before today (n ≥ 1)."""
        day = self.today
        while n:
            day -= ONE_DAY
            n -= self.days.is_working(day)
        return day
