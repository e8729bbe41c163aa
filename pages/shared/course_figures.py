"""Parts of report pages that draw how needs went: how long they took, how they ended, how many are open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, cohorts, flow, survival, tables
from analysis.rates import LEAST, Rate
from db import courses, flows, workdays
from db.rights import Actor
from pages.shared import exhibits, loading, parts, reports, texts
from pages.shared.exhibits import Beside

BACK = 6
LASTING, ENDING = "多久办完", "最后怎么样"
COHORTS, FLOWING = "同样的天数，各月走到哪一步", "未办结的多了还是少了"
AS_IT_STANDS = "从提出那天起按自然日算；办结后青年退回的算没有办完，重新办完才算。"
RULE = f"{AS_IT_STANDS}还在办的也计入，按已经过的天数算。台账逐件计数，不含内容；不足{LEAST}件的不画。"
FLOWS = {"open": "未办结的件数", "sums": "累计提出和办完"}
FLOW_COLUMNS = {
    "month": "月份",
    "begun_with": "月初未办结",
    "raised": "新提出",
    "reopened": "重新办理",
    "closed": "办完",
    "open": "月末未办结",
}


def show_on_time(actor: Actor, organisation_id: int, *, months: Sequence[date]) -> None:
    """Draw, in a row of figures, how many of the needs that fell due in some months were settled on time."""
    found = loading.load(flows.of_needs, actor=actor, organisation_id=organisation_id, months=months)
    rate = Rate(int(found["on_time"].sum()), int(found["due"].sum()))
    bounds = rate.interval()
    of = f"到期的{rate.n}件中{rate.x}件"
    if bounds is None:
        reports.figure("按期办结", "没有到期的", "这段时间", of="on_time_rate")
    elif rate.n < LEAST:
        reports.figure("按期办结", f"{rate.x}/{rate.n}件", f"到期的不足{LEAST}件", of="on_time_rate")
    else:
        words = f"{of}，95%区间{bounds[0]:.0%}—{bounds[1]:.0%}"
        reports.figure("按期办结", f"{rate.share:.0%}", words, of="on_time_rate")


def show_lasting(month_courses: pd.DataFrame, beside: Beside, *, today: date) -> None:
    """Draw how long a month's needs stayed open, and how they ended. month_courses : as from `courses.of_months`."""
    n = int(month_courses["n"].sum())
    told = (
        (LASTING, "办完要多久", "可以换一个月份或更大的范围。", _show_open),
        (ENDING, "各种结果的占比", "走到哪一步的件数在上面。", _show_ends),
    )
    for column, (heading, what, instead, show) in zip(st.columns(2), told, strict=True):
        with column:
            st.subheader(heading, anchor=False)
            if n < LEAST:
                parts.empty(f"这段时间提出的不足{LEAST}件，不算{what}。", instead)
            else:
                show(month_courses, beside, today)


def _show_open(month_courses: pd.DataFrame, beside: Beside, today: date) -> None:
    days, closed = cohorts.until_closed(month_courses, today=today)
    found = survival.time_to_close(days, closed)
    exhibits.show(
        replace(beside, n=f"{found.n}件"),
        charts.open_curve,
        found,
        of="settle_time",
        heading=LASTING,
        table=tables.open_shares(found),
        note=f"{found.n}件中{found.closed}件已办完；办完一半要几天：{tables.median_words(found)}。"
        f"办完：已办结、说明无法办理或青年撤回。{RULE}",
    )


def _show_ends(month_courses: pd.DataFrame, beside: Beside, today: date) -> None:
    days, end = cohorts.until_end(month_courses, today=today)
    n_ended = sum(one is not None for one in end)
    if not n_ended:
        parts.empty("还没有哪件有了结果。", "需求办结后，由青年凭查询码确认。")
        return
    curve = survival.ends(days, end, of=cohorts.ENDS)
    exhibits.show(
        replace(beside, n=f"{len(end)}件"),
        charts.end_lines,
        curve,
        of="other_ends",
        heading=ENDING,
        table=tables.end_shares(curve, charts.ENDS),
        note=f"{len(end)}件中{n_ended}件已有结果。一件只有一种结果，几种占比加上还没有结果的为100%。{AS_IT_STANDS}",
    )


