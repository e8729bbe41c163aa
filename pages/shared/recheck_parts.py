"""回访 on the committee's page: what youth said when they were asked a second time, as counts and as words."""

import streamlit as st

from db import rechecks
from db.rights import Actor
from db.vocabulary import Outcome
from pages.shared import loading, parts, reports
from pages.shared.typed import safe

HEADING = "回访：真的办好了吗"


def show(actor: Actor, scope: tuple[int, str]) -> None:
    """Draw the counts of twelve months, and the words that were written to the person's own organisation."""
    st.subheader(HEADING, anchor=False)
    found = loading.load(rechecks.of_year, actor=actor, organisation_id=scope[0])
    if not found.drawn:
        parts.empty("还没有抽到回访的需求。", "办结的需求里随机抽5%，一周后在青年的查询码页上问。")
        return
    if found.answered is None:
        parts.empty(
            f"近12个月抽到{found.drawn}件，回答不足10份，暂不显示。", "青年写的话也到满10份时一起显示。"
        )
    else:
        solved = found.outcomes[Outcome.SOLVED]
        with reports.figures("_recheck"):
            reports.figure("抽到", f"{found.drawn}件", f"已回答{found.answered}件", of="recheck")
            share = f"{solved / found.answered:.0%}"
            reports.figure("真的办好了", share, f"{solved}/{found.answered}件", of="recheck")
            again = found.outcomes[Outcome.UNSOLVED]
            reports.figure("没有办好", f"{again}件", f"{again}/{found.answered}件", of="recheck")
            reports.figure("满意", f"{found.mean:.1f}分", f"{found.answered}份，1—5分", of="recheck")
    _show_words(actor)
    st.caption("随机抽取，支部不知道抽到了哪些。回答自愿，不代表没有回答的人。")


def _show_words(actor: Actor) -> None:
    said = loading.load(rechecks.words, actor=actor)
    if not said:
        return
    with st.expander(f"青年写给{safe(actor.organisation_name)}的话 {len(said)}"):
        st.caption("只给本级看，不写是哪条需求、哪个支部。请不要转发，也不要去打听是谁。")
        for text in said:
            st.text(text)
