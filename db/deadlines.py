"""By when a need is to be accepted and settled: every rule of the clock is here, in working days.

待青年补充 and 待青年同意 stop the clock, for at most `DAYS_TO_WAIT` working days of one need, however often the youth is
asked, and for what. While the question is open `due_on` stands where it would after all of them; when the waiting ends it comes back
to the days really waited. So nothing has to be moved when the five days are over, and no page ever shows a
deadline that the clock does not hold to.

暂缓 lets the deadline stand at the day on which the need is to be looked at again. When it is resumed, as many working
days are left for it as were left when it was put aside; what was late comes back late.

When the youth reopens a need it is due anew: as many working days as its urgency gives, from that day on, and it may
be put off once more.

Whether a need was on time is told by the day it was promised for (`first_due_on`): the deadline of the first
acceptance, moved by what the youth let wait and by nothing else. So putting a need aside sheds no lateness.
"""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Need, NeedEvent
from db.vocabulary import DAYS_TO_ACCEPT, DAYS_TO_SETTLE, NeedState, Urgency, Verb
from db.workdays import Workdays, add_months, last_day, month_of

# The youth is asked: for more, or for consent.
WAITING = (NeedState.ASKED, NeedState.AWAITING_CONSENT)
DAYS_TO_WAIT = 5
DAYS_TO_EXTEND = 15
MONTHS_TO_DEFER = 6
# What the event log keeps of a pause: the deadline before it and the days left for it; then the days it took.
DUE_BEFORE, MAY_WAIT, WAITED = "due_before", "may_wait", "waited"
PROMISED_BEFORE = "promised_before"
# And of a step that set a new deadline.
UNTIL = "until"


def to_accept(days: Workdays, day: date) -> date:
    """Return by when a need that reaches its handler on `day` is to be accepted."""
    return days.after(day, DAYS_TO_ACCEPT)


def to_settle(days: Workdays, day: date, urgency: Urgency) -> date:
    """Return by when a need accepted on `day` is to be settled."""
    return days.after(day, DAYS_TO_SETTLE[urgency])


def latest_extension(days: Workdays, due: date) -> date:
    """Return the last day to which a deadline may be extended."""
    return days.after(due, DAYS_TO_EXTEND)


def after_wait(days: Workdays, due: date, *, asked_on: date, until: date, most: int = DAYS_TO_WAIT) -> date:
    """Return the deadline after a wait for the youth from `asked_on` to `until`.

    Working days after the question up to and including the answer do not count, at most `most` of them. A
    deadline that had passed when the question was asked stays passed.

    >>> after_wait(Workdays(), date(2026, 3, 20), asked_on=date(2026, 3, 9), until=date(2026, 3, 11))
    datetime.date(2026, 3, 24)
    """
    waited = min(days.between(asked_on, until), most)
    return days.after(due, waited) if waited and asked_on <= due else due


def follow(session: Session, *, need: Need, before: NeedState, today: date) -> dict[str, object]:
    """Stop, restart or renew the clock as a need's state changes; return what the log keeps of it."""
    if before is not NeedState.REOPENED and need.state is NeedState.REOPENED:
        return _renew(session, need, today)
    if before not in WAITING and need.state in WAITING:
        return _stop(session, need, today)
    if before in WAITING and need.state not in WAITING:
        return _restart(session, need, today)
    if before is NeedState.DEFERRED and need.state is NeedState.IN_PROGRESS:
        return _take_up(session, need, today)
    return {}


def _stop(session: Session, need: Need, today: date) -> dict[str, object]:
    due, left = need.due_on, DAYS_TO_WAIT - _waited(session, need)
    if due is None or due < today or left == 0:
        return {}
    days = Workdays.of(session)
    need.due_on = days.after(due, left)
    kept: dict[str, object] = {DUE_BEFORE: due.isoformat(), MAY_WAIT: left}
    promised = need.first_due_on
    if promised is not None and promised >= today:
        need.first_due_on = days.after(promised, left)
        kept[PROMISED_BEFORE] = promised.isoformat()
    return kept


