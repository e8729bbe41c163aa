"""Which way needs went: every one leaves each step that it came to exactly once, as numbers and as bands."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import charts, follow_up
from tests.figures.test_charts import EVENTS, payload

STANDS = (
    ("raised", "open", False), ("in_progress", "open", True), ("settled", "settled", True),
    ("confirmed", "closed", True), ("declined", "closed", False), ("declined", "closed", True),
    ("withdrawn", "closed", True), ("lapsed", "closed", True), ("relayed", "closed", True),
)  # fmt: skip


def standing(numbers):
    rows = [(*where, False, None, None, n) for where, n in zip(STANDS, numbers, strict=True)]
    columns = ["state", "type", "was_accepted", "was_reopened", "rating", "outcome", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"rating": "Int64", "outcome": "str"})


def ways_of(found):
    return follow_up.ways(follow_up.funnel(found))


def test_the_ways_of_a_month_are_those_of_its_funnel():
    ways = ways_of(follow_up.standings(EVENTS))
    assert list(ways.itertuples(index=False, name=None)) == [
        ("raised", "accepted", 6), ("raised", "unaccepted", 1), ("raised", "declined", 1),
        ("accepted", "settled", 5), ("accepted", "open", 1), ("settled", "confirmed", 3),
        ("settled", "waiting", 1), ("settled", "lapsed", 1),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 40), min_size=len(STANDS), max_size=len(STANDS)).filter(any))
def test_what_comes_to_a_step_leaves_it_and_every_need_ends_once(numbers):
    ways = ways_of(standing(numbers))
    came, left = ways.groupby("end")["n"].sum(), ways.groupby("start")["n"].sum()
    for step in ("accepted", "settled"):
        assert came.get(step, 0) == left.get(step, 0)
    assert left["raised"] == sum(numbers)
    assert came.drop(["accepted", "settled"], errors="ignore").sum() == sum(numbers)


@given(st.lists(st.integers(0, 40), min_size=len(STANDS), max_size=len(STANDS)).filter(any))
def test_no_two_bands_lie_on_one_another_where_they_end(numbers):
    rows = pd.DataFrame(
        [row for row in payload(charts.flow_bands(ways_of(standing(numbers)))) if "way" in row]
    )
    last = rows["x"].max()
    ends = rows[rows["x"] == last].sort_values("top")
    assert (ends["top"].to_numpy()[1:] >= ends["bottom"].to_numpy()[:-1] - 1e-6).all()


def test_the_title_says_how_many_are_confirmed_and_where_most_others_are():
    chart = charts.flow_bands(ways_of(standing([4, 21, 12, 18, 0, 3, 2, 0, 0])))
    assert charts.said(chart) == "提出的60件中，青年确认18件，还在办理21件，等青年确认12件"
    told = {row["way"]: row["words"] for row in payload(chart) if "way" in row}
    assert told["受理→还在办理"] == "21件（占提出35%）"
    assert told["提出→受理"] == "56件（占提出93%）"


def test_without_needs_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.flow_bands(ways_of(standing([0] * len(STANDS))))
