"""Gap scores and quadrants, against the reference figures."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import gaps

REFERENCE = Path(__file__).parent / "reference"


def example() -> pd.DataFrame:
    raw = pd.read_csv(REFERENCE / "needs_example.csv", index_col="item", dtype=str)
    rows: list[tuple[str, int, str, int]] = []
    for item in ("求职就业", "住房租房", "兴趣社交"):
        pairs = Counter(zip(raw.loc[f"{item} I"], raw.loc[f"{item} S"], strict=True))
        for (importance, satisfaction), n in pairs.items():
            if importance != "-":
                rows.append((item, int(importance), satisfaction.replace("-", "none"), n))
    return pd.DataFrame(rows, columns=["category", "importance", "satisfaction", "n"])


def test_the_constructed_example_comes_out_to_the_digits_printed():
    expected = pd.read_csv(REFERENCE / "needs_example_scores.csv", index_col="category")
    found = gaps.scores(example()).set_index("category").loc[expected.index, expected.columns]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=0, atol=5e-5)
    close = ["mwds", "mwds_se", "rds_se", "pni_modified"]
    pd.testing.assert_frame_equal(found[close], expected[close], check_dtype=False, rtol=0, atol=5e-7)


def test_who_never_met_the_help_is_counted_apart():
    found = gaps.scores(example()).set_index("category")
    assert found["n_untouched"].to_dict() == {"住房租房": 0, "兴趣社交": 0, "求职就业": 1}


def test_a_category_that_nobody_could_rate_has_no_scores():
    only = pd.DataFrame({"category": ["a"], "importance": [5], "satisfaction": ["none"], "n": [3]})
    found = gaps.scores(only).iloc[0]
    assert (found["n"], found["n_untouched"]) == (0, 3)
    assert pd.isna(found["mwds"])


def test_nothing_rated_gives_an_empty_frame():
    assert gaps.scores(example().iloc[:0]).empty


def test_released_counts_turn_into_joint_counts_without_what_is_withheld():
    table = pd.DataFrame(
        {
            "question": ["Q3xQ4", "Q3xQ4", "Q3xQ4"],
            "row": ["EMP", "EMP", "PSY"],
            "cell": ["5,2", "4,none", ""],
            "n": pd.array([3, 1, None], dtype="Int64"),
        }
    )
    assert gaps.joint(table).values.tolist() == [["EMP", 5, "2", 3], ["EMP", 4, "none", 1]]


@pytest.mark.parametrize(
    ("centre", "concentrate", "low", "overkill"),
    [("mean", {1, 2, 9}, {11, 12, 13}, {14}), ("scale", {9, 11}, {12, 13}, {14})],
)
def test_the_quadrants_of_the_first_paper(centre, concentrate, low, overkill, monkeypatch):
    monkeypatch.setattr(gaps, "MIDPOINT", 2.5)  # its scale runs from 1 to 4
    found = gaps.quadrants(pd.read_csv(REFERENCE / "martilla_james.csv"), centre)
    assert set(found.loc[found["quadrant"] == gaps.CONCENTRATE, "attribute"]) == concentrate
    assert set(found.loc[found["quadrant"] == gaps.LOW, "attribute"]) == low
    assert set(found.loc[found["quadrant"] == gaps.OVERKILL, "attribute"]) == overkill


def test_on_the_line_is_high_and_within_one_standard_error_is_the_border():
    scores = pd.DataFrame(
        {
            "importance": [3.0, 3.1, 4.0],
            "importance_se": [0.0, 0.2, 0.2],
            "satisfaction": [3.0, 2.0, 2.0],
            "satisfaction_se": [0.0, 0.2, 0.2],
        }
    )
    assert gaps.quadrants(scores)["quadrant"].tolist() == [gaps.KEEP, gaps.BORDER, gaps.CONCENTRATE]


PAIRS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.integers(1, 5),
        st.sampled_from(["1", "2", "3", "4", "5", "none"]),
        st.integers(0, 9),
    ),
    min_size=1,
)


@given(PAIRS)
def test_scores_stay_in_their_range_and_do_not_depend_on_order(rows):
    columns = ["category", "importance", "satisfaction", "n"]
    found = gaps.scores(pd.DataFrame(rows, columns=columns))
    pd.testing.assert_frame_equal(found, gaps.scores(pd.DataFrame(rows[::-1], columns=columns)))
    scored = found[found["n"] > 0]
    assert scored["rds"].between(-100, 100).all()
    assert scored["mwds"].between(-6.25 - 1e-9, 20).all()
    assert scored["opportunity"].between(0, 20).all()
