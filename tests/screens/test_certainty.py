"""How sure figures are, in words, and what a page keeps of them."""

import pandas as pd
import pytest

from analysis import gaps
from analysis.disclosure import gate
from pages.shared import certainty, reports
from tests.figures.test_charts import LABELS, answers
from tests.figures.test_disclosure import counts, q2
from tests.figures.test_gaps import scored


def said(roster):
    return certainty.whoever_is_silent(answers(), LABELS, question="Q2", roster=roster)


def test_whoever_is_silent_is_counted_either_way():
    assert said(100) == (
        "登记青年100人，60人答了这一题；另外40人即使全都没选或全选了“就业创业”，它的占比也在40%—80%之间。"
    )


@pytest.mark.parametrize("roster", [None, 59, 60])
def test_where_nobody_is_known_to_be_silent_nothing_is_said(roster):
    assert said(roster) == ""


def test_it_says_whether_three_measures_put_the_same_first():
    labels = {code: f"第{code}类" for code in "abcd"}
    same = scored([-80, -60, -40, -20], [9, 7, 8, 1], [12, 14, 13, 5])
    assert "都一样" in certainty.agreement(same, labels)
    torn = scored([-80, -60, -40, -20], [9, 7, 8, 1], [5, 14, 13, 12])
    first = certainty.agreement(torn, dict(zip(torn["category"], "甲乙丙丁", strict=True)))
    assert "不全一样：都排在前3的有乙、丙" in first
    assert certainty.agreement(torn.iloc[:3], labels) == ""


def rated(pair: str):
    cells = {("Q3xQ4", "EMP", ""): 40, ("Q3xQ4", "EMP", pair): 36, ("Q3xQ4", "EMP", "3,4"): 4}
    return gate(counts(a=q2(60) | cells), district=None)["a"].only({gaps.JOINT})


def test_what_is_kept_of_one_month_s_scores_is_not_shown_for_another():
    """Both have as many answers, and differ in their scores alone."""

    def importance(shown) -> pd.DataFrame:
        return shown.scores[["importance"]]

    kept = [reports.kept(importance, rated(pair))["importance"].tolist() for pair in ("5,2", "2,5")]
    assert kept == [[4.8], [2.1]]
