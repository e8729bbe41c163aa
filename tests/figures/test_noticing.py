"""What youth noticed against what was logged: worked examples, and that what is heard tells of nobody."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import banding, charts, intervals, tables
from analysis.disclosure import Shown, gate
from analysis.noticing import (
    FEWER,
    LEVEL,
    MORE,
    ROOM,
    Expected,
    Noticed,
    compared,
    cuts,
    gate_noticed,
    of_people,
    of_whether,
    side,
)
from analysis.withholding import FEW, Limits, Reason

LOGGED, NOT_LOGGED = of_whether(True), of_whether(False)


def test_two_of_sixteen_who_noticed_an_activity_are_few_and_five_may_be_half():
    """Of 24 youth 16 answer. Up to 4 who noticed speak against half of all: with 12 of the 24 knowing of it,
    P(X ≤ 4) = Σ C(12,x)·C(12,16−x) / C(24,16) = C(12,4)·C(12,12) / 735471 = 495/735471 ≈ 0.0007; with 5 the
    interval reaches C(12,5)·C(12,11) more, 10 in 735 = 1.4 %, beyond the half per cent on either side."""
    assert math.comb(12, 4) / math.comb(24, 16) < (1 - LEVEL) / 2
    assert (math.comb(12, 4) + math.comb(12, 5) * 12) / math.comb(24, 16) > (1 - LEVEL) / 2
    assert [side(x, 16, LOGGED, population=24) for x in (0, 4, 5, 16)] == [FEWER, FEWER, "", ""]


def test_what_was_not_logged_is_the_mirror_image():
    for x in range(17):
        mirrored = {FEWER: MORE, MORE: FEWER, "": ""}[side(16 - x, 16, LOGGED, population=24)]
        assert side(x, 16, NOT_LOGGED, population=24) == mirrored


def test_people_reached_are_held_against_declared_youth_without_room():
    expected = of_people(3, 24)
    assert expected == Expected(0.125, 0.0)
    # Three of the 24 were talked to: that three among sixteen say so fits, and that ten do does not.
    assert [side(x, 16, expected, population=24) for x in (0, 3, 10)] == ["", "", MORE]


def test_more_people_than_there_are_is_everybody_and_no_roster_is_no_share():
    assert of_people(40, 24) == Expected(1.0, 0.0)
    assert of_people(3, None) is None
    assert of_people(3, 0) is None
    assert of_people(3, 24, answers=25) is None


def test_where_everybody_answered_a_difference_of_one_is_one_but_is_not_told():
    expected = of_people(10, 20)
    assert [side(x, 20, expected, population=20) for x in (9, 10, 11)] == [FEWER, "", MORE]
    assert cuts(20, expected, population=20) == (8, 12)


def test_nobody_expected_is_told_from_three_on_as_the_band_of_near_empty_cells():
    assert cuts(16, of_people(0, 24), population=24) == (-1, FEW)


@settings(max_examples=200)
@given(
    n=st.integers(1, 60),
    more=st.one_of(st.none(), st.integers(0, 60)),
    share=st.floats(0, 1),
    room=st.sampled_from([0.0, ROOM]),
)
def test_whatever_is_heard_is_true_of_three_numbers_and_only_beyond_the_interval(n, more, share, room):
    expected, population = Expected(share, room), None if more is None else n + more
    at = cuts(n, expected, population=population)
    heard = [FEWER if x <= at.fewer else MORE if x >= at.more else "" for x in range(n + 1)]
    for told in (FEWER, MORE, ""):
        assert heard.count(told) == 0 or heard.count(told) >= min(FEW, n + 1)
    for x, told in enumerate(heard):
        assert told in ("", side(x, n, expected, population=population))


@given(n=st.integers(1, 40), more=st.integers(0, 40), share=st.floats(0, 1))
def test_a_side_is_never_taken_where_the_interval_holds_the_expected_share(n, more, share):
    for x in range(n + 1):
        found = intervals.share(x, n, n + more, LEVEL)
        if found.low <= share <= found.high:
            assert side(x, n, Expected(share, 0.0), population=n + more) == ""


def heard(votes, answers, **expected):
    return gate_noticed(votes, answers=answers, expected=expected, population=24)


def test_a_branch_hears_sides_and_no_number():
    found = heard(
        {"activity": 2, "deed": 15, "talk": 1}, 16, activity=LOGGED, deed=NOT_LOGGED, talk=of_people(1, 24)
    )
    assert found.sides == (("activity", FEWER), ("deed", MORE))
    assert found.to_json() == {"note": None, "sides": [["activity", FEWER], ["deed", MORE]]}


def test_zero_one_and_two_look_the_same():
    assert len({heard({"talk": x}, 16, talk=of_people(0, 24)) for x in range(FEW)}) == 1
    assert len({heard({"activity": x}, 16, activity=LOGGED) for x in range(FEW)}) == 1


@given(n=st.integers(10, 40), x=st.integers(0, 40), reached=st.integers(0, 40))
def test_the_range_for_the_audit_is_what_sounds_the_same(n, x, reached):
    x = min(x, n)
    expected = {"talk": of_people(reached, 40) or LOGGED}

    def at(votes):
        return gate_noticed({"talk": votes}, answers=n, expected=expected, population=40)

    ((_, low, high),) = at(x).ranges
    assert low <= x <= high
    assert [v for v in range(n + 1) if at(v).sides == at(x).sides] == list(range(low, high + 1))


@pytest.mark.parametrize(("n", "note"), [(0, Reason.BELOW_5), (4, Reason.BELOW_5), (9, Reason.BELOW_10)])
def test_below_ten_answers_nothing_is_compared(n, note):
    found = heard({"activity": 0}, n, activity=LOGGED)
    assert (found.sides, found.note, found.ranges) == ((), note, ())
    assert found.why_empty


def test_a_stricter_setting_counts():
    found = gate_noticed(
        {}, answers=16, expected={"activity": LOGGED}, population=24, limits=Limits(group=20, sensitive=30)
    )
    assert found.note == Reason.BELOW_10


def test_only_the_gate_makes_one_and_it_comes_back_as_it_was_stored():
    with pytest.raises(TypeError, match="only the gate"):
        Noticed((), None)
    stored = heard({"activity": 2}, 16, activity=LOGGED).to_json()
    assert Noticed.from_json(stored).to_json() == stored


def test_more_who_noticed_than_answered_is_a_fault():
    with pytest.raises(ValueError, match="fault of the tallies"):
        heard({"activity": 17}, 16, activity=LOGGED)


def shown(n: int, **noticed: int) -> Shown:
    rows = [("k", "", "", "", n), ("k", "Q9", "", "", n)]
    rows += [("k", "Q9", "", service, x) for service, x in noticed.items()]
    counts = pd.DataFrame(rows, columns=["group", "question", "row", "cell", "n"])
    return gate(counts, district=None, further=[banding.near_ends])["k"]


def expected(*rows):
    frame = pd.DataFrame(rows, columns=["service", "reached", "youth", "room", "population"])
    return frame.astype({"population": "Int64"})


def test_a_committee_s_shares_stand_beside_what_could_be_noticed():
    found = compared(
        shown(60, activity=9, talk=40),
        expected(("activity", 100, 120, ROOM, 120), ("talk", 12, 120, 0.0, None)),
        question="Q9",
    ).set_index("service")
    assert found.loc["activity", ["n", "base", "expected", "side"]].tolist() == [9, 60, 100 / 120, FEWER]
    assert found.loc["talk", ["n", "base", "expected", "side"]].tolist() == [40, 60, 0.1, MORE]
    assert found.loc["talk", ["low", "high"]].tolist() == pytest.approx(intervals.wilson(40, 60, level=LEVEL))


def test_what_is_withheld_has_no_share_and_no_side():
    few = compared(shown(9, talk=9), expected(("talk", 0, 120, 0.0, 120)), question="Q9").iloc[0]
    assert (pd.isna(few["n"]), few["side"], few["note"]) == (True, "", Reason.BELOW_10)
    assert few[["share", "low", "high"]].isna().all()
    unasked = compared(shown(12, deed=3), expected(("talk", 0, 120, 0.0, 120)), question="Q9").iloc[0]
    assert (pd.isna(unasked["n"]), unasked["side"]) == (True, "")


def test_without_declared_youth_there_is_nothing_to_expect():
    with pytest.raises(ValueError, match="no share can be expected"):
        compared(shown(12, talk=3), expected(("talk", 0, 0, 0.0, None)), question="Q9")


LABELS = {"activity": "活动", "talk": "谈心"}
COMMITTEE = (("activity", 120, 120, ROOM, 120), ("talk", 12, 120, 0.0, 120))


def test_the_chart_states_what_differs_and_draws_only_what_is_told():
    told, sets = shown(60, activity=9, talk=40), expected(*COMMITTEE)
    drawn = charts.noticed_dots(told, sets, LABELS)
    assert charts.said(drawn) == "留意到的比台账少：活动；留意到的比台账多：谈心"
    points = {row["label"]: row for rows in drawn.to_dict()["datasets"].values() for row in rows}
    assert points["活动"]["of_all"] == "9/60"
    assert (points["活动"]["room_from"], points["活动"]["room_to"]) == (0.5, 1.0)
    assert (points["谈心"]["words"], points["谈心"]["ledger"]) == ("比台账多", "12/120人")


def test_what_is_banded_is_in_no_chart_and_has_no_side():
    told = shown(60, activity=9, talk=1)
    drawn = charts.noticed_dots(told, expected(*COMMITTEE), LABELS)
    assert {row["label"] for rows in drawn.to_dict()["datasets"].values() for row in rows} == {"活动"}
    row = compared(told, expected(*COMMITTEE), question="Q9").set_index("service").loc["talk"]
    assert (row["side"], row["note"]) == ("", Reason.NEAR_EMPTY)


def test_without_a_difference_the_chart_says_that_there_is_none():
    drawn = charts.noticed_dots(shown(60, activity=40, talk=6), expected(*COMMITTEE), LABELS)
    assert charts.said(drawn) == "青年留意到的和台账没有明显差别"


def test_with_nothing_told_there_is_no_chart():
    with pytest.raises(ValueError, match="nothing to draw"):
        charts.noticed_dots(shown(9, activity=9), expected(*COMMITTEE), LABELS)


def test_the_table_has_numerators_denominators_and_reasons():
    found = compared(shown(60, activity=9), expected(*COMMITTEE), question="Q9")
    assert tables.noticed(found, LABELS, charts.SIDES).values.tolist() == [
        ["活动", "9/60（15%）", "8%—26%", "120/120人（100%）", "比台账少"],
        ["谈心", "没有问", "", "12/120人（10%）", ""],
    ]
