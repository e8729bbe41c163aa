"""本月 — what to do next, the five lights with what is missing, which needs wait, the standing link."""

from datetime import date

import streamlit as st

from db import duties, engine, links, month_records, need_ledger, to_dos, waves, workdays
from db.duties import Light
from db.need_ledger import Pressing
from db.vocabulary import Duty, LightState, Role
from pages.shared import (
    correction_parts,
    loading,
    menu,
    month_board,
    parts,
    quick_entry,
    reminder_parts,
    saving,
    sharing,
    sign_in,
    texts,
    to_do_parts,
    undone_parts,
)

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
THIS_MONTH = workdays.month_of(TODAY)
LAST_MONTH = workdays.add_months(THIS_MONTH, -1)


def next_need(needs: Pressing) -> tuple[str, str, str] | None:
    """Return sentence, button and page of what waits among the needs; None when nothing is due."""
    if needs.late:
        return f"有{needs.late}件需求已逾期，请先办理。", "去办理", menu.NEEDS.path
    if needs.to_accept:
        return f"有{needs.to_accept}件需求等您受理。", "去受理", menu.NEEDS.path
    return None


def next_duty(found: dict[Duty, Light], needs: Pressing) -> tuple[str, str, str] | None:
    """Return the same of what the month still lacks."""
    if found[Duty.SURVEY].state is LightState.NO_ANSWERS:
        text = "本月调查已开启，还没有人填。把固定链接发到群里就行。"
        return text, "去复制群通知", menu.SHARE.path
    if needs.in_progress:
        text = f"有{needs.in_progress}件需求正在办理，办好后点“办结”，青年会收到结果。"
        return text, "去办结", menu.NEEDS.path
    undone = [duty for duty in duties.undone(found) if duty is not Duty.SURVEY]
    if not undone:
        return None
    page, label = month_board.PLACES[undone[0]]
    return f"本月还差{month_board.names(undone)}。办了登记一笔，不到一分钟。", f"去{label}", page.path


def show_next() -> None:
    step = next_need(needs) or next_duty(this_month, needs)
    if step is None:
        st.success("眼下没有要办的事。", icon=":material/check:")
    else:
        st.warning(f"**下一步**　{step[0]}", icon=":material/flag:")  # gold: the one thing to do next
        if st.button(step[1], key="next", type="primary", icon=":material/arrow_forward:"):
            st.switch_page(step[2])
    if state_of(LAST_MONTH).may_confirm:
        st.info(f"{LAST_MONTH.month}月情况还可以确认：选“{LAST_MONTH.month}月”，看一眼，点“确认”。")


def lights_of(month: date) -> dict[Duty, Light]:
    return loading.load(duties.lights, actor=actor, branch_id=actor.organisation_id, month=month)


def state_of(month: date) -> month_records.MonthState:
    return loading.load(month_records.state_of, actor=actor, branch_id=actor.organisation_id, month=month)


def survey_line(month: date, light: Light) -> str:
    wave = loading.load(waves.monthly_wave, month=month)
    if light.state is LightState.NOT_OPENED or wave is None:
        if month < THIS_MONTH:
            return "这个月没有面向本支部的调查。"
        opens_on = (
            wave.opens_on if wave and wave.opens_on > TODAY else loading.load(waves.next_opening, on=TODAY)
        )
        return f"问卷{texts.day(opens_on)}自动开启，不用做什么。"
    if wave.closes_on < TODAY:
        count = f"共收到{light.n}份" if light.n else "没有收到"
        return f"{count}，已于{texts.day(wave.closes_on)}截止。"
    return f"{texts.answers_so_far(light.n)}，{texts.day(wave.closes_on)}截止。结果发布前只显示份数。"


def show_link() -> None:
    st.subheader("固定链接", anchor=False)
    for found in loading.load(links.list_for, actor=actor):
        branch = loading.load(links.find_branch, token=found.token)
        parts.copyable(sharing.link(sharing.origin(st.context.url or ""), branch))
        st.caption(f"支部码：{found.branch_code}。链接固定不变，每月不用重发。")
    st.page_link(menu.SHARE.path, label="二维码、海报和群通知", icon=":material/qr_code_2:")


needs = loading.load(need_ledger.pressing_for, actor=actor)
this_month = lights_of(THIS_MONTH)
parts.heading(texts.month(THIS_MONTH), actor.organisation_name)
show_next()
to_do_parts.show(*loading.load(to_dos.list_for, actor=actor), today=TODAY)
month = quick_entry.chosen_month(actor, "board_month", today=TODAY)
found = this_month if month == THIS_MONTH else lights_of(month)
state = state_of(month)
month_board.show_lights(actor, found, state, survey=survey_line(month, found[Duty.SURVEY]))
if state.may_change:
    undone_parts.show(actor, found, month=month)
saving.show_notice()
month_board.show_confirmation(actor, found, state)
correction_parts.told(actor, actor.organisation_id, today=TODAY)
month_board.show_needs(needs)
show_link()
reminder_parts.show_own(actor, month=THIS_MONTH, needs=needs, undone=duties.undone(this_month))
st.page_link(menu.LEDGERS.path, label="月底的表：台账与工作手册", icon=":material/table_view:")
