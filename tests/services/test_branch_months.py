"""Which months are part of a branch's record: none before it began, all in which it worked, none after its closing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db import duties, month_records, organisations, reorganising
from db.models import OrganisationSpan, WaveBranch
from db.vocabulary import Domain, Duty, Inapplicable, Level, LightState
from tests import builders
from tests.records import a_deed, an_activity

MAY, JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (5, 6, 7, 8))
OUTSIDE = {LightState.NOT_FOUNDED, LightState.SHUT}


def at(month, day):
    """Ten in the morning in Shanghai."""
    return datetime(2026, month, day, 2, tzinfo=UTC)


def a_branch(session, cast, now, name="新团支部"):
    return organisations.add(
        session, actor=cast.li, parent_id=cast.committee, level=Level.BRANCH, name=name,
        domain=Domain.OTHER, now=now,
    ).id  # fmt: skip


def states(session, cast, branch_id, month, today):
    found = duties.lights(session, actor=cast.li, branch_id=branch_id, month=month, today=today)
    return {light.state for light in found.values()}


def counted(session, cast, month, today):
    rows = duties.matrix(session, actor=cast.li, month=month, organisation_id=cast.district, today=today)
    return {row.branch_id: (row.n_done, row.n_applicable) for row in rows}


def close(session, cast, branch_id, now):
    reorganising.close(session, actor=cast.li, organisation_id=branch_id, now=now)


def take_back(session, cast, branch_id, now):
    reorganising.reopen(session, actor=cast.li, organisation_id=branch_id, now=now)


def a_secretary(branch_id, cast):
    """Somebody who writes things down at a branch."""
    return replace(cast.chen, organisation_id=branch_id)


def record_activity(session, cast, branch_id, on):
    an_activity(session, a_secretary(branch_id, cast), on)
    session.flush()


def spans_of(session, branch_id):
    rows = session.scalars(
        select(OrganisationSpan)
        .where(OrganisationSpan.organisation_id == branch_id)
        .order_by(OrganisationSpan.began_on)
    )
    return [(row.began_on, row.closed_on) for row in rows]


@pytest.mark.parametrize("has_wave", [True, False])
def test_a_month_before_a_branch_began_is_grey_and_counted_nowhere(session, cast, now, has_wave):
    if has_wave:
        builders.a_wave(session, now=at(5, 18))
    branch = a_branch(session, cast, now)
    for month in (date(2025, 12, 1), MAY):
        assert states(session, cast, branch, month, date(2026, 6, 18)) == {LightState.NOT_FOUNDED}
        assert branch not in counted(session, cast, month, date(2026, 6, 18))
    found = duties.lights(session, actor=cast.li, branch_id=branch, month=MAY, today=date(2026, 6, 18))
    assert not any(light.applies for light in found.values())
    assert duties.undone(found) == []


@pytest.mark.parametrize("began", [at(6, 1), at(6, 18), at(6, 30)])
def test_the_month_in_which_it_began_counts_and_goes_on_counting(session, cast, began):
    branch = a_branch(session, cast, began)
    for today in (date(2026, 6, 30), date(2026, 7, 9)):
        assert counted(session, cast, JUNE, today)[branch] == (0, 4)
    assert LightState.MISSED in states(session, cast, branch, JUNE, date(2026, 7, 9))


def test_the_day_is_that_of_shanghai(session, cast):
    branch = a_branch(session, cast, datetime(2026, 5, 31, 17, tzinfo=UTC))
    assert spans_of(session, branch) == [(JUNE, None)]


@pytest.fixture
def old(session, cast):
    """A branch that took part in May's and June's surveys and held an activity in each month."""
    branch = a_branch(session, cast, at(4, 2))
    for month in (5, 6):
        builders.a_wave(session, now=at(month, 18))
        session.flush()
        record_activity(session, cast, branch, date(2026, month, 4))
    return branch


def test_closing_a_branch_changes_no_month_before(session, cast, old):
    today = date(2026, 6, 18)
    before = [counted(session, cast, month, today) for month in (MAY, JUNE)]
    seen = [states(session, cast, old, month, today) for month in (MAY, JUNE)]
    close(session, cast, old, at(6, 18))
    assert [counted(session, cast, month, today) for month in (MAY, JUNE)] == before
    assert [states(session, cast, old, month, today) for month in (MAY, JUNE)] == seen
    assert before[0][old] == (1, 5)


def test_from_the_month_after_its_closing_it_is_not_counted(session, cast, old):
    close(session, cast, old, at(6, 18))
    for month, today in ((JULY, date(2026, 7, 1)), (AUGUST, date(2026, 9, 1))):
        assert old not in counted(session, cast, month, today)
        assert states(session, cast, old, month, today) == {LightState.SHUT}
    assert old in counted(session, cast, JUNE, date(2026, 9, 1))


def test_the_month_of_its_closing_counts_only_if_it_took_part(session, cast):
    mistaken, worked = a_branch(session, cast, at(6, 3)), a_branch(session, cast, at(6, 3), "另一个团支部")
    record_activity(session, cast, worked, date(2026, 6, 4))
    for branch in (mistaken, worked):
        close(session, cast, branch, at(6, 5))
    found = counted(session, cast, JUNE, date(2026, 7, 3))
    assert (mistaken in found, worked in found) == (False, True)
    assert states(session, cast, mistaken, JUNE, date(2026, 7, 3)) == {LightState.SHUT}


def test_what_does_not_apply_is_taking_part_too(session, cast):
    branch = a_branch(session, cast, at(6, 3))
    month_records.exempt(
        session, actor=a_secretary(branch, cast), branch_id=branch, month=JUNE, duty=Duty.DEED,
        reason=Inapplicable.SEASON, now=at(6, 4),
    )  # fmt: skip
    close(session, cast, branch, at(6, 5))
    assert branch in counted(session, cast, JUNE, date(2026, 7, 3))


def test_the_months_between_closing_and_taking_back_are_not_counted(session, cast, old):
    close(session, cast, old, at(6, 18))
    take_back(session, cast, old, at(8, 20))
    today = date(2026, 9, 1)
    assert states(session, cast, old, JULY, today) == {LightState.SHUT}
    assert [old in counted(session, cast, m, today) for m in (MAY, JUNE, JULY, AUGUST)] == [
        True, True, False, True,
    ]  # fmt: skip
    assert spans_of(session, old) == [
        (date(2026, 4, 2), date(2026, 6, 18)),
        (date(2026, 8, 20), None),
    ]


def test_closed_and_taken_back_on_one_day_it_never_stopped(session, cast, old):
    close(session, cast, old, at(6, 18))
    take_back(session, cast, old, at(6, 18))
    assert spans_of(session, old) == [(date(2026, 4, 2), None)]
    assert states(session, cast, old, JULY, date(2026, 7, 18)).isdisjoint(OUTSIDE)


def test_closed_and_taken_back_within_a_month_the_month_counts(session, cast):
    branch = a_branch(session, cast, at(4, 2))
    close(session, cast, branch, at(6, 3))
    take_back(session, cast, branch, at(6, 20))
    assert branch in counted(session, cast, JUNE, date(2026, 7, 3))


def test_where_no_beginning_is_known_a_past_month_counts_who_took_part(session, cast, now):
    wave = builders.a_wave(session, now=now)
    session.delete(session.get(WaveBranch, (wave.id, cast.branch_b)))
    session.flush()
    after, within = date(2026, 7, 3), date(2026, 6, 18)
    assert cast.branch_b not in counted(session, cast, JUNE, after)
    assert states(session, cast, cast.branch_b, JUNE, after) == {LightState.NOT_FOUNDED}
    assert {cast.branch_a, cast.branch_b} <= set(counted(session, cast, JUNE, within))
    a_deed(session, cast.zhao, date(2026, 6, 9))
    session.flush()
    assert cast.branch_b in counted(session, cast, JUNE, after)


def test_where_nothing_is_known_of_a_closed_branch_only_what_it_took_part_in_counts(session, cast, now):
    builders.a_wave(session, now=now)
    close(session, cast, cast.branch_a, now)
    assert cast.branch_a in counted(session, cast, JUNE, date(2026, 6, 18))
    assert cast.branch_a not in counted(session, cast, JULY, date(2026, 7, 18))


def test_the_branches_asked_in_a_month_are_the_ones_counted_after_a_closing(session, cast, old, now):
    asked = set(session.scalars(select(WaveBranch.branch_id)))
    close(session, cast, old, at(6, 18))
    assert set(counted(session, cast, JUNE, date(2026, 7, 3))) == asked


def test_a_branch_that_worked_on_and_off_is_one_row(session, cast, old):
    for n in range(4):
        builders.a_span(session, cast.branch_a, JUNE + timedelta(days=2 * n), JUNE + timedelta(days=2 * n))
    assert len(counted(session, cast, JUNE, date(2026, 6, 18))) == 4