def _restart(session: Session, need: Need, today: date) -> dict[str, object]:
    asked = session.scalars(
        select(NeedEvent)
        .where(NeedEvent.need_id == need.id, NeedEvent.verb.in_([Verb.ASK, Verb.PROPOSE]))
        .order_by(NeedEvent.seq.desc())
    ).first()
    if asked is None or DUE_BEFORE not in asked.facts:
        return {}
    most, days = int(str(asked.facts[MAY_WAIT])), Workdays.of(session)

    def moved(before: str) -> date:
        due = date.fromisoformat(str(asked.facts[before]))
        return after_wait(days, due, asked_on=asked.happened_on, until=today, most=most)

    need.due_on = moved(DUE_BEFORE)
    if PROMISED_BEFORE in asked.facts:
        need.first_due_on = moved(PROMISED_BEFORE)
    return {WAITED: min(days.between(asked.happened_on, today), most)}


def _renew(session: Session, need: Need, today: date) -> dict[str, object]:
    promise(need, need.extended_from or need.due_on)
    need.extended_from = None
    need.due_on = to_settle(Workdays.of(session), today, need.urgency)
    # One that was declined untaken is promised for the first time now.
    promise(need, need.due_on)
    return {UNTIL: need.due_on.isoformat()}


def review_days(session: Session, *, need: Need, today: date) -> tuple[date, date] | None:
    """Return the first and the last day to which a need may be put aside; None where there is no such day.

    It is later than the deadline, which is then as good, and at most six months after the need was first put aside:
    so nobody puts it aside for ever, time and again.
    """
    first = session.scalar(
        select(func.min(NeedEvent.happened_on)).where(
            NeedEvent.need_id == need.id, NeedEvent.verb == Verb.DEFER
        )
    )
    earliest = max(today, need.due_on or today) + timedelta(days=1)
    last = months_later(first or today, MONTHS_TO_DEFER)
    return (earliest, last) if earliest <= last else None


def months_later(day: date, n: int) -> date:
    """Return the same day `n` months later, the month's last where it is shorter.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    month = add_months(month_of(day), n)
    return min(month + timedelta(days=day.day - 1), last_day(month))


def after_deferral(days: Workdays, due: date, *, deferred_on: date, resumed_on: date) -> date:
    """Return the deadline of a need that is taken up again: as far off as it was when it was put aside.

    >>> after_deferral(Workdays(), date(2026, 3, 20), deferred_on=date(2026, 3, 18), resumed_on=date(2026, 4, 13))
    datetime.date(2026, 4, 15)
    """
    if due < deferred_on:
        return due
    left = days.between(deferred_on, due)
    return max(due, days.after(resumed_on, left) if left else resumed_on)


def _take_up(session: Session, need: Need, today: date) -> dict[str, object]:
    deferred = session.scalars(
        select(NeedEvent)
        .where(NeedEvent.need_id == need.id, NeedEvent.verb == Verb.DEFER)
        .order_by(NeedEvent.seq.desc())
    ).first()
    if deferred is None or DUE_BEFORE not in deferred.facts:
        return {}
    due = date.fromisoformat(str(deferred.facts[DUE_BEFORE]))
    need.due_on = after_deferral(
        Workdays.of(session), due, deferred_on=deferred.happened_on, resumed_on=today
    )
    return {UNTIL: need.due_on.isoformat()}


def promise(need: Need, due: date | None) -> None:
    """Keep the day that a need is promised for; a later deadline does not move it."""
    need.first_due_on = need.first_due_on or due


def _waited(session: Session, need: Need) -> int:
    kept = session.scalars(select(NeedEvent.facts).where(NeedEvent.need_id == need.id))
    return sum(int(str(facts.get(WAITED, 0))) for facts in kept)
