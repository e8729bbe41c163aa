"""Parts of report pages that draw the ledger of needs: the funnel, and what is still open."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, follow_up, rates, satisfaction
from analysis.indicators import INDICATORS
from analysis.satisfaction import Satisfaction, Untold
from db import engine, frames, workdays
from db.need_lines import NeedLine
from db.periods import Period
from db.rights import Actor
from db.vocabulary import DueState, NeedState, ReleaseKind
from pages.shared import exhibits, lights, loading, parts, reports, texts
from pages.shared.exhibits import Beside

LOOKS = {DueState.LATE: lights.RED, DueState.NEAR: lights.YELLOW, DueState.ON_TIME: lights.GREEN}

ON_TIME = f"{INDICATORS['on_time'].name}：{INDICATORS['on_time'].line}"
WHY_UNTOLD = {
    Untold.YOUNG: "评价满意满30天后显示。",
    Untold.FEW: f"评价不足{satisfaction.RATED_FROM}件，暂不显示满意情况。",
    Untold.BESIDE: "满意情况暂不显示：同别的范围相减，会推算出很少几件的评价。",
    Untold.MONTHS: "满意情况只按月显示：几个月合计后相减，会推算出很少几件的评价。",
}
WAITED, REACHED = "还在办理的等了多久", "提出的需求办到了哪一步"
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
        raised_in = loading.load(frames.need_months, **found)
        ripe = next((m for m in raised_in if m <= month and satisfaction.is_ripe(m, today=today)), None)
        show_ripe(actor, month=ripe, scope=scope)
    with right:
        st.subheader(WAITED, anchor=False)
        waiting = loading.load(frames.open_needs, **found)
        if waiting.empty:
            say_nothing_open()
        else:
            show_ages(waiting, beside(actor, scope))


def satisfied_of(actor: Actor, standing: pd.DataFrame, *, raised: Period, scope: int) -> Satisfaction:
    """Return how content the youth are with what became of a month's needs, if this person may be told."""
    if raised.kind is not ReleaseKind.MONTH:
        return satisfaction.of_months(standing)
    return satisfaction.of(
        standing,
        month=raised.first,
        today=workdays.today(engine.now()),
        part=None if scope == actor.organisation_id else scope,
        rated=loading.load(frames.ratings, actor=actor, month=raised.first),
    )


def show_ripe(actor: Actor, *, month: date | None, scope: tuple[int, str]) -> None:
    """Draw the funnel of the latest month whose needs all had 30 days; None while there is no such month."""
    st.subheader(REACHED, anchor=False)
    if month is None:
        parts.empty("还没有哪个月的需求都满30天。", "可以在“办理跟踪”里看刚提出的需求。")
        return
    standing = loading.load(frames.need_standings, actor=actor, organisation_id=scope[0], months=[month])
    why = "最近一个全部满30天的月份"
    st.caption(f"{texts.month(month)}提出的需求：{why}")
    raised = Period(ReleaseKind.MONTH, month)
    told = satisfied_of(actor, standing, raised=raised, scope=scope[0])
    show_funnel(standing, told, replace(beside(actor, scope, raised), n=why))


def show_funnel(standing: pd.DataFrame, told: Satisfaction, beside: Beside) -> None:
    """Draw how far a month's needs have come, how many could be rated, and how content the youth are if it is told."""
    funnel = reports.kept(funnel_of, standing, told.why_untold is None)
    rate = (
        WHY_UNTOLD[told.why_untold]
        if told.why_untold
        else f"满意率{rate_of(told)}（已评价{told.rated}件中，4—5星）。{_whatever_the_others_say(told)}"
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


def funnel_of(standing: pd.DataFrame, tells_satisfied: bool) -> pd.DataFrame:
    """Return the funnel, with its last step only where that may be told."""
    return follow_up.funnel(standing, tells_satisfied=tells_satisfied)


def rate_of(told: Satisfaction) -> str:
    """Return the rate of satisfaction with its numerator and denominator."""
    assert told.satisfied is not None
    return f"{told.satisfied}/{told.rated}={told.satisfied / told.rated:.0%}"


def _whatever_the_others_say(told: Satisfaction) -> str:
    assert told.satisfied is not None
    silent = told.could - told.rated
    found = rates.bounds(told.satisfied, told.rated, told.could)
    if not silent or found is None:
        return ""
    return f"没评价的{silent}件算全不满意或全满意，满意的占{found[0]:.0%}—{found[1]:.0%}。"


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
    low, high = rates.bounds(solved, said, said + silent) or (0, 0)
    others = f"还没说的{silent}件算全没解决或全解决，已解决的占{low:.0%}—{high:.0%}。" if silent else ""
    columns = {"label": "青年的说法", "n": "件数", "reopened": "其中曾要求重新办理"}
    exhibits.show(
        beside,
        charts.counts_bars,
        found[["label", "n"]],
        finding=finding,
        title="青年的说法",
        of="outcomes",
        heading=heading,
        table=found[list(columns)].astype(str).rename(columns=columns),
        note=f"按青年最近一次的说法；曾要求重新办理的共{again}件。{others}台账逐件计数，不含内容。",
    )


def show_ages(waiting: pd.DataFrame, beside: Beside) -> None:
    """Draw how long open needs have waited. waiting : as from `frames.open_needs`, not empty."""
    total = int(waiting["n"].sum())
    ages = follow_up.by_age(waiting)
    ages = ages.assign(
        label=[
            f"{low}—{high}天" if pd.notna(high) else "30天以上"
            for low, high in zip(ages["low"], ages["high"], strict=True)
        ]
    )
    old = int(ages["n"].iloc[-1])
    finding = f"{total}件未办结，{old}件超过30天" if old else f"{total}件未办结，都在30天以内"
    exhibits.show(
        beside,
        charts.counts_bars,
        ages[["label", "n"]],
        finding=finding,
        title="提出至今",
        of="open_age",
        heading=WAITED,
        table=ages[["label", "n"]].rename(columns={"label": "提出至今", "n": "件数"}),
    )


def show_states(waiting: pd.DataFrame, beside: Beside) -> None:
    """Draw in which state open needs stand. waiting : as for `show_ages`."""
    total = int(waiting["n"].sum())
    states = follow_up.by_state(waiting, [state.value for state in frames.OPEN])
    states = states.assign(label=[NeedState(state).label for state in states["state"]])
    states = states.loc[states["n"] > 0, ["label", "n"]]
    top = states.sort_values("n", kind="stable").iloc[-1]
    finding = f"{total}件中，{top['label']}最多：{top['n']}件"
    exhibits.show(
        beside,
        charts.counts_bars,
        states,
        finding=finding,
        title="状态",
        of="open_state",
        heading="还在办理的在哪一步",
        table=states.rename(columns={"label": "状态", "n": "件数"}),
    )


def line_row(line: NeedLine, handler: str) -> dict[str, str]:
    """Return one open need as a row of the list. handler : its name, told apart."""
    about = "敏感类" if line.is_sensitive else line.category or "不显示（支部答卷少）"
    light = lights.light(LOOKS[line.due], line.due.label)
    return {
        "办理单位": handler,
        "类别": about,
        "状态": line.state.label,
        "到期": f"{light.shape} {light.word}",
        "提出至今": f"{line.days}天",
    }


def say_nothing_open() -> None:
    """Say that nothing is open."""
    parts.empty("没有还在办理的需求。")
