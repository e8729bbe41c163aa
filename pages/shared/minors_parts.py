"""Youth under 14: the mode of the district, and where a school's branch prints the codes for guardians."""

import streamlit as st

from db import minors, parental_codes
from db.links import LinkedBranch
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import MinorsMode
from pages.shared import loading, saving

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


def show_codes(actor: Actor, branch: LinkedBranch) -> None:
    """Draw where codes for guardians are printed; nothing where no youth under 14 are asked now."""
    if scope_of(actor, Noun.PARENTAL_CODE, Act.READ) is None:
        return
    entry = loading.load(parental_codes.entry, actor=actor, branch_id=branch.branch_id)
    if entry is None:
        return
    with st.expander("同意码（给未满14周岁同学的家长）", icon=":material/family_restroom:"):
        st.markdown(
            f"{entry.month.month}月的问卷，未满14周岁的同学要有监护人的同意码才能提交。把纸条交给老师发给家长，"
            "每人一张。**不要登记谁拿了哪一张，也不要催、不要收。**"
        )
        st.caption(f"已生成{entry.n_codes}张。")
        st.link_button(
            "生成同意码，打印纸条",
            f"/parental-slips/{branch.branch_id}",
            icon=":material/print:",
            width="stretch",
        )
