"""Rates with what they are of."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rates import Rate, on_time

FIRST, LAST, TODAY = date(2026, 6, 1), date(2026, 6, 30), date(2026, 6, 20)
days = st.dates(date(2026, 5, 1), date(2026, 8, 1))


def of_june(*needs: tuple[date | None, date | None], today: date = TODAY) -> Rate:
    return on_time(
        [due for due, _ in needs], [closed for _, closed in needs], first=FIRST, last=LAST, today=today
    )


def test_closed_on_its_last_day_is_on_time_and_the_day_after_is_late():
    assert of_june((date(2026, 6, 9), date(2026, 6, 9)), (date(2026, 6, 9), date(2026, 6, 10))) == Rate(1, 2)


def test_open_and_overdue_is_late():
    assert of_june((date(2026, 6, 19), None)) == Rate(0, 1)
    assert of_june((TODAY, None)) == Rate(0, 1)


def test_what_is_not_yet_due_is_not_counted_even_if_it_is_closed():
    early = (date(2026, 6, 25), date(2026, 6, 2))
    assert of_june(early) == Rate(0, 0)
    assert of_june(early, today=date(2026, 6, 25)) == Rate(1, 1)


def test_what_falls_due_in_another_period_or_was_never_promised_is_not_counted():
    assert of_june((date(2026, 5, 31), None), (date(2026, 7, 1), None), (None, TODAY)) == Rate(0, 0)


def test_of_nothing_there_is_no_share_and_no_interval():
    assert (Rate(0, 0).share, Rate(0, 0).interval()) == (None, None)
    assert Rate(18, 30).interval() == pytest.approx((0.4232036025, 0.7540937188))


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="no more than all"):
        Rate(3, 2)
    with pytest.raises(ValueError, match=r"longer|shorter"):
        on_time([TODAY], [], first=FIRST, last=LAST, today=TODAY)


@given(st.lists(st.tuples(st.none() | days, st.none() | days), max_size=30), days)
def test_a_rate_on_time_lies_between_nought_and_one(needs, today):
    found = of_june(*needs, today=today)
    assert found.share is None or 0 <= found.share <= 1
    # Closing one more in time never lowers it.
    more = of_june(*needs, (today - timedelta(days=1), today - timedelta(days=1)), today=today)
    assert more.x - found.x == more.n - found.n
