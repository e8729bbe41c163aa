"""Waves: the month's survey, when it is open, and how many have answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, func, select
from sqlalchemy.orm import Session

from db import extra_questions, minors, planned_questions, questionnaires, settings
from db.errors import TooLate
from db.links import committee_of
from db.models import COUNTS_SHEETS, Organisation, Release, Tally, Wave, WaveBranch
from db.questions import Form
from db.rights import Act, Doer, Noun, within
from db.vocabulary import Level, WaveKind
from db.workdays import Workdays, add_months, last_day, today

PLANS_KEPT = 3
# Made once: asked for by every page of every youth.
_DAYS, _RELEASES = cast(Table, Wave.__table__), cast(Table, Release.__table__)
_HELD = (
    select(_DAYS.c.opens_on, _DAYS.c.closes_on)
    .where(_DAYS.c.id == bindparam("wave_id"))
    .with_for_update(read=True)
)
_RELEASED = select(_RELEASES.c.id).where(_RELEASES.c.wave_id == bindparam("wave_id")).limit(1)
_OPEN = (
    select(
        Wave,
        exists().where(Release.wave_id == Wave.id),
        WaveBranch.takes_codes,
        Organisation.domain,
        WaveBranch.extra,
    )
    .join(WaveBranch, (WaveBranch.wave_id == Wave.id) & (WaveBranch.branch_id == bindparam("branch_id")))
    .join(Organisation, Organisation.id == WaveBranch.branch_id)
    .where(Wave.kind == WaveKind.MONTHLY, Wave.opens_on <= bindparam("on"), Wave.closes_on >= bindparam("on"))
    .order_by(Wave.month.desc())
    .limit(1)
)


@dataclass(frozen=True)
class OpenWave:
    """A wave as the survey needs it; plain values."""

    id: int
    month: date
    opens_on: date
    closes_on: date
    form: Form
    # This branch's youth answer with an invite code each.
    takes_codes: bool = False
    # Youth under 14 may answer here, with a guardian's code each.
    takes_children: bool = False


@dataclass(frozen=True)
class BranchCount:
    """How many have answered at one branch in one wave. Information, never a quota."""

    branch_id: int
    branch_name: str
    n: int


def open_month(session: Session, *, month: date, now: datetime, opens_on: date | None = None) -> Wave | None:
    """Make the month's wave from the monthly questionnaire, for every active branch. Idempotent.

    opens_on : first day on which answers are taken; the planned one unless given.

    It closes on the planned day. Returns None while there is no branch at all, and when that day is over: nobody
    could have answered. A wave that stands takes in the branches that came since.
    Refuses: no_questionnaire.
    """
    found = monthly_wave(session, month=month)
    if found is not None:
        _add_new_branches(session, found)
        planned_questions.hand_to(session, found)
        return found
    version = questionnaires.monthly_version(session)
    planned_opening, closes_on = planned_days(session, month=month)
    opens_on = opens_on or planned_opening
    closes_on = max(closes_on, opens_on)
    if closes_on < today(now) or not _active_branches(session):
        return None
    wave = Wave(
        kind=WaveKind.MONTHLY,
        month=month,
        version_id=version.id,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    session.add(wave)
    session.flush()
    _add_new_branches(session, wave)
    planned_questions.hand_to(session, wave)
    return wave


def planned_days(session: Session, *, month: date) -> tuple[date, date]:
    """Return first and last day of a month's wave as the district planned them.

    Without a plan: the month's first working day, and the day of the setting `closes_on_day`.
    """
    plan = settings.get(session, "planned_waves").get(f"{month:%Y-%m}")
    if plan is not None:
        return date.fromisoformat(plan[0]), date.fromisoformat(plan[1])
    opens_on = Workdays.of(session).first_of(month)
    return opens_on, max(_closing_day(session, month), opens_on)


def plan_days(session: Session, *, month: date, opens_on: date, closes_on: date) -> None:
    """Plan the days of a month whose wave does not stand yet; plans of long ago are dropped."""
    plans = dict(settings.get(session, "planned_waves"))
    plans[f"{month:%Y-%m}"] = [opens_on.isoformat(), closes_on.isoformat()]
    settings.put(session, "planned_waves", {key: plans[key] for key in sorted(plans)[-PLANS_KEPT:]})


def _closing_day(session: Session, month: date) -> date:
    day: Any = settings.get(session, "closes_on_day")
    end = last_day(month)
    return end if day is None else min(end, month.replace(day=min(int(day), end.day)))


def _active_branches(session: Session) -> list[Organisation]:
    return list(
        session.scalars(
            select(Organisation).where(Organisation.level == Level.BRANCH, Organisation.is_active)
        )
    )


def _add_new_branches(session: Session, wave: Wave) -> None:
    known = set(session.scalars(select(WaveBranch.branch_id).where(WaveBranch.wave_id == wave.id)))
    for branch in _active_branches(session):
        if branch.id not in known:
            add_branch(session, wave=wave, branch=branch)
    session.flush()


def add_branch(session: Session, *, wave: Wave, branch: Organisation) -> WaveBranch:
    """Note a branch as it stands at the opening: its committee and domain for this wave's figures."""
    row = WaveBranch(
        wave_id=wave.id,
        branch_id=branch.id,
        committee_id=committee_of(session, branch).id,
        domain=branch.domain,
        declared_youth=branch.declared_youth,
    )
    session.add(row)
    return row


