"""A branch's first and last months from its own side: what it looks back on, writes down, and is surveyed in."""

from datetime import date

import pytest
from sqlalchemy import select

from db import duties, month_records, months, waves
from db.errors import Invalid, NotAllowed, NotFound
from db.models import Organisation
from db.rights import Operator
from db.vocabulary import Duty, Inapplicable, Level, LightState
from tests import builders
from tests.services.test_branch_months import (
    AUGUST,
    JULY,
    JUNE,
    MAY,
    a_branch,
    a_secretary,
    at,
    close,
    old,
    take_back,
)

__all__ = ["old"]


def test_a_branch_looks_back_on_its_own_months_only(session, cast):
    branch = a_branch(session, cast, at(6, 2))
    actor = a_secretary(branch, cast)

    def offered(today):
        return month_records.months_for(session, actor=actor, branch_id=branch, today=today)

    assert offered(date(2026, 6, 18)) == [JUNE]
    assert offered(date(2026, 7, 2)) == [JULY, JUNE]
    # Of a branch of which nothing is known, the last month is assumed to be its own.
    seen = month_records.months_for(
        session, actor=cast.chen, branch_id=cast.branch_a, today=date(2026, 6, 18)
    )
    assert seen == [JUNE, MAY]


def test_in_a_month_before_it_began_nothing_is_recorded_confirmed_or_exempted(session, cast):
    now = at(6, 2)
    branch = a_branch(session, cast, now)
    actor = a_secretary(branch, cast)
    state = month_records.state_of(session, actor=actor, branch_id=branch, month=MAY, today=date(2026, 6, 2))
    assert (state.may_change, state.may_confirm) == (False, False)
    values = {"actor": actor, "branch_id": branch, "now": now}
    with pytest.raises(Invalid, match="month_not_of_branch"):
        month_records.confirm(session, month=MAY, **values)
    with pytest.raises(Invalid, match="month_not_of_branch"):
        month_records.exempt(session, month=MAY, duty=Duty.TALK, reason=Inapplicable.SEASON, **values)
    with pytest.raises(Invalid, match="month_not_of_branch"):
        month_records.require_open(session, day=date(2026, 5, 31), **values)
    month_records.require_open(session, day=date(2026, 6, 1), **values)
    # The operator brings in what stands on paper.
    month_records.require_open(
        session, actor=Operator("root"), branch_id=branch, day=date(2026, 5, 31), now=now
    )


def test_the_last_month_of_a_branch_is_that_of_its_closing(session, cast, old):
    def last(today):
        return month_records.last_month(session, actor=cast.wang, branch_id=old, today=today)

    assert last(date(2026, 8, 9)) == AUGUST
    close(session, cast, old, at(6, 18))
    assert last(date(2026, 8, 9)) == JUNE
    take_back(session, cast, old, at(8, 2))
    assert last(date(2026, 9, 9)) == date(2026, 9, 1)


@pytest.mark.parametrize("service", [month_records.months_for, month_records.last_month])
def test_nobody_outside_learns_of_a_branch_s_months(session, cast, service, today):
    for actor in (cast.qian, cast.zhao):
        with pytest.raises(NotFound, match="organisation_unknown"):
            service(session, actor=actor, branch_id=cast.branch_a, today=today)
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            service(session, actor=actor, branch_id=cast.branch_a, today=today)


def test_the_first_of_all_branches_added_late_finds_no_survey_that_had_already_closed(session, cast):
    for branch in session.scalars(select(Organisation).where(Organisation.level == Level.BRANCH)):
        branch.is_active = False
    builders.a_version(session, now=at(6, 1))
    branch = a_branch(session, cast, at(6, 27))
    assert months.turn(session, now=at(6, 27)).waves_opened == 0
    assert waves.monthly_wave(session, month=JUNE) is None
    found = duties.lights(session, actor=cast.li, branch_id=branch, month=JUNE, today=date(2026, 6, 27))
    assert found[Duty.SURVEY].state is LightState.NOT_OPENED
    assert waves.next_opening(session, on=date(2026, 6, 27)) == JULY
    assert months.turn(session, now=at(7, 1)).waves_opened == 1
    assert waves.open_wave(session, branch_id=branch, on=JULY) is not None


def test_a_branch_added_after_the_closing_day_is_not_blamed_for_an_empty_survey(session, cast):
    builders.a_wave(session, now=at(6, 18))
    branch = a_branch(session, cast, at(6, 27))
    months.turn(session, now=at(6, 27))
    for today in (date(2026, 6, 27), date(2026, 7, 9)):
        found = duties.lights(session, actor=cast.li, branch_id=branch, month=JUNE, today=today)
        assert found[Duty.SURVEY].state is LightState.NOT_OPENED
