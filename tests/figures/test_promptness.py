"""Committees side by side: how promptly needs are taken on."""

import pandas as pd

from analysis import charts, promptness
from tests.figures.test_charts import payload

WAITS = pd.DataFrame(
    [
        (1, 1, True, 6),
        (1, 3, True, 3),
        (1, 4, True, 1),
        (2, 2, True, 4),
        (2, 7, True, 4),
        (2, 9, False, 2),
        (3, 1, True, 9),
    ],
    columns=["committee", "days", "was_taken_on", "n"],
)
COMMITTEES = pd.DataFrame(
    [(2, "青禾镇团委"), (1, "东风街道团工委"), (3, "滨河团工委"), (4, "新设团工委")],
    columns=["committee", "name"],
)
COMPARED = promptness.by_committee(WAITS, COMMITTEES, limit=3)


def test_committees_keep_their_order_and_are_counted_from_ten_needs():
    assert COMPARED["name"].tolist() == ["青禾镇团委", "东风街道团工委", "滨河团工委", "新设团工委"]
    assert COMPARED["n"].tolist() == [10, 10, 9, 0]
    assert COMPARED["in_time"].fillna(-1).tolist() == [4, 9, -1, -1]
    assert COMPARED["median"].fillna(-1).tolist() == [7, 1, -1, -1]


def test_who_still_waits_counts_with_the_days_so_far():
    waits = pd.DataFrame([(1, 2, True, 5), (1, 20, False, 5)], columns=WAITS.columns)
    found = promptness.by_committee(waits, COMMITTEES.iloc[[1]], limit=3)
    assert found["median"].tolist() == [11]
    assert found["in_time"].tolist() == [5]


def test_one_that_is_over_the_limit_while_others_are_not_stands_out():
    assert promptness.slow(COMPARED, limit=3)["name"].tolist() == ["青禾镇团委"]
    assert promptness.slow(COMPARED, limit=7).empty
    all_over = COMPARED.iloc[:1]
    assert promptness.slow(all_over, limit=3).empty


def test_a_committee_of_few_needs_has_no_bar_and_its_figures_do_not_reach_the_browser():
    chart = charts.waits_bars(COMPARED, finding="青禾镇团委受理较慢：中位7个工作日", limit=3)
    assert charts.said(chart) == "青禾镇团委受理较慢：中位7个工作日"
    rows = {row["label"]: row for row in payload(chart) if "label" in row}
    assert rows["青禾镇团委"]["words"] == "7个工作日"
    assert rows["青禾镇团委"]["in_time"] == "4/10件"
    assert rows["滨河团工委"] == {"label": "滨河团工委", "end": 0.0, "words": "不足10件", "in_time": "不显示"}


def test_without_a_committee_there_is_nothing_to_compare():
    assert promptness.by_committee(WAITS, COMMITTEES.iloc[:0], limit=3).empty
