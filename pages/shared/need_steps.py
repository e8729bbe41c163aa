"""What a handler can do with a need: one step at a time, each with its form; a refusal keeps the text."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from db import deadlines, deeds, follow_up
from db.lapses import DAYS_TO_LAPSE, DAYS_TO_REMIND
from db.need_ledger import NeedFile
from db.rights import Actor
from db.vocabulary import DAYS_TO_SETTLE, NeedState, Verb
from db.workdays import Workdays
from pages.shared import deed_parts, loading, need_cards, need_rare_steps, parts, quick_entry, saving, texts
from pages.shared.need_taking import RARE, READ_BY_YOUTH, WORDS_LIMIT, key, once
from pages.shared.typed import safe

# What the fields of a step are called that hold words.
WRITTEN = ("text", "reason", "result", "title")
RECENT = timedelta(days=90)
SILENT = (NeedState.LAPSED, NeedState.RELAYED)
CONTACT = "contact_shown"
NEW = 0
MORE = "more"
# New at the committee, or put aside: this comes before everything else.
FIRST = (Verb.TAKE_ON, Verb.TURN_DOWN, Verb.TAKE_OVER, Verb.RESUME)
# What is likely to come next, where it is not the first of the steps.
PROPOSED = {NeedState.IN_PROGRESS: Verb.SETTLE, NeedState.REFERRED: Verb.NOTE}
# What going on means while the need waits for somebody else.
GOES_ON = {
    NeedState.AWAITING_CONSENT: "不再等青年决定，也不转出，继续由这里办理。",
    NeedState.REFERRED: "收回来，继续由这里办理。",
}
# The steps that are one text: its name in the service, the question above it, what the button says.
TEXTS = {
    Verb.ASK: ("question", "想请青年补充什么？只问一个问题", "发给青年"),
    Verb.NOTE: ("text", "办到哪一步了？", "告诉青年"),
    Verb.DECLINE: ("reason", "为什么办不了？可以去哪里试试？", "把原因告诉青年"),
    Verb.TRANSFER: ("reason", "为什么需要上级来办？", "转交上级"),
    Verb.RETURN: ("reason", "为什么退回支部？", "退回原支部"),
}
# What else a handler should know before sending a text.
BEFORE = {
    Verb.ASK: "等青年补充时暂停计时，每条需求合计最多5个工作日。",
    Verb.TRANSFER: "转交后由上级团（工）委办理，本支部只留一行记录，不能再看原话和联系方式。",
    Verb.RETURN: "退回后由支部重新受理，这里不能再看到。",
}


def next_step(actor: Actor, file: NeedFile, *, today: date) -> None:
    """Offer the steps that are possible and draw the form of the chosen one."""
    _unsent(file)
    if not file.steps:
        with st.container(border=True):
            st.markdown(f":material/hourglass_empty: {_why_none(file)}")
        return
    st.subheader("下一步", anchor=False)
    verb = _chosen(actor, file)
    if verb is Verb.SETTLE:
        _settle_form(actor, file, today)
    elif verb in need_rare_steps.FORMS:
        need_rare_steps.FORMS[verb](actor, file)
    elif verb in TEXTS:
        _text_form(actor, file, verb)
    elif verb is not None:
        _tap(actor, file, verb, today)


def _unsent(file: NeedFile) -> None:
    """Show what was written for a step that somebody else's has made impossible, to be copied."""
    fields = [key(file, verb, name) for verb in Verb if verb not in file.steps for name in WRITTEN]
    said = [st.session_state.get(field) for field in fields]
    for text in said:
        if text:
            st.caption("您刚才写的内容没有提交，可以复制：")
            st.code(text, language=None, wrap_lines=True)


def _chosen(actor: Actor, file: NeedFile) -> Verb | None:
    """Offer the frequent steps, the rare ones behind 更多; return the one that is chosen."""
    offered = need_rare_steps.to_merge_with(actor, file)
    alike = [one.number for one in offered if one.likeness]
    if alike:
        st.caption(f"可能和{'、'.join(alike)}是同一件事：可以在“更多…”里合并办理。")
    if Verb.TAKE_ON in file.steps:
        asks = safe(file.hands.owner or "同事")
        st.markdown(f":material/person_raised_hand: **{asks}请您接办**，请先答复。青年看不到。")
    steps = [verb for verb in file.steps if offered or verb is not Verb.MERGE]
    rare = [verb for verb in steps if verb in RARE]
    usual = sorted(
        (verb for verb in steps if verb not in rare),
        key=lambda verb: FIRST.index(verb) if verb in FIRST else len(FIRST),
    )
    verb = _pills(file, "choice", [*usual, MORE] if rare else usual, _proposed(file, usual))
    if verb == MORE:
        verb = _pills(file, "more", rare, rare[0])
    return verb if isinstance(verb, Verb) else None


def _pills(file: NeedFile, name: str, steps: Sequence[Verb | str], proposed: Verb) -> Verb | str | None:
    field = key(file, None, name)
    if st.session_state.get(field) not in steps:
        st.session_state[field] = proposed
    return st.pills(
        "选择要做的事" if name == "choice" else "更多",
        steps,
        required=True,
        format_func=lambda step: step.label if isinstance(step, Verb) else "更多…",
        key=field,
        label_visibility="collapsed",
    )


def _proposed(file: NeedFile, usual: Sequence[Verb]) -> Verb:
    if usual[0] in FIRST:
        return usual[0]
    wanted = PROPOSED.get(file.row.state)
    return wanted if wanted is not None and wanted in usual else usual[0]


