"""What stands before and after the questions of the survey: a draft of somebody who may have gone, and the receipt."""

from html import escape

import streamlit as st

from db import receipts
from pages.shared import answering, parts, saving, sharing
from pages.shared import survey_state as state
from pages.shared.loading import load
from pages.shared.wording import (
    ALREADY_SENT,
    ANSWERED,
    CARE,
    CARE_SENT,
    CODE_USED,
    HELP_LINES,
    PARENTAL_STEP,
    SENT,
    TOO_YOUNG,
    keep_the_code,
    leaving_without_code,
    receipt_line,
)


def quiet_page() -> None:
    """Announce a draft without its content."""
    st.subheader("这台设备上有一份没有填完的问卷", anchor=False)
    st.write("为保护隐私，先不显示内容。是您刚才填的吗？")
    st.button("继续填写", key="resume", type="primary", width="stretch", on_click=state.resume)
    st.button("不是我，重新开始", key="start_over", width="stretch", on_click=state.start_over)


def parental_page(survey: answering.Survey) -> None:
    """Ask for the guardian's code of somebody under 14."""
    st.title("请监护人同意", anchor=False)
    st.write(PARENTAL_STEP)
    parts.link("阅读《儿童个人信息告知书》", f"/s/{survey.branch.token}/notice")
    with st.form("parental", border=False, enter_to_submit=False):
        parts.text_line("同意码", key=state.PARENTAL_FIELD, autocomplete="off")
        st.caption("8位，大小写、空格都不影响。输入即表示监护人已经阅读告知书，并同意孩子填写。")
        st.form_submit_button(
            "同意，继续填写",
            type="primary",
            width="stretch",
            **saving.once("agree", state.give_parental_code),
        )
    st.button("没有同意码，退出", key="no_code", width="stretch", on_click=state.leave_without_code)
    is_correction = answering.is_correction(st.session_state[state.ANSWERS])
    st.caption(leaving_without_code(is_correction=is_correction))
    st.button("选错了，改年龄段", key="age_again", type="tertiary", on_click=state.choose_age_again)


def too_young_page() -> None:
    """Ask once more before an answer that was sent is deleted: it may have been a slip of the finger."""
    st.title("未满14周岁？", anchor=False)
    st.write(TOO_YOUNG)
    st.button(
        "选错了，改年龄段", key="age_again", type="primary", width="stretch", on_click=state.choose_age_again
    )
    st.button("确认未满14周岁，删除并退出", key="too_young", width="stretch", on_click=state.end_too_young)


def farewell(phase: str) -> None:
    """Say goodbye to whoever was stopped or left."""
    words = st.session_state[state.FAREWELL]
    if phase == state.STOPPED:
        st.title("谢谢你", anchor=False)
        st.info(words)
    else:
        st.success(words)
        help_card()


def done_page(survey: answering.Survey) -> None:
    """Show the receipt code, read back from the database."""
    draft = st.session_state[state.DRAFT]
    has_code = draft is not None and draft.code and load(receipts.exists, code=draft.code)
    st.title(SENT if has_code else ANSWERED, anchor=False)
    # First of all where somebody may be in danger.
    if st.session_state.get(state.CARE):
        help_card()
    if has_code:
        st.write("您的查询码：")
        code = receipts.grouped(draft.code)
        parts.copyable(code)
        line = receipt_line(code, sharing.origin(st.context.url or ""))
        st.caption("一行文字，点一下全选，可复制发给自己：")
        st.html(f'<p class="wu-line">{escape(line)}</p>')
        st.write(keep_the_code(takes_codes=survey.wave.takes_codes))
        st.button("我已保存", key="code_kept", type="primary", width="stretch", on_click=state.code_kept)
    else:
        st.write(CODE_USED if survey.wave.takes_codes else ALREADY_SENT)
    if survey.wave.takes_codes:
        parts.link("下一位", f"/i/{survey.branch.token}")
    parts.link("查进展", "/r")
    parts.link(f"看{survey.branch.branch_name}的公开栏", f"/q/{survey.branch.token}?board=1")
    if not st.session_state.get(state.CARE):
        help_card()


def help_card() -> None:
    """Say where help is: louder to somebody whose words ask for it."""
    if st.session_state.get(state.CARE):
        st.warning(CARE + CARE_SENT, icon=":material/favorite:")
    else:
        st.info(HELP_LINES)
