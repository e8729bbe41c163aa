"""Quarters, half-years and years: released with their last month, the sum of what their months show."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db import months as turning
from db import releases, settings
from db.errors import NotAllowed
from db.models import AuditEntry, QuestionnaireVersion, Release, WaveBranch
from db.periods import LONGER, Period, all_of, holding
from db.vocabulary import ReleaseKind
from tests import builders
from tests.services.test_releases import answered, numbers

QUARTER, HALF_YEAR, YEAR = LONGER
APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))
SECOND = Period(QUARTER, APRIL)
# What is asked of a youth who wants a home, and of one who wants to learn.
HOME, LEARN = {"Q2": ["HOU"]}, {"Q2": ["EDU"]}


def opened(session, month: date, now, **but):
    return builders.a_wave(
        session, now=now, month=month, opens_on=month, closes_on=month.replace(day=25), **but
    )


def after(month: date) -> datetime:
    return datetime(month.year, month.month, 28, 2, tzinfo=UTC)


def release(session, wave, **but) -> Release:
    now = but.pop("now", after(wave.month))
    made = releases.release(session, wave=wave, now=now, by="system", **but)
    while summed_up(session, now):
        continue
    return made


def summed_up(session, now: datetime) -> int:
    ready = turning.next_sum(session, now=now)
    return turning.keep_sum(session, ready=ready, now=now) if ready else 0


def told(session, cast, period: Period, organisation_id: int, view=releases.NEEDS, actor=None):
    who = actor or cast.li
    found = releases.of_period(session, actor=who, period=period)
    return releases.view(session, actor=who, release_id=found.id, organisation_id=organisation_id, view=view)


@pytest.fixture
def version(session, cast, now):
    return builders.a_version(session, now=now)


@pytest.fixture
def spring(session, cast, now, version):
    """April to June, 20 answers at each of two committees every month, not released."""
    found = []
    for month in (APRIL, MAY, JUNE):
        wave = opened(session, month, now, version_id=version.id)
        for branch in (cast.branch_a, cast.branch_c):
            answered(session, wave, branch, 12, HOME)
            answered(session, wave, branch, 8, LEARN)
        found.append(wave)
    return found


def test_a_quarter_comes_with_the_release_of_its_last_month(session, cast, spring):
    for wave in spring[:2]:
        release(session, wave)
    assert releases.of_period(session, actor=cast.li, period=SECOND) is None
    release(session, spring[2])
    shown = told(session, cast, SECOND, cast.committee)
    assert (shown.n, numbers(shown)) == (60, {"HOU": 36, "EDU": 24})
    assert numbers(told(session, cast, SECOND, cast.district)) == {"HOU": 72, "EDU": 48}
    assert releases.of_period(session, actor=cast.li, period=SECOND).kind is QUARTER


def test_half_year_and_year_come_with_theirs_and_months_without_a_survey_add_nothing(session, cast, spring):
    for wave in spring:
        release(session, wave)
    # The half-year's last month is June; nobody asked from January to March.
    half = told(session, cast, Period(HALF_YEAR, date(2026, 1, 1)), cast.committee)
    assert (half.n, numbers(half)) == (60, {"HOU": 36, "EDU": 24})
    assert releases.of_period(session, actor=cast.li, period=Period(YEAR, date(2026, 1, 1))) is None
    made = session.execute(select(Release.kind, Release.month).where(Release.kind.in_(LONGER))).all()
    assert made == [(QUARTER, APRIL), (HALF_YEAR, date(2026, 1, 1))]


def test_where_the_last_month_had_no_survey_the_turn_after_its_end_makes_the_period(
    session, cast, now, version
):
    for month in (APRIL, MAY):
        wave = opened(session, month, now, version_id=version.id)
        answered(session, wave, cast.branch_a, 20, HOME)
        release(session, wave)
    assert summed_up(session, datetime(2026, 6, 30, 2, tzinfo=UTC)) == 0
    july = datetime(2026, 7, 1, 2, tzinfo=UTC)
    assert [summed_up(session, july) for _ in range(3)] == [1, 1, 0]
    assert told(session, cast, SECOND, cast.district).n == 40


def test_a_period_of_one_survey_says_what_that_said(session, cast, spring):
    month = release(session, spring[2], early=True)
    for wave in spring[:2]:
        session.execute(WaveBranch.__table__.delete().where(WaveBranch.wave_id == wave.id))
        session.delete(wave)
    session.flush()
    summed_up(session, datetime(2026, 7, 1, 2, tzinfo=UTC))
    own = releases.view(
        session, actor=cast.li, release_id=month.id, organisation_id=cast.district, view=releases.NEEDS
    )
    assert told(session, cast, SECOND, cast.district).to_json() == own.to_json()


def test_a_corrected_month_makes_its_periods_anew_under_the_next_number(session, cast, spring):
    for wave in spring:
        release(session, wave)
    answered(session, spring[0], cast.branch_a, 20, HOME)
    release(session, spring[0], now=after(JUNE), correct=True)
    found = releases.of_period(session, actor=cast.li, period=SECOND)
    assert (found.number, told(session, cast, SECOND, cast.committee).n) == (2, 80)
    kept = session.scalars(select(Release.number).where(Release.kind == QUARTER).order_by(Release.number))
    assert kept.all() == [1, 2]
    assert releases.latest(session, actor=cast.li, wave_id=spring[2].id).kind is ReleaseKind.MONTH


def test_making_periods_twice_makes_nothing_more_and_each_is_audited(session, cast, spring, now):
    for wave in spring:
        release(session, wave)
    assert summed_up(session, now) == 0
    log = session.scalars(select(AuditEntry).where(AuditEntry.verb == "release_period"))
    assert [entry.subject for entry in log] == ["quarter:2026-04", "half_year:2026-01"]


def test_a_month_that_was_merged_upwards_is_in_no_sum_of_its_committee(session, cast, now, version):
    for month, n in ((APRIL, 20), (MAY, 6), (JUNE, 20)):
        wave = opened(session, month, now, version_id=version.id)
        answered(session, wave, cast.branch_a, 20, HOME)
        answered(session, wave, cast.branch_c, n, HOME)
        release(session, wave)
    # May's six are in the district's sum, and in no other that they would follow from.
    assert told(session, cast, SECOND, cast.other_committee).n == 40
    assert told(session, cast, SECOND, cast.committee).n == 40
    assert told(session, cast, SECOND, cast.district).n == 106


def test_a_committee_that_no_month_shows_is_told_nothing_but_why(session, cast, now, version):
    for month in (APRIL, MAY, JUNE):
        wave = opened(session, month, now, version_id=version.id)
        answered(session, wave, cast.branch_a, 40, HOME)
        answered(session, wave, cast.branch_c, 6, HOME)
        release(session, wave)
    # 18 answers, but perhaps of six people.
    shown = told(session, cast, SECOND, cast.other_committee)
    assert (shown.n, shown.why_empty("Q2")) == (None, "这个时段里没有一个月的结果可以显示")


def test_a_branch_that_moved_counts_where_it_stood_month_by_month(session, cast, spring):
    moved = session.get_one(WaveBranch, (spring[2].id, cast.branch_c))
    moved.committee_id = cast.committee
    for wave in spring:
        release(session, wave)
    assert told(session, cast, SECOND, cast.committee).n == 80
    assert told(session, cast, SECOND, cast.other_committee).n == 40


def test_an_option_that_was_retired_in_mid_year_is_told_by_months_only(session, cast, spring, now):
    old = session.get_one(QuestionnaireVersion, spring[0].version_id).definition
    definition = {**old, "categories": [c for c in old["categories"] if c["code"] != "GRW"]}
    later = builders.a_version(session, now=now, code="monthly-2", is_monthly=False, definition=definition)
    spring[2].version_id = later.id
    for wave in spring[:2]:
        for branch in (cast.branch_a, cast.branch_c):
            answered(session, wave, branch, 9, {"Q2": ["GRW"]})
    for wave in spring:
        release(session, wave)
    shown = told(session, cast, SECOND, cast.committee)
    assert numbers(shown) == {"HOU": 36, "EDU": 24}
    assert {row[2]: row[5] for row in shown.rows if row[5]}["GRW"] == "not_always"
    # They answered all the same.
    assert set(shown.cells("Q2")["base"]) == {78}


def test_ratings_are_summed_and_who_did_not_know_a_service_is_not(session, cast, spring):
    for wave in spring:
        for branch in (cast.branch_a, cast.branch_c):
            answered(session, wave, branch, 8, {"Q3:EMP": "5", "Q4:EMP": "2"})
            answered(session, wave, branch, 4, {"Q3:EMP": "2", "Q4:EMP": "5"})
            answered(session, wave, branch, 4, {"Q3:EMP": "5", "Q4:EMP": "none"})
        release(session, wave)
    (scores,) = told(session, cast, SECOND, cast.district, releases.RATINGS).scores.to_dict("records")
    assert (scores["n"], scores["importance"], scores["satisfaction"]) == (72, 4, 3)
    assert scores["n_untouched"] is None or scores["n_untouched"] != 24


def test_while_a_demo_is_being_made_no_period_is(session, cast, spring, now):
    settings.put(session, "is_being_made", True)
    for wave in spring:
        release(session, wave)
    assert releases.of_period(session, actor=cast.li, period=SECOND) is None
    settings.put(session, "is_being_made", False)
    assert summed_up(session, now) == 1


def test_rights_are_those_of_months(session, cast, spring):
    for wave in spring:
        release(session, wave)
    names = [name for _, name in releases.of_period(session, actor=cast.wang, period=SECOND).organisations]
    assert names == ["青山区", "东区街道团工委"]
    with pytest.raises(NotAllowed, match="no_right"):
        releases.of_period(session, actor=cast.chen, period=SECOND)


def test_periods_follow_the_calendar_year():
    assert holding(date(2026, 12, 1), QUARTER).months == tuple(date(2026, m, 1) for m in (10, 11, 12))
    assert holding(date(2026, 8, 1), HALF_YEAR).first == date(2026, 7, 1)
    assert len(holding(date(2026, 8, 1), YEAR).months) == 12
    found = all_of([date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)], QUARTER)
    assert [period.first for period in found] == [date(2026, 1, 1), date(2025, 10, 1)]


def test_the_declared_youth_of_each_committee_is_told_to_the_district(session, cast, spring):
    for row in session.scalars(select(WaveBranch).where(WaveBranch.wave_id == spring[0].id)):
        row.declared_youth = 30 if row.branch_id != cast.branch_b else None
    month = release(session, spring[0])
    youth = releases.declared_youth(session, actor=cast.li, release_id=month.id)
    assert youth[cast.other_committee] == 30
    assert youth[cast.committee] is None
    with pytest.raises(NotAllowed, match="no_right"):
        releases.declared_youth(session, actor=cast.chen, release_id=month.id)


def test_a_period_that_was_worked_out_is_not_kept_when_a_month_was_corrected_meanwhile(
    session, cast, spring, now
):
    settings.put(session, "is_being_made", True)
    for wave in spring:
        release(session, wave)
    settings.put(session, "is_being_made", False)
    ready = turning.next_sum(session, now=now)
    settings.put(session, "is_being_made", True)
    release(session, spring[0], correct=True)
    settings.put(session, "is_being_made", False)
    assert turning.keep_sum(session, ready=ready, now=now) == 0
    assert summed_up(session, now) == 1
