"""Answer sheets by age: twelve months, as the notice promises. What they said together stays, in tallies and releases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import audit
from db.models import Release, Response, Wave
from db.vocabulary import WaveKind
from db.workdays import add_months, month_of, today

MONTHS_KEPT = 12
# So few at once that whoever answers another survey does not notice: SQLite stays locked for 0.04 s.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Overdue:
    """A wave whose answer sheets are old enough. n : how many are still there."""

    wave_id: int
    month: date
    kind: WaveKind
    n: int


def overdue(session: Session, *, on: date) -> list[Overdue]:
    """Return the waves whose answer sheets are to go, the oldest month first. Writes nothing.

    Those of a month go with the first day of the same month a year later, before the first of them is a year old; those
    of a file a year after the month in which it came in. A wave that is not released keeps them: nothing else would tell
    what they said.
    """
    rows = session.execute(
        select(Wave, func.min(Release.released_at))
        .join(Release, Release.wave_id == Wave.id)
        .where(Wave.month <= add_months(month_of(on), -MONTHS_KEPT))
        .group_by(Wave.id)
        .order_by(Wave.month, Wave.id)
    ).all()
    old = [wave for wave, released_at in rows if _goes_on(wave, released_at) <= on]
    return list(_left(session, old))


def _goes_on(wave: Wave, released_at: datetime) -> date:
    since = wave.month if wave.kind is WaveKind.MONTHLY else month_of(today(released_at))
    return add_months(since, MONTHS_KEPT)


def _left(session: Session, old: list[Wave]) -> Iterator[Overdue]:
    for wave in old:
        n = session.scalar(select(func.count()).where(Response.wave_id == wave.id)) or 0
        if n or wave.purged_on is None:
            yield Overdue(wave.id, wave.month, wave.kind, n)


def purge(session: Session, *, now: datetime, most: int = AT_ONCE, by: str = "system") -> int:
    """Delete up to `most` answer sheets that are old enough, and return how many; 0 once none is left. by : for the audit.

    From the first of them on the wave counts as purged, so nobody takes what is left for all.
    """
    for found in overdue(session, on=today(now)):
        wave = session.get_one(Wave, found.wave_id, with_for_update=True)
        if wave.purged_on is None:
            wave.purged_on = today(now)
            subject = f"wave:{wave.id}"
            audit.record(session, actor=by, verb="purge_answers", subject=subject, now=now, n=found.n)
        some = select(Response.id).where(Response.wave_id == wave.id).limit(most)
        session.execute(
            delete(Response).where(Response.id.in_(some)).execution_options(synchronize_session=False)
        )
        session.flush()
        if found.n:
            return min(found.n, most)
    return 0
