"""本支部结果 — what the branch's youth said this month, in words; and beside it the order of the whole committee."""

from datetime import date

import streamlit as st

from db import engine, need_ledger, releases, workdays
from db.releases import OwnResult
from db.vocabulary import Role, StateType
from pages.shared import loading, menu, noticing_parts, parts, released_parts, reports, sign_in, texts
from pages.shared.typed import safe

actor = sign_in.require(Role.SECRETARY, Role.CADRE)

WHY_NO_FIGURES = "人少时，数字会让人猜到是谁，所以这里不显示份数和百分比。"


def say_not_released(asked: tuple[date, int] | None) -> None:
    if asked is None:
        parts.empty("这个月没有开展月度调查。", "请换一个月份。")
        return
    opens_on, n = asked
    if opens_on > workdays.today(engine.now()):
        parts.empty("这个月还没有开展月度调查。", f"问卷{texts.day(opens_on)}自动开启，不用做什么。")
        return
    parts.empty(
        f"这个月的结果还没有发布，本支部目前收到问卷{released_parts.so_far(n)}。",
        "结果在次月第一个工作日发布。",
    )


def show_own(result: OwnResult) -> None:
    st.subheader("本支部青年提到较多的", anchor=False)
    if result.why_empty:
        parts.empty(
            f"{result.why_empty}。",
            "满5份才列出类别，敏感类从不列出。可以先看总体的先后，再当面听听青年怎么说。",
        )
        return
    st.markdown("\n".join(f"- **{label}**{f'　{band}' if band else ''}" for label, band in result.named))
    st.caption(
        "按问卷里的顺序列出，不分先后；最多3类，每类至少有3份问卷提到。敏感类不在这里显示。"
        + ("" if any(band for _, band in result.named) else WHY_NO_FIGURES)
    )


def show_asked(result: OwnResult) -> None:
    for asked in result.asked:
        st.subheader(f"本月加问：{safe(asked.text)}", anchor=False)
        if asked.why_empty:
            parts.empty(f"{asked.why_empty}，不显示。", "可以换一种问法，或者当面听听。")
            continue
        st.markdown("\n".join(f"- **{safe(option)}**　{band}" for option, band in asked.told))
        st.caption("按题目里的顺序列出，不分先后；最多3项，只说大概份数。只有本支部看得到。")


def show_above(result: OwnResult) -> None:
    st.subheader(f"{safe(result.above)}的先后", anchor=False)
    if result.why_no_ranking:
        parts.empty(f"{result.why_no_ranking}。", "答卷多一些的月份会显示。")
        return
    # Equal places stand beside one another: the numbers are said, not counted by the list.
    st.markdown("\n".join(f"{place}\\. {safe(label)}  " for place, label in result.ranking))
    st.caption("按提到的份数排列，份数相同的名次相同。敏感类不在这里显示。")


def show_needs() -> None:
    st.subheader("交给本支部的需求", anchor=False)
    counts = loading.load(need_ledger.counts_for, actor=actor)
    st.markdown(
        f"待办**{counts[StateType.OPEN]}**件　·　已办结、等青年确认**{counts[StateType.SETTLED]}**件　·　"
        f"已结束**{counts[StateType.CLOSED]}**件"
    )
    st.caption("青年请支部办的每一件事都在“需求办理”里，不受份数限制。")
    st.page_link(menu.NEEDS.path, label="去需求办理", icon=":material/inbox:")


parts.heading(
    "本支部结果", "某个月里，本支部青年最常提到哪几方面；旁边是全街道（单位）的先后。只显示已发布的。"
)
months = loading.load(releases.own_months, actor=actor)
with reports.filters():
    month = reports.picked_month(months, default=loading.load(releases.own_latest, actor=actor))
result = loading.load(releases.own_result, actor=actor, month=month)
if result is None:
    say_not_released(loading.load(releases.own_survey, actor=actor, month=month))
else:
    left, right = st.columns(2, gap="medium")
    with left:
        show_own(result)
        show_asked(result)
    with right:
        show_above(result)
    noticing_parts.show_own(actor, month)
    correction = f"，第{result.number}次发布（更正）" if result.number > 1 else ""
    st.caption(
        f"{texts.moment(result.released_at)}发布{correction}　·　来源：月度调查　·　{reports.VOLUNTARY}"
    )
show_needs()
