"""Whether a branch's survey of this month takes invite codes, and where its slips are printed."""

import streamlit as st

from db import invites
from db.links import LinkedBranch
from db.rights import Act, Actor, Noun, scope_of
from pages.shared import loading, saving


def show(actor: Actor, branch: LinkedBranch) -> None:
    """Draw how the open survey is entered, for whoever may see it; nothing while none is open."""
    if scope_of(actor, Noun.INVITE_CODE, Act.READ) is None:
        return
    entry = loading.load(invites.entry, actor=actor, branch_id=branch.branch_id)
    if entry is None:
        return
    with st.expander("邀请码（机房、共用电脑或手机用）", icon=":material/confirmation_number:"):
        st.markdown(
            f"平时一台设备填一份。大家要用同一台电脑或手机填时，{entry.month.month}月可以改用邀请码："
            "每人抽一张纸条，一码一份，填完点“下一位”。**不要登记谁拿了哪一张。**"
        )
        if entry.takes_codes:
            st.success(f"{entry.month.month}月的问卷凭邀请码填写，已生成{entry.n_codes}张。")
            st.link_button(
                "生成邀请码，打印纸条", f"/slips/{branch.branch_id}", icon=":material/print:", width="stretch"
            )
        if scope_of(actor, Noun.INVITE_CODE, Act.CHANGE) is None:
            return
        label = "改回一台设备一份" if entry.takes_codes else f"{entry.month.month}月改用邀请码"
        st.button(label, **saving.once("take_codes", take, actor, branch, not entry.takes_codes))


def take(actor: Actor, branch: LinkedBranch, with_codes: bool) -> None:
    """Change how the open survey is entered."""
    done = (
        "已改用邀请码。请生成、打印纸条。" if with_codes else "已改回一台设备一份。没用过的邀请码不再有效。"
    )
    saving.save(invites.take, actor=actor, branch_id=branch.branch_id, with_codes=with_codes, done=done)