def monthly_wave(session: Session, *, month: date) -> Wave | None:
    """Return the district's wave of a month, None if there was none."""
    return session.scalar(select(Wave).where(Wave.kind == WaveKind.MONTHLY, Wave.month == month))


def is_open(wave: Wave, *, on: date) -> bool:
    """Tell whether answers are taken on a day. Derived from dates, never stored."""
    return wave.opens_on <= on <= wave.closes_on


def require_open(session: Session, *, wave_id: int, on: date) -> None:
    """Refuse what comes outside a wave's days, as the database has them now. Refuses: wave_closed.

    The wave stays locked against being released until the transaction ends (many may hold this lock at once):
    an answer must not fall between the counting and the release.
    """
    found = session.execute(_HELD, {"wave_id": wave_id}).one_or_none()
    if found is None or not found[0] <= on <= found[1] or is_released(session, wave_id=wave_id):
        raise TooLate("wave_closed")


def is_released(session: Session, *, wave_id: int) -> bool:
    """Tell whether a wave has results: what came in after them would never be seen."""
    return session.scalar(_RELEASED, {"wave_id": wave_id}) is not None


def open_wave(session: Session, *, branch_id: int, on: date) -> OpenWave | None:
    """Return the wave that a branch's youth can answer on a day, None if there is none."""
    found = session.execute(_OPEN, {"branch_id": branch_id, "on": on}).one_or_none()
    if found is None or found[1]:
        return None
    takes_children = minors.takes_children(session, domain=found[3])
    opened = _read(session, found[0], found[4])
    return replace(opened, takes_codes=found[2], takes_children=takes_children)


def as_open(session: Session, wave: Wave, *, branch_id: int | None = None) -> OpenWave:
    """Return a wave with its form read, as it is asked at a branch. branch_id : None for what all branches are asked."""
    place = None if branch_id is None else session.get(WaveBranch, (wave.id, branch_id))
    return _read(session, wave, place.extra if place else None)


def _read(session: Session, wave: Wave, branch_extra: Mapping[str, object] | None) -> OpenWave:
    form = questionnaires.published_form(session, version_id=wave.version_id)
    form = extra_questions.joined(form, district=wave.extra, branch=branch_extra)
    return OpenWave(wave.id, wave.month, wave.opens_on, wave.closes_on, form)


def next_opening(session: Session, *, on: date) -> date:
    """Return the day on which the next wave opens by itself, after `on`."""
    month = on.replace(day=1)
    wave = monthly_wave(session, month=month)
    opening = wave.opens_on if wave else planned_days(session, month=month)[0]
    return opening if opening > on else planned_days(session, month=add_months(month, 1))[0]


def release_day(session: Session, wave: Wave) -> date:
    """Return the first working day of the month after the wave: when it is released by itself."""
    return max(Workdays.of(session).first_of(add_months(wave.month, 1)), wave.closes_on + timedelta(days=1))


def counts_for(session: Session, *, actor: Doer, wave_id: int) -> list[BranchCount]:
    """Return the number of answers per branch that the person may see, branches without answers included."""
    visible = within(
        actor, Noun.ANSWER_COUNT, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    sheets = (
        select(Tally.branch_id, func.sum(Tally.n).label("n"))
        .where(Tally.wave_id == wave_id, COUNTS_SHEETS)
        .group_by(Tally.branch_id)
        .subquery()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name, func.coalesce(sheets.c.n, 0))
        .join(WaveBranch, (WaveBranch.branch_id == Organisation.id) & (WaveBranch.wave_id == wave_id))
        .outerjoin(sheets, sheets.c.branch_id == Organisation.id)
        .where(visible)
        .order_by(Organisation.name)
    )
    return [BranchCount(branch_id, name, int(n)) for branch_id, name, n in rows]
