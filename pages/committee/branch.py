"""支部 — one branch's last half year: the five duties, answers, needs and deeds, all as counts of the ledger."""

import streamlit as st

from db import duties, engine, month_records, need_lines, organisations, workdays
from db.duties import Light
from db.organisations import OrganisationRow
from db.vocabulary import DueState, Duty, Level, Role
from pages.shared import (
    branch_ledger,
    correction_parts,
    duty_parts,
    exhibits,
    first_steps,
    hint_parts,
    loading,
    noticing_parts,
    organisation_names,
    parts,
    reports,
    sign_in,
    texts,
)

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())
MONTH = workdays.month_of(TODAY)
BACK = 6


def name_of(found: OrganisationRow, names: dict[int, str]) -> str:
    return names[found.id] if found.is_active else f"{names[found.id]}（已停用）"


def show_figures() -> None:
    found = {"actor": actor, "organisation_id": branch.id}
    waiting = loading.load(need_lines.counts, **found)
    now, before = lights[last], lights[months[-2]]
    when = "本月" if last == MONTH else f"{last.month}月"
    with reports.figures():
        reports.figure(f"{when}五个一", done(now), f"上月{done(before)}", of="branch_duties")
        reports.figure(
            f"{when}问卷",
            branch_ledger.answers(now[Duty.SURVEY], last, this_month=MONTH),
            reports.VOLUNTARY,
            of="branch_answers",
        )
        reports.figure(
            "待办需求",
            f"{sum(waiting.values())}件",
            f"逾期{waiting[DueState.LATE]}件，临期{waiting[DueState.NEAR]}件",
            of="pending",
        )
    youth = f"登记青年{branch.declared_youth}人" if branch.declared_youth else "青年人数未登记"
    st.caption(
        f"{branch.domain.label if branch.domain else ''}　·　{youth}　·　数据截至{texts.moment(engine.now())}　·　"
        "来源：支部登记和需求办理记录（台账）"
    )


def done(of: dict[Duty, Light]) -> str:
    if why := duty_parts.outside(of):
        return why.label
    applicable = [light for light in of.values() if light.applies]
    return f"{sum(light.is_done for light in applicable)}/{len(applicable)}项"


with reports.begin():
    parts.heading("支部", "一个支部近半年做了什么。只有台账数字，没有任何人的回答或原话。")
    tree = loading.load(organisations.list_for, actor=actor, with_closed=True)
    names = organisation_names.of_tree(tree)
    # What was closed comes last.
    branches = sorted((row for row in tree if row.level is Level.BRANCH), key=lambda row: not row.is_active)
    if not branches:
        first_steps.say_no_branch(actor)
        st.stop()
    with reports.filters():
        branch = reports.picked(
            "团支部", branches, key="branch", code=lambda b: str(b.id), words=lambda b: name_of(b, names)
        )
    last = loading.load(month_records.last_month, actor=actor, branch_id=branch.id)
    months = [workdays.add_months(last, i - BACK + 1) for i in range(BACK)]
    lights = loading.load(duties.lights_of_months, actor=actor, branch_id=branch.id, months=months)
    show_figures()
    if branch.is_active:
        hint_parts.guardian_line(actor, branch.id)
    else:
        st.info("这个支部已停用。这里是它最后半年的记录；停用以后的月份不再计入。")
    exhibits.way_to_definitions("duties")
    st.subheader("五个一", anchor=False)
    beside = duty_parts.beside(actor, (branch.id, names[branch.id]), months)
    duty_parts.show_months(dict(reversed(lights.items())), beside)
    in_record = [month for month, of in lights.items() if duty_parts.outside(of) is None]
    if in_record:
        branch_ledger.show(actor, branch.id, lights, this_month=MONTH)
    correction_parts.show(actor, branch.id, in_record, today=TODAY)
    noticing_parts.show_branch(actor, branch.id)
