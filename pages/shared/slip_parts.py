"""Codes on slips of paper for the open survey of a branch: invite codes, and codes for the guardians of pupils."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from db import invites, paper_sheets, parental_codes
from db.links import LinkedBranch
from db.rights import Act, Actor, Noun, scope_of
from pages.shared import loading, menu, saving

E = TypeVar("E")


def _entry(read: Callable[..., E | None], noun: Noun, actor: Actor, branch: LinkedBranch) -> E | None:
    """Return how the open survey stands; None while none is open, and for whoever may not see it."""
    if scope_of(actor, noun, Act.READ) is None:
        return None
    return loading.load(read, actor=actor, branch_id=branch.branch_id)


def _way_to_print(label: str, path: str, branch: LinkedBranch) -> None:
    st.link_button(label, f"{path}/{branch.branch_id}", icon=":material/print:", width="stretch")


def show_invites(actor: Actor, branch: LinkedBranch) -> None:
    """Draw whether the open survey takes invite codes, and where they are printed."""
    entry = _entry(invites.entry, Noun.INVITE_CODE, actor, branch)
    if entry is None:
        return
    with st.expander("邀请码（机房、共用电脑或手机用）", icon=":material/confirmation_number:"):
        st.markdown(
            f"平时一台设备填一份。大家要用同一台电脑或手机填时，{entry.month.month}月可以改用邀请码："
            "每人抽一张纸条，一码一份，填完点“下一位”。**不要登记谁拿了哪一张。**"
        )
        if entry.takes_codes:
            st.success(f"{entry.month.month}月的问卷凭邀请码填写，已生成{entry.n_codes}张。")
            _way_to_print("生成邀请码，打印纸条", "/slips", branch)
        if scope_of(actor, Noun.INVITE_CODE, Act.CHANGE) is None:
            return
        label = "改回一台设备一份" if entry.takes_codes else f"{entry.month.month}月改用邀请码"
        st.button(label, **saving.once("take_codes", take_invites, actor, branch, not entry.takes_codes))


def take_invites(actor: Actor, branch: LinkedBranch, with_codes: bool) -> None:
    """Change how the open survey is entered."""
    done = (
        "已改用邀请码。请生成、打印纸条。" if with_codes else "已改回一台设备一份。没用过的邀请码不再有效。"
    )
    saving.save(invites.take, actor=actor, branch_id=branch.branch_id, with_codes=with_codes, done=done)


def show_paper(actor: Actor, branch: LinkedBranch) -> None:
    """Draw where the questionnaire is printed on paper and typed in; nothing where no survey is open."""
    wave = _entry(paper_sheets.find, Noun.PAPER_SHEET, actor, branch)
    if wave is None:
        return
    with st.expander("纸质问卷（给没有手机的青年）", icon=":material/description:"):
        st.markdown(
            f"{wave.month.month}月的问卷可以打印出来填，A4一张、正反两面。收回后照着方框里的号码录入，一张约半分钟，"
            "录完销毁。**纸上不收“请办一件事”**：没有查询码，青年看不到进展。"
        )
        _way_to_print("打印纸质问卷", "/paper", branch)
        st.page_link(menu.PAPER.path, label="录入收回的卷子", icon=":material/keyboard:")


def show_parental(actor: Actor, branch: LinkedBranch) -> None:
    """Draw where codes for guardians are printed; nothing where no youth under 14 are asked now."""
    entry = _entry(parental_codes.entry, Noun.PARENTAL_CODE, actor, branch)
    if entry is None:
        return
    with st.expander("同意码（给未满14周岁同学的家长）", icon=":material/family_restroom:"):
        st.markdown(
            f"{entry.month.month}月的问卷，未满14周岁的同学要有监护人的同意码才能提交。把纸条交给老师发给家长，"
            "每人一张。**不要登记谁拿了哪一张，也不要催、不要收。**"
        )
        st.caption(f"已生成{entry.n_codes}张。")
        _way_to_print("生成同意码，打印纸条", "/parental-slips", branch)
