"""How long things stay open and how they end, against published figures."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import survival, tables
from analysis.survival import ends, time_to_close

REFERENCE = Path(__file__).parent / "reference"
LUNG = pd.read_csv(REFERENCE / "lung.csv")
AML = pd.read_csv(REFERENCE / "aml.csv")

watched = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40)


def of(things: list[tuple[int, bool]]) -> survival.TimeToClose:
    return time_to_close([days for days, _ in things], [closed for _, closed in things])


def share(found: survival.TimeToClose, day: int) -> float:
    return float(survival.at(found.curve, day)["open_share"])


@pytest.fixture(scope="module")
def lung() -> survival.TimeToClose:
    return time_to_close(LUNG["days"], LUNG["closed"])


@pytest.mark.parametrize(
    ("day", "expected"),
    [(30, 0.9561403509), (90, 0.8815789474), (180, 0.7216706534), (365, 0.4092416245)],
)
def test_shares_still_open_are_those_of_r(lung, day, expected):
    assert share(lung, day) == pytest.approx(expected, abs=5e-11)


def test_the_interval_of_a_share_is_the_log_log_one_of_r(lung):
    row = survival.at(lung.curve, 365)
    assert row["low"] == pytest.approx(0.3387142691, abs=5e-11)
    assert row["high"] == pytest.approx(0.4783807677, abs=1e-10)


def test_the_median_and_its_interval_are_those_of_r(lung):
    assert (lung.n, lung.closed) == (228, 165)
    assert (lung.median, lung.low, lung.high) == (310, 284, 361)


@pytest.mark.parametrize(
    ("arm", "n", "closed", "median", "low", "high"),
    [("maintained", 11, 7, 31, 13, None), ("nonmaintained", 12, 11, 23, 5, 33)],
)
def test_an_interval_without_an_upper_end_says_so(arm, n, closed, median, low, high):
    own = AML[AML["arm"] == arm]
    found = time_to_close(own["days"], own["closed"])
    assert (found.n, found.closed) == (n, closed)
    assert (found.median, found.low, found.high) == (median, low, high)


def test_the_curve_is_that_of_r_day_by_day():
    own = AML[AML["arm"] == "maintained"]
    found = time_to_close(own["days"], own["closed"])
    expected = {9: 0.9090909, 13: 0.8181818, 18: 0.7159091, 23: 0.6136364, 31: 0.4909091, 34: 0.3681818, 48: 0.1840909}  # fmt: skip
    assert {day: round(share(found, day), 7) for day in expected} == expected
    assert found.curve["at_risk"].tolist() == [11, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1]


def test_a_curve_that_comes_to_exactly_a_half_has_its_median_there():
    assert of([(1, True), (2, True), (3, True), (4, True)]).median == 2


def test_a_half_that_rounding_missed_by_a_hair_is_a_half():
    # 8/10 · 6/8 · 5/6 is a half, and a little more in floating point.
    lasted = [(1, True)] * 2 + [(2, True)] * 2 + [(3, True)] + [(3, False)] * 2 + [(4, False)] * 3
    found = of(lasted)
    assert share(found, 3) > 0.5
    assert found.median == 3


def test_who_closes_on_the_day_up_to_which_another_is_watched_comes_first():
    found = of([(7, True), (7, False), (7, False), (14, True)])
    assert share(found, 7) == 0.75


def test_what_closes_on_its_first_day_took_no_day():
    found = of([(0, True), (3, True), (3, False)])
    assert found.curve["day"].tolist() == [0, 3]
    assert share(found, 0) == pytest.approx(2 / 3)
    at_once = of([(0, True)] * 3)
    assert (at_once.median, at_once.low, at_once.high) == (0, 0, None)


def test_without_things_there_is_no_curve_and_no_median():
    found = time_to_close([], [])
    assert (found.n, found.closed, found.median, found.low, found.high) == (0, 0, None, None, None)
    assert list(found.curve.columns) == ["day", "open_share", "low", "high", "at_risk"]
    assert found.curve.empty


def test_where_all_are_open_the_median_is_not_reached():
    found = of([(5, False), (9, False)])
    assert (found.median, found.low, found.high) == (None, None, None)
    assert found.curve["open_share"].tolist() == [1.0, 1.0, 1.0]
    assert tables.median_words(found) == "尚未达到"


def test_a_median_reached_too_late_by_two_of_six_is_not_reached():
    found = of([(1, True), (5, True), (6, False), (6, False), (6, False), (6, False)])
    assert found.median is None
    assert share(found, 6) == pytest.approx(2 / 3)


def test_one_thing_is_a_curve_too():
    assert of([(5, True)]).median == 5
    assert of([(5, False)]).median is None
    assert tables.median_words(of([(5, True)])) == "5天（95%区间从5天起，上限尚未达到）"


@pytest.mark.parametrize("days", [[-1], [float("nan")], [1.5], [[1]]])
def test_days_that_are_none_are_refused(days):
    with pytest.raises(ValueError, match="days are whole"):
        time_to_close(days, [True])


def test_a_thing_without_its_end_is_refused():
    with pytest.raises(ValueError, match="each thing has its days"):
        time_to_close([1, 2], [True])
    with pytest.raises(ValueError, match="each thing has its days"):
        ends([1], ["lost"], of=["found"])
    with pytest.raises(ValueError, match="begins with day 0"):
        survival.at(time_to_close([], []).curve, 3)


@given(watched)
def test_the_open_share_never_rises_and_lies_within_its_interval(things):
    curve = of(things).curve
    assert curve["day"].is_monotonic_increasing
    assert curve["day"].is_unique
    assert (curve["open_share"].diff().dropna() <= 1e-12).all()
    known = curve.dropna(subset=["low", "high"])
    assert (known["low"] <= known["open_share"] + 1e-12).all()
    assert (known["open_share"] <= known["high"] + 1e-12).all()
    assert curve["open_share"].between(0, 1).all()


@given(watched, st.integers(0, 60))
def test_one_more_that_is_open_lowers_no_share_up_to_the_day_it_is_watched(things, day):
    before, after = of(things), of([*things, (day, False)])
    last = max(days for days, _ in things)
    for on in range(min(day, last) + 1):
        assert share(after, on) >= share(before, on) - 1e-12


@given(watched)
def test_with_nothing_open_the_share_is_the_plain_one(things):
    found = of([(days, True) for days, _ in things])
    for day in found.curve["day"]:
        assert share(found, day) == pytest.approx(np.mean([days > day for days, _ in things]))


DAYS = [3, 4, 6, 7, 9, 11, 12, 15, 18, 20]
CAME_TO = [{"0": None, "1": "a", "2": "b"}[code] for code in "1210120110"]


def test_the_share_of_an_end_is_that_of_r_and_less_than_one_minus_the_curve_of_it_alone():
    found = ends(DAYS, CAME_TO, of=["a", "b"])
    assert found["a"].iloc[-1] == pytest.approx(0.6277777778, abs=5e-11)
    alone = time_to_close(DAYS, [end == "a" for end in CAME_TO])
    assert 1 - share(alone, 20) == pytest.approx(0.78125)


def test_without_things_nothing_has_ended():
    assert ends([], [], of=["a"]).empty
    still = ends([4, 9], [None, None], of=["a", "b"])
    assert still[["a", "b", "none"]].iloc[-1].tolist() == [0, 0, 1]
    assert still["at_risk"].tolist() == [2, 2, 1]


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["a", "b", None])), min_size=1, max_size=30))
def test_ends_and_no_end_add_up_and_never_fall(things):
    days, end = [day for day, _ in things], [end for _, end in things]
    found = ends(days, end, of=["a", "b"])
    assert np.allclose(found[["a", "b", "none"]].sum(axis=1), 1)
    assert (found[["a", "b"]].diff().dropna() >= -1e-12).all().all()
    whole = time_to_close(days, [one is not None for one in end])
    for row in found.itertuples():
        assert row.none == pytest.approx(share(whole, row.day))
