"""Gap scores and quadrants, against the reference figures."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from scipy.stats import ttest_1samp

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


def rated(*pairs: tuple[int, int], category: str = "a") -> pd.DataFrame:
    rows = [(category, i, str(s), 1) for i, s in pairs]
    return pd.DataFrame(rows, columns=["category", "importance", "satisfaction", "n"])


def test_the_bounds_of_a_mean_gap_are_student_s():
    differences = [3, 2, 1, 3, 1, 4, 2, -1]
    found = gaps.scores(rated(*((5, 5 - d) if d >= 0 else (4, 5) for d in differences))).iloc[0]
    oracle = ttest_1samp(differences, 0).confidence_interval(0.95)
    assert (found["gap_low"], found["gap_high"]) == pytest.approx((oracle.low, oracle.high))


def test_the_bounds_of_the_weighted_gap_lie_as_far_as_its_error_says():
    found = gaps.scores(example()).set_index("category").loc["住房租房"]
    half = student.ppf(0.975, 8) * found["mwds_se"]
    assert (found["mwds_low"], found["mwds_high"]) == pytest.approx(
        (found["mwds"] - half, found["mwds"] + half)
    )


@pytest.mark.parametrize("row", list(pd.read_csv(REFERENCE / "bonett_price.csv").itertuples()))
def test_the_bounds_of_the_ranked_gap_are_those_of_bonett_and_price(row):
    ties = row.n - row.above - row.below
    pairs = [("a", 3, "4", row.above), ("a", 3, "2", row.below), ("a", 3, "3", ties)]
    columns = ["category", "importance", "satisfaction", "n"]
    found = gaps.scores(pd.DataFrame(pairs, columns=columns)).iloc[0]
    assert (found["rds_low"], found["rds_high"]) == pytest.approx((100 * row.low, 100 * row.high), abs=5e-8)


def test_one_pair_has_scores_and_only_the_bounds_of_ranks():
    found = gaps.scores(rated((5, 2))).iloc[0]
    assert (found["gap"], found["mwds"], found["rds"], found["opportunity"]) == (3, 15, -100, 20)
    assert found[["gap_low", "gap_high", "mwds_se", "mwds_low", "mwds_high", "rds_se"]].isna().all()
    assert found["rds_low"] == -100 < found["rds_high"]


def test_where_nothing_is_missing_and_all_agree_the_gap_is_nought_but_not_certain():
    found = gaps.scores(rated(*[(4, 4)] * 6)).iloc[0]
    assert (found["gap"], found["mwds"], found["rds"], found["pni_modified"]) == (0, 0, 0, 0)
    assert (found["gap_low"], found["gap_high"]) == (0, 0)
    assert found["rds_low"] < 0 < found["rds_high"]


def test_a_level_is_a_share():
    with pytest.raises(ValueError, match="between 0 and 1"):
        gaps.scores(example(), level=95)


def test_what_nobody_or_one_alone_rated_is_put_into_no_corner():
    none = pd.DataFrame({"category": ["b"], "importance": [5], "satisfaction": ["none"], "n": [3]})
    found = gaps.quadrants(gaps.scores(pd.concat([rated((5, 2)), none])))
    assert found["quadrant"][found["n"] == 1].tolist() == [gaps.BORDER]
    assert found["quadrant"][found["n"] == 0].isna().tolist() == [True]


def scored(rds: list[float], mwds: list[float], opportunity: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"category": list("abcdef")[: len(rds)], "n": 9, "rds": rds, "mwds": mwds, "opportunity": opportunity}
    )


def test_measures_that_put_the_same_three_first_agree():
    found = gaps.agreement(scored([-80, -60, -40, -20], [9, 7, 8, 1], [12, 14, 13, 5]))
    assert found.is_same
    assert set(found.top.values()) == {frozenset("abc")}
    assert found.tau["rds", "mwds"] == pytest.approx(4 / 6)


def test_measures_that_put_another_category_among_the_three_do_not():
    found = gaps.agreement(scored([-80, -60, -40, -20], [9, 7, 8, 1], [5, 14, 13, 12]))
    assert not found.is_same
    assert found.top["opportunity"] == frozenset("bcd")


def test_a_tie_for_the_third_place_is_no_disagreement():
    found = gaps.agreement(scored([-80, -60, -40, -40], [9, 7, 8, 1], [12, 14, 13, 5]))
    assert found.is_same
    assert found.top["rds"] == frozenset("abcd")
    torn = gaps.agreement(scored([-80, -60, -40, -40], [9, 7, 8, 1], [12, 14, 5, 13]))
    assert not torn.is_same


def test_few_categories_agree_and_equal_ones_have_no_order():
    assert gaps.agreement(gaps.scores(example())).is_same
    empty = gaps.agreement(gaps.scores(example().iloc[:0]))
    assert empty.is_same
    assert set(empty.tau.values()) == {None}
    level = gaps.agreement(scored([-10] * 4, [1, 2, 3, 4], [1, 2, 3, 4]))
    assert level.tau == {("rds", "mwds"): None, ("rds", "opportunity"): None, ("mwds", "opportunity"): 1}


@given(PAIRS)
def test_scores_stay_in_their_range_and_do_not_depend_on_order(rows):
    columns = ["category", "importance", "satisfaction", "n"]
    found = gaps.scores(pd.DataFrame(rows, columns=columns))
    pd.testing.assert_frame_equal(found, gaps.scores(pd.DataFrame(rows[::-1], columns=columns)))
    scored = found[found["n"] > 0]
    assert scored["rds"].between(-100, 100).all()
    assert scored["mwds"].between(-6.25 - 1e-9, 20).all()
    assert scored["opportunity"].between(0, 20).all()
    for name in ("gap", "mwds", "rds"):
        bounds = scored[scored[f"{name}_low"].notna()]
        assert (bounds[f"{name}_low"] <= bounds[name] + 1e-9).all()
        assert (bounds[name] <= bounds[f"{name}_high"] + 1e-9).all()
    assert gaps.agreement(found, 1).top.keys() == gaps.MEASURES.keys()
