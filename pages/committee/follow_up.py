"""办理跟踪 — what became of a month's needs, live, how long they take, and what is still open, one by one.

One section at a time: the needs of a thousand branches are too many to be counted in every way for every page.
"""

import pandas as pd
import streamlit as st

from analysis import follow_up
from db import courses, engine, frames, workdays
from db.vocabulary import Role
from pages.shared import (
    course_figures,
    exhibits,
    loading,
    need_figures,
    open_need_parts,
    parts,
    period_parts,
    promptness_parts,
    recheck_parts,
    reports,
    sign_in,
    texts,
)

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())
STEPS, PACE, OPEN = "steps", "pace", "open"
SECTIONS = {STEPS: "走到哪一步", PACE: "快慢和积压", OPEN: "还在办理的"}


def show_steps() -> None:
    standing = need_figures.standing_of(actor, period, scope[0])
    if standing.empty:
        parts.empty(f"{scope[1]}在{texts.period(period)}没有青年提出需求。", "请换一个时段或范围。")
    else:
        show_month(standing)
    if actor.role is Role.DISTRICT and scope[0] == actor.organisation_id:
        promptness_parts.show_committees(actor, scope, period)


def show_month(standing: pd.DataFrame) -> None:
    st.subheader("走到了哪一步", anchor=False)
    told = need_figures.satisfied_of(actor, standing, raised=period, scope=scope[0])
    raised, accepted, settled, confirmed = (int(n) for n in follow_up.funnel(standing)["n"])
    with reports.figures():
        reports.figure("提出", f"{raised}件", f"已受理{accepted}/{raised}件", of="raised")
        of = follow_up.could_be_settled(standing)
        aside = f"，另有{raised - of}件暂缓" if of < raised else ""
        rate = f"{settled / of:.0%}" if of else "—"
        reports.figure("办结", rate, f"{settled}/{of}件{aside}", of="settled_share")
        share = f"{confirmed / raised:.0%}"
        reports.figure("青年确认", share, f"{confirmed}/{raised}件", of="confirmed_share")
        if told.satisfied is not None:
            content, detail = f"{told.satisfied / told.rated:.0%}", f"{told.satisfied}/{told.rated}件已评价"
            reports.figure("满意率", content, detail, of="satisfaction_rate")
        course_figures.show_on_time(actor, scope[0], months=period.months)
    st.caption(need_figures.ON_TIME)
    need_figures.show_funnel(standing, told, beside)
    need_figures.show_ways(standing, beside)
    need_figures.show_outcomes(standing, beside)


def show_pace() -> None:
    went = loading.load(courses.of_months, actor=actor, organisation_id=scope[0], months=period.months)
    course_figures.show_lasting(went, beside, today=TODAY)
    course_figures.show_cohorts(beside, month=month, today=TODAY)
    course_figures.show_flow(beside, month=month, today=TODAY)


def show_open() -> None:
    st.subheader("还在办理的", anchor=False)
    waiting = loading.load(frames.open_needs, actor=actor, organisation_id=scope[0])
    if waiting.empty:
        open_need_parts.say_nothing()
    else:
        left, right = st.columns(2)
        with left:
            open_need_parts.show_ages(waiting, beside)
        with right:
            open_need_parts.show_states(waiting, beside)
        open_need_parts.show_lines(actor, scope)
    recheck_parts.show(actor, scope)


with reports.begin():
    parts.heading("办理跟踪", "一段时间里提出的需求，走到了哪一步、停在哪里。数字随办理实时变化。")
    months = loading.load(frames.need_months, actor=actor)
    if not months:
        parts.empty("还没有青年提出需求。", "青年在问卷里请求办理，或用“提一个需求”提出后，这里会显示进展。")
        st.stop()
    with reports.filters():
        period = period_parts.picked(months)
        # A general branch is counted as a whole by its own people alone.
        own = [(actor.organisation_id, actor.organisation_name)]
        scopes = loading.load(frames.need_scopes, actor=actor) or own
        scope = reports.picked_scope(scopes, first=actor.organisation_id)
    month = min(period.months[-1], months[0])
    shown = reports.segments("看什么", SECTIONS, key="part")
    # What is open now is open whenever it was raised.
    beside = need_figures.beside(actor, scope, None if shown == OPEN else period)
    st.caption(f"{beside.period}　·　{beside.line}")
    exhibits.way_to_definitions("follow_up")
    {STEPS: show_steps, PACE: show_pace, OPEN: show_open}[shown]()
