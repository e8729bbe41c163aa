"""填问卷: one thing at a time, every answer saved as it is given, a receipt code at the end."""

import streamlit as st

from db import crisis_words
from db.errors import Refused
from db.links import LinkedBranch
from pages.shared import answering, device, parts, questions, survey_parts, texts, typed, youth_look
from pages.shared import survey_state as state
from pages.shared.wording import CARE, CORRECTING, NO_COOKIES, cover, notice


def cover_page(survey: answering.Survey) -> None:
    st.title(typed.safe(survey.title), anchor=False)
    st.markdown(cover(survey.branch))
    with st.expander("个人信息告知书"):
        st.markdown(typed.safe(notice(survey.branch)))
    agreed = st.checkbox("我已阅读《个人信息告知书》，同意提交本次回答", key="agreed")
    st.button(
        "开始填写", key="start", type="primary", width="stretch", disabled=not agreed, on_click=state.start
    )


def question_page() -> None:
    pages = dict(state.screens())
    names = list(pages)
    name = answering.place_of(st.session_state[state.ANSWERS], names)
    shown = pages[name]
    state.take_resent(shown)
    step = names.index(name)
    st.progress((step + 1) / (len(names) + 1))
    if answering.is_correction(st.session_state[state.ANSWERS]):
        st.caption(CORRECTING)
    if shown[0].row is not None and name.startswith("rating"):
        st.subheader(typed.safe(shown[0].row.label), anchor=False)
    wrong = st.session_state.get(state.WRONG, {})
    for item in shown:
        questions.draw(item, st.session_state[state.ANSWERS].get(item.key), state.keep)
        if item.key in wrong:
            st.error(answering.problem_text(item, wrong[item.key]), icon=":material/error:")
    given = st.session_state[state.ANSWERS]
    if crisis_words.in_answers({item.key: given.get(item.key) for item in shown}):
        st.warning(CARE, icon=":material/favorite:")
    buttons(name, is_first=step == 0, is_last=step == len(names) - 1)


def buttons(name: str, *, is_first: bool, is_last: bool) -> None:
    if is_last:
        st.button("提交", key="send", type="primary", width="stretch", on_click=state.send)
    else:
        st.button("下一步", key="next", type="primary", width="stretch", on_click=state.go, args=(name, +1))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if not is_first:
            st.button("上一步", key="back", type="tertiary", on_click=state.go, args=(name, -1))
        if st.session_state[state.PENDING]:
            st.caption(":material/cloud_off: 还没有保存，下次点选时再试")
        else:
            # While somebody types, and while the network is away, the browser puts other words in its place.
            with st.container(key="saved", width="content"):
                st.caption(":material/cloud_done: 已保存")
        given = st.session_state[state.ANSWERS]
        youth_look.way_out(state.leave, is_correction=answering.is_correction(given))


@st.fragment
def sheet(survey: answering.Survey) -> None:
    refusal = st.session_state.pop(state.NOTICE, None)
    if refusal:
        st.error(typed.safe(refusal), icon=":material/error:")
    phase = st.session_state[state.PHASE]
    if phase == state.COVER:
        cover_page(survey)
    elif phase == state.QUIET:
        survey_parts.quiet_page()
    elif phase == state.QUESTIONS:
        question_page()
    elif phase in (state.STOPPED, state.LEFT):
        survey_parts.farewell(phase)
    elif phase == state.PARENTAL:
        survey_parts.parental_page(survey)
    elif phase == state.TOO_YOUNG:
        survey_parts.too_young_page()
    else:
        survey_parts.done_page(survey)


def closed_page(branch: LinkedBranch) -> None:
    st.info("本月问卷现在没有开放。您仍然可以提一个需求，或查进展。")
    parts.link(f"去{branch.branch_name}的页面", f"/q/{branch.token}")


youth_look.put_on()
browser = device.current()
if browser is None:
    st.warning(NO_COOKIES)
    st.stop()
try:
    token = typed.cleaned(st.query_params.get("t", ""))
    found = state.open_survey(token, answering.Came(browser, device.invite()))
except Refused as refused:
    st.warning(typed.safe(texts.sentence(refused)))
    parts.link("回首页", "/")
    st.stop()
if found is None:
    st.info("这份问卷凭邀请码填写，一码一份。")
    parts.link("输入邀请码", f"/i/{token}")
elif isinstance(found, LinkedBranch):
    closed_page(found)
else:
    sheet(found)
