"""Parts of report pages that draw the ledger of needs: what became of it, step by step."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, follow_up, intervals, satisfaction, tables
from analysis.indicators import INDICATORS
from analysis.satisfaction import Satisfaction, Untold
from db import engine, frames, workdays
from db.periods import Period
from db.rights import Actor
from db.vocabulary import ReleaseKind
from pages.shared import exhibits, loading, open_need_parts, parts, reports, texts
from pages.shared.exhibits import Beside

ON_TIME = f"{INDICATORS['on_time'].name}：{INDICATORS['on_time'].line}"
WHY_UNTOLD = {
    Untold.YOUNG: "评价满意满30天后显示。",
    Untold.FEW: f"评价不足{satisfaction.RATED_FROM}件，暂不显示满意情况。",
    Untold.BESIDE: "满意情况暂不显示：同别的范围相减，会推算出很少几件的评价。",
    Untold.MONTHS: "满意情况只按月显示：几个月合计后相减，会推算出很少几件的评价。",
}
REACHED = "提出的需求办到了哪一步"
OUTCOMES = {"solved": "已解决", "partly": "部分解决", "unsolved": "没有解决（重新办理）"}


def beside(actor: Actor, scope: tuple[int, str], raised: Period | None = None) -> Beside:
    """Return what is said beside charts of the ledger. raised : when the needs were; None for what is open."""
    now = engine.now()
    is_month = raised is not None and raised.kind is ReleaseKind.MONTH
    return Beside(
        actor,
        scope,
        f"{texts.period(raised)}提出的需求" if raised else f"{texts.day(workdays.today(now))}还在办理的需求",
        raised.first if raised and is_month else None,
        as_of=texts.moment(now),
        source="需求办理记录（台账，逐件计数）",
        remark=reports.BY_TODAY,
    )


def show_follow_up(actor: Actor, scope: tuple[int, str], *, month: date, today: date) -> None:
    """Draw the funnel of the latest month up to `month` that is ripe, beside the ages of what is open."""
    found = {"actor": actor, "organisation_id": scope[0]}
    left, right = st.columns(2)
    with left:
        ripe = loading.load(frames.need_months, **found, until=_last_ripe(month, today=today), most=1)
        show_ripe(actor, month=next(iter(ripe), None), scope=scope)
    with right:
        st.subheader(open_need_parts.WAITED, anchor=False)
        waiting = loading.load(frames.open_needs, **found)
        if waiting.empty:
            open_need_parts.say_nothing()
        else:
            open_need_parts.show_ages(waiting, beside(actor, scope))


def _last_ripe(month: date, *, today: date) -> date:
    while not satisfaction.is_ripe(month, today=today):
        month = workdays.add_months(month, -1)
    return month


def satisfied_of(actor: Actor, standing: pd.DataFrame, *, raised: Period, scope: int) -> Satisfaction:
    """Return how content the youth are with what became of a month's needs, if this person may be told."""
    if raised.kind is not ReleaseKind.MONTH:
        return satisfaction.of_months(standing)
    month, today = raised.first, workdays.today(engine.now())
    if scope == actor.organisation_id:
        # The whole of what the person may see: nothing stands beside it.
        return satisfaction.of(standing, month=month, today=today)
    rated = loading.load(frames.ratings, actor=actor, month=month, before=rated_before(raised))
    return satisfaction.of(standing, month=month, today=today, part=scope, rated=rated)


def rated_before(raised: Period) -> date | None:
    """Return from which day on ratings are not counted any more; None for a longer period, of which none are told."""
    return satisfaction.ripe_on(raised.first) if raised.kind is ReleaseKind.MONTH else None


def standing_of(actor: Actor, raised: Period, scope: int) -> pd.DataFrame:
    """Return how many needs raised in a period stand where, with those ratings that are counted."""
    return loading.load(
        frames.need_standings,
        actor=actor,
        organisation_id=scope,
        months=raised.months,
        rated_before=rated_before(raised),
    )


def show_ripe(actor: Actor, *, month: date | None, scope: tuple[int, str]) -> None:
    """Draw the funnel of the latest month whose needs all had 30 days; None while there is no such month."""
    st.subheader(REACHED, anchor=False)
    if month is None:
        parts.empty("还没有哪个月的需求都满30天。", "可以在“办理跟踪”里看刚提出的需求。")
        return
    raised = Period(ReleaseKind.MONTH, month)
    standing = standing_of(actor, raised, scope[0])
    why = "最近一个全部满30天的月份"
    st.caption(f"{texts.month(month)}提出的需求：{why}")
    told = satisfied_of(actor, standing, raised=raised, scope=scope[0])
    show_funnel(standing, told, replace(beside(actor, scope, raised), n=why))


