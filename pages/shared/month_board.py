"""Parts of the 本月 board: the five lights with what is missing, what did not apply, the confirmation."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db import deeds, duties, month_records, workdays
from db.duties import Light
from db.month_records import MonthState
from db.need_ledger import Pressing
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Duty, LightState
from pages.shared import lights, loading, menu, saving, texts, undone_parts
from pages.shared.menu import MenuPage

Lights = dict[Duty, Light]
# Where each duty is done, and what the button there says.
PLACES: dict[Duty, tuple[MenuPage, str]] = {
    Duty.ACTIVITY: (menu.ACTIVITIES, "登记活动"),
    Duty.PAIRING: (menu.PAIRINGS, "登记结对"),
    Duty.SURVEY: (menu.SHARE, "发链接"),
    Duty.DEED: (menu.DEEDS, "登记实事"),
    Duty.TALK: (menu.TALKS, "登记谈心"),
}
MISSING = {
    Duty.ACTIVITY: "办一次活动就行。",
    Duty.PAIRING: "新结一个对子，或联系一次已结对的青年。",
    Duty.DEED: "办一件实事，或把一条需求往前推一步。",
    Duty.TALK: "和一位青年谈一次心。",
}


def names(found: Sequence[Duty]) -> str:
    """Return duties as a sentence lists them."""
    return "、".join(duty.label for duty in found)


def show_lights(actor: Actor, found: Lights, state: MonthState, *, survey: str) -> None:
    """Draw the five lights, each with what is missing and the button that leads there."""
    n_done = sum(light.is_done for light in found.values())
    n_applicable = sum(light.applies for light in found.values())
    st.subheader(f"五个一　{n_done}/{n_applicable}", anchor=False)
    lines = {Duty.SURVEY: survey, Duty.DEED: _deeds(actor, state.month)}
    for duty, light in found.items():
        with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                st.markdown(f"**{duty.label}**　{lights.of_duty(duty, light).markdown}")
                line = _line(duty, light, lines.get(duty, ""))
                if line:
                    st.text(line)
            _way(actor, duty, light, state)


def _line(duty: Duty, light: Light, line: str) -> str:
    if light.reason and not light.is_done:
        return f"原因：{light.reason}"
    if duty is Duty.DEED and light.is_done:
        return line or "有实事或需求正在办，办完后登记的实事会计入。"
    if light.is_done or duty is Duty.SURVEY:
        return line
    return MISSING[duty]


def _deeds(actor: Actor, month: date) -> str:
    listed = loading.load(deeds.list_for, actor=actor, month=month, organisation_id=actor.organisation_id)
    return "、".join(deed.title for deed in listed.rows[:3])


def _way(actor: Actor, duty: Duty, light: Light, state: MonthState) -> None:
    if not state.may_change:
        return
    if light.reason and not light.is_done:
        undone_parts.take_back(actor, duty, light, month=state.month)
        if light.state is LightState.EXEMPT:
            return
    if light.state is LightState.NOT_OPENED or (duty is Duty.SURVEY and light.is_done):
        return
    page, label = PLACES[duty]
    if st.button("再记一笔" if light.is_done else label, key=f"go_{duty}"):
        st.switch_page(page.path)


def show_confirmation(actor: Actor, found: Lights, state: MonthState) -> None:
    """Draw whether the month is confirmed, and the button when it is time."""
    st.subheader("确认本月情况", anchor=False)
    until, closed_from = texts.day(state.until), texts.day(state.until + workdays.ONE_DAY)
    if state.confirmed_at is not None:
        st.success(f"{texts.moment(state.confirmed_at)}已确认。", icon=":material/check:")
        if state.may_change:
            st.caption(f"{until}前（含当天）还可以更正，更正会记入操作记录。")
    elif state.may_confirm:
        _confirmation(actor, found, state)
    elif state.may_change:
        st.caption(f"25日起由支部书记点一下确认，不用另填报表；{until}前（含当天）都可以更正。")
    else:
        st.caption(
            f"这个月没有确认，按已登记的情况计入。{closed_from}起本支部不能再改，需要更正请联系上级团委。"
        )


def _confirmation(actor: Actor, found: Lights, state: MonthState) -> None:
    undone = duties.undone(found)
    explained = duties.explained(found)
    aside = [duty for duty, light in found.items() if light.state is LightState.EXEMPT]
    not_asked = [duty for duty, light in found.items() if light.state is LightState.NOT_OPENED]
    said = {
        "还没有登记的": undone,
        "说明了原因、没有开展的": list(explained),
        "本月不适用的": aside,
        "没有开启的": not_asked,
    }
    told = "".join(f"{what}：{names(which)}。" for what, which in said.items() if which)
    st.markdown(f"{told or '各项都有了。'}确认以后，{texts.day(state.until)}前（含当天）还可以更正。")
    if scope_of(actor, Noun.MONTH_RECORD, Act.CONFIRM) is None:
        st.caption("由支部书记确认。")
        return
    st.button(
        f"确认{state.month.month}月情况",
        type="primary",
        **saving.once("confirm", _confirm, actor, state.month),
    )


def _confirm(actor: Actor, month: date) -> None:
    saving.save(
        month_records.confirm,
        actor=actor,
        branch_id=actor.organisation_id,
        month=month,
        done=f"已确认{month.month}月情况。",
    )


def show_needs(needs: Pressing) -> None:
    """Draw how many needs wait for what."""
    st.subheader("需求", anchor=False)
    with st.container(horizontal=True, wrap=False, key="needs_now"):
        st.metric("待受理", f"{needs.to_accept}件", border=True)
        st.metric("办理中", f"{needs.in_progress}件", border=True)
        st.metric(":red[■ 其中逾期]" if needs.late else "其中逾期", f"{needs.late}件", border=True)
    st.page_link(menu.NEEDS.path, label="打开需求办理", icon=":material/inbox:")
