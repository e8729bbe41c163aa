"""Youth under 14: the mode of the district, and the list of what is processed of minors."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from db import minors
from db.exchange import minors_list, tables
from db.rights import Actor
from db.vocabulary import MinorsMode
from pages.shared import loading, saving, sessions, sign_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EFFECTS = {
    MinorsMode.BLOCK_UNDER_14: "一选“未满14周岁”就停止，已填的全部删除。",
    MinorsMode.SCHOOL: "只对领域为“学校”的团支部：凭监护人的同意码填写，不收集联系方式；其他支部照旧不收集。",
}


def show_mode(actor: Actor) -> None:
    """Draw the setting, for whoever may change it."""
    seen = loading.load(minors.mode)
    st.subheader("未满14周岁的同学", anchor=False)
    st.caption(
        "法律规定，收集未满14周岁儿童的个人信息，要先取得监护人同意。开启学校模式前，"
        "请先填好上面的联系人，并请学校告知家长。"
    )
    key = f"minors_mode_{seen.value}"
    with st.form("minors", border=False):
        st.radio(
            "问卷怎样处理",
            list(EFFECTS),
            index=list(EFFECTS).index(seen),
            captions=list(EFFECTS.values()),
            format_func=lambda mode: mode.label,
            key=key,
        )
        st.form_submit_button("保存处理方式", **saving.once("save_minors", save_mode, actor, seen, key))


def save_mode(actor: Actor, seen: MinorsMode, key: str) -> None:
    """Change the mode."""
    to: MinorsMode = st.session_state[key]
    done = f"已保存：{to.label}。" + (
        "学校的团支部可以在“链接与二维码”里打印同意码。" if to is MinorsMode.SCHOOL else ""
    )
    saving.save(minors.change, actor=actor, seen=seen, to=to, done=done)


def show_list(actor: Actor) -> None:
    """Draw where the list of what is processed of minors is taken along, for whoever may have it."""
    if not minors_list.may_have(actor):
        return
    st.caption(
        f"处理未成年人信息的，每年要做一次合规审计，次年1月底前报告。{minors_list.NAME}可以作附件：列出收集哪些信息、"
        "用来做什么、凭什么同意、保存多久、从何时起，不含任何人的回答和姓名。下载会留记录。"
    )
    st.download_button(
        f"下载{minors_list.NAME}（xlsx）",
        partial(made_list, sign_in.later(), actor),
        f"{actor.organisation_name}_{minors_list.NAME}.xlsx",
        XLSX,
        key="minors_list",
        on_click="ignore",
        icon=":material/download:",
    )


def made_list(who: Callable[[], Actor | None], was: Actor) -> bytes:
    """Return the content of the file for who asks now; it is entered in the audit log first. Raises Refused."""
    actor = sign_in.same(who(), was)
    sessions.write(minors_list.allow, actor=actor)
    return tables.as_xlsx(sessions.read(minors_list.read, actor=actor))
