"""需求办理 — the needs handed to one's organisation: accept, ask, tell, settle, or say why it cannot be done."""

from uuid import UUID

import streamlit as st

from db import beginnings, engine, need_ledger, transfers, workdays
from db.errors import NotFound
from db.vocabulary import Role, StateType
from pages.shared import (
    claim_codes,
    hint_parts,
    loading,
    need_cards,
    need_rare_steps,
    need_steps,
    need_summaries,
    parts,
    quick_entry,
    saving,
    sign_in,
)

actor = sign_in.require(Role.SECRETARY, Role.CADRE, Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())
IS_ABOVE = actor.role in (Role.COMMITTEE, Role.DISTRICT)
KINDS = {StateType.OPEN: "待办", StateType.SETTLED: "已办结", StateType.CLOSED: "已结束"}
WHAT = (
    "青年直接交给上级的，和支部转交上来的需求，由您这一级办理。"
    if IS_ABOVE
    else "青年请本支部帮忙办的事。最急的排在前面。"
)
COMES_FROM = (
    "青年直接交给您这一级的需求，和支部转交上来的需求，会出现在这里。支部自己办的不在这里。"
    if IS_ABOVE
    else "青年从固定链接提出需求后，会出现在这里。"
)
NOTHING = {
    StateType.OPEN: ("现在没有要办的需求。", COMES_FROM),
    StateType.SETTLED: ("现在没有等青年确认的需求。", "办结以后，在青年确认之前会列在这里。"),
    StateType.CLOSED: ("还没有结束的需求。", "青年确认、撤回、一直没有评价，或说明无法办理的，会列在这里。"),
}


def show_list() -> None:
    parts.heading("需求办理", WHAT)
    if not IS_ABOVE:
        hint_parts.guardian_line(actor, actor.organisation_id)
    saving.show_notice()
    counts = loading.load(need_ledger.counts_for, actor=actor)
    kind = st.segmented_control(
        "看哪些",
        list(KINDS),
        default=StateType.OPEN,
        required=True,
        format_func=lambda kind: f"{KINDS[kind]} {counts[kind]}",
        key="needs_kind",
        label_visibility="collapsed",
        width="stretch",
        persist_state="page",
    )
    kind = kind or StateType.OPEN
    page = quick_entry.page_of(f"needs_page_{kind}", counts[kind])
    rows, _ = loading.load(need_ledger.list_for, actor=actor, kind=kind, on=TODAY, page=page)
    if not rows:
        parts.empty(*NOTHING[kind])
    begun = loading.load(beginnings.beginnings_for, actor=actor, need_ids=[row.id for row in rows])
    for row in rows:
        need_cards.card(row, begun.get(row.id), shows_branch=IS_ABOVE)
    quick_entry.pages(counts[kind], f"needs_page_{kind}")
    if not IS_ABOVE:
        need_cards.passed_on(loading.load(transfers.passed_on, actor=actor))


def show_file(need_id: UUID) -> None:
    file = loading.load(need_ledger.get_for, actor=actor, need_id=need_id, on=TODAY)
    need_cards.head(file, shows_branch=IS_ABOVE)
    need_cards.words(file, f"{actor.organisation_name}的办理人")
    need_steps.contact(actor, file)
    claim_codes.offer(actor, file)
    need_cards.thread(file.messages)
    need_cards.result(file)
    need_rare_steps.referral(actor, file)
    need_steps.next_step(actor, file, today=TODAY)
    need_summaries.part(actor, file)
    # Below the form: on a phone the head of the page is out of sight when its button is pressed.
    saving.show_notice()


need_cards.begin()
asked = st.query_params.get("need")
if asked is None:
    show_list()
else:
    st.button(
        "返回列表",
        key="back",
        icon=":material/arrow_back:",
        on_click=need_cards.open_need,
        args=(None,),
        type="tertiary",
    )
    try:
        found = UUID(asked)
    except ValueError:
        loading.failed(NotFound("need_unknown"))
    else:
        show_file(found)
