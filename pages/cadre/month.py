"""本月 — what to do next, how many have answered, which needs wait."""

import streamlit as st

from db import deeds, engine, links, need_ledger, waves, workdays
from db.need_ledger import Pressing
from db.vocabulary import Role
from pages.shared import lights, loading, menu, parts, sharing, sign_in, texts

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
MONTH = workdays.month_of(TODAY)


def show_next(needs: Pressing, *, invites: bool) -> None:
    page = menu.NEEDS
    if needs.late:
        text, label = f"有{needs.late}件需求已逾期，请先办理。", "去办理"
    elif needs.to_accept:
        text, label = f"有{needs.to_accept}件需求等您受理。", "去受理"
    elif invites:
        page = menu.SHARE
        text, label = "本月调查已开启，还没有人填。把固定链接发到群里就行。", "去复制群通知"
    elif needs.in_progress:
        text, label = f"有{needs.in_progress}件需求正在办理，办好后点“办结”，青年会收到结果。", "去办结"
    else:
        st.success("眼下没有要办的事。", icon=":material/check:")
        return
    # Gold is for the one thing to do next.
    st.warning(f"**下一步**　{text}", icon=":material/flag:")
    if st.button(label, key="next", type="primary", icon=":material/arrow_forward:"):
        st.switch_page(page.path)


def show_lights() -> None:
    st.subheader("调查和实事", anchor=False)
    rows = [
        ("需求调查", lights.of_survey(is_opened=is_opened, is_closed=is_closed, n=n_answers), survey_line()),
        (
            "办实事",
            lights.of_deeds(len(done), on=TODAY),
            "、".join(deed.title for deed in done[-3:]) or "办结需求时登记的实事会计入。",
        ),
    ]
    for name, light, line in rows:
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{name}**　{light.markdown}")
            st.text(line)


def survey_line() -> str:
    if wave is None or not is_opened:
        opens_on = loading.load(waves.next_opening, on=TODAY)
        return f"本月问卷{texts.day(opens_on)}自动开启，不用做什么。"
    if is_closed:
        return f"共收到{n_answers}份，已于{texts.day(wave.closes_on)}截止，下月第一个工作日发布结果。"
    return f"{texts.answers_so_far(n_answers)}，{texts.day(wave.closes_on)}截止。结果发布前只显示份数。"


def show_needs(needs: Pressing) -> None:
    st.subheader("需求", anchor=False)
    with st.container(horizontal=True, wrap=False):
        st.metric("待受理", f"{needs.to_accept}件", border=True)
        st.metric("办理中", f"{needs.in_progress}件", border=True)
        st.metric(":red[■ 其中逾期]" if needs.late else "其中逾期", f"{needs.late}件", border=True)
    st.page_link(menu.NEEDS.path, label="打开需求办理", icon=":material/inbox:")


def show_link() -> None:
    st.subheader("固定链接", anchor=False)
    for _, token, branch_code in loading.load(links.list_for, actor=actor):
        branch = loading.load(links.find_branch, token=token)
        parts.copyable(sharing.link(sharing.origin(st.context.url or ""), branch))
        st.caption(f"支部码：{branch_code}。链接固定不变，每月不用重发。")
    st.page_link(menu.SHARE.path, label="二维码、海报和群通知", icon=":material/qr_code_2:")


wave = loading.load(waves.monthly_wave, month=MONTH)
is_opened = wave is not None and wave.opens_on <= TODAY
is_closed = wave is not None and wave.closes_on < TODAY
counts = loading.load(waves.counts_for, actor=actor, wave_id=wave.id) if wave is not None else []
n_answers = sum(count.n for count in counts)
done = loading.load(deeds.recent_for, actor=actor, since=MONTH)
pressing = loading.load(need_ledger.pressing_for, actor=actor)

parts.heading(f"{texts.month(MONTH)}", actor.organisation_name)
show_next(pressing, invites=is_opened and not is_closed and not n_answers)
show_lights()
show_needs(pressing)
show_link()
