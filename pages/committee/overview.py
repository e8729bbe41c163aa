"""总览 — a month and a scope at a glance: answers, needs, what became of them, and the five duties."""

from dataclasses import replace
from datetime import date

import streamlit as st

from db import duties, engine, flows, frames, releases, workdays
from db.duties import BranchMonth
from db.vocabulary import Role
from pages.shared import (
    crisis_parts,
    duty_parts,
    exhibits,
    first_steps,
    loading,
    need_figures,
    parts,
    released_parts,
    reminder_parts,
    reports,
    sign_in,
    texts,
    to_do_parts,
)

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())
BACK = 6


def show_figures() -> None:
    found = loading.load(flows.of_needs, actor=actor, organisation_id=scope[0], months=[before, month])
    was, now = found.to_dict("records")
    n, of = duty_parts.completed(branches_in[month])
    with reports.figures():
        reports.figure("有效问卷", answers(month), f"上月{answers(before)}", of="answers")
        reports.figure("提出需求", f"{now['raised']}件", f"上月{was['raised']}件", of="raised")
        reports.figure("办结", f"{now['settled']}件", f"上月{was['settled']}件", of="settled")
        due, was_due = f"{now['on_time']}/{now['due']}件", f"{was['on_time']}/{was['due']}件"
        reports.figure("按期办结", due, f"上月{was_due}", of="on_time")
        reports.figure("青年确认", f"{now['confirmed']}件", f"上月{was['confirmed']}件", of="confirmed")
        done_before = duty_parts.last_month(branches_in[before])
        reports.figure("五个一全部完成", f"{n}/{of}个", done_before, of="duties_done")
    so_far = f"本月数字到{texts.day(TODAY)}为止。" if month == workdays.month_of(TODAY) else ""
    st.caption(
        f"{so_far}{need_figures.ON_TIME}{reports.BY_TODAY}　·　数据截至{texts.moment(engine.now())}　·　来源：需求办理记录和支部登记（台账）"
    )


def matrices(of: list[date]) -> dict[date, list[BranchMonth]]:
    return loading.load(duties.matrices, actor=actor, months=of, organisation_id=scope[0])


def answers(of: date) -> str:
    if (shown := told.get(of)) is not None:
        return f"{shown.n}份" if shown.n is not None else str(shown.why_empty("Q2"))
    n = loading.load(releases.answers_so_far, actor=actor, month=of, organisation_id=scope[0])
    return "没有调查" if n is None else released_parts.so_far(n)


def show_released() -> None:
    if (released := loading.load(releases.of_month, actor=actor, month=month)) is None:
        n = loading.load(releases.answers_so_far, actor=actor, month=month, organisation_id=scope[0])
        released_parts.say_not_released(n, others=len(months) > 1)
        return
    where = {"actor": actor, "release_id": released.id}
    form = loading.load(releases.form_of, **where)
    needs = told.get(month)
    if needs is None or needs.n is None:
        why = needs.why_empty("Q2") if needs else "这个月发布时还没有这个组织"
        parts.empty(f"{scope[1]}：{why}。", "可以在“需求分析”里看全区的结果。")
    else:
        beside = exhibits.of_release(actor, released, scope=scope, n=needs.n)
        st.caption(beside.line)
        released_parts.show_ranking(needs, form, beside)
        view = {"organisation_id": scope[0], "view": releases.RATINGS}
        released_parts.show_gaps(loading.load(releases.view, **where, **view), form, beside, further=False)
    district = released.organisations[0]
    whole = loading.load(releases.view, **where, organisation_id=district[0], view=releases.NEEDS)
    beside = exhibits.of_release(actor, released, scope=district, n=whole.n or 0)
    released_parts.show_domains(loading.load(releases.by_domain, **where), form, beside, whole=whole)
    axis = [workdays.add_months(month, i - 11) for i in range(12)]
    released_parts.show_trend(list(told.items()), form, replace(beside, scope=scope), months=axis)


@st.fragment
def show_duties() -> None:
    st.subheader(duty_parts.HEADING, anchor=False)
    shown = reports.segments("看什么", {"duty": "这个月五项", "months": f"近{BACK}个月"}, key="matrix")
    if shown == "duty":
        duty_parts.show_matrix(branches_in[month], duty_parts.beside(actor, scope, [month]))
        return
    months = [workdays.add_months(month, i - BACK + 1) for i in range(BACK)]
    beside = duty_parts.beside(actor, scope, months)
    duty_parts.show_branch_months(matrices(months), beside)


with reports.begin():
    parts.heading("总览", "一个月里青年需要什么、办得怎么样、五个一做得怎么样。")
    latest = next(iter(loading.load(releases.released_months, actor=actor)), None)
    crisis_parts.notice(actor)
    to_do_parts.show_above(actor, today=TODAY)
    first_steps.begin(actor, is_new=latest is None)
    months = loading.load(releases.survey_months, actor=actor)
    with reports.filters():
        month = reports.picked_month(months, default=latest)
        scope = reports.picked_scope(
            loading.load(frames.need_scopes, actor=actor), first=actor.organisation_id
        )
    before = workdays.add_months(month, -1)
    where = {"actor": actor, "organisation_id": scope[0], "view": releases.NEEDS, "until": month}
    told = dict(loading.load(releases.history, **where))
    branches_in = matrices([before, month])
    show_figures()
    reminder_parts.show_above(actor, scope)
    exhibits.way_to_definitions("answers")
    show_released()
    need_figures.show_follow_up(actor, scope, month=month, today=TODAY)
    show_duties()
