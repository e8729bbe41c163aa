"""Committees beside those of the same field."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import charts, peers, tables
from tests.figures.test_charts import payload


def compared(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    return peers.compare(pd.DataFrame(rows, columns=["name", "peer", "x", "n"]))


FOUND = compared(
    ("东风街道团工委", "街道社区", 18, 30),
    ("青禾镇团委", "农村", 9, 9),
    ("滨河街道团工委", "街道社区", 95, 100),
    ("新设团工委", "学校", 0, 0),
)


def test_a_rate_has_its_interval_and_the_order_stays():
    assert FOUND["name"].tolist() == ["东风街道团工委", "青禾镇团委", "滨河街道团工委", "新设团工委"]
    first = FOUND.iloc[0]
    assert (first["x"], first["n"], first["share"]) == (18, 30, 0.6)
    assert (first["low"], first["high"]) == pytest.approx((0.4232036025, 0.7540937188))


def test_below_ten_needs_there_is_no_rate_and_that_is_not_nought():
    few = FOUND.iloc[[1, 3]]
    assert few[["x", "share", "low", "high"]].isna().all().all()
    assert few["n"].tolist() == [9, 0]
    assert tables.rates(FOUND) == ["18/30（60%，42%—75%）", "不足10件", "95/100（95%，89%—98%）", "不足10件"]


def test_each_is_laid_beside_the_others_of_its_field_only():
    assert tables.rates_of_peers(FOUND) == ["95/100（95%）", "没有可比的", "18/30（60%）", "没有可比的"]
    assert FOUND["apart"].tolist() == ["below", "", "above", ""]


def test_a_difference_that_chance_would_make_sets_nobody_apart():
    assert set(compared(("甲", "学校", 7, 12), ("乙", "学校", 9, 12))["apart"]) == {""}


def test_others_of_few_needs_are_nobody_to_be_laid_beside():
    found = compared(("甲", "学校", 0, 40), ("乙", "学校", 9, 9))
    assert found["peers_n"].isna().tolist() == [True, False]
    assert found["apart"].tolist() == ["", ""]


def test_a_committee_of_few_needs_has_no_bar_and_its_count_does_not_reach_the_browser():
    chart = charts.rates_bars(FOUND, finding="东风街道团工委按期办结率低于同类", title="按期办结率")
    rows = {row["label"]: row for row in payload(chart)}
    assert rows["青禾镇团委"] == {
        "label": "青禾镇团委", "words": "不足10件", "interval": "不足10件", "beside": "没有可比的",
        "end": 0.0, "low": 0.0, "high": 0.0,
    }  # fmt: skip
    assert rows["东风街道团工委"]["words"] == "18/30（60%）"
    assert rows["东风街道团工委"]["interval"] == "18/30（60%，42%—75%）"


def test_without_committees_there_is_nothing_to_compare():
    assert compared().empty
    with pytest.raises(ValueError, match="no more than all"):
        compared(("甲", "学校", 3, 2))


@given(
    st.lists(st.tuples(st.sampled_from(["学校", "农村"]), st.integers(0, 40), st.integers(0, 40)), max_size=8)
)
def test_a_rate_lies_within_its_interval_and_whoever_is_apart_has_enough(rows):
    found = compared(*((str(i), peer, min(x, n), n) for i, (peer, x, n) in enumerate(rows)))
    known = found[found["share"].notna()]
    assert (known["low"] <= known["share"] + 1e-12).all()
    assert (known["share"] <= known["high"] + 1e-12).all()
    assert (found.loc[found["apart"] != "", ["n", "peers_n"]] >= 10).all().all()
