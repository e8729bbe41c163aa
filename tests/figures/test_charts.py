"""Charts, by what they hand to the browser."""

import json

import pandas as pd
import pytest

from analysis import banding, charts, follow_up
from analysis.disclosure import Shown, gate
from analysis.withholding import Reason
from analysis.wrapping import lines
from tests.figures.test_disclosure import counts, q2
from tests.figures.test_follow_up import EVENTS

LABELS = {"EMP": "就业创业", "EDU": "教育培训", "PSY": "心理健康"}


def shown(**groups) -> Shown:
    return gate(counts(**groups), district=None, sensitive={"PSY"})["a"]


def answers() -> Shown:
    ratings = {("Q3xQ4", "EMP", ""): 40, ("Q3xQ4", "EMP", "5,1"): 20, ("Q3xQ4", "EMP", "4,2"): 20}
    ratings |= {("Q3xQ4", "EDU", ""): 15, ("Q3xQ4", "EDU", "1,5"): 4, ("Q3xQ4", "EDU", "3,4"): 4}
    ratings |= {("Q3xQ4", "EDU", "2,5"): 3, ("Q3xQ4", "EDU", "2,none"): 4}
    return shown(a=q2(60, EMP=40, EDU=10, PSY=17, none=5) | ratings)


def payload(chart: charts.Chart) -> list[dict]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_the_ranking_states_its_finding_and_carries_numerator_and_denominator():
    chart = charts.ranking_bars(answers(), LABELS)
    spec = chart.to_dict()
    assert charts.said(chart) == "显示的类别里，就业创业被提到最多：60份中40份（67%）"
    rows = payload(chart)
    assert [(row["label"], row["of_all"]) for row in rows] == [("就业创业", "40/60"), ("教育培训", "10/60")]
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["就业创业", "教育培训"]
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domainMin"] == 0


def test_only_where_nothing_withheld_may_be_more_something_is_the_most():
    told = shown(a=q2(60, EMP=40, EDU=10))
    chart = charts.ranking_bars(told, LABELS)
    assert charts.said(chart) == "就业创业被提到最多：60份中40份（67%）"
    assert "".join(chart.to_dict()["title"]["text"]) == charts.said(chart)
    few = gate(counts(a=q2(60, EMP=40, EDU=10, PSY=2)), district=None, further=[banding.near_ends])["a"]
    assert few.cells("Q2")["cell"].tolist() == ["EDU", "EMP"]
    assert charts.said(charts.ranking_bars(few, LABELS)) == "就业创业被提到最多：60份中40份（67%）"
    full = gate(counts(a=q2(60, EMP=59, EDU=10, PSY=9)), district=None, further=[banding.near_ends])["a"]
    drawn = charts.distribution_bars(full, LABELS, question="Q2")
    assert charts.said(drawn) == "显示的选项里，“教育培训”最多：60份中10份（17%）"


def test_of_parts_the_rest_may_be_more_only_where_it_is():
    for first, said in ((30, "“找工作”最多"), (20, "显示的选项里，“找工作”最多")):
        parts = {("Q2b", "EMP", ""): 46, ("Q2b", "EMP", "EMP1"): first, ("Q2b", "EMP", "EMP2"): 46 - first}
        withheld = {("a", "Q2b", "EMP", "EMP2"): Reason.BESIDE}
        found = gate(counts(a=q2(60) | parts), district=None, further=[lambda *_, of=withheld: of])["a"]
        chart = charts.distribution_bars(found, {"EMP1": "找工作", "EMP2": "创业"}, question="Q2b", row="EMP")
        assert charts.said(chart).startswith(said)


def test_what_is_withheld_is_not_in_what_the_browser_gets():
    text = json.dumps(
        [
            charts.ranking_bars(answers(), LABELS).to_dict(),
            charts.importance_satisfaction(answers(), LABELS).to_dict(),
        ],
        ensure_ascii=False,
    )
    assert "心理健康" not in text
    assert "17" not in [
        str(value) for row in payload(charts.ranking_bars(answers(), LABELS)) for value in row.values()
    ]


def test_equals_are_named_together():
    chart = charts.ranking_bars(shown(a=q2(20, EMP=8, EDU=8)), LABELS)
    assert charts.said(chart) == "教育培训、就业创业并列最多：20份中8份（40%）"


def test_importance_and_satisfaction_name_what_to_improve_first():
    chart = charts.importance_satisfaction(answers(), LABELS)
    assert charts.said(chart) == "优先改进：就业创业"
    points = {row["label"]: row for row in payload(chart) if "label" in row}
    assert points["就业创业"]["n"] == 40
    assert (points["教育培训"]["n"], points["教育培训"]["n_untouched"]) == (11, 4)
    assert points["教育培训"]["is_few"]


