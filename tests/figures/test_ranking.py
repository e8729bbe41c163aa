"""Which needs come first."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import ranking

REFERENCE = Path(__file__).parent / "reference"


@pytest.mark.parametrize("row", list(pd.read_csv(REFERENCE / "wilson.csv").itertuples()))
def test_the_interval_is_wilson_s(row):
    assert intervals.wilson(row.n, row.base) == pytest.approx((row.low, row.high), abs=5e-10)


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
