"""What came, what was closed, and what is open."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import flow

FIRST, LAST = date(2026, 6, 1), date(2026, 7, 31)
COLUMNS = ["day", "raised", "reopened", "closed"]
starts = st.dates(date(2026, 4, 1), date(2026, 8, 31))
spells = st.lists(
    st.tuples(starts, st.none() | st.integers(0, 90)).map(
        lambda spell: (spell[0], None if spell[1] is None else spell[0] + timedelta(days=spell[1]))
    ),
    max_size=40,
)


def test_open_is_what_came_less_what_was_closed():
    steps = pd.DataFrame(
        [
            (date(2026, 5, 31), 5, 1, 3),
            (date(2026, 6, 1), 2, 0, 0),
            (date(2026, 6, 3), 1, 1, 4),
            (date(2026, 8, 1), 9, 0, 0),
        ],
        columns=COLUMNS,
    )
    found = flow.backlog(steps, first=FIRST, last=date(2026, 6, 4))
    assert found["open"].tolist() == [5, 5, 3, 3]
    assert found["arrived_so_far"].tolist() == [5, 5, 7, 7]
    assert found["closed_so_far"].tolist() == [0, 0, 4, 4]


def test_months_follow_on_one_another():
    steps = pd.DataFrame(
        [(date(2026, 5, 2), 4, 0, 1), (date(2026, 6, 9), 3, 1, 2), (date(2026, 7, 31), 0, 0, 5)],
        columns=COLUMNS,
    )
    found = flow.monthly(flow.backlog(steps, first=FIRST, last=LAST))
    assert found.values.tolist() == [[FIRST, 3, 3, 1, 2, 5], [date(2026, 7, 1), 5, 0, 0, 5, 0]]


def test_a_reopening_is_a_spell_of_its_own():
    first, again = (date(2026, 6, 1), date(2026, 6, 5)), (date(2026, 6, 10), None)
    found = flow.backlog(flow.steps_of([first, again]), first=FIRST, last=date(2026, 6, 12))
    assert found["open"].tolist() == [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1]


def test_closed_on_the_day_it_came_it_was_never_open():
    found = flow.backlog(flow.steps_of([(FIRST, FIRST)]), first=FIRST, last=FIRST)
    assert found[["raised", "closed", "open"]].values.tolist() == [[1, 1, 0]]


def test_without_needs_every_day_is_nought():
    found = flow.backlog(flow.steps_of([]), first=FIRST, last=LAST)
    assert len(found) == 61
    assert not found[["open", "arrived_so_far", "closed_so_far"]].to_numpy().any()


def test_a_log_that_closes_more_than_came_is_refused():
    with pytest.raises(ValueError, match="than ever came"):
        flow.backlog(pd.DataFrame([(FIRST, 1, 0, 2)], columns=COLUMNS), first=FIRST, last=LAST)
    with pytest.raises(ValueError, match="before it begins"):
        flow.backlog(flow.steps_of([]), first=LAST, last=FIRST)


@given(spells)
def test_the_open_ones_added_up_over_a_window_are_the_days_each_was_open_in_it(found):
    days = flow.backlog(flow.steps_of(found), first=FIRST, last=LAST)
    assert days["open"].sum() == flow.open_days(found, first=FIRST, last=LAST)
    assert (days["open"] >= 0).all()
    assert (days["open"] == days["arrived_so_far"] - days["closed_so_far"]).all()


@given(spells)
def test_a_window_begins_where_the_one_before_ended(found):
    steps, middle = flow.steps_of(found), date(2026, 6, 30)
    whole = flow.backlog(steps, first=FIRST, last=LAST)
    later = flow.backlog(steps, first=middle, last=LAST)
    assert whole.loc[whole["day"] >= middle, "open"].tolist() == later["open"].tolist()
    months = flow.monthly(whole)
    assert months["begun_with"].iloc[1] == months["open"].iloc[0]
