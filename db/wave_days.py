"""The days of a month's wave: planned before the month, changed within it, opened and closed by hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, waves, workdays
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.models import QuestionnaireVersion, Release, Wave
from db.rights import Act, Doer, Noun, require
from db.vocabulary import WaveKind
from db.workdays import Workdays


@dataclass(frozen=True)
class MonthPlan:
    """One month's wave as the district arranges it.

    wave_id : None until the month begins; the days are then a plan. version : number of the questionnaire's
    version, None until then. release_on : when it is released by itself.
    """

    month: date
    wave_id: int | None
    opens_on: date
    closes_on: date
    release_on: date
    version: int | None
    is_released: bool

    def has_opened(self, on: date) -> bool:
        """Tell whether answers have been taken."""
        return self.wave_id is not None and self.opens_on <= on

    def is_open(self, on: date) -> bool:
        """Tell whether answers are taken on a day."""
        return self.wave_id is not None and self.opens_on <= on <= self.closes_on


def plan_for(session: Session, *, actor: Doer, month: date) -> MonthPlan:
    """Return how a month is arranged. Refuses: no_right."""
    require(actor, Noun.WAVE, Act.READ)
    wave = waves.monthly_wave(session, month=month)
    if wave is None:
        opens_on, closes_on = waves.planned_days(session, month=month)
        first = Workdays.of(session).first_of(workdays.add_months(month, 1))
        release_on = max(first, closes_on + timedelta(days=1))
        return MonthPlan(month, None, opens_on, closes_on, release_on, None, False)
    return MonthPlan(
        month,
        wave.id,
        wave.opens_on,
        wave.closes_on,
        waves.release_day(session, wave),
        session.get_one(QuestionnaireVersion, wave.version_id).number,
        _is_released(session, wave),
    )


def _is_released(session: Session, wave: Wave) -> bool:
    return session.scalar(select(Release.id).where(Release.wave_id == wave.id).limit(1)) is not None


def set_days(
    session: Session,
    *,
    actor: Doer,
    month: date,
    seen: tuple[date, date],
    opens_on: date,
    closes_on: date,
    now: datetime,
) -> None:
    """Set first and last day of a month's wave. seen : both days as they stood when the form was filled in.

    Refuses: no_right, changed_meanwhile, days_out_of_month, opens_after_it_closes, month_over, wave_released,
    wave_has_opened — its first day is then fixed; closes_in_past — ending it at once is another step.
    """
    plan = _changeable(session, actor, month, now)
    if (plan.opens_on, plan.closes_on) != seen:
        raise Conflict("changed_meanwhile")
    day = workdays.today(now)
    if workdays.month_of(opens_on) != month or workdays.month_of(closes_on) != month:
        raise Invalid("days_out_of_month", field="opens_on", month=month)
    if opens_on > closes_on:
        raise Invalid("opens_after_it_closes", field="closes_on")
    if plan.has_opened(day) and opens_on != plan.opens_on:
        raise Conflict("wave_has_opened", field="opens_on")
    if closes_on < day and closes_on != plan.closes_on:
        raise Invalid("closes_in_past", field="closes_on")
    _put(session, plan, opens_on, closes_on)
    _record(session, actor, "set_wave_days", month, now, opens_on=str(opens_on), closes_on=str(closes_on))


def _changeable(session: Session, actor: Doer, month: date, now: datetime) -> MonthPlan:
    require(actor, Noun.WAVE, Act.CHANGE)
    # One at a time: opening, closing and setting the days all begin with what stands.
    session.execute(
        select(Wave.id).where(Wave.kind == WaveKind.MONTHLY, Wave.month == month).with_for_update()
    )
    plan = plan_for(session, actor=actor, month=month)
    if plan.is_released:
        raise TooLate("wave_released")
    if month < workdays.month_of(workdays.today(now)):
        raise TooLate("month_over")
    return plan


def _put(session: Session, plan: MonthPlan, opens_on: date, closes_on: date) -> None:
    if plan.wave_id is None:
        waves.plan_days(session, month=plan.month, opens_on=opens_on, closes_on=closes_on)
    else:
        wave = session.get_one(Wave, plan.wave_id)
        wave.opens_on, wave.closes_on = opens_on, closes_on
    session.flush()


def open_now(session: Session, *, actor: Doer, now: datetime) -> None:
    """Take answers from today on, up to the planned last day (the month's last one if that is over).

    Refuses: no_right, wave_released, wave_is_open, no_questionnaire, no_branch.
    """
    day = workdays.today(now)
    month = workdays.month_of(day)
    plan = _changeable(session, actor, month, now)
    if plan.is_open(day):
        raise Conflict("wave_is_open")
    closes_on = plan.closes_on if plan.closes_on >= day else workdays.last_day(month)
    opens_on = min(plan.opens_on, day) if plan.wave_id is not None else day
    wave = waves.open_month(session, month=month, now=now, opens_on=opens_on)
    if wave is None:
        raise NotFound("no_branch")
    wave.opens_on, wave.closes_on = opens_on, closes_on
    session.flush()
    _record(session, actor, "open_wave", month, now, closes_on=str(closes_on))


def close_now(session: Session, *, actor: Doer, now: datetime) -> date:
    """Take no more answers, and return the last day on which they were taken.

    On the day it opened that is today: a wave has at least one day. Refuses: no_right, wave_released,
    wave_is_closed.
    """
    day = workdays.today(now)
    plan = _changeable(session, actor, workdays.month_of(day), now)
    if not plan.is_open(day):
        raise Conflict("wave_is_closed")
    last = max(plan.opens_on, day - timedelta(days=1))
    _put(session, plan, plan.opens_on, last)
    _record(session, actor, "close_wave", plan.month, now, closes_on=str(last))
    return last


def _record(session: Session, actor: Doer, verb: str, month: date, now: datetime, **facts: object) -> None:
    subject = f"month:{month:%Y-%m}"
    audit.record(
        session, actor=actor.audit_name, verb=verb, subject=subject, now=now, organisation_id=None, **facts
    )