def show_funnel(standing: pd.DataFrame, told: Satisfaction, beside: Beside) -> None:
    """Draw how far a month's needs have come, how many could be rated, and how content the youth are if it is told."""
    funnel = reports.kept(funnel_of, standing, told.why_untold is None)
    rate = (
        WHY_UNTOLD[told.why_untold]
        if told.why_untold
        else f"满意率{rate_of(told)}（已评价{told.rated}件中，4—5星）。{_whatever_the_others_say(told)}"
        f"{_since(beside.month)}"
    )
    exhibits.show(
        beside,
        charts.funnel_bars,
        funnel,
        of="need_path",
        heading=REACHED,
        table=worded(funnel),
        note=f"可以评价的有{told.could}件，其中{told.rated}件已评价。{rate}",
    )


def show_ways(standing: pd.DataFrame, beside: Beside) -> None:
    """Draw which way a month's needs went from step to step, and where they are now. standing : as for `show_funnel`."""
    heading = "走向了哪里"
    st.subheader(heading, anchor=False)
    ways = reports.kept(ways_of, standing)
    exhibits.show(
        beside,
        charts.flow_bands,
        ways,
        of="need_ways",
        heading=heading,
        table=tables.ways(ways, {**charts.STEPS, **charts.LOSS_WORDS}),
        fold="逐段件数",
    )


def ways_of(standing: pd.DataFrame) -> pd.DataFrame:
    """Return where the needs of each step went next."""
    return follow_up.ways(follow_up.funnel(standing))


def funnel_of(standing: pd.DataFrame, tells_satisfied: bool) -> pd.DataFrame:
    """Return the funnel, with its last step only where that may be told."""
    return follow_up.funnel(standing, tells_satisfied=tells_satisfied)


def rate_of(told: Satisfaction) -> str:
    """Return the rate of satisfaction with its numerator and denominator."""
    assert told.satisfied is not None
    return f"{told.satisfied}/{told.rated}={told.satisfied / told.rated:.0%}"


def _since(month: date | None) -> str:
    return (
        f"{texts.day(satisfaction.ripe_on(month))}起打的分不计，免得由变化推算出一件的评价。" if month else ""
    )


def _whatever_the_others_say(told: Satisfaction) -> str:
    assert told.satisfied is not None
    silent = told.could - told.rated
    if not silent:
        return ""
    low, high = intervals.no_assumption_bounds(told.satisfied, told.rated, told.could)
    return f"没评价的{silent}件算全不满意或全满意，满意的占{low:.0%}—{high:.0%}。"


def worded(funnel: pd.DataFrame) -> pd.DataFrame:
    """Return the funnel as the table below it."""
    raised = int(funnel["n"].iloc[0])
    return pd.DataFrame(
        {
            "环节": [charts.STEPS[step] for step in funnel["step"]],
            "件数": funnel["n"].astype(str),
            "占提出": [f"{n}/{raised}（{n / raised:.0%}）" for n in funnel["n"]],
            "未到下一步": [charts.losses(row) for _, row in funnel.iterrows()],
        }
    )


def show_outcomes(standing: pd.DataFrame, beside: Beside) -> None:
    """Draw what the youth said became of a month's needs. standing : as for `show_funnel`."""
    heading = "青年说办好了没有"
    st.subheader(heading, anchor=False)
    found = follow_up.outcomes(standing).assign(label=lambda rows: rows["outcome"].map(OUTCOMES))
    said = int(found["n"].sum())
    if not said:
        parts.empty("还没有青年说办得怎么样。", "需求办结后，由青年凭查询码确认。")
        return
    finding = f"青年说过的{said}件中，已解决{found['n'].iloc[0]}件"
    again = int(found["reopened"].sum())
    solved, silent = int(found["n"].iloc[0]), follow_up.silent(standing)
    low, high = intervals.no_assumption_bounds(solved, said, said + silent)
    others = f"还没说的{silent}件算全没解决或全解决，已解决的占{low:.0%}—{high:.0%}。" if silent else ""
    columns = {"label": "青年的说法", "n": "件数", "reopened": "其中曾要求重新办理"}
    exhibits.show_counts(
        beside,
        found,
        columns,
        finding=finding,
        of="outcomes",
        heading=heading,
        note=f"按青年最近一次的说法；曾要求重新办理的共{again}件。{others}台账逐件计数，不含内容。",
    )