def test_a_distribution_keeps_the_order_of_its_options():
    labels = {"5": "非常满意", "4": "比较满意", "3": "一般"}
    answered = {("Q10", "", ""): 20} | {("Q10", "", c): n for c, n in {"3": 5, "4": 12, "5": 3}.items()}
    chart = charts.distribution_bars(shown(a=q2(20) | answered), labels, question="Q10")
    assert charts.said(chart) == "“比较满意”最多：20份中12份（60%）"
    assert [row["label"] for row in payload(chart)] == ["非常满意", "比较满意", "一般"]


def test_nothing_shown_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.ranking_bars(shown(a=q2(9, EMP=9)), LABELS)


def test_the_funnel_says_how_many_came_through_and_why_others_did_not():
    standing = follow_up.standings(EVENTS)
    chart = charts.funnel_bars(follow_up.funnel(standing, tells_satisfied=True))
    assert charts.said(chart) == "提出8件，青年确认3件，评价满意1件"
    first, second, third, *_ = payload(chart)
    assert (first["of_all"], first["why"]) == ("8/8", "还没有受理1件，无法办理1件")
    assert (second["n"], second["before"], second["why"]) == (6, 8, "还在办理1件")
    assert third["why"] == "等青年确认1件，逾期未评价1件"


def test_the_funnel_says_of_what_its_shares_are():
    spec = charts.funnel_bars(follow_up.funnel(follow_up.standings(EVENTS))).to_dict()
    assert "占比都是占提出的8件" in "".join(spec["title"]["subtitle"])


def test_a_funnel_that_may_not_tell_of_satisfaction_has_no_star_in_what_the_browser_gets():
    chart = charts.funnel_bars(follow_up.funnel(follow_up.standings(EVENTS)))
    assert charts.said(chart) == "提出8件，青年确认3件"
    assert [row["label"] for row in payload(chart)] == ["提出", "受理", "办结", "青年确认"]
    text = json.dumps(payload(chart), ensure_ascii=False)
    assert "满意" not in text
    assert "星" not in text


def test_an_empty_funnel_can_be_drawn():
    assert (
        payload(charts.funnel_bars(follow_up.funnel(follow_up.standings(EVENTS.iloc[:0]))))[0]["words"]
        == "0件"
    )


def test_ledger_counts_keep_their_order():
    frame = pd.DataFrame({"label": ["待受理", "办理中"], "n": [0, 3]})
    chart = charts.counts_bars(frame, finding="办理中的有3件", title="状态")
    assert [row["label"] for row in payload(chart)] == ["待受理", "办理中"]


def test_charts_are_the_same_every_time_and_bring_no_ground_of_their_own():
    first, second = (charts.ranking_bars(answers(), LABELS).to_dict() for _ in range(2))
    assert first == second
    assert first["config"]["background"] == "transparent"
    assert "Noto Sans CJK SC" in first["config"]["font"]


def test_long_findings_are_broken_into_lines_that_fit_a_phone():
    chart = charts.ranking_bars(answers(), {"EMP": "一个特别长的问卷选项文字需要在图上换行显示", "EDU": "短"})
    by_width = chart.to_dict()["title"]["text"]["expr"]
    narrow, wide = by_width.split(" ? ")[1].split(" : ")
    assert len(json.loads(narrow)) > 1
    assert "".join(json.loads(narrow)) == json.loads(wide) == charts.said(chart)
    assert payload(chart)[0]["label"].count("\n") == 1


def test_a_line_never_begins_with_punctuation():
    assert lines("一二三四五，六", 5) == ["一二三四五，", "六"]


def test_a_number_is_never_broken():
    assert lines("一二三四123件", 5) == ["一二三四", "123件"]


def test_names_of_points_close_together_do_not_cover_one_another():
    def rated(i: str, s: str, code: str) -> dict:
        around = {f"{int(i) + by},{int(s) + by}": 4 for by in (-1, 1)}
        return {("Q3xQ4", code, cell): n for cell, n in {"": 40, f"{i},{s}": 32, **around}.items()}

    near = rated("4", "4", "EMP") | rated("4", "4", "EDU") | rated("4", "4", "HOU")
    chart = charts.importance_satisfaction(shown(a=q2(60) | near), LABELS | {"HOU": "住房安居"})
    points = [row for row in payload(chart) if "name_at" in row]
    assert len({(row["side"], row["name_at"]) for row in points}) == len(points) == 3


def test_a_name_at_the_right_edge_stands_to_the_left_of_its_point():
    right = {("Q3xQ4", "EMP", ""): 40, ("Q3xQ4", "EMP", "4,5"): 36, ("Q3xQ4", "EMP", "5,4"): 4}
    chart = charts.importance_satisfaction(shown(a=q2(60) | right), LABELS)
    assert [row["side"] for row in payload(chart) if "name_at" in row] == ["left"]
