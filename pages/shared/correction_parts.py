"""A branch's closed month put right from above: what was done, and the forms for it. The branch reads each one."""

# long: one form per duty, side by side

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from db import activities, contact_corrections, deeds, duties, month_corrections, month_records, workdays
from db.contact_corrections import CountedPairing
from db.deeds import DeedLine
from db.month_corrections import Correction
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Channel, DeedKind, Duty
from pages.shared import (
    activity_parts,
    audit_words,
    deed_mending,
    deed_parts,
    lights,
    loading,
    parts,
    quick_entry,
    saving,
    texts,
    undone_parts,
)
from pages.shared.typed import safe

# So long a branch is told on its page.
TOLD_MONTHS = 3
RULE = (
    "支部自己能改到次月5日（含当天），过后由团（工）委更正：要写原因，记入操作记录，支部能看到是谁、改了什么、为什么。"
    "谈心不能由上级补记。"
)
ACTIVITY = {
    "theme": "fix_new_theme",
    "kind": "fix_new_kind",
    "held_on": "fix_new_held_on",
    "attended_people": "fix_new_people",
    "place": "fix_new_place",
}
DEED = {
    "title": "fix_new_title",
    "kind": "fix_new_deed_kind",
    "done_on": "fix_new_done_on",
    "beneficiaries": "fix_new_beneficiaries",
}
CONTACT = {"pairing_id": "fix_pairing", "contacted_on": "fix_contacted_on", "channel": "fix_channel"}
KINDS = (Duty.ACTIVITY, Duty.PAIRING, Duty.DEED, None)


def told(actor: Actor, branch_id: int, *, today: date) -> None:
    """Say what was put right from above in the last months; nothing where nothing was."""
    since = workdays.add_months(workdays.month_of(today), -TOLD_MONTHS)
    found = loading.load(month_corrections.list_for, actor=actor, branch_id=branch_id, since=since)
    if not found:
        return
    with st.expander(f"上级更正过的（{len(found)}）", icon=":material/edit_note:", key="told_corrections"):
        st.markdown("\n".join(f"- {safe(sentence(line))}" for line in found))


def sentence(line: Correction) -> str:
    """Return one correction in words."""
    day = f"（{quick_entry.short(line.day)}）" if line.day else ""
    what = f"{texts.month(line.month)}：{audit_words.verb(line.verb)}{day}"
    return f"{line.by}于{texts.day(line.corrected_on)}更正{what}，原因：{line.reason}"


