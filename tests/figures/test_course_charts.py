"""Charts of how needs went, by what they say and what they hand to the browser."""

from datetime import date

import pandas as pd
import pytest

from analysis import charts, cohorts, flow, survival, tables
from tests.figures.test_charts import payload

JUNE = date(2026, 6, 1)
THINGS = [(3, True), (5, True), (9, True), (9, True), (20, False), (30, False)]
END = ["confirmed", "withdrawn", "confirmed", "declined", None, None]


def lasting(*things: tuple[int, bool]) -> survival.TimeToClose:
    return survival.time_to_close([days for days, _ in things], [closed for _, closed in things])


def test_the_curve_s_title_says_in_how_many_days_half_were_closed():
    chart = charts.open_curve(lasting(*THINGS))
    assert charts.said(chart) == "办完一半需求用了9天（95%区间从3天起，上限尚未达到）"
    first, last = payload(chart)[1], payload(chart)[-1]
    assert (first["day"], first["share_words"], first["bounds"], first["at_risk_words"]) == (0, "100%", "算不出", "6件")  # fmt: skip
    assert (last["day"], last["share_words"]) == (30, "33%")


def test_a_half_that_is_not_reached_is_said_in_words():
    assert charts.said(charts.open_curve(lasting((3, True), (40, False), (41, False)))) == (
        "办完一半的时间尚未达到：到第41天还有67%未办结"
    )
    assert charts.said(charts.open_curve(lasting((0, True), (0, True)))) == "一半以上的需求当天就办完"


def test_below_the_days_stands_how_many_are_still_counted():
    axis = charts.open_curve(lasting(*THINGS)).to_dict()["layer"][1]["encoding"]["x"]["axis"]
    assert axis["values"] == [0, 7, 14, 21, 28]
    assert '"7": ["7天", "4件"]' in axis["labelExpr"]


def test_the_table_tells_the_days_that_were_watched():
    assert tables.open_shares(lasting(*THINGS)).iloc[:, [0, 1, 3]].values.tolist() == [
        ["7天", "67%", "4件"], ["15天", "33%", "2件"], ["30天", "33%", "1件"],
    ]  # fmt: skip
    assert tables.open_shares(lasting((2, False))).values.tolist() == [["2天", "100%", "算不出", "1件"]]


def test_ends_are_told_side_by_side():
    curve = survival.ends([days for days, _ in THINGS], END, of=cohorts.ENDS)
    chart = charts.end_lines(curve)
    assert charts.said(chart) == "到第30天，青年确认33%，青年没有评价0%，无法办理17%，青年撤回17%"
    assert tables.end_shares(curve, charts.ENDS).values.tolist()[0] == ["7天", "17%", "0%", "0%", "17%"]
    assert {row["label"] for row in payload(chart)} == set(charts.ENDS.values())


def test_what_ends_say_stops_where_few_are_still_watched():
    days, end = [2] * 5 + [6] * 10 + [40], ["confirmed"] * 5 + [None] * 10 + ["declined"]
    chart = charts.end_lines(survival.ends(days, end, of=cohorts.ENDS))
    assert charts.said(chart) == "到第6天，青年确认31%，青年没有评价0%，无法办理0%，青年撤回0%"


def test_without_needs_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.open_curve(lasting())
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.end_lines(survival.ends([], [], of=cohorts.ENDS))
    with pytest.raises(ValueError, match="nothing is shown"):
        charts.cohort_lines(of_months((JUNE, 30, 4, None, None, None, "few")))


def of_months(*rows: tuple) -> pd.DataFrame:
    columns = ["month", "horizon", "raised", *cohorts.REACHED, "why"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(cohorts.REACHED, "Int64"))


def test_cohorts_that_are_not_shown_do_not_reach_the_browser_and_leave_a_gap():
    chart = charts.cohort_lines(
        of_months(
            (JUNE, 30, 20, 20, 15, 10, ""),
            (date(2026, 7, 1), 30, 10, 10, 8, 7, ""),
            (date(2026, 8, 1), 30, 44, None, None, None, "young"),
        )
    )
    assert charts.said(chart) == "30天内由青年确认的：7月提出的70%（6月提出的50%）"
    august = [row for row in payload(chart) if row["month"] == "8月"]
    assert {(row["share"], row["of_all"], row["words"]) for row in august} == {(None, "", "不显示")}


def some_days() -> pd.DataFrame:
    return flow.backlog(
        flow.steps_of([(date(2026, 5, 30), date(2026, 7, 2)), (date(2026, 6, 30), None)]),
        first=JUNE,
        last=date(2026, 7, 3),
    )


def test_the_flow_is_told_day_by_day_without_a_date_to_be_read_in_another_time_zone():
    days = some_days()
    for draw in (charts.open_days, charts.arrived_and_closed):
        chart = draw(days, finding="到7月3日未办结1件")
        assert charts.said(chart) == "到7月3日未办结1件"
        assert payload(chart)[-1]["date"] == "2026年7月3日"
        assert payload(chart)[-1]["open"] == 1
        axis = chart.to_dict()["layer"][0]["encoding"]["x"]["axis"]
        assert axis["values"] == [0, 30]
        assert '{"0": ["6月"], "30": ["7月"]}' in axis["labelExpr"]
