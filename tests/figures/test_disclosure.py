"""The gate: what may be shown, and what may not follow from it."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import Shown, gate
from analysis.withholding import Reason

COLUMNS = ["group", "question", "row", "cell", "n"]


def counts(**groups: dict[tuple[str, str, str], int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(g, *key, n) for g, cells in groups.items() for key, n in cells.items()], columns=COLUMNS
    )


def q2(sheets: int, **cells: int) -> dict[tuple[str, str, str], int]:
    return {("", "", ""): sheets, ("Q2", "", ""): sheets} | {("Q2", "", c): n for c, n in cells.items()}


def cells(shown: Shown) -> dict[str, int | None]:
    table = shown.table
    return {c: None if pd.isna(n) else int(n) for c, n in zip(table["cell"], table["n"], strict=True)}


def test_nobody_but_the_gate_makes_a_shown():
    with pytest.raises(TypeError):
        Shown(20, None, (), (), ())


def test_from_ten_answers_a_distribution_is_shown():
    found = gate(counts(a=q2(10, EMP=4, EDU=6)), district=None)["a"]
    assert found.n == 10
    assert cells(found) == {"EMP": 4, "EDU": 6}
    assert found.table["base"].tolist() == [10, 10]


@pytest.mark.parametrize(
    ("n", "words"), [(9, "5–9份，已并入上级"), (5, "5–9份，已并入上级"), (4, "不足5份（含0份）")]
)
def test_a_smaller_group_says_only_why(n, words):
    found = gate(counts(a=q2(n, EMP=n)), district=None)["a"]
    assert found.n is None
    assert found.table.empty
    assert found.why_empty("Q2") == words


def test_a_question_that_few_answered_is_withheld_within_a_shown_group():
    answers = q2(30, EMP=30) | {("Q6", "", ""): 9, ("Q6", "", "listen"): 9}
    found = gate(counts(a=answers), district=None)["a"]
    assert found.why_empty("Q6") == "5–9份，已并入上级"
    assert cells(found.only({"Q6"})) == {"": None}
    assert cells(found.only({"Q2"})) == {"EMP": 30}


def test_a_sensitive_category_is_shown_for_the_district_only():
    frame = counts(d=q2(60, EMP=40, PSY=20), a=q2(30, EMP=20, PSY=10), b=q2(30, EMP=20, PSY=10))
    found = gate(frame, district="d", sensitive={"PSY"})
    assert cells(found["d"]) == {"EMP": 40, "PSY": 20}
    assert cells(found["a"]) == {"EMP": 20, "PSY": None}


def test_a_sensitive_category_takes_twenty_answers():
    found = gate(counts(d=q2(19, EMP=10, PSY=9)), district="d", sensitive={"PSY"})["d"]
    assert cells(found) == {"EMP": 10, "PSY": None}


def test_sub_items_and_ratings_of_a_sensitive_category_are_sensitive():
    rows = {
        ("Q2b", "PSY", ""): 30,
        ("Q2b", "PSY", "PSY1"): 30,
        ("Q3xQ4", "PSY", ""): 30,
        ("Q3xQ4", "PSY", "5,1"): 30,
    }
    found = gate(counts(d=q2(60) | rows, a=q2(60) | rows), district="d", sensitive={"PSY"})
    assert found["d"].why_empty("Q2b", "PSY") is None
    assert found["a"].why_empty("Q2b", "PSY") == "敏感类，仅区级汇总显示"
    assert found["a"].why_empty("Q3xQ4", "PSY") == "敏感类，仅区级汇总显示"


def test_one_sensitive_sub_item_hides_the_row_since_the_rest_would_give_it_away():
    rows = {("Q2b", "PHY", ""): 30, ("Q2b", "PHY", "PHY1"): 3, ("Q2b", "PHY", "PHY2"): 27}
    found = gate(counts(a=q2(60) | rows), district=None, sensitive={"PHY1"}, partitions={"Q2b"})["a"]
    assert found.why_empty("Q2b", "PHY") == "敏感类，仅区级汇总显示"


def test_whether_anybody_chose_a_sensitive_category_does_not_show():
    none = gate(counts(a=q2(30, EMP=30, PSY=0)), district=None, sensitive={"PSY"})["a"]
    some = gate(counts(a=q2(30, EMP=30, PSY=7)), district=None, sensitive={"PSY"})["a"]
    assert none.to_json() == some.to_json()


def test_a_small_committee_takes_the_next_smallest_with_it():
    frame = counts(d=q2(58, EMP=58), a=q2(30, EMP=30), b=q2(20, EMP=20), c=q2(8, EMP=8))
    found = gate(frame, district="d")
    assert found["c"].why_empty("Q2") == "5–9份，已并入上级"
    assert found["b"].why_empty("Q2") == "为避免由差额推算，已并入上级"
    assert cells(found["a"]) == {"EMP": 30}


def test_branches_without_a_committee_count_as_hidden_too():
    frame = counts(d=q2(35, EMP=35), a=q2(20, EMP=20), b=q2(12, EMP=12))
    found = gate(frame, district="d")
    assert found["b"].note == Reason.SIBLING
    assert cells(found["a"]) == {"EMP": 20}


def test_a_question_for_the_district_only_is_hidden_elsewhere():
    found = gate(counts(d=q2(60, EMP=60), a=q2(60, EMP=60)), district="d", district_only={"Q2"})
    assert found["a"].why_empty("Q2") == "仅区级汇总显示"
    assert found["d"].why_empty("Q2") is None


def test_what_a_release_stored_comes_back():
    shown = gate(counts(d=q2(30, EMP=10, PSY=5)), district=None, sensitive={"PSY"})["d"]
    again = Shown.from_json(shown.to_json())
    pd.testing.assert_frame_equal(again.table, shown.table)
    assert again.n == 30


def test_a_negative_count_is_a_fault():
    with pytest.raises(ValueError, match="below 0"):
        gate(counts(a=q2(10, EMP=-1)), district=None)


@st.composite
def districts(draw: st.DrawFn) -> pd.DataFrame:
    """A district of committees: sheets, one question for all, one that only some answered."""
    groups: dict[str, dict[tuple[str, str, str], int]] = {}
    total: dict[tuple[str, str, str], int] = {}
    for name in "abcdef"[: draw(st.integers(0, 6))] + "-":
        sheets = draw(st.integers(0, 40))
        asked = draw(st.integers(0, sheets))
        own = q2(sheets, EMP=draw(st.integers(0, sheets)), PSY=draw(st.integers(0, sheets)))
        own |= {("Q6", "x", ""): asked, ("Q6", "x", "yes"): draw(st.integers(0, asked))}
        total = {key: total.get(key, 0) + n for key, n in own.items()}
        # "-" are branches without a committee: in the district's total, never a group of their own.
        if name != "-":
            groups[name] = own
    return counts(district=total, **groups)


LINES = [("", ""), ("Q2", ""), ("Q6", "x")]


def base(frame: pd.DataFrame, group: str, line: tuple[str, str]) -> int:
    own = frame[(frame["group"] == group) & (frame["question"] == line[0]) & (frame["row"] == line[1])]
    return int(own.loc[own["cell"] == "", "n"].sum())


def is_open(shown: Shown, line: tuple[str, str]) -> bool:
    return shown.note is None and (line == ("", "") or shown.why_empty(*line) is None)


@given(districts())
def test_no_group_and_no_question_under_ten_is_ever_shown(frame):
    for group, shown in gate(frame, district="district", sensitive={"PSY"}).items():
        for line in LINES:
            if base(frame, group, line) < 10:
                assert not is_open(shown, line)
        if shown.n is not None:
            known = shown.table["n"].notna()
            assert (shown.table.loc[known, "base"] >= 10).all()


@given(districts())
def test_a_district_minus_its_shown_committees_never_tells_of_one_to_nine(frame):
    found = gate(frame, district="district", sensitive={"PSY"})
    for line in LINES:
        if is_open(found["district"], line):
            open_ones = [g for g in found if g != "district" and is_open(found[g], line)]
            rest = base(frame, "district", line) - sum(base(frame, g, line) for g in open_ones)
            assert rest == 0 or rest >= 10


@given(districts())
def test_a_sensitive_count_never_shows_below_the_district(frame):
    for group, shown in gate(frame, district="district", sensitive={"PSY"}).items():
        told = shown.table[shown.table["cell"] == "PSY"]
        if group != "district":
            assert told["n"].isna().all()
        else:
            assert told.loc[told["n"].notna(), "base"].ge(20).all()


@given(districts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame, random):
    rows = list(frame.index)
    random.shuffle(rows)
    first = {g: s.to_json() for g, s in gate(frame, district="district").items()}
    second = {g: s.to_json() for g, s in gate(frame.loc[rows], district="district").items()}
    assert first == second
