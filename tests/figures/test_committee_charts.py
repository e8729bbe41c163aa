"""Charts of domains, trends and duties, by what they hand to the browser."""

import json
from datetime import date

import pandas as pd
import pytest

from analysis import by_domain, charts, compare, tables, trends
from analysis.banding import near_ends
from analysis.disclosure import Shown, gate
from tests.figures.test_charts import payload
from tests.figures.test_disclosure import counts, q2

LABELS = {"EMP": "就业创业", "HOU": "住房安居", "PSY": "心理健康"}


def shown(n: int, **cells: int) -> Shown:
    """One group's released needs; PSY is withheld as it is in every domain."""
    return gate(counts(a=q2(n, **cells)), district=None, sensitive={"PSY"})["a"]


def released(**domains: dict[tuple[str, str, str], int]) -> tuple[dict[str, Shown], Shown]:
    """Domains as a release has them, and the district's total beside them."""
    total: dict[tuple[str, str, str], int] = {}
    for own in domains.values():
        total = {key: total.get(key, 0) + n for key, n in own.items()}
    frame = counts(district=total, **domains)
    found = gate(frame, district="district", sensitive={"PSY"}, further=[near_ends])
    return {name: found[name] for name in domains}, found["district"]


DOMAINS, WHOLE = released(学校=q2(20, EMP=4, HOU=5, PSY=7), 农村=q2(40, EMP=34, HOU=4, PSY=7))
HIDDEN, OVER_ALL = released(
    学校=q2(31, EMP=13, HOU=1, EDU=30),
    农村=q2(47, EMP=17, HOU=6, EDU=19),
    街道=q2(43, EMP=14, HOU=18, EDU=23),
)


def fields(chart: charts.Chart) -> dict[tuple[str, str], dict]:
    return {(r["domain"], r["category"]): r for r in payload(chart) if "domain" in r}


def test_the_fields_of_domains_have_numerator_denominator_and_share():
    found = fields(charts.domain_heat(DOMAINS, LABELS, whole=WHOLE))
    assert [(*where, r["of_all"], r["words"]) for where, r in found.items()] == [
        ("学校", "就业创业", "4/20", "20%"),
        ("农村", "就业创业", "34/40", "85%"),
        ("学校", "住房安居", "5/20", "25%"),
        ("农村", "住房安居", "4/40", "10%"),
    ]


def test_the_title_names_the_domain_that_lies_apart():
    chart = charts.domain_heat(DOMAINS, LABELS, whole=WHOLE)
    assert charts.said(chart) == "农村的“就业创业”明显多：40份中34份（85%），全区63%"


def test_a_difference_that_chance_would_make_is_not_a_finding():
    even, whole = released(学校=q2(20, EMP=5, HOU=4), 农村=q2(20, EMP=6, HOU=3))
    chart = charts.domain_heat(even, LABELS, whole=whole)
    assert charts.said(chart) == "各领域需要的差别不明显，都在95%区间之内"


def test_what_is_withheld_of_a_domain_is_not_in_what_the_browser_gets():
    text = json.dumps(charts.domain_heat(DOMAINS, LABELS, whole=WHOLE).to_dict(), ensure_ascii=False)
    assert "心理健康" not in text


MORE = LABELS | {"EDU": "教育培训"}


def test_a_field_at_an_end_and_one_beside_it_look_alike_to_the_browser():
    found = fields(charts.domain_heat(HIDDEN, MORE, whole=OVER_ALL))
    few, beside = found["学校", "住房安居"], found["农村", "住房安居"]
    where = ("domain", "column", "category")
    assert {k: v for k, v in few.items() if k not in where} == {"words": "少", "of_all": "不显示"}
    assert {k: v for k, v in beside.items() if k not in where} == {"words": "少", "of_all": "不显示"}
    assert found["学校", "教育培训"]["words"] == "多"
    assert found["街道", "住房安居"]["of_all"] == "18/43"


