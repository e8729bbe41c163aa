"""谈心 — write a talk down in a minute, turn what came up into needs, read one's own notes again."""

import streamlit as st

from db import engine, talks, workdays
from db.claims import Offered
from db.errors import NotFound
from db.vocabulary import Duty, Role
from pages.shared import (
    claim_codes,
    loading,
    need_cards,
    parts,
    quick_entry,
    saving,
    sign_in,
    talk_cards,
    talk_fields,
)

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
NEW = "talk_new"
RECORD, READ = "记一次谈心", "谈心记录"


def save() -> None:
    form, requests = talk_fields.read(NEW), talk_fields.requests(NEW)
    if form is None:
        return
    saving.save(
        talks.record,
        actor=actor,
        form=form,
        requests=requests,
        then=clear,
        done="已记下。请让青年扫码领取查询码。" if requests else "已记下。",
    )


def clear(offered: tuple[Offered, ...]) -> None:
    talk_fields.fill(NEW, talk_fields.blank(TODAY))
    if offered:
        claim_codes.keep(offered)


def show_form() -> None:
    if f"{NEW}_reason" not in st.session_state:
        talk_fields.fill(NEW, talk_fields.blank(TODAY))
    talk_fields.begin()
    with st.container(border=True):
        talk_fields.required(NEW, TODAY)
        with st.expander("选填：要点、类别、下次联系", icon=":material/edit_note:"):
            talk_fields.optional(actor, NEW)
        talk_fields.wishes(NEW)
        st.button("保存谈心", type="primary", width="stretch", **saving.once("talk_record", save))
    # Below the button: on a phone the head of the page is out of sight when it is pressed.
    saving.show_notice()


def show_list() -> None:
    saving.show_notice()
    listed = quick_entry.read_page("talks_page", talks.list_for, actor=actor, on=TODAY)
    if not listed.rows:
        parts.empty("本支部还没有谈心记录。", "谈过以后点“记一次谈心”，四项就够，内容可以不写。")
    for row in listed.rows:
        talk_cards.card(row, today=TODAY)
    quick_entry.pages(listed.total, "talks_page")


def show_talk(talk_id: int) -> None:
    row = loading.load(talks.get_for, actor=actor, talk_id=talk_id)
    talk_cards.head(actor, row, today=TODAY)
    talk_cards.text(actor, row)
    talk_cards.openings(actor, row)
    talk_cards.own_steps(actor, row, today=TODAY)
    saving.show_notice()


def show_view() -> None:
    view = st.segmented_control(
        "看什么",
        [RECORD, READ],
        default=RECORD,
        required=True,
        key="talks_view",
        label_visibility="collapsed",
        width="stretch",
        persist_state="page",
    )
    if view == READ:
        show_list()
    else:
        show_form()


need_cards.begin()
asked = st.query_params.get("talk")
if asked is None:
    quick_entry.begin(
        actor, Duty.TALK, title="谈心", what="先听，再记。四项必填，内容可以不写。", today=TODAY
    )
    if claim_codes.are_kept():
        # Nothing else: this is the screen that the youth looks at.
        saving.show_notice()
        claim_codes.show()
    else:
        talk_fields.advice()
        show_view()
else:
    talk_cards.back()
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        show_talk(int(asked))
    else:
        loading.failed(NotFound("talk_unknown"))