@st.fragment
def show_cohorts(beside: Beside, *, month: date, today: date) -> None:
    """Draw how far the needs of the last months had come after the same number of days."""
    st.subheader(COHORTS, anchor=False)
    months = [workdays.add_months(month, i - BACK + 1) for i in range(BACK)]
    horizon = int(reports.segments("天数", {str(h): f"满{h}天" for h in cohorts.HORIZONS}, key="horizon"))
    where = {"actor": beside.actor, "organisation_id": beside.scope[0]}
    found = loading.load(courses.of_months, **where, months=months)
    reached = cohorts.within(found, months=months, today=today, horizons=[horizon])
    table = tables.reached(reached.iloc[::-1], charts.REACHED_WORDS, charts.short)
    note = (
        f"每件都从提出那天起数满{horizon}天，看那时走到哪一步，所以早的月份和近的月份可以比；"
        "当月全部满了天数才显示。办结后又被青年退回的不算。"
    )
    if (reached["why"] == "").any():
        period = f"{texts.month(months[0])}—{texts.month(month)}提出的需求"
        exhibits.show(
            replace(beside, period=period),
            charts.cohort_lines,
            reached,
            of="cohort_by_day",
            heading=COHORTS,
            table=table,
            note=note,
        )
        return
    parts.empty(
        f"近{BACK}个月提出的需求，有的还没有满{horizon}天，有的不足{LEAST}件。", "可以换一个较早的月份。"
    )
    reports.table(table)
    st.caption(note)


@st.fragment
def show_flow(beside: Beside, *, month: date, today: date) -> None:
    """Draw how many needs were open in the last months, day by day."""
    st.subheader(FLOWING, anchor=False)
    first, last = workdays.add_months(month, 1 - BACK), min(workdays.last_day(month), today)
    where = {"actor": beside.actor, "organisation_id": beside.scope[0]}
    days = flow.backlog(loading.load(flows.of_days, **where, first=first, last=last), first=first, last=last)
    if not days[["open", "raised"]].to_numpy().any():
        parts.empty(f"近{BACK}个月没有需求。", "可以换一个月份或范围。")
        return
    shown = reports.segments("看什么", FLOWS, key="flow")
    draw = charts.open_days if shown == "open" else charts.arrived_and_closed
    exhibits.show(
        replace(beside, period=f"{texts.day(first)}—{texts.day(last)}"),
        draw,
        days,
        finding=flow_finding(days),
        of="backlog",
        heading=FLOWING,
        table=flow_table(flow.monthly(days)),
        note=f"{texts.day(first)}—{texts.day(last)}，按办理记录逐日计：未办结=提出和重新办理的，减去办完的"
        "（办结、说明无法办理或青年撤回）。重新办理算新的一次，办完也再算一次。",
    )


def flow_finding(days: pd.DataFrame) -> str:
    """Return how many needs are open, and how many more or fewer than as the window began."""
    last = days.iloc[-1]
    begun_with = int(flow.monthly(days)["begun_with"].iloc[0])
    now, change = int(last["open"]), int(last["open"]) - begun_with
    than = f"{days['day'].iloc[0].month}月初"
    more = (
        f"比{than}多{change}件" if change > 0 else f"比{than}少{-change}件" if change else f"和{than}一样多"
    )
    return f"到{last['day'].month}月{last['day'].day}日未办结{now}件，{more}"


def flow_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months as the table below the chart, the latest first. months : as from `flow.monthly`."""
    latest_first: Sequence[date] = list(months["month"])[::-1]
    shown = months.iloc[::-1].astype(str).assign(month=[charts.short(month) for month in latest_first])
    return shown.rename(columns=FLOW_COLUMNS).reset_index(drop=True)
