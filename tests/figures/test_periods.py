"""Periods: the sum of months, and nothing of few people follows from it together with them."""

from hypothesis import given, settings

from analysis.periods import Figure
from tests.periods import GROUPS, branches_by_month, followed, period, told_by_months


@settings(max_examples=15)
@given(branches_by_month())
def test_months_and_their_period_tell_nothing_small_that_the_months_do_not(months):
    figures = told_by_months(months)
    every = tuple(str(month) for month in range(len(months)))
    whole = [Figure(every, GROUPS[name], (shown,)) for name, shown in period(months, figures).items()]
    assert followed(months, [*figures, *whole]) <= followed(months, figures)
