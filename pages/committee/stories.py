"""公开摘要 — before-and-after summaries of settled needs: publish them or decline; and the deeds that are public."""

import streamlit as st

from db import engine, summaries, workdays
from db.summaries import Summary
from db.vocabulary import Role, SummaryState
from pages.shared import loading, parts, saving, sign_in, texts, told_deeds
from pages.shared.typed import safe

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
NOTHING = {
    SummaryState.WAITING: (
        "现在没有等您审核的公开摘要。",
        "办理人在已办结的需求里写“公开摘要”后，会出现在这里。",
    ),
    SummaryState.PUBLISHED: ("还没有公开的摘要。", "公开以后，最新的两则显示在首页和支部公开栏。"),
    SummaryState.DECLINED: ("没有未采用的摘要。", "您没有采用的会列在这里，办理人可以改写后再送审。"),
}


def decide(summary: Summary, is_published: bool) -> None:
    saving.save(
        summaries.publish if is_published else summaries.decline,
        actor=actor,
        seen=summary,
        done="已公开，任何人都能在首页看到。" if is_published else "没有公开，办理人会看到。",
    )


def show(summary: Summary) -> None:
    with st.container(border=True):
        st.markdown(f"**办之前**　{safe(summary.before)}")
        st.markdown(f"**办之后**　{safe(summary.after)}")
        published = f" · {texts.day(summary.published_on)}公开" if summary.published_on else ""
        st.caption(f"{safe(summary.by)}{published}")
        with st.container(horizontal=True):
            if summary.state is not SummaryState.PUBLISHED:
                button(summary, "公开", True)
            if summary.state is not SummaryState.DECLINED:
                label = "不采用" if summary.state is SummaryState.WAITING else "撤下"
                button(summary, label, False)


def button(summary: Summary, label: str, is_published: bool) -> None:
    st.button(
        label,
        type="primary" if is_published else "secondary",
        **saving.once(
            f"{'publish' if is_published else 'decline'}_{summary.need_id}", decide, summary, is_published
        ),
    )


parts.heading(
    "公开摘要", "办理人写的前后对比。公开前请看清：有没有能认出是谁的话。敏感类需求不会出现在这里。"
)
saving.show_notice()
state = st.segmented_control(
    "看哪些",
    list(SummaryState),
    default=SummaryState.WAITING,
    required=True,
    format_func=lambda state: state.label,
    key="summary_state",
    label_visibility="collapsed",
    width="stretch",
)
found = loading.load(summaries.list_for, actor=actor, state=state or SummaryState.WAITING)
if not found:
    parts.empty(*NOTHING[state or SummaryState.WAITING])
for summary in found:
    show(summary)
told_deeds.show(actor, today=workdays.today(engine.now()))
