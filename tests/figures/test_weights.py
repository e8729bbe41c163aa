"""Weights and what they cost, against the R package survey."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import weights

SCHOOLS = pd.read_csv(Path(__file__).parent / "reference" / "apisrs.csv")
KINDS = {"E": 4421, "H": 755, "M": 1018}
MET = {"Yes": 5122, "No": 1072}
BOTH = ["stype", "met_target"]
ROSTER = 6194


def test_equal_weights_give_the_plain_mean():
    equal = pd.Series([ROSTER / 200] * 200)
    index = weights.mean(SCHOOLS["api00"], equal, is_finite=True)
    assert index == pytest.approx((656.585, 9.2497220393), abs=5e-11)
    enrolled = weights.mean(SCHOOLS["enroll"], equal, is_finite=True)
    assert np.multiply(ROSTER, enrolled) == pytest.approx((3621074.34, 169519.654344), abs=5e-7)
    met = weights.mean((SCHOOLS["met_target"] == "Yes").astype(int), equal, is_finite=True)
    assert met == pytest.approx((0.815, 0.027077645562), abs=5e-13)


def test_post_strata_are_those_of_survey():
    w = weights.post_stratify(SCHOOLS["stype"], KINDS)
    per_kind = w.groupby(SCHOOLS["stype"]).unique().map(lambda found: found.item())
    assert per_kind.to_dict() == pytest.approx({"E": 31.1338028169, "H": 30.2, "M": 30.8484848485}, abs=5e-11)
    found = weights.mean(SCHOOLS["api00"], w, SCHOOLS[["stype"]], is_finite=True)
    assert found == pytest.approx((656.7815809525, 9.1565381616), abs=1e-10)
    assert weights.kish(w).effect == pytest.approx(1.0000996716, abs=5e-11)


def test_raked_weights_are_those_of_survey_when_it_has_converged():
    w = weights.rake(SCHOOLS[BOTH], {"stype": KINDS, "met_target": MET})
    per_cell = w.groupby([SCHOOLS[name] for name in BOTH]).mean()
    expected = [28.9107683, 31.3963659, 29.0031026, 31.4966387, 29.0331267, 31.5292441]
    assert per_cell.tolist() == pytest.approx(expected, abs=5e-7)
    found = weights.mean(SCHOOLS["api00"], w, SCHOOLS[BOTH])
    assert found.value == pytest.approx(657.79155, abs=5e-6)


def test_the_error_of_a_raked_mean_is_near_that_of_leaving_out_one_answer_after_the_other():
    targets = {"stype": KINDS, "met_target": MET}
    w = weights.rake(SCHOOLS[BOTH], targets)
    without = []
    for at in SCHOOLS.index:
        rest = SCHOOLS.drop(at)
        without.append((weights.rake(rest[BOTH], targets) * rest["api00"]).sum() / ROSTER)
    jackknife = (199 / 200 * ((np.array(without) - np.mean(without)) ** 2).sum()) ** 0.5
    assert weights.mean(SCHOOLS["api00"], w, SCHOOLS[BOTH]).se == pytest.approx(jackknife, rel=0.03)


def test_one_margin_raked_is_post_stratified():
    w = weights.rake(SCHOOLS[["stype"]], {"stype": KINDS})
    pd.testing.assert_series_equal(w, weights.post_stratify(SCHOOLS["stype"], KINDS))


def test_unequal_weights_cost_answers():
    # The strata of the data set apistrat.
    found = weights.kish(pd.Series(np.repeat([44.21, 15.10, 20.36], [100, 50, 50])))
    assert found == pytest.approx((1.1863709847, 168.5813312808), rel=1e-7)


def test_a_census_has_no_error():
    everybody = pd.Series([1.0, 1.0, 1.0])
    assert weights.mean(pd.Series([1, 0, 0]), everybody, is_finite=True) == (pytest.approx(1 / 3), 0)


def answers(*cells: str) -> pd.DataFrame:
    return pd.DataFrame([list(cell) for cell in cells], columns=["sex", "age"])


FEW = answers(*["ay"] * 10, *["ao"] * 10, *["by"] * 10, "bo")


def test_a_cap_holds_and_the_margins_as_well():
    targets = {"sex": {"a": 50, "b": 50}, "age": {"y": 50, "o": 50}}
    free, capped = weights.rake(FEW, targets, cap=None), weights.rake(FEW, targets)
    assert free.max() > weights.CAP * free.mean() >= capped.max() - 1e-9
    for name, of in targets.items():
        assert capped.groupby(FEW[name]).sum().to_dict() == pytest.approx(of, rel=1e-9)


@pytest.mark.parametrize(
    ("targets", "cap", "why"),
    [
        ({}, 3, "no margin"),
        ({"sex": {"a": 50, "b": 50, "c": 1}}, 3, "nobody in it answered"),
        ({"sex": {"a": 50}}, 3, "belongs to a cell"),
        ({"sex": {"a": 50, "b": 0}}, 3, "above 0"),
        ({"sex": {"a": 50, "b": float("nan")}}, 3, "above 0"),
        ({"sex": {"a": 50, "b": 50}, "age": {"y": 50, "o": 60}}, 3, "same roster"),
        ({"sex": {"a": 1, "b": 99}, "age": {"y": 1, "o": 99}}, 3, "under the cap"),
    ],
)
def test_targets_that_cannot_be_met_are_a_fault(targets, cap, why):
    with pytest.raises(ValueError, match=why):
        weights.rake(FEW, targets, cap=cap)


def test_margins_that_no_cell_can_meet_are_a_fault():
    # Who is a is y and who is b is o, so both margins would have to be the same.
    with pytest.raises(ValueError, match="no weights meet"):
        weights.rake(answers("ay", "bo"), {"sex": {"a": 1, "b": 9}, "age": {"y": 5, "o": 5}}, cap=None)


@pytest.mark.parametrize("cells", [pd.Series(["a", None, "b"]), pd.Series([], dtype=str)])
def test_an_answer_without_a_cell_and_no_answer_at_all_are_a_fault(cells):
    with pytest.raises(ValueError, match="belongs to a cell"):
        weights.post_stratify(cells, {"a": 1, "b": 1})


@pytest.mark.parametrize(
    ("values", "w", "why"),
    [([1], [1], "at least two"), ([1, 0], [1], "at least two"), ([1, None], [1, 1], "missing"),
     ([1, 0], [1, 0], "above 0"), ([1, 0], [1, None], "above 0"), ([1, 0], [0.5, 0.5], "more answers")],
)  # fmt: skip
def test_a_mean_needs_values_and_weights(values, w, why):
    with pytest.raises(ValueError, match=why):
        weights.mean(pd.Series(values, dtype=float), pd.Series(w, dtype=float), is_finite=True)


CELLS = st.lists(st.sampled_from(["ay", "ao", "by", "bo"]), min_size=4, max_size=40)


@given(CELLS, st.integers(1, 99), st.integers(1, 99))
def test_raking_meets_every_margin_and_stands_for_the_roster(cells, sex, age):
    assume(len(set(cells)) == 4)
    targets = {"sex": {"a": sex, "b": 100 - sex}, "age": {"y": age, "o": 100 - age}}
    given_answers = answers(*cells)
    w = weights.rake(given_answers, targets, cap=None)
    assert (w > 0).all()
    for name, of in targets.items():
        assert w.groupby(given_answers[name]).sum().to_dict() == pytest.approx(of, rel=1e-9)
    found = weights.kish(w)
    assert found.effect >= 1 - 1e-12
    assert found.n_eff * found.effect == pytest.approx(len(cells))


@given(CELLS)
def test_what_is_known_of_the_roster_has_no_error(cells):
    found = pd.Series([cell[0] for cell in cells])
    w = weights.post_stratify(found, dict.fromkeys(found.unique(), 50))
    is_a = (found == "a").astype(int)
    assert weights.mean(is_a, w, found.to_frame()).se == pytest.approx(0, abs=1e-9)
