"""Which needs come first, and how sure that is, against the R package csranks."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ranking

REFERENCE = Path(__file__).parent / "reference"


def test_the_most_named_comes_first_and_ties_share_a_place():
    counts = pd.DataFrame({"cell": ["c", "a", "b"], "n": [2, 2, 3], "base": [4, 4, 4]})
    found = ranking.order(counts)
    assert found["cell"].tolist() == ["b", "a", "c"]
    assert found["place"].tolist() == [1, 2, 2]
    assert found["share"].tolist() == [0.75, 0.5, 0.5]


def test_what_is_withheld_is_left_out():
    counts = pd.DataFrame({"cell": ["a", "b"], "n": pd.array([2, None], dtype="Int64"), "base": [4, 4]})
    assert ranking.order(counts)["cell"].tolist() == ["a"]


def test_more_choices_than_answers_are_a_fault():
    with pytest.raises(ValueError, match="no more than all"):
        ranking.order(pd.DataFrame({"cell": ["a"], "n": [5], "base": [4]}))


def test_of_a_known_roster_the_bounds_are_exact():
    counts = pd.DataFrame({"cell": ["a", "b"], "n": [18, 0], "base": [30, 30]})
    found = ranking.order(counts, roster=42)
    # 21 to 29 of 42 people speak not against 18 of 30 (R phyper, see reference/SOURCES.md).
    assert found.loc[0, ["low", "high"]].tolist() == [21 / 42, 29 / 42]
    assert ranking.order(counts, roster=30)["high"].tolist() == [0.6, 0.0]
    pd.testing.assert_frame_equal(ranking.order(counts, roster=29), ranking.order(counts))


def test_no_answers_give_an_empty_ranking():
    assert ranking.order(pd.DataFrame({"cell": ["a"], "n": [0], "base": [0]})).empty


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 20), min_size=1), st.data())
def test_order_of_rows_does_not_matter_and_bounds_hold_the_share(counts, data):
    rows = [(cell, n, 20) for cell, n in counts.items()]
    turned = data.draw(st.permutations(rows))
    columns = ["cell", "n", "base"]
    found = ranking.order(pd.DataFrame(rows, columns=columns))
    pd.testing.assert_frame_equal(found, ranking.order(pd.DataFrame(turned, columns=columns)))
    assert ((found["low"] <= found["share"] + 1e-12) & (found["share"] <= found["high"] + 1e-12)).all()
    assert found["low"].ge(0).all()
    assert found["high"].le(1).all()


VOTES = pd.Series([30, 25, 12, 8, 5], index=list("abcde"))
NOISE = pd.Series([11, 9, 6, 3, 1], index=list("abcde"))
THETA = pd.Series([0.62, 0.55, 0.41, 0.30, 0.12], index=list("abcde"))
APART = pd.DataFrame(np.diag(THETA * (1 - THETA)), index=THETA.index, columns=THETA.index)


def reference(method: str) -> dict[int, list[str]]:
    table = pd.read_csv(REFERENCE / "rank_sets.csv")
    return {row[1]: list(row[2:]) for row in table[table["method"] == method].itertuples(index=False)}


def written(sets: pd.DataFrame) -> list[str]:
    return [f"{low}-{high}" for low, high in zip(sets["low"], sets["high"], strict=True)]


def test_places_of_a_single_choice_are_those_of_csranks():
    assert {80: written(ranking.rank_sets(VOTES))} == reference("simultaneous")
    assert {80: written(ranking.rank_sets(VOTES, simultaneous=False))} == reference("marginal")
    assert {30: written(ranking.rank_sets(NOISE))} == reference("noise")


@pytest.mark.parametrize(("n", "expected"), reference("multi").items())
def test_places_of_several_choices_are_those_of_csranks(n, expected):
    assert written(ranking.rank_sets_multi(THETA, APART, n)) == expected


@pytest.mark.parametrize(("beyond", "first"), [(-0.015, "1-10"), (0.015, "1-1")])
def test_options_that_do_not_hang_together_part_at_the_studentised_range(beyond, first):
    # Its 95 % value for ten equally spread options is 4.474.
    shares = pd.Series([4.474 + beyond] + [0.0] * 9)
    found = ranking.rank_sets_multi(shares, pd.DataFrame(np.eye(10)), 1)
    assert written(found)[0] == first


def test_options_picked_together_are_told_apart_sooner_than_one_or_the_other():
    counts, base = pd.Series([22, 12], index=["a", "b"]), 40
    pair = pd.DataFrame({"row": ["a"], "cell": ["b"], "n": [12]})
    inside = ranking.covariance(counts, pair, base)
    beside = ranking.covariance(counts, pair.assign(n=0), base)
    shares = counts / base
    assert written(ranking.rank_sets_multi(shares, inside, base)) == ["1-1", "2-2"]
    assert written(ranking.rank_sets_multi(shares, beside, base)) == ["1-2", "1-2"]


def test_options_without_any_spread_are_not_told_apart():
    shares = pd.Series([1.0, 0.0], index=["a", "b"])
    still = pd.DataFrame(0.0, index=shares.index, columns=shares.index)
    assert written(ranking.rank_sets_multi(shares, still, 12)) == ["1-2", "1-2"]


@pytest.mark.parametrize(
    "sets", [ranking.rank_sets, lambda c, **k: ranking.rank_sets(c, simultaneous=False, **k)]
)
def test_no_options_have_no_places_and_no_answers_tell_nothing(sets):
    assert sets(VOTES[:0]).empty
    assert written(sets(VOTES * 0)) == ["1-5"] * 5
    assert written(sets(VOTES[:1])) == ["1-1"]


@pytest.mark.parametrize("wrong", [-1, 2.5, None])
def test_votes_are_whole_numbers(wrong):
    with pytest.raises(ValueError, match="whole number"):
        ranking.rank_sets(pd.Series([3, wrong]))


def test_shares_without_their_covariances_are_a_fault():
    with pytest.raises(ValueError, match="each share"):
        ranking.rank_sets_multi(THETA[:2], APART, 30)
    with pytest.raises(ValueError, match="each share"):
        ranking.rank_sets_multi(THETA, APART, 0)
    with pytest.raises(ValueError, match="missing"):
        ranking.rank_sets_multi(THETA.where(THETA > 0.2), APART, 30)


@pytest.mark.parametrize(
    ("n", "both", "base", "why"),
    [((3, 2), 3, 5, "could give"), ((4, 4), 1, 5, "could give"), ((6, 2), 1, 5, "could give"),
     ((1, 0), 0, 1, "at least two"), ((3, None), 1, 5, "missing"), ((3, 2), None, 5, "missing")],
)  # fmt: skip
def test_counts_that_cannot_be_have_no_covariance(n, both, base, why):
    counts = pd.Series(n, index=["a", "b"], dtype="Int64")
    pair = pd.DataFrame({"row": ["a"], "cell": ["b"], "n": pd.array([both], dtype="Int64")})
    with pytest.raises(ValueError, match=why):
        ranking.covariance(counts, pair, base)


SHEETS = st.lists(st.sets(st.sampled_from("abcd")), min_size=2, max_size=30)


def counted(sheets: list[set[str]]) -> tuple[pd.Series, pd.DataFrame]:
    counts = pd.Series({cell: sum(cell in sheet for sheet in sheets) for cell in "abcd"})
    pairs = [(a, b, sum({a, b} <= sheet for sheet in sheets)) for a in "abcd" for b in "abcd" if a < b]
    return counts, pd.DataFrame([pair for pair in pairs if pair[2]], columns=["row", "cell", "n"])


@given(SHEETS)
def test_covariances_are_those_of_the_answer_sheets(sheets):
    counts, together = counted(sheets)
    raw = np.array([[cell in sheet for cell in "abcd"] for sheet in sheets], dtype=float)
    found = ranking.covariance(counts, together, len(sheets))
    np.testing.assert_allclose(found.to_numpy(), np.cov(raw, rowvar=False), atol=1e-12)


@given(SHEETS, st.permutations("abcd"))
def test_places_of_several_choices_hold_the_observed_one_in_any_order(sheets, order):
    counts, together = counted(sheets)
    shares, spread = counts / len(sheets), ranking.covariance(counts, together, len(sheets))
    found = ranking.rank_sets_multi(shares, spread, len(sheets))
    assert_held(found, shares)
    if shares.is_unique:
        turned = ranking.rank_sets_multi(shares[order], spread.loc[order, order], len(sheets))
        pd.testing.assert_frame_equal(turned, found.loc[order])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.data())
def test_places_of_a_single_choice_hold_the_observed_one_in_any_order(votes, data):
    counts = pd.Series(votes)
    order = data.draw(st.permutations(range(len(votes))))
    for simultaneous in (True, False):
        found = ranking.rank_sets(counts, simultaneous=simultaneous)
        assert_held(found, counts)
        turned = ranking.rank_sets(counts[order], simultaneous=simultaneous)
        pd.testing.assert_frame_equal(turned, found.loc[order])


def assert_held(sets: pd.DataFrame, counts: pd.Series) -> None:
    assert sets.index.equals(counts.index)
    assert (sets["low"] >= 1).all()
    assert (sets["low"] <= counts.rank(ascending=False, method="min")).all()
    assert (counts.rank(ascending=False, method="max") <= sets["high"]).all()
    assert (sets["high"] <= len(counts)).all()


def test_the_first_three_are_clear_when_nobody_else_may_be_among_them():
    many = ranking.rank_sets_multi(THETA, APART, 300)
    assert ranking.leaders(many) == (["a", "b", "c"], ["a", "b", "c"], True)
    assert ranking.leaders(many, 1) == ([], ["a", "b"], False)
    assert ranking.leaders(ranking.rank_sets(NOISE)) == ([], list("abcde"), False)


def test_of_three_options_all_are_the_first_three_and_of_none_nothing_is_clear():
    assert ranking.leaders(ranking.rank_sets(VOTES[:3])).is_clear
    assert not ranking.leaders(ranking.rank_sets(VOTES[:0])).is_clear


@given(st.lists(st.integers(0, 90), min_size=1, max_size=6), st.integers(1, 6))
def test_when_they_are_clear_they_are_as_many_as_asked_for(votes, m):
    found = ranking.leaders(ranking.rank_sets(pd.Series(votes)), m)
    assert set(found.sure) <= set(found.possible)
    assert len(found.sure) <= min(m, len(votes)) <= len(found.possible)


def test_options_that_exclude_one_another_are_placed_too():
    """Everybody names one of two: their difference has all the spread, their sum none."""
    named, nobody = pd.Series({"A": 40, "B": 20}), pd.DataFrame({"row": [], "cell": [], "n": []})
    sets = ranking.rank_sets_multi(named / 60, ranking.covariance(named, nobody, 60), 60)
    assert sets.values.tolist() == [[1, 1], [2, 2]]


def test_covariances_that_no_answers_have_are_refused():
    spread = pd.DataFrame([[0.2, -0.2, -0.2], [-0.2, 0.2, -0.2], [-0.2, -0.2, 0.2]], list("ABC"), list("ABC"))
    with pytest.raises(ValueError, match="no answers"):
        ranking.rank_sets_multi(pd.Series({"A": 0.5, "B": 0.4, "C": 0.3}), spread, 100)
