"""The steps that are seldom needed, under 更多: who is in charge, putting the deadline off, putting the need aside."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from db import duplicates, referrals
from db.deadlines import DAYS_TO_WAIT, MONTHS_TO_DEFER
from db.duplicates import MOST_OFFERED, Alike
from db.need_ledger import NeedFile
from db.needs import TEXT_LIMIT
from db.referrals import SERVICE_LINE
from db.rights import Actor
from db.vocabulary import NeedState, Verb
from pages.shared import loading, parts, saving, texts
from pages.shared.need_taking import READ_BY_YOUTH, WORDS_LIMIT, key, once
from pages.shared.typed import safe

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)


def assign_form(actor: Actor, file: NeedFile) -> None:
    """Draw the choice of who is in charge."""
    field = key(file, Verb.ASSIGN, "person")
    names = {c: name for c, name in _names(file).items() if c in file.assignable}
    with st.form(key(file, Verb.ASSIGN, "form"), enter_to_submit=False):
        st.selectbox("请谁承办", list(names), format_func=lambda person: names[person], key=field)
        st.caption("青年只看到“已安排专人办理”，看不到名字。")
        _submit(actor, file, Verb.ASSIGN, "指定承办人", {"person_id": field})


def hand_on_form(actor: Actor, file: NeedFile) -> None:
    """Draw the choice of the colleague who is asked to take it on."""
    field = key(file, Verb.HAND_ON, "person")
    names = {c: name for c, name in _names(file).items() if c != actor.id}
    with st.form(key(file, Verb.HAND_ON, "form"), enter_to_submit=False):
        st.selectbox("请谁接办", list(names), format_func=lambda person: names[person], key=field)
        st.caption("对方打开这条需求，同意了才换人；在那以前仍由您负责，期限不变。青年看不到。")
        _submit(actor, file, Verb.HAND_ON, "请同事接办", {"person_id": field})


def share_form(actor: Actor, file: NeedFile) -> None:
    """Draw the choice of who helps."""
    field = key(file, Verb.SHARE, "people")
    names = {c: name for c, name in _names(file).items() if c != file.hands.owner_id}
    st.session_state.setdefault(field, [person for person, _ in file.hands.helping if person in names])
    with st.form(key(file, Verb.SHARE, "form"), enter_to_submit=False):
        st.multiselect(
            "谁来协办",
            list(names),
            format_func=lambda person: names[person],
            key=field,
            placeholder="可以选几位，也可以不选",
        )
        st.caption("只是记下谁一起办；负责的仍是承办人。青年看不到名字。")
        _submit(actor, file, Verb.SHARE, "保存协办人", {"person_ids": field})


def _names(file: NeedFile) -> dict[int, str]:
    return {c.id: f"{c.name}（{c.role.label}）" for c in file.colleagues}


def extend_form(actor: Actor, file: NeedFile) -> None:
    """Draw the new date, within what is allowed, and the reason that the youth reads."""
    due, last = file.row.wait_until, file.latest_extension
    assert due is not None
    assert last is not None
    fields = {name: key(file, Verb.EXTEND, name) for name in ("until", "reason")}
    st.session_state.setdefault(fields["until"], min(due + A_WEEK, last))
    with st.form(key(file, Verb.EXTEND, "form"), enter_to_submit=False):
        st.date_input(
            "延到哪一天",
            key=fields["until"],
            min_value=due + A_DAY,
            max_value=last,
            format="YYYY-MM-DD",
        )
        parts.text_box(parts.within("为什么要延期？", WORDS_LIMIT), key=fields["reason"], height=100)
        st.caption(
            f"现在的期限是{texts.day(due)}。只能延一次，最晚到{texts.day(last)}。{texts.holidays(last)}{READ_BY_YOUTH}"
        )
        _submit(actor, file, Verb.EXTEND, "延期并告诉青年", fields)


def defer_form(actor: Actor, file: NeedFile) -> None:
    """Draw the day on which it is looked at again, within what is allowed, and the reason that the youth reads."""
    assert file.review_days is not None
    first, last = file.review_days
    fields = {name: key(file, Verb.DEFER, name) for name in ("until", "reason")}
    st.session_state.setdefault(fields["until"], min(first + A_MONTH, last))
    with st.form(key(file, Verb.DEFER, "form"), enter_to_submit=False):
        parts.text_box(parts.within("为什么暂缓？等什么？", WORDS_LIMIT), key=fields["reason"], height=100)
        st.date_input("哪天再看", key=fields["until"], min_value=first, max_value=last, format="YYYY-MM-DD")
        st.caption(
            "到这一天，它会回到待办的最前面。暂缓不改当初答应的期限：过了期限照样算不按期；"
            f"合计最长{MONTHS_TO_DEFER}个月。{READ_BY_YOUTH}"
        )
        _submit(actor, file, Verb.DEFER, "暂缓并告诉青年", fields)


def propose_form(actor: Actor, file: NeedFile) -> None:
    """Draw to whom and which words are to be passed on, which the youth reads exactly so."""
    fields = {name: key(file, Verb.PROPOSE, name) for name in ("recipient", "text")}
    with st.form(key(file, Verb.PROPOSE, "form"), enter_to_submit=False):
        parts.text_line(f"转给哪个单位？例如：{SERVICE_LINE}、区人社局", key=fields["recipient"])
        parts.text_box(parts.within("转出的文字，一字不改", TEXT_LIMIT), key=fields["text"], height=140)
        st.caption(
            "青年在查询码页看到单位和这段文字，同意了才能转，转的只有这段文字；"
            f"{DAYS_TO_WAIT}个工作日没有答复就不转。等青年决定时暂停计时，和“请青年补充”合计最多{DAYS_TO_WAIT}个工作日。"
            "请不要写姓名、电话等个人信息。"
        )
        _submit(actor, file, Verb.PROPOSE, "请青年决定", fields)


def merge_form(actor: Actor, file: NeedFile) -> None:
    """Draw with which other need it is to be settled: first what may be the same, then every other one."""
    field = key(file, Verb.MERGE, "into")
    offered = {one.id: one for one in to_merge_with(actor, file)}
    with st.form(key(file, Verb.MERGE, "form"), enter_to_submit=False):
        st.selectbox(
            "和哪一条是同一件事？",
            list(offered),
            # What is not alike is nobody's guess.
            index=0 if any(one.likeness for one in offered.values()) else None,
            format_func=lambda one: _line(offered[one]),
            key=field,
            placeholder="请选择，或输入编号",
        )
        more = f"这里只列最近的{MOST_OFFERED}条。" if len(offered) >= MOST_OFFERED else ""
        st.caption(
            f"标“可能相同”的在最前面；也可以输入编号来找。{more}"
            "那一条办结时，这一条一起办结，用同一段结果说明。每位青年凭自己的查询码看进展、各自评价；期限各算各的。"
        )
        _submit(actor, file, Verb.MERGE, "合并办理", {"into": field})


def _line(one: Alike) -> str:
    beginning = " ".join(one.beginning.split())
    return f"{one.number}　{'可能相同：' if one.likeness else ''}{beginning}"


def to_merge_with(actor: Actor, file: NeedFile) -> tuple[Alike, ...]:
    """Return with which other needs it may be settled, those that may be the same first; none where none can be."""
    if Verb.MERGE not in file.steps:
        return ()
    return loading.load(duplicates.offer, actor=actor, need_id=file.row.id)


def referral(actor: Actor, file: NeedFile) -> None:
    """Show what may be passed on now, to be copied as it is, and ask to say when that is done."""
    found = referrals.read(file.messages)
    if file.row.state is not NeedState.REFERRED or found is None:
        return
    sent_on, to = referrals.sent_on(file.messages), safe(found.recipient)
    with st.container(border=True):
        if sent_on:
            st.markdown(f"**{texts.day(sent_on)}已转给{to}**　转出的是下面的文字。")
        else:
            st.markdown(f"**青年已同意，请转出**　请把下面的文字原样转给{to}，不要加别的内容。")
        parts.copyable(found.text)
        if not sent_on and Verb.NOTE in file.steps:
            _ask_whether_sent(actor, file)
        else:
            st.caption("对方有了答复，用“告知进展”告诉青年，办好后点“办结”。这条需求仍归这里办理，期限照算。")


def _ask_whether_sent(actor: Actor, file: NeedFile) -> None:
    common = {"actor": actor, "need_id": file.row.id, "version": file.version}
    done = "已登记转出，青年会看到日期。"
    form = key(file, None, "sent")
    st.button(
        "已转出，登记日期",
        type="primary",
        width="stretch",
        **saving.once(form, saving.save, referrals.record_sent, **common, done=done),
    )
    st.caption("转出以后再点。青年会看到转给了哪个单位、哪天转的。")


def _submit(actor: Actor, file: NeedFile, verb: Verb, label: str, fields: dict[str, str]) -> None:
    st.form_submit_button(label, type="primary", width="stretch", **once(actor, file, verb, fields))


FORMS: dict[Verb, Callable[[Actor, NeedFile], None]] = {
    Verb.ASSIGN: assign_form,
    Verb.HAND_ON: hand_on_form,
    Verb.SHARE: share_form,
    Verb.EXTEND: extend_form,
    Verb.PROPOSE: propose_form,
    Verb.DEFER: defer_form,
    Verb.MERGE: merge_form,
}
