"""Working days and months, with the clock fixed; make-up workdays and a year nobody has announced."""

from datetime import UTC, date, datetime

import pytest

from db import workdays
from db.models import DayOverride
from db.workdays import Workdays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 18), True),  # a Thursday
        (date(2026, 6, 19), False),  # Dragon Boat
        (date(2026, 6, 21), False),
        (date(2026, 6, 22), True),
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),  # a Sunday made up for New Year
        (date(2026, 2, 14), True),  # a Saturday made up for Spring Festival
        (date(2026, 2, 28), True),
        (date(2026, 2, 16), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday made up for the National Day
    ],
)
def test_the_state_council_s_calendar_holds(day, works):
    assert Workdays().is_working(day) is works


def test_a_deadline_jumps_over_the_holiday():
    # Thursday before Dragon Boat (Friday to Sunday).
    assert Workdays().after(date(2026, 6, 18), 1) == date(2026, 6, 22)
    assert Workdays().after(date(2026, 6, 18), 3) == date(2026, 6, 24)


def test_a_deadline_crosses_new_year_into_a_year_nobody_has_announced():
    assert not workdays.is_announced(2027)
    assert workdays.is_announced(2026)
    # 1 January is a holiday by law, whatever is announced for the days around it.
    assert Workdays().after(date(2026, 12, 30), 3) == date(2027, 1, 5)


def test_of_a_year_nobody_has_announced_the_days_the_law_dates_are_free():
    # In 2029 none of these is a Saturday or Sunday.
    assert not workdays.is_announced(2029)
    free = ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
    works = ["01-04", "05-03", "05-04", "09-28", "10-04"]
    found = {day: Workdays().is_working(date.fromisoformat(f"2029-{day}")) for day in free + works}
    assert found == dict.fromkeys(free, False) | dict.fromkeys(works, True)


def test_the_district_s_own_days_are_stronger(session):
    session.add(DayOverride(day=date(2027, 1, 1), is_working=False, note="元旦"))
    session.add(DayOverride(day=date(2027, 1, 3), is_working=True, note="调休上班"))
    session.flush()
    ours = Workdays.of(session)
    assert ours.after(date(2026, 12, 31), 1) == date(2027, 1, 3)
    assert ours.after(date(2026, 12, 30), 3) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("month", "first"),
    [
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 5, 1), date(2026, 5, 6)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_month_begins_to_work_after_its_holidays(month, first):
    assert Workdays().first_of(month) == first


def test_days_between_count_the_end_and_not_the_start():
    ours = Workdays()
    assert ours.between(date(2026, 6, 18), date(2026, 6, 22)) == 1
    assert ours.between(date(2026, 6, 18), date(2026, 6, 18)) == 0
    assert ours.between(date(2026, 6, 18), date(2026, 6, 1)) == 0


def test_counting_and_adding_agree():
    ours, start = Workdays(), date(2026, 9, 20)
    assert [ours.between(start, ours.after(start, n)) for n in range(1, 30)] == list(range(1, 30))


def test_within_no_days_is_no_deadline():
    with pytest.raises(ValueError, match="from 1"):
        Workdays().after(date(2026, 6, 18), 0)


def test_midnight_is_shanghai_s():
    assert workdays.today(datetime(2026, 6, 30, 15, 59, tzinfo=UTC)) == date(2026, 6, 30)
    assert workdays.today(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)) == date(2026, 7, 1)


def test_months_are_first_days_and_cross_the_year():
    assert workdays.month_of(date(2026, 6, 18)) == date(2026, 6, 1)
    assert workdays.add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert workdays.add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert workdays.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
