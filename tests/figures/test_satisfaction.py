"""How content youth are is told of a ripe month, of enough rated needs, and beside no few others."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import satisfaction
from analysis.satisfaction import Untold

JUNE = date(2026, 6, 1)
RIPE = date(2026, 7, 30)


def rated(*stars: int) -> pd.DataFrame:
    """Confirmed needs with these stars, and one that waits for its youth."""
    rows = [("confirmed", "closed", True, False, star, "solved", 1) for star in stars]
    rows.append(("settled", "settled", True, False, None, None, 1))
    columns = ["state", "type", "was_accepted", "was_reopened", "rating", "outcome", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"rating": "Int64"})


TEN = rated(*[5] * 6, 4, 3, 2, 1)


def test_from_ten_rated_needs_it_is_told():
    found = satisfaction.of(TEN, month=JUNE, today=RIPE)
    assert (found.could, found.rated, found.satisfied, found.why_untold) == (11, 10, 7, None)


def test_of_nine_it_is_not():
    found = satisfaction.of(rated(*[5] * 9), month=JUNE, today=RIPE)
    assert (found.rated, found.satisfied, found.why_untold) == (9, None, Untold.FEW)


@pytest.mark.parametrize(("today", "is_ripe"), [(date(2026, 7, 29), False), (RIPE, True)])
def test_a_month_is_ripe_when_its_last_day_is_thirty_days_ago(today, is_ripe):
    assert satisfaction.is_ripe(JUNE, today=today) is is_ripe
    found = satisfaction.of(TEN, month=JUNE, today=today)
    assert found.why_untold is (None if is_ripe else Untold.YOUNG)
    assert (found.satisfied is None) is not is_ripe


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2028, 2, 1), date(2026, 4, 1)])
def test_ripeness_knows_how_long_months_are(month):
    last = (pd.Timestamp(month) + pd.offsets.MonthEnd()).date()
    assert satisfaction.is_ripe(month, today=last + satisfaction.RIPE_AFTER)
    assert not satisfaction.is_ripe(month, today=last + satisfaction.RIPE_AFTER - pd.Timedelta(days=1))


def test_what_is_told_of_a_month_stands_from_the_day_on_which_it_is_told():
    assert satisfaction.ripe_on(JUNE) == RIPE
    assert satisfaction.ripe_on(date(2026, 12, 1)) == date(2027, 1, 30)


def test_a_part_is_not_told_where_the_others_beside_it_are_few():
    where = {"month": JUNE, "today": RIPE}
    apart = satisfaction.of(TEN, **where, part=1, rated={1: 10, 2: 20, 3: 4})
    assert (apart.satisfied, apart.why_untold) == (None, Untold.BESIDE)
    assert satisfaction.of(TEN, **where, part=1, rated={1: 10, 2: 20, 3: 10}).satisfied == 7
    # The whole is told either way: it is what the parts are taken from.
    assert satisfaction.of(TEN, **where, rated={1: 10, 2: 20, 3: 4}).satisfied == 7


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 40), max_size=6))
def test_the_whole_minus_the_parts_that_are_told_is_nobody_or_ten_at_least(rated_at):
    told = satisfaction.told_beside(rated_at)
    rest = sum(n for part, n in rated_at.items() if part not in told)
    assert all(rated_at[part] >= 10 for part in told)
    assert not told or rest == 0 or rest >= 10
