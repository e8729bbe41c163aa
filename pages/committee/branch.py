"""支部 — one branch's last half year: the five duties, answers, needs and deeds, all as counts of the ledger."""

from datetime import date

import pandas as pd
import streamlit as st

from db import duties, engine, flows, need_lines, organisations, workdays
from db.duties import Light
from db.vocabulary import DueState, Duty, Level, Role
from pages.shared import (
    duty_parts,
    first_steps,
    hint_parts,
    loading,
    organisation_names,
    parts,
    released_parts,
    reports,
    sign_in,
    texts,
)

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())
MONTH = workdays.month_of(TODAY)
MONTHS = [workdays.add_months(MONTH, i - 5) for i in range(6)]
FEW = 5


def show_figures() -> None:
    found = {"actor": actor, "organisation_id": branch.id}
    waiting = loading.load(need_lines.counts, **found)
    now, before = lights[MONTHS[-1]], lights[MONTHS[-2]]
    with reports.figures():
        reports.figure("本月五个一", done(now), f"上月{done(before)}")
        reports.figure("本月问卷", answers(now[Duty.SURVEY], MONTHS[-1]), reports.VOLUNTARY)
        reports.figure(
            "待办需求",
            f"{sum(waiting.values())}件",
            f"逾期{waiting[DueState.LATE]}件，临期{waiting[DueState.NEAR]}件",
        )
    youth = f"登记青年{branch.declared_youth}人" if branch.declared_youth else "青年人数未登记"
    st.caption(
        f"{branch.domain.label if branch.domain else ''}　·　{youth}　·　数据截至{texts.moment(engine.now())}　·　"
        "来源：支部登记和需求办理记录（台账）"
    )


def done(of: dict[Duty, Light]) -> str:
    applicable = [light for light in of.values() if light.applies]
    return f"{sum(light.is_done for light in applicable)}/{len(applicable)}项"


def answers(light: Light, month: date) -> str:
    if light.n >= released_parts.FROM or month == MONTH:
        return released_parts.so_far(light.n)
    return f"不足{FEW}份（含0份）" if light.n < FEW else f"{FEW}–9份"


def show_ledger() -> None:
    st.subheader("逐月台账", anchor=False)
    found = {"actor": actor, "organisation_id": branch.id, "months": MONTHS}
    happened = loading.load(flows.of_needs, **found).to_dict("records")
    deeds = loading.load(flows.of_deeds, **found).to_dict("records")
    about_needs = [
        {
            "月份": texts.month(flow["month"]),
            "问卷": answers(lights[flow["month"]][Duty.SURVEY], flow["month"]),
            "提出需求": f"{flow['raised']}件",
            "办结": f"{flow['settled']}件",
            "按期办结": f"{flow['on_time']}/{flow['due']}件",
            "青年确认": f"{flow['confirmed']}件",
        }
        for flow in happened
    ]
    about_work = [
        {
            "月份": texts.month(deed["month"]),
            "实事": f"{deed['n']}件（{deed['beneficiaries']}人次）",
            "活动": f"{lights[deed['month']][Duty.ACTIVITY].n}次",
            "结对联系": f"{lights[deed['month']][Duty.PAIRING].n}次",
            "谈心": f"{lights[deed['month']][Duty.TALK].n}次",
        }
        for deed in deeds
    ]
    reports.table(pd.DataFrame(about_needs[::-1]))
    reports.table(pd.DataFrame(about_work[::-1]))
    st.caption(
        "需求只计这个支部办理的，青年选择直接交上级的不在内。问卷不足10份时只说范围。谈心只计次数，没有内容。"
    )


with reports.begin():
    parts.heading("支部", "一个支部近半年做了什么。只有台账数字，没有任何人的回答或原话。")
    tree = loading.load(organisations.list_for, actor=actor)
    branches, names = [row for row in tree if row.level is Level.BRANCH], organisation_names.of_tree(tree)
    if not branches:
        first_steps.say_no_branch(actor)
        st.stop()
    with reports.filters():
        branch = reports.picked(
            "团支部", branches, key="branch", code=lambda b: str(b.id), words=lambda b: names[b.id]
        )
    lights = {
        month: loading.load(duties.lights, actor=actor, branch_id=branch.id, month=month) for month in MONTHS
    }
    show_figures()
    hint_parts.guardian_line(actor, branch.id)
    st.subheader("五个一", anchor=False)
    duty_parts.show_months(dict(reversed(lights.items())))
    show_ledger()
