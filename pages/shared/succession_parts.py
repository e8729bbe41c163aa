"""换届交接: what goes along, what stays, what is deleted; and the handing over itself."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from db import engine, succession, workdays
from db.rights import Actor
from db.succession import Work
from db.vocabulary import Role
from pages.shared import loading, parts, reports, saving, texts
from pages.shared.typed import safe

SURE = "succession_sure"


def show(actor: Actor, person_id: int, *, then: Callable[[object], None] | None = None) -> None:
    """Draw what somebody has in hand, and to whom it can go. then : what the page does once it is done."""
    work = loading.load(succession.work_of, actor=actor, person_id=person_id)
    _what_goes_along(work)
    _what_stays(work)
    found = loading.load(
        succession.successors, actor=actor, person_id=person_id, on=workdays.today(engine.now())
    )
    if not found:
        parts.empty("本组织还没有可以接任的账号。", "请先由区团委为接任人添加账号，再来交接。")
        return
    names = {colleague.id: f"{colleague.name}（{colleague.role.label}）" for colleague in found}
    st.subheader("交给谁", anchor=False)
    field = f"successor_{person_id}"
    st.selectbox(
        "接任人",
        list(names),
        None,
        format_func=lambda key: names.get(key, ""),
        key=field,
        placeholder="请选择",
    )
    st.checkbox("已经和接任人当面核对过上面的清单", key=SURE)
    whose = "我的" if actor.id == person_id else f"{safe(work.name)}的"
    st.caption(_what_follows(work, whose))
    st.button(
        f"交接并停用{whose}账号",
        type="primary",
        width="stretch",
        **saving.once(f"hand_over_{person_id}", _hand_over, actor, work, field, then),
    )


def _what_goes_along(work: Work) -> None:
    st.subheader("交给接任人", anchor=False)
    if not work.needs and not work.n_pairings:
        parts.empty("手上没有承办的需求，也没有进行中的结对。", "可以直接交接。")
        return
    st.markdown(f"承办的需求{len(work.needs)}件，进行中的结对{work.n_pairings}对。")
    if work.needs:
        rows = [
            {
                "编号": need.number,
                "状态": need.state.label,
                "期限": texts.day(need.due_on) if need.due_on else "—",
            }
            for need in work.needs
        ]
        reports.table(pd.DataFrame(rows))


def _what_stays(work: Work) -> None:
    st.subheader("不交给接任人", anchor=False)
    lines = [
        f"谈话内容和结对备注{work.n_texts}条：当时只写给本人看，交接时删除；谈心和联系的次数、日期都保留。",
        f"还没有受理的需求{work.n_unaccepted}件、没有办完的实事{len(work.begun)}件，以及活动、实事等登记：属于本组织，留在原处。",
    ]
    if work.n_helping or work.n_asked:
        lines.append(
            f"协办的需求{work.n_helping}件、等您答应接手的{work.n_asked}件：由原来的承办人继续办理。"
        )
    st.markdown("\n".join(f"- {line}" for line in lines))
    if work.begun:
        st.caption("没有办完的实事：" + "、".join(safe(title) for title in work.begun))


def _what_follows(work: Work, whose: str) -> str:
    heir = "接任人的账号改为团支部书记。" if work.role is Role.SECRETARY else ""
    return f"{heir}{whose}账号马上停用，删除的内容不能恢复。青年看不到换了谁办理。"


def _hand_over(actor: Actor, work: Work, field: str, then: Callable[[object], None] | None) -> None:
    successor = st.session_state.get(field)
    if successor is None:
        saving.refuse("还没有交接。请先选择接任人。")
    elif not st.session_state.get(SURE):
        saving.refuse("还没有交接。请先和接任人核对清单，再勾选。")
    else:
        saving.save(
            succession.hand_over,
            actor=actor,
            person_id=work.person_id,
            successor_id=successor,
            then=then,
            done=f"交接完成，{work.name}的账号已停用。",
        )
