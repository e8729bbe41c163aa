"""The days of a month's wave: planned, changed, opened and closed by the district."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db import links, months, organisations, questionnaires, releases, wave_days, waves
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, Organisation, Wave, WaveBranch
from db.vocabulary import Domain, Level
from tests import builders

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def plan(session, cast, month=JUNE):
    return wave_days.plan_for(session, actor=cast.li, month=month)


def set_days(session, cast, now, opens_on, closes_on, *, month=JUNE, actor=None, seen=None):
    before = plan(session, cast, month)
    wave_days.set_days(
        session,
        actor=actor or cast.li,
        month=month,
        seen=seen or (before.opens_on, before.closes_on),
        opens_on=opens_on,
        closes_on=closes_on,
        now=now,
    )


def test_a_month_to_come_is_planned_from_the_calendar(session, cast):
    found = plan(session, cast, JULY)
    assert (found.wave_id, found.opens_on, found.closes_on) == (None, JULY, date(2026, 7, 25))
    assert found.release_on == date(2026, 8, 3)
    assert not found.is_released


def test_what_is_planned_for_a_month_is_what_opens(session, cast, now):
    builders.a_version(session, now=now)
    set_days(session, cast, now, date(2026, 7, 6), date(2026, 7, 20), month=JULY)
    months.turn(session, now=datetime(2026, 7, 1, 1, tzinfo=UTC))
    made = session.scalars(select(Wave)).one()
    assert (made.opens_on, made.closes_on) == (date(2026, 7, 6), date(2026, 7, 20))
    assert waves.next_opening(session, on=date(2026, 7, 2)) == date(2026, 7, 6)


def test_a_plan_leaves_the_plans_of_other_months(session, cast, now):
    set_days(session, cast, now, date(2026, 7, 6), date(2026, 7, 20), month=JULY)
    set_days(session, cast, now, date(2026, 6, 19), date(2026, 6, 30))
    assert plan(session, cast, JULY).opens_on == date(2026, 7, 6)
    assert plan(session, cast).closes_on == date(2026, 6, 30)


def test_a_wave_that_runs_closes_on_another_day(session, cast, wave, now):
    set_days(session, cast, now, wave.opens_on, date(2026, 6, 30))
    assert wave.closes_on == date(2026, 6, 30)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == ("set_wave_days", "month:2026-06")


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "code"),
    [
        (date(2026, 6, 1), date(2026, 7, 2), "days_out_of_month"),
        (date(2026, 6, 2), date(2026, 6, 25), "wave_has_opened"),
        (date(2026, 6, 1), date(2026, 6, 17), "closes_in_past"),
    ],
)
def test_days_that_cannot_be_are_refused(session, cast, wave, now, opens_on, closes_on, code):
    with pytest.raises((Invalid, Conflict), match=code):
        set_days(session, cast, now, opens_on, closes_on)


def test_a_month_does_not_close_before_it_opens(session, cast, now):
    with pytest.raises(Invalid, match="opens_after_it_closes"):
        set_days(session, cast, now, date(2026, 7, 9), date(2026, 7, 8), month=JULY)


def test_of_two_who_set_the_days_at_once_the_second_sees_the_first(session, cast, wave, now):
    seen = (wave.opens_on, wave.closes_on)
    set_days(session, cast, now, wave.opens_on, date(2026, 6, 28))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        set_days(session, cast, now, wave.opens_on, date(2026, 6, 29), seen=seen)


def test_a_month_that_is_over_is_left_alone(session, cast, wave, now):
    later = now + timedelta(days=20)
    with pytest.raises(TooLate, match="month_over"):
        set_days(session, cast, later, wave.opens_on, date(2026, 6, 30))


def test_a_wave_is_closed_at_once_and_opened_again(session, cast, wave, now, today):
    assert wave_days.close_now(session, actor=cast.li, now=now) == today - timedelta(days=1)
    assert not waves.is_open(wave, on=today)
    with pytest.raises(Conflict, match="wave_is_closed"):
        wave_days.close_now(session, actor=cast.li, now=now)
    wave_days.open_now(session, actor=cast.li, now=now)
    assert waves.is_open(wave, on=today)
    assert wave.closes_on == date(2026, 6, 30)
    with pytest.raises(Conflict, match="wave_is_open"):
        wave_days.open_now(session, actor=cast.li, now=now)


def test_on_the_day_it_opened_it_closes_at_the_end_of_the_day(session, cast, wave, now, today):
    wave.opens_on = today
    session.flush()
    assert wave_days.close_now(session, actor=cast.li, now=now) == today
    assert waves.is_open(wave, on=today)


def test_a_month_opens_before_its_day(session, cast, now, today):
    builders.a_version(session, now=now)
    set_days(session, cast, now, date(2026, 6, 22), date(2026, 6, 28))
    wave_days.open_now(session, actor=cast.li, now=now)
    made = session.scalars(select(Wave)).one()
    assert (made.opens_on, made.closes_on) == (today, date(2026, 6, 28))


def test_no_wave_is_made_whose_closing_day_is_over(session, cast):
    late = datetime(2026, 6, 27, 2, tzinfo=UTC)
    builders.a_version(session, now=late)
    assert waves.open_month(session, month=JUNE, now=late) is None
    assert months.turn(session, now=late).waves_opened == 0
    assert session.scalars(select(Wave)).all() == []
    assert waves.next_opening(session, on=date(2026, 6, 27)) == JULY


def test_on_the_closing_day_itself_it_still_opens(session, cast):
    last = datetime(2026, 6, 25, 15, 59, tzinfo=UTC)
    builders.a_version(session, now=last)
    assert waves.open_month(session, month=JUNE, now=last) is not None


def test_by_hand_a_month_opens_after_its_planned_days_too(session, cast):
    late = datetime(2026, 6, 27, 2, tzinfo=UTC)
    builders.a_version(session, now=late)
    wave_days.open_now(session, actor=cast.li, now=late)
    made = session.scalars(select(Wave)).one()
    assert (made.opens_on, made.closes_on) == (date(2026, 6, 27), date(2026, 6, 30))


def test_a_later_closing_day_lets_the_month_open_by_itself(session, cast):
    late = datetime(2026, 6, 27, 2, tzinfo=UTC)
    builders.a_version(session, now=late)
    set_days(session, cast, late, date(2026, 6, 1), date(2026, 6, 29))
    assert months.turn(session, now=late).waves_opened == 1


def test_a_district_without_branches_opens_nothing(session, cast, now):
    builders.a_version(session, now=now)
    for key in (cast.branch_a, cast.branch_b, cast.branch_c):
        session.get_one(Organisation, key).is_active = False
    session.flush()
    with pytest.raises(NotFound, match="no_branch"):
        wave_days.open_now(session, actor=cast.li, now=now)


def test_once_released_nothing_about_the_days_changes(session, cast, wave, now, today):
    releases.release_by_hand(session, actor=cast.li, wave_id=wave.id, early=True, now=now)
    assert plan(session, cast).is_released
    for service in (wave_days.open_now, wave_days.close_now):
        with pytest.raises(TooLate, match="wave_released"):
            service(session, actor=cast.li, now=now)
    with pytest.raises(TooLate, match="wave_released"):
        set_days(session, cast, now, wave.opens_on, today)


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "zhou", "wu"])
def test_only_the_district_arranges_the_month(session, cast, wave, now, name):
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        wave_days.plan_for(session, actor=actor, month=JUNE)
    with pytest.raises(NotAllowed):
        set_days(session, cast, now, wave.opens_on, date(2026, 6, 30), actor=actor)
    for service in (wave_days.open_now, wave_days.close_now):
        with pytest.raises(NotAllowed):
            service(session, actor=actor, now=now)


def test_a_branch_that_came_meanwhile_joins_the_month_s_open_wave(session, cast, wave, now):
    branch = organisations.add(
        session,
        actor=cast.li,
        parent_id=cast.committee,
        level=Level.BRANCH,
        name="新支部",
        domain=Domain.OTHER,
        now=now,
    )
    months.turn(session, now=now)
    assert session.get(WaveBranch, (wave.id, branch.id)) is not None
    assert links.live_link(session, branch_id=branch.id) is not None


def test_a_wave_that_is_over_takes_no_new_branch(session, cast, wave, now):
    wave.closes_on = date(2026, 6, 10)
    session.flush()
    branch = organisations.add(
        session,
        actor=cast.li,
        parent_id=cast.committee,
        level=Level.BRANCH,
        name="新支部",
        domain=Domain.OTHER,
        now=now,
    )
    months.turn(session, now=now)
    assert session.get(WaveBranch, (wave.id, branch.id)) is None


def test_the_default_questionnaire_is_what_a_month_opens_with(session, cast, now):
    questionnaires.install_defaults(session, now=now)
    wave_days.open_now(session, actor=cast.li, now=now)
    assert plan(session, cast).version == 1