def test_no_number_that_was_not_released_is_in_what_the_browser_gets():
    rows = [row for row in payload(charts.domain_heat(HIDDEN, MORE, whole=OVER_ALL)) if "domain" in row]
    told = {f"{r.n}/{r.base}" for what in HIDDEN.values() for r in what.cells("Q2").itertuples()}
    assert {row["of_all"] for row in rows} == {*told, "不显示"}
    numbers = {value for row in rows for value in row.values() if isinstance(value, int | float)}
    shares = {r.n / r.base for what in HIDDEN.values() for r in what.cells("Q2").itertuples()}
    assert numbers - {True, False} <= shares


def test_words_in_a_field_do_not_share_its_colours():
    spec = charts.domain_heat(DOMAINS, LABELS, whole=WHOLE).to_dict()
    assert spec["resolve"]["scale"]["color"] == "independent"


def test_a_table_of_domains_has_a_row_per_category_and_says_why_a_field_is_withheld():
    table = tables.domains(by_domain.shares(DOMAINS, LABELS, whole=WHOLE))
    assert table.to_dict("list") == {
        "类别": ["就业创业", "住房安居"], "学校": ["4/20", "5/20"], "农村": ["34/40", "4/40"],
    }  # fmt: skip
    table = tables.domains(by_domain.shares(HIDDEN, MORE, whole=OVER_ALL)).set_index("类别")
    assert table.loc["住房安居"].tolist() == ["不足3份（含0份）", "为避免推算，不显示", "18/43"]
    assert table.loc["教育培训"].tolist() == ["没提到的不足3份（含0份）", "为避免推算，不显示", "23/43"]


def test_a_release_from_before_the_bands_stays_readable():
    old = {"学校": shown(31, EMP=13, HOU=1), "农村": shown(47, EMP=0, HOU=6)}
    table = tables.domains(by_domain.shares(old, LABELS, whole=OVER_ALL)).set_index("类别")
    assert table.loc["住房安居"].tolist() == ["1/31", "6/47"]
    assert fields(charts.domain_heat(old, LABELS, whole=OVER_ALL))["农村", "就业创业"]["words"] == "0%"


def test_no_domain_shown_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.domain_heat({"学校": shown(9, EMP=9)}, LABELS, whole=WHOLE)
    ends, whole = released(学校=q2(20, EMP=20), 农村=q2(20, EMP=19))
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.domain_heat(ends, LABELS, whole=whole)
    assert by_domain.most_apart(by_domain.shares({}, LABELS, whole=WHOLE)) is None


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


def test_a_change_is_judged_along_all_months_and_with_all_cells():
    trend = trends.shares(HISTORY, ["EMP", "HOU"], months=MONTHS)
    found = trends.changes(trend).set_index("cell")
    assert found["way"].to_dict() == {"EMP": "up", "HOU": ""}
    # Of the two p-values the smaller one is doubled (Holm).
    assert found.loc["EMP", "p"] == pytest.approx(2 * compare.trend([8, 0, 0, 30], [40, 0, 0, 40]).p)
    assert found.loc["EMP", ["first", "last"]].tolist() == [0.2, 0.75]


def test_of_a_single_month_no_change_is_named():
    assert trends.changes(trends.shares(HISTORY[:1], ["EMP"], months=MONTHS))["way"].tolist() == [""]


def test_of_one_category_the_trend_says_when_it_was_named_most_and_least():
    chart = charts.month_lines(HISTORY, {"HOU": "住房安居"}, months=MONTHS)
    assert charts.said(chart) == "住房安居7月最多（25%），4月最少（22%）"
    assert {row["category"] for row in payload(chart)} == {"住房安居"}


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


def test_a_matrix_of_one_row_leaves_room_below_the_column_names():
    row = [("东风支部", "活动", "●", "", "绿 已办2次")]
    columns = ["row", "column", "shape", "said", "word"]
    one, two = (
        charts.dot_matrix(
            pd.DataFrame(of, columns=columns), finding="1个", row_title="团支部", column_title="事项"
        )
        for of in (row, [*row, ("西风支部", *row[0][1:])])
    )
    assert one.to_dict()["height"] == two.to_dict()["height"]
