"""How a need is drawn: one card of the list, and one need with its text, thread and deeds."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from db.deed_links import NeedChoice
from db.deeds import DeedLine
from db.need_ledger import NeedFile, NeedRow
from db.needs import Message
from db.transfers import PassedOn
from db.vocabulary import NeedState, Verb
from pages.shared import lights, texts, wording
from pages.shared.typed import safe

WHAT_IS_DUE = {NeedState.RAISED: "受理", NeedState.TRANSFERRED: "接手", NeedState.DEFERRED: "再看"}
WAITS = {NeedState.ASKED: "等青年补充", NeedState.AWAITING_CONSENT: "等青年同意转出"}
FEW_LINES = 12
TO_TOP = "needs_to_top"
SCROLL = "<script>document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)</script>"


def title(row: NeedRow | NeedChoice) -> str:
    """Return what a need is about."""
    return f"{row.category} · {row.sub_item}" if row.sub_item else row.category


def open_need(need_id: UUID | None) -> None:
    """Open a need on this page, or go back to the list; the address follows, so that it can be kept."""
    st.session_state[TO_TOP] = True
    if need_id is None:
        st.query_params.pop("need", None)
    else:
        st.query_params["need"] = str(need_id)


def begin() -> None:
    """Begin at the top after a step between list and need: the framework keeps the place of the other one."""
    if st.session_state.pop(TO_TOP, False):
        st.html(SCROLL, unsafe_allow_javascript=True)


def card(row: NeedRow, beginning: str | None, *, shows_branch: bool) -> None:
    """Draw one need of the list with its way in. beginning : the first words of its text."""
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{safe(title(row))}**")
            if row.is_sensitive and not row.is_closed:
                st.markdown(":gray[敏感类：打开后查看]")
            elif beginning:
                st.text(beginning)
            deadline = f" · {_deadline(row)}" if row.wait_until else ""
            st.markdown(lights.of_need(row).markdown + deadline)
            facts = [row.state.label] if row.wait_until else []
            facts += ["待青年认领"] if row.awaits_claim else []
            facts += [":orange[请您接办]"] if row.is_handed_on else []
            facts += [row.urgency.label, safe(row.number)]
            facts += [safe(row.branch)] if shows_branch else []
            st.caption(" · ".join(facts))
        st.button("打开", key=f"open_{row.id}", on_click=open_need, args=(row.id,))


def _deadline(row: NeedRow) -> str:
    step = WHAT_IS_DUE.get(row.state, "办结")
    assert row.wait_until is not None
    words = f"{row.wait_until.month}月{row.wait_until.day}日前{step}"
    return f"应在{words}" if row.is_late else words


def _left(row: NeedRow) -> str:
    if row.is_late:
        return ""
    return f"，还有{row.days_left}个工作日" if row.days_left else "，今天到期"


def _may_move(row: NeedRow) -> str:
    # The day to look again was chosen, not counted.
    if row.wait_until is None or row.state is NeedState.DEFERRED:
        return ""
    return texts.may_move(row.wait_until)


def head(file: NeedFile, *, shows_branch: bool) -> None:
    """Draw what a need is, how pressing it is and by when it is due."""
    row = file.row
    st.title(safe(title(row)), anchor=False)
    deadline = f" · {_deadline(row)}{_left(row)}{_may_move(row)}" if row.wait_until else ""
    st.markdown(lights.of_need(row).markdown + deadline)
    facts = [safe(row.number)] + ([row.state.label] if row.wait_until else [])
    facts += [row.urgency.label, f"来源：{row.source.label}"]
    facts += [safe(row.branch)] if shows_branch else []
    facts += [f"{texts.day(row.raised_on)}提出"]
    facts += [f"承办人：{safe(file.hands.owner)}"] if file.hands.owner else []
    facts += [f"已请{safe(file.hands.next_owner)}接办"] if file.hands.next_owner else []
    facts += (
        [f"协办：{safe('、'.join(name for _, name in file.hands.helping))}"] if file.hands.helping else []
    )
    facts += [f"已延期，原定{texts.day(file.extended_from)}"] if file.extended_from else []
    facts += [f"并入{safe(file.together.leads)}一起办"] if file.together.leads else []
    facts += [f"{safe('、'.join(file.together.followers))}一起办"] if file.together.followers else []
    st.caption(" · ".join(facts))
    if row.state in WAITS:
        st.caption(f"{WAITS[row.state]}，暂停计时：期限已按最多5个工作日顺延，青年提前答复就按实际天数算。")


def words(file: NeedFile, readers: str) -> None:
    """Draw the youth's own words, and who else can read them."""
    with st.container(border=True):
        st.caption(f"青年的原话（只有{safe(readers)}能看到，请不要转发）")
        if file.text:
            _said(file.text)
        else:
            st.markdown("青年没有写文字说明。")


def _said(text: str) -> None:
    # However many lines were pasted, what to do next must not end far below.
    if text.count("\n") > FEW_LINES:
        with st.container(height=260, border=False):
            st.text(text)
    else:
        st.text(text)


def thread(messages: tuple[Message, ...]) -> None:
    """Draw what was said and done so far; nothing when it has only just come in."""
    told = [m for m in messages if m.verb is not Verb.RAISE and wording.is_told(m)]
    if not told:
        return
    st.subheader("办理过程", anchor=False)
    for message in told:
        with st.container(gap="xxsmall"):
            is_passed_on = message.verb is Verb.HAND_OVER
            step = wording.STEPS[message.verb] if is_passed_on else message.verb.label
            st.markdown(f"**{step}**　:gray[{texts.day(message.happened_on)} · {message.party.label}]")
            if message.until:
                st.markdown(_until(message.verb, message.until))
            if message.note:
                _said(message.note)


def _until(verb: Verb, day: date) -> str:
    if verb is Verb.DEFER:
        return f"再看的日子：{texts.day(day)}"
    return f"新的期限：{texts.day(day)}{texts.may_move(day)}"


def passed_on(lines: Sequence[PassedOn]) -> None:
    """Draw what the branch passed on: one line each, without text and without a way in."""
    if not lines:
        return
    with st.expander(f"已转交上级 {len(lines)}"):
        for line in lines:
            with st.container(gap="xxsmall"):
                st.markdown(f"{safe(line.category)}　:gray[{line.state.label}]")
                st.caption(f"{safe(line.number)} · {texts.day(line.passed_on)}转交{safe(line.handler)}")


def result(file: NeedFile) -> None:
    """Draw the deeds that served a need and what the youth says of it."""
    if file.deeds:
        st.subheader("办的实事", anchor=False)
        st.markdown("\n".join(f"- {safe(deed_line(deed))}" for deed in file.deeds))
    if file.outcome is not None:
        stars = f"，{file.rating}分" if file.rating else ""
        st.success(f"青年评价：{file.outcome.label}{stars}", icon=":material/check:")


def dated(deed: DeedLine) -> str:
    """Return a deed as a list to choose from shows it: the day first, since a phone cuts the end off."""
    day = deed.done_on
    return f"{day.month}月{day.day}日 · {deed.title}" if day else deed.title


def deed_line(deed: DeedLine) -> str:
    """Return a deed in one line."""
    facts = [f"{texts.day(deed.done_on)}完成"] if deed.done_on else []
    facts += [f"受益{deed.beneficiaries}人"] if deed.beneficiaries else []
    return f"{deed.title}（{'，'.join(facts)}）" if facts else deed.title
