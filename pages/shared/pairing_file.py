"""One pairing on its page: note a contact, what there was so far, end it."""

from datetime import date

import streamlit as st

from db import pairings
from db.pairings import PairingFile, PairingLine
from db.rights import Actor
from db.vocabulary import Channel, PairingEnd, ToDoKind
from pages.shared import loading, need_cards, parts, quick_entry, saving, texts
from pages.shared.typed import safe

NOTE_KEPT = f"联系后{pairings.MONTHS_KEPT}个月自动删除"
ALIAS_KEPT = f"结束后{pairings.MONTHS_KEPT}个月自动删除"


def name(row: PairingLine) -> str:
    """Return what a pairing is called on a page, also once nobody knows its alias any more."""
    return row.alias or "化名已删除"


def open_pair(pairing_id: int | None) -> None:
    """Open a pairing on this page, or go back to the list; the address follows."""
    st.session_state[need_cards.TO_TOP] = True
    if pairing_id is None:
        st.query_params.pop("pair", None)
    else:
        st.query_params["pair"] = str(pairing_id)


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "返回列表",
        key="back",
        icon=":material/arrow_back:",
        on_click=open_pair,
        args=(None,),
        type="tertiary",
    )


def last(row: PairingLine) -> str:
    """Return when the last contact was, or how the pairing ended."""
    if row.ended_on is not None and row.end_reason is not None:
        return f"{quick_entry.short(row.ended_on)}结束：{row.end_reason.label}"
    if row.last_contact_on is None:
        return "还没有联系"
    return f"最近{quick_entry.short(row.last_contact_on)}"


def show(actor: Actor, pairing_id: int, *, today: date) -> None:
    """Draw one pairing with what can be done with it."""
    file = loading.load(pairings.get_for, actor=actor, pairing_id=pairing_id, on=today)
    row = file.row
    parts.heading(safe(name(row)))
    facts = [row.youth_group.label, f"由{row.cadre}联系", f"{texts.day(row.paired_on)}结对", last(row)]
    st.caption(" · ".join(safe(fact) for fact in facts))
    if file.heirs:
        _assign_form(actor, file)
    if row.ended_on is None:
        _contact_form(actor, file, today)
    saving.show_notice()
    _contacts(actor, file, today)
    if row.ended_on is None:
        _end_form(actor, file, today)


def _key(file: PairingFile, field: str) -> str:
    return f"pair_{field}_{file.row.id}"


def _assign_form(actor: Actor, file: PairingFile) -> None:
    names = {colleague.id: colleague.name for colleague in file.heirs}
    field = _key(file, "heir")
    with st.form(_key(file, "assign"), enter_to_submit=False):
        st.markdown(f":orange[▲ {ToDoKind.PAIR_ANEW.label}]")
        st.selectbox("由谁接着联系", list(names), format_func=lambda one: names.get(one, ""), key=field)
        st.caption("原来写给原结对人看的“说了什么”会删除；化名和联系次数、日期都保留。")
        quick_entry.button("指定结对人", _key(file, "assign_save"), _assign, actor, file, field)


def _assign(actor: Actor, file: PairingFile, field: str) -> None:
    saving.save(
        pairings.assign,
        actor=actor,
        pairing_id=file.row.id,
        person_id=st.session_state[field],
        done="已指定结对人。",
    )


def _contact_form(actor: Actor, file: PairingFile, today: date) -> None:
    fields = {"channel": _key(file, "channel"), "contacted_on": _key(file, "day")}
    with st.form(_key(file, "contact"), enter_to_submit=False):
        quick_entry.choice_field("联系方式", Channel, fields["channel"], first=Channel.IN_PERSON)
        quick_entry.day_field("日期", fields["contacted_on"], today=today, first=file.row.paired_on)
        if file.is_mine:
            fields["note"] = _key(file, "note")
            quick_entry.text_field("说了什么（可不填）", fields["note"])
            st.caption(f"加密保存，只有您本人能看到，{NOTE_KEPT}。")
        quick_entry.button("记下这次联系", _key(file, "contact_save"), _record, actor, file, fields)


def _record(actor: Actor, file: PairingFile, fields: dict[str, str]) -> None:
    quick_entry.save(
        pairings.record_contact,
        actor=actor,
        pairing_id=file.row.id,
        fields=fields,
        needed={"channel": "请选联系方式，再保存。", "contacted_on": "请选日期，再保存。"},
        done="已记下这次联系。",
    )


def _contacts(actor: Actor, file: PairingFile, today: date) -> None:
    st.subheader(f"联系记录（{file.row.n_contacts}次）", anchor=False)
    if not file.contacts:
        parts.empty("还没有联系记录。")
    for contact in file.contacts:
        with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
            day = texts.day(contact.contacted_on)
            quick_entry.record(f"{day}　{contact.channel.label}", [], contact.note)
            if contact.contacted_on >= quick_entry.earliest(today):
                quick_entry.strike(f"contact_{contact.id}", _strike, actor, file.row.id, contact.id)


def _strike(actor: Actor, pairing_id: int, contact_id: int) -> None:
    saving.save(
        pairings.strike_contact,
        actor=actor,
        pairing_id=pairing_id,
        contact_id=contact_id,
        done="已删去这次联系。",
    )


def _end_form(actor: Actor, file: PairingFile, today: date) -> None:
    fields = {"reason": _key(file, "reason"), "ended_on": _key(file, "ended")}
    with (
        st.expander("结束结对", icon=":material/logout:", key=_key(file, "end")),
        st.form(_key(file, "end_form"), enter_to_submit=False, border=False),
    ):
        quick_entry.choice_field("原因", PairingEnd, fields["reason"])
        quick_entry.day_field("结束日期", fields["ended_on"], today=today, first=file.row.paired_on)
        quick_entry.button("结束这个结对", _key(file, "end_save"), _end, actor, file, fields)


def _end(actor: Actor, file: PairingFile, fields: dict[str, str]) -> None:
    quick_entry.save(
        pairings.end_pairing,
        actor=actor,
        pairing_id=file.row.id,
        fields=fields,
        needed={"reason": "请选结束的原因，再保存。", "ended_on": "请选结束日期，再保存。"},
        done="结对已结束，记录保留在“已结束的结对”里。",
    )