def _why_none(file: NeedFile) -> str:
    if file.row.state is NeedState.SETTLED:
        return (
            "已办结，等青年用查询码确认。办好了没有，由青年说了算。"
            f"{DAYS_TO_REMIND}天没有回音，系统再请一次；{DAYS_TO_LAPSE}天仍没有，按{_in_silence(file)}结束。"
        )
    if file.row.state in SILENT:
        return (
            f"青年没有评价，按{file.row.state.label}结束，不算青年确认。青年以后仍可以评价，或请求重新办理。"
        )
    return f"这条需求已经结束（{file.row.state.label}），不用再办。"


def _in_silence(file: NeedFile) -> str:
    return (NeedState.RELAYED if file.row.awaits_claim else NeedState.LAPSED).label


def _tap(actor: Actor, file: NeedFile, verb: Verb, today: date) -> None:
    if verb in (Verb.ACCEPT, Verb.TAKE_OVER):
        days = DAYS_TO_SETTLE[file.row.urgency]
        step = "受理" if verb is Verb.ACCEPT else "接手"
        due = deadlines.to_settle(loading.load(Workdays.of), today, file.row.urgency)
        by = f"{days}个工作日内（{texts.day(due)}前）办结{texts.may_move(due)}"
        st.caption(f"{file.row.urgency.label}：{step}后请在{by}。青年会看到“已{step}”。")
    elif verb is Verb.SPLIT:
        st.caption(f"现在和{file.together.leads}一起办理。分开后单独办结，青年会看到“改为单独办理”。")
    elif verb in (Verb.TAKE_ON, Verb.TURN_DOWN):
        st.caption("同意以后由您承办，期限不变；不接办就仍由原承办人负责。")
    elif verb is Verb.RESUME:
        st.caption("恢复后，暂缓前还剩几个工作日，现在就还有几个。青年会看到“恢复办理”和新的期限。")
    else:
        st.caption(f"{GOES_ON.get(file.row.state, '')}青年会看到“办理中”，知道已经有人在办。")
    st.button(verb.label, type="primary", width="stretch", **once(actor, file, verb, {}))


def _text_form(actor: Actor, file: NeedFile, verb: Verb) -> None:
    name, question, button = TEXTS[verb]
    field = key(file, verb, "text")
    with st.form(key(file, verb, "form"), enter_to_submit=False):
        parts.text_box(parts.within(question, WORDS_LIMIT), key=field, height=120)
        st.caption(BEFORE.get(verb, "") + READ_BY_YOUTH)
        st.form_submit_button(
            button, type="primary", width="stretch", **once(actor, file, verb, {name: field})
        )


def _settle_form(actor: Actor, file: NeedFile, today: date) -> None:
    deed_id = _chosen_deed(actor, file, today)
    names = ("result",) if deed_id else ("title", "result", "done_on", "beneficiaries")
    fields = {name: key(file, Verb.SETTLE, name) for name in names}
    with st.form(key(file, Verb.SETTLE, "form"), enter_to_submit=False):
        if deed_id is None:
            fields["minded"] = deed_parts.title_field("做了什么？一句话", fields["title"])
            st.caption("记入本组织的实事。")
        parts.text_box(parts.within("给青年的结果说明", WORDS_LIMIT), key=fields["result"], height=120)
        st.caption(READ_BY_YOUTH)
        if deed_id is None:
            quick_entry.day_field("完成日期", fields["done_on"], today=today)
            st.number_input("受益人数（可不填）", 0, None, None, step=1, key=fields["beneficiaries"])
        values: dict[str, Any] = {"deed_id": deed_id, "title": ""} if deed_id else {}
        above = [key(file, Verb.SETTLE, "deed")]
        st.form_submit_button(
            "办结",
            type="primary",
            width="stretch",
            **once(actor, file, Verb.SETTLE, fields, above=above, **values),
        )


def _chosen_deed(actor: Actor, file: NeedFile, today: date) -> int | None:
    recent = loading.load(deeds.recent_for, actor=actor, since=today - RECENT)
    if not recent:
        return None
    # A number even for the new one: a choice of None would get a button to clear it.
    lines = {NEW: "登记一件新的实事", **{deed.id: need_cards.dated(deed) for deed in reversed(recent)}}
    chosen = st.selectbox(
        "办了哪件实事",
        list(lines),
        index=list(lines).index(_recorded(file, lines)),
        format_func=lambda deed: lines[deed],
        key=key(file, Verb.SETTLE, "deed"),
    )
    return chosen or None


def _recorded(file: NeedFile, lines: Collection[int]) -> int:
    """Return the deed that was recorded for this need already: entered once. After a reopening it was not enough."""
    was_settled = any(message.verb is Verb.SETTLE for message in file.messages)
    found = [deed.id for deed in file.deeds if deed.id in lines]
    return found[-1] if found and not was_settled else NEW


def contact(actor: Actor, file: NeedFile) -> None:
    """Offer what the youth left to be reached by: opened by a button, noted in the audit log, shown once."""
    if not file.has_contact:
        return
    need_id, opened = st.session_state.pop(CONTACT, (None, None))
    if need_id == file.row.id:
        # Here, not at the foot: this is where the button was.
        saving.show_notice()
    if need_id != file.row.id or opened is None:
        st.button("查看联系方式", key=key(file, None, "contact"), on_click=_open_contact, args=(actor, file))
        st.caption("青年单独同意后留下的。每次查看都会记入操作记录，只显示一次。")
        return
    with st.container(border=True):
        st.caption("青年留下的联系方式（离开后不再显示，请只用于办这件事）")
        st.text("　".join(part for part in opened if part))


def _open_contact(actor: Actor, file: NeedFile) -> None:
    opened = saving.save(
        follow_up.open_contact, actor=actor, need_id=file.row.id, done="已打开，本次查看记入操作记录。"
    )
    st.session_state[CONTACT] = (file.row.id, opened)
