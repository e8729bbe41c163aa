"""办理跟踪 — what became of a month's needs, live from the event log, and what is still open."""

import pandas as pd
import streamlit as st

from analysis import charts, follow_up
from db import engine, frames
from db.vocabulary import NeedState, Role
from pages.shared import loading, parts, reports, sign_in, texts

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)


def show_funnel(events: pd.DataFrame) -> None:
    st.subheader("走到了哪一步", anchor=False)
    funnel = follow_up.funnel(events)
    raised, accepted, settled, _, satisfied = (int(n) for n in funnel["n"])
    could, rated = follow_up.could_be_rated(events)
    with st.container(horizontal=True):
        reports.figure("提出", f"{raised}件", f"已受理{accepted}/{raised}件")
        reports.figure("办结", f"{settled / raised:.0%}", f"{settled}/{raised}件")
        reports.figure(
            "评价满意", f"{satisfied / rated:.0%}" if rated else "暂无评价", f"{satisfied}/{rated}件已评价"
        )
    reports.chart(charts.funnel_bars(funnel))
    st.caption(f"可以评价的有{could}件，其中{rated}件已评价；评价满意指4—5星，只除以已评价的件数。")
    reports.table(worded(funnel))


def worded(funnel: pd.DataFrame) -> pd.DataFrame:
    raised = int(funnel["n"].iloc[0])
    return pd.DataFrame(
        {
            "环节": [charts.STEPS[step] for step in funnel["step"]],
            "件数": funnel["n"].astype(str),
            "占提出": [f"{n}/{raised}（{n / raised:.0%}）" for n in funnel["n"]],
            "未到下一步": [charts.losses(row) for _, row in funnel.iterrows()],
        }
    )


def show_open(waiting: pd.DataFrame) -> None:
    st.subheader("还在办理的", anchor=False)
    if waiting.empty:
        parts.empty("没有还在办理的需求。")
        return
    total = int(waiting["n"].sum())
    ages = follow_up.by_age(waiting)
    ages = ages.assign(
        label=[
            f"{low}—{high}天" if pd.notna(high) else "30天以上"
            for low, high in zip(ages["low"], ages["high"], strict=True)
        ]
    )
    states = follow_up.by_state(waiting, [state.value for state in frames.OPEN])
    states = states.assign(label=[NeedState(state).label for state in states["state"]])
    states = states[states["n"] > 0]
    old = int(ages["n"].iloc[-1])
    left, right = st.columns(2)
    with left:
        finding = f"{total}件未办结，{old}件超过30天" if old else f"{total}件未办结，都在30天以内"
        reports.chart(charts.counts_bars(ages, finding=finding, title="提出至今"))
        reports.table(ages[["label", "n"]].rename(columns={"label": "提出至今", "n": "件数"}))
    with right:
        top = states.sort_values("n", kind="stable").iloc[-1]
        finding = f"{total}件中，{top['label']}最多：{top['n']}件"
        reports.chart(charts.counts_bars(states, finding=finding, title="状态"))
        reports.table(states[["label", "n"]].rename(columns={"label": "状态", "n": "件数"}))


with reports.begin():
    parts.heading("办理跟踪", "某个月提出的需求，走到了哪一步、停在哪里。数字随办理实时变化。")
    months = loading.load(frames.need_months, actor=actor)
    if not months:
        parts.empty("还没有青年提出需求。", "青年在问卷里请求办理，或用“提一个需求”提出后，这里会显示进展。")
        st.stop()
    with st.container(horizontal=True):
        month = reports.picked_month(months)
        # A general branch is counted as a whole by its own people alone.
        own = [(actor.organisation_id, actor.organisation_name)]
        scopes = loading.load(frames.need_scopes, actor=actor) or own
        scope = reports.picked_scope(scopes, first=actor.organisation_id)
    events = loading.load(frames.need_events, actor=actor, organisation_id=scope[0], month=month)
    st.caption(
        f"{texts.month(month)}提出的需求　·　数据截至{texts.moment(engine.now())}　·　来源：需求办理记录（台账，逐件计数）"
    )
    if events.empty:
        parts.empty(f"{scope[1]}在{texts.month(month)}没有青年提出需求。", "请换一个月份或范围。")
    else:
        show_funnel(events)
    show_open(loading.load(frames.open_needs, actor=actor, organisation_id=scope[0]))
