"""The tables below the charts: the same figures, in words."""

from analysis import charts, tables
from tests.figures.test_charts import LABELS, answers, shown
from tests.figures.test_disclosure import q2


def test_the_most_named_stands_first_and_what_is_withheld_last_with_its_reason():
    found = tables.ranked(answers(), LABELS | {"none": "暂时没有需要"}, question="Q2")
    assert found.values.tolist() == [
        ["就业创业", "40/60", "67%", "54%—77%"],
        ["教育培训", "10/60", "17%", "9%—28%"],
        ["暂时没有需要", "5/60", "8%", "4%—18%"],
        ["心理健康", "敏感类，仅区级汇总显示", "", ""],
    ]


def test_the_widest_gap_stands_first():
    scored = tables.joint_scores(answers())
    found = tables.scores(scored, LABELS, charts.QUADRANTS)
    assert found.values.tolist() == [
        ["就业创业", "40", "4.50/1.50", "+3.00", "优先改进"],
        ["教育培训", "11", "2.00/4.64", "-2.64", "适度投入"],
    ]
    assert tables.further_scores(scored, LABELS)["没接触过"].tolist() == ["未显示", "4份"]


def test_rows_are_listed_by_the_reason_they_are_withheld_for():
    ratings = {("Q3xQ4", "EMP", "5,1"): 3, ("Q3xQ4", "PSY", "5,1"): 30, ("Q3xQ4", "EDU", "5,1"): 20}
    ratings |= {("Q3xQ4", "EDU", "3,4"): 10}
    found = tables.withheld_rows(shown(a=q2(60) | ratings), LABELS, question="Q3xQ4")
    assert found == {"不足5份（含0份）": ["就业创业"], "敏感类，仅区级汇总显示": ["心理健康"]}
