"""Charts of domains, trends and duties, by what they hand to the browser."""

import json
from datetime import date

import pandas as pd
import pytest

from analysis import by_domain, charts, tables, trends
from analysis.disclosure import Shown, gate
from tests.figures.test_charts import payload
from tests.figures.test_disclosure import counts, q2

LABELS = {"EMP": "就业创业", "HOU": "住房安居", "PSY": "心理健康"}


def shown(n: int, **cells: int) -> Shown:
    """One group's released needs; PSY is withheld as it is in every domain."""
    return gate(counts(a=q2(n, **cells)), district=None, sensitive={"PSY"})["a"]


DOMAINS = {"学校": shown(20, EMP=4, HOU=2, PSY=7), "农村": shown(40, EMP=34, HOU=4, PSY=7)}


def test_the_fields_of_domains_have_numerator_denominator_and_share():
    rows = [row for row in payload(charts.domain_heat(DOMAINS, LABELS)) if "domain" in row]
    assert [(r["domain"], r["category"], r["of_all"], r["words"]) for r in rows] == [
        ("学校", "就业创业", "4/20", "20%"),
        ("农村", "就业创业", "34/40", "85%"),
        ("学校", "住房安居", "2/20", "10%"),
        ("农村", "住房安居", "4/40", "10%"),
    ]


def test_the_title_names_the_domain_that_lies_apart():
    chart = charts.domain_heat(DOMAINS, LABELS)
    assert charts.said(chart) == "农村的“就业创业”明显多：40份中34份（85%），所列领域合计63%"


def test_a_difference_that_chance_would_make_is_not_a_finding():
    even = {"学校": shown(20, EMP=5, HOU=2), "农村": shown(20, EMP=6, HOU=1)}
    assert charts.said(charts.domain_heat(even, LABELS)) == "各领域需要的差别不明显，都在95%区间之内"


def test_what_is_withheld_of_a_domain_is_not_in_what_the_browser_gets():
    text = json.dumps(charts.domain_heat(DOMAINS, LABELS).to_dict(), ensure_ascii=False)
    assert "心理健康" not in text


def test_words_in_a_field_do_not_share_its_colours():
    spec = charts.domain_heat(DOMAINS, LABELS).to_dict()
    assert spec["resolve"]["scale"]["color"] == "independent"


def test_a_table_of_domains_has_a_row_per_category():
    table = tables.domains(by_domain.shares(DOMAINS, LABELS))
    assert table.to_dict("list") == {
        "类别": ["就业创业", "住房安居"], "学校": ["4/20", "2/20"], "农村": ["34/40", "4/40"],
    }  # fmt: skip


def test_no_domain_shown_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.domain_heat({"学校": shown(9, EMP=9)}, LABELS)
    assert by_domain.most_apart(by_domain.shares({}, LABELS)) is None


MONTHS = [date(2026, month, 1) for month in (4, 5, 6, 7)]
HISTORY = [
    (date(2026, 4, 1), shown(40, EMP=8, HOU=9)),
    (date(2026, 5, 1), shown(9, EMP=8)),
    (date(2026, 7, 1), shown(40, EMP=30, HOU=10)),
]


def test_a_trend_is_missing_where_nothing_was_shown_or_released():
    trend = trends.shares(HISTORY, ["EMP"], months=MONTHS)
    assert trend["n"].fillna(-1).tolist() == [8, -1, -1, 30]
    assert trend["share"].isna().tolist() == [False, True, True, False]


def test_the_trend_says_what_rose_beyond_chance():
    chart = charts.month_lines(HISTORY, LABELS, months=MONTHS)
    assert charts.said(chart) == "就业创业由4月的20%升到7月的75%"
    assert [r["label"] for r in payload(chart) if r["category"] == "就业创业"] == ["4月", "5月", "6月", "7月"]


def test_a_trend_without_a_clear_change_says_so():
    even = [(MONTHS[0], shown(40, EMP=8)), (MONTHS[1], shown(40, EMP=10))]
    assert "没有明显升降" in charts.said(charts.month_lines(even, LABELS, months=MONTHS))


def test_the_lines_are_those_most_named_of_late():
    assert trends.top_cells(HISTORY, list(LABELS), most=1) == ["EMP"]
    assert trends.top_cells(HISTORY[1:2], list(LABELS)) == []


def test_a_trend_s_table_has_the_latest_month_first():
    table = tables.months(trends.shares(HISTORY, ["EMP"], months=MONTHS), LABELS, charts.short)
    assert table["月份"].tolist() == ["7月", "6月", "5月", "4月"]
    assert table["就业创业"].tolist() == ["30/40（75%）", "不显示", "不显示", "8/40（20%）"]


def test_january_names_its_year():
    assert charts.short(date(2027, 1, 1)) == "27年1月"


def test_a_dot_is_shape_colour_and_word():
    dots = pd.DataFrame(
        [("东风支部", "活动", "●", "", "绿 已办2次"), ("东风支部", "谈心", "■", "", "红 没有登记"),
         ("东风支部", "6月", "▲", "3/5", "完成3/5项")],
        columns=["row", "column", "shape", "said", "word"],
    )  # fmt: skip
    chart = charts.dot_matrix(dots, finding="1个支部中0个全部完成", row_title="团支部", column_title="事项")
    assert [row["words"] for row in payload(chart)] == ["●绿", "■红", "▲3/5"]
    assert len({row["colour"] for row in payload(chart)}) == 3
    assert payload(chart)[0]["word"] == "绿 已办2次"
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.dot_matrix(dots.iloc[:0], finding="", row_title="", column_title="")
