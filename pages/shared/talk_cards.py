"""How a talk is drawn: one card of the list, and one talk with its text behind a button and its writer's steps."""

from datetime import date

import streamlit as st

from db import talk_form, talks
from db.rights import Actor
from db.talks import TalkRow
from pages.shared import loading, minding, need_cards, quick_entry, saving, talk_fields, texts
from pages.shared.typed import safe

SHOWN = "talk_text_shown"


def open_talk(talk_id: int | None) -> None:
    """Open a talk on this page, or go back to the list; the address follows."""
    st.session_state[need_cards.TO_TOP] = True
    if talk_id is None:
        st.query_params.pop("talk", None)
    else:
        st.query_params["talk"] = str(talk_id)


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "返回",
        key="back",
        icon=":material/arrow_back:",
        on_click=open_talk,
        args=(None,),
        type="tertiary",
    )


def card(row: TalkRow, *, today: date) -> None:
    """Draw one talk of the list with its way in."""
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            alias = f" · {safe(row.alias)}" if row.alias else ""
            st.markdown(f"**{_day(row.talked_on, today)} · {row.channel.label}{alias}**")
            if row.next_on is not None:
                st.markdown(_next(row.next_on, today))
            st.caption(_facts(row))
        st.button("打开", key=f"open_talk_{row.id}", on_click=open_talk, args=(row.id,))


def _day(day: date, today: date) -> str:
    return f"{day.month}月{day.day}日" if day.year == today.year else texts.day(day)


def _next(day: date, today: date) -> str:
    if day > today:
        return f"约{_day(day, today)}再联系"
    return ":orange[▲ 今天该联系了]" if day == today else f":red[■ 该联系了]，约的是{_day(day, today)}"


def _facts(row: TalkRow) -> str:
    facts = [row.youth_group.label, row.reason.label, *map(safe, row.categories)]
    facts += [] if row.is_mine else [f"{safe(row.writer)}记"]
    return " · ".join([*facts, "有要点" if row.has_text else "未记要点"])


def head(actor: Actor, row: TalkRow, *, today: date) -> None:
    """Draw what a talk was, and the contact that was agreed on."""
    st.title(f"{texts.day(row.talked_on)} · {row.channel.label}", anchor=False)
    if row.alias:
        st.markdown(f"**{safe(row.alias)}**　:gray[化名，只有您看得到]")
    st.caption(_facts(row))
    if row.next_on is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_next(row.next_on, today))
            st.button("已联系", **saving.once("talk_met", _met, actor, row))


def _met(actor: Actor, row: TalkRow) -> None:
    saving.save(
        talks.met_again,
        actor=actor,
        talk_id=row.id,
        version=row.version,
        done="已记下，不再提醒。又谈了一次的话，请再记一笔。",
    )


def text(actor: Actor, row: TalkRow) -> None:
    """Offer the text: opened by a button, noted in the audit log, shown once."""
    talk_id, opened = st.session_state.pop(SHOWN, (None, None))
    if talk_id == row.id and opened is not None:
        with st.container(border=True):
            st.caption("谈话要点（离开后不再显示，请不要转发、截图）")
            st.text(opened)
        return
    if row.can_open:
        st.button(
            "打开谈话要点", key="talk_open", icon=":material/lock_open:", on_click=_open, args=(actor, row)
        )
        st.caption(f"{row.visibility.label}可以打开。每次打开都记入操作记录，只显示一次。")
    elif row.has_text:
        st.caption("要点只有记录人本人能打开。")


def _open(actor: Actor, row: TalkRow) -> None:
    opened = saving.save(talks.open_text, actor=actor, talk_id=row.id, done="已打开，本次查看记入操作记录。")
    st.session_state[SHOWN] = (row.id, opened)


def openings(actor: Actor, row: TalkRow) -> None:
    """Show its writer who has opened the text."""
    found = loading.load(talks.openings, actor=actor, talk_id=row.id) if row.is_mine and row.has_text else ()
    if found:
        with st.expander(f"谁打开过（{len(found)}次）", icon=":material/visibility:"):
            for at, name in found:
                st.text(f"{texts.moment(at)}　{name}")


def own_steps(actor: Actor, row: TalkRow, *, today: date) -> None:
    """Offer its writer to change or delete it."""
    if not row.is_mine:
        return
    prefix = f"talk_{row.id}"
    if f"{prefix}_version" in st.session_state:
        _change_form(actor, row, prefix, today)
        return
    st.button(
        "修改", key="talk_change", icon=":material/edit:", on_click=_begin_change, args=(actor, row, prefix)
    )
    with st.expander("删除", icon=":material/delete:"):
        st.markdown("删除后要点和化名不能恢复，本月的谈心次数相应减少。由它转成的需求不受影响。")
        st.checkbox("我知道删除后不能恢复", key="talk_delete_agreed")
        st.button("删除这次谈心", **saving.once("talk_delete", _delete, actor, row))


def _begin_change(actor: Actor, row: TalkRow, prefix: str) -> None:
    noted = "要点已打开供修改，本次查看记入操作记录。" if row.has_text else "可以修改了。"
    opened = saving.save(talks.form_of, actor=actor, talk_id=row.id, done=noted)
    if opened is not None:
        form, version = opened
        talk_fields.fill(prefix, form)
        st.session_state[f"{prefix}_version"] = version


def _change_form(actor: Actor, row: TalkRow, prefix: str, today: date) -> None:
    st.subheader("修改", anchor=False)
    talk_fields.begin()
    talk_fields.required(prefix, today)
    talk_fields.optional(actor, prefix)
    held = {
        "text": row.has_text,
        "alias": row.alias,
        "category_codes": row.categories,
        "next_on": row.next_on,
    }
    was = {talk_form.NAMES[name]: (f"{prefix}_{name}", value or None) for name, value in held.items()}
    # What was said in confidence is not drawn a second time.
    quick_entry.emptying(was, f"{prefix}_emptied", is_told=False)
    with st.container(horizontal=True):
        st.button("保存修改", type="primary", **saving.once("talk_save", _change, actor, row, prefix))
        st.button("不改了", key="talk_cancel", on_click=_end_change, args=(prefix,))


def _change(actor: Actor, row: TalkRow, prefix: str) -> None:
    version = st.session_state[f"{prefix}_version"]
    form = talk_fields.read(prefix)
    if form is None:
        return
    saving.save(
        talks.change,
        actor=actor,
        talk_id=row.id,
        version=version,
        form=form,
        meant_empty=minding.agreed(f"{prefix}_emptied"),
        then=lambda _: _end_change(prefix),
        done="已改好。",
    )


def _end_change(prefix: str) -> None:
    for key in [key for key in st.session_state if str(key).startswith(f"{prefix}_")]:
        del st.session_state[key]


def _delete(actor: Actor, row: TalkRow) -> None:
    if not st.session_state.talk_delete_agreed:
        saving.refuse("还没有删除。请先勾选“我知道删除后不能恢复”，再点一次。")
        return
    saving.save(
        talks.delete,
        actor=actor,
        talk_id=row.id,
        version=row.version,
        then=lambda _: open_talk(None),
        done="已删除。",
    )