def show(actor: Actor, branch_id: int, months: Sequence[date], *, today: date) -> None:
    """Offer to put right a closed month of a branch. months : of its record; those that are still open are left out."""
    closed = [month for month in months if today > month_records.last_correction(month)]
    told(actor, branch_id, today=today)
    if not closed or scope_of(actor, Noun.MONTH_RECORD, Act.CHANGE) is None:
        return
    with st.expander("更正已截止的月份", icon=":material/edit:", key="corrections", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(RULE)
        month = st.selectbox("哪个月", closed[::-1], format_func=texts.month, key=_month_key(branch_id))
        reason_key = f"correction_reason_{branch_id}_{month}"
        quick_entry.text_field("更正原因（必填，支部会看到；不要写姓名）", reason_key)
        kind = st.segmented_control(
            "更正什么",
            KINDS,
            default=Duty.ACTIVITY,
            required=True,
            format_func=lambda duty: duty.label if duty else "未开展、不适用",
            key=f"fix_kind_{branch_id}",
        )
        notice = st.container()
        # A record that is open has the notice: this place is out of sight then.
        if not FORMS[kind](actor, branch_id, month, reason_key):
            with notice:
                saving.show_notice()


def _of(fields: dict[str, str], branch_id: int) -> dict[str, str]:
    # Of this branch alone: what was typed for one would else stand in the form of the next.
    return {name: f"{key}_{branch_id}" for name, key in fields.items()}


def _month_key(branch_id: int) -> str:
    return f"fix_month_{branch_id}"


def _activities(actor: Actor, branch_id: int, month: date, reason_key: str) -> None:
    key = f"fix_activities_{branch_id}_{month}"
    listed = quick_entry.read_page(key, activities.list_for, actor=actor, month=month, branch_id=branch_id)
    last = workdays.last_day(month)
    for row in listed.rows:
        facts = [quick_entry.short(row.held_on), row.kind.label, activity_parts.turnout(row), row.place or ""]
        with quick_entry.card(row.theme, facts):
            activity_parts.mending(actor, row, today=last, reason_key=reason_key)
    quick_entry.pages(listed.total, key)
    with st.form("fix_activity", enter_to_submit=False):
        st.markdown("**补记一次活动**")
        activity_parts.entry_fields(_of(ACTIVITY, branch_id), today=last)
        quick_entry.button("补记活动", "fix_activity_save", _add_activity, actor, branch_id, reason_key)


def _add_activity(actor: Actor, branch_id: int, reason_key: str) -> None:
    quick_entry.save(
        activities.record_activity,
        **quick_entry.doer(actor, reason_key),
        branch_id=branch_id,
        fields=_of(ACTIVITY, branch_id),
        needed=activity_parts.NEEDED,
        done="已补记，支部会看到。",
    )


def _deeds(actor: Actor, branch_id: int, month: date, reason_key: str) -> bool:
    key = f"fix_deeds_{branch_id}_{month}"
    listed = quick_entry.read_page(key, deeds.list_for, actor=actor, month=month, organisation_id=branch_id)
    last = workdays.last_day(month)
    begun = loading.load(deeds.begun_for, actor=actor, organisation_id=branch_id)
    is_told = False
    for row in (*listed.rows, *(row for row in begun if row.begun_on and month <= row.begun_on <= last)):
        is_told |= _deed(actor, row, last, reason_key, tells=not is_told)
    quick_entry.pages(listed.total, key)
    fields = _of(DEED, branch_id)
    with st.form("fix_deed", enter_to_submit=False):
        st.markdown("**补记一件实事**")
        fields["minded"] = deed_parts.title_field("做了什么？一句话", fields["title"])
        quick_entry.choice_field("类型", DeedKind, fields["kind"], first=DeedKind.PRACTICAL)
        quick_entry.day_field("完成日期", fields["done_on"], today=last)
        quick_entry.number_field("受益人数（可不填）", fields["beneficiaries"])
        quick_entry.button("补记实事", "fix_deed_save", _add_deed, actor, branch_id, fields, reason_key)
    return is_told


def _deed(actor: Actor, row: DeedLine, last: date, reason_key: str, *, tells: bool) -> bool:
    """Draw one deed; return whether it is open, and then with the notice if it is the first one."""
    day = quick_entry.short(row.done_on) if row.done_on else "正在办"
    with (
        quick_entry.card(row.title, [day, row.kind.label, "不公开" if row.is_hidden else ""]),
        st.expander("更正", key=f"mend_{row.id}", on_change="rerun") as box,
    ):
        if not box.open:
            return False
        deed_mending.entry_form(actor, row, today=last, reason_key=reason_key)
        if row.done_on:
            deed_mending.publicity(actor, row, is_own=False)
        deed_parts.details_form(actor, row, box=f"mend_{row.id}", reason_key=reason_key)
        if tells:
            saving.show_notice()
        # Whether it serves a need is not told before it is asked for.
        deed_mending.strike_button(actor, row.id, reason_key=reason_key)
    return bool(box.open)


def _add_deed(actor: Actor, branch_id: int, fields: dict[str, str], reason_key: str) -> None:
    quick_entry.save(
        deeds.record_deed,
        **quick_entry.doer(actor, reason_key),
        organisation_id=branch_id,
        fields=fields,
        needed=deed_parts.NEEDED,
        done="已补记，支部会看到。",
    )


def _contacts(actor: Actor, branch_id: int, month: date, reason_key: str) -> None:
    found = loading.load(contact_corrections.pairings_of, actor=actor, branch_id=branch_id, month=month)
    if not found:
        parts.empty("这个月支部没有结对。", "上级不能代支部结对：化名只有本支部看得到。")
        return
    st.caption("结对只按编号列出，看不到是谁；编号在支部下载的“结对台账（含化名）”里，请支部对照着说。")
    for pair in found:
        for contact_id, day in pair.contacts:
            with quick_entry.line(f"{pair.number}　{quick_entry.short(day)}联系", []):
                quick_entry.strike(
                    f"fix_contact_{contact_id}", _strike_contact, actor, contact_id, reason_key
                )
    with st.form("fix_contact", enter_to_submit=False):
        st.markdown("**补记一次联系**")
        _pairing_field(found)
        quick_entry.day_field("日期", CONTACT["contacted_on"], today=workdays.last_day(month), first=month)
        quick_entry.choice_field("联系方式", Channel, CONTACT["channel"], first=Channel.IN_PERSON)
        quick_entry.button("补记联系", "fix_contact_save", _add_contact, actor, reason_key)


def _pairing_field(found: Sequence[CountedPairing]) -> None:
    numbers = {pair.id: pair.number for pair in found}
    if st.session_state.get(CONTACT["pairing_id"]) not in numbers:
        st.session_state.pop(CONTACT["pairing_id"], None)
    st.selectbox(
        "哪一对", list(numbers), format_func=lambda key: numbers.get(key, ""), key=CONTACT["pairing_id"]
    )


def _add_contact(actor: Actor, reason_key: str) -> None:
    quick_entry.save(
        contact_corrections.add,
        **quick_entry.doer(actor, reason_key),
        fields=CONTACT,
        needed={
            "pairing_id": "请选哪一对。",
            "channel": "请选联系方式，再保存。",
            "contacted_on": "请选日期，再保存。",
        },
        done="已补记，支部会看到。",
    )


def _strike_contact(actor: Actor, contact_id: int, reason_key: str) -> None:
    saving.save(
        contact_corrections.strike,
        **quick_entry.doer(actor, reason_key),
        contact_id=contact_id,
        done="已删去这次联系，支部会看到。",
    )


def _undone(actor: Actor, branch_id: int, month: date, reason_key: str) -> None:
    found = loading.load(duties.lights, actor=actor, branch_id=branch_id, month=month)
    above = undone_parts.Above(branch_id, reason_key, _month_key(branch_id))
    if not duties.undone(found) and not any(light.reason for light in found.values()):
        parts.empty("这个月各项都完成了，没有要说明的。")
    for duty, light in found.items():
        if light.reason and not light.is_done:
            drawn = lights.of_duty(duty, light)
            with quick_entry.line(duty.label, [f"{drawn.shape} {drawn.word}", light.reason]):
                undone_parts.take_back(actor, duty, light, month=month, above=above)
    undone_parts.show(actor, found, month=month, above=above)


# Each draws its kind and returns whether it has shown the notice.
FORMS: dict[Duty | None, Callable[[Actor, int, date, str], bool | None]] = {
    Duty.ACTIVITY: _activities,
    Duty.PAIRING: _contacts,
    Duty.DEED: _deeds,
    None: _undone,
}
