"""Putting right a recorded deed: its title, kind and day, who reads of it, which needs it serves; and taking it back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from db import deed_changes, deed_links, deeds
from db.board import ToldDeed
from db.deed_links import NeedChoice
from db.deeds import DeedLine
from db.rights import Actor
from db.vocabulary import DeedKind
from pages.shared import deed_parts, loading, minding, quick_entry, saving
from pages.shared.typed import safe

STAYS = "已用它办结，不能去掉，也不能删：{needs}。标题、类型、日期写错了在上面改；不想让人看到就点“不公开”。"


def mending(actor: Actor, row: DeedLine, served: Sequence[NeedChoice], *, today: date) -> None:
    """Offer to put right a deed of an open month, and to take back one that serves no need; drawn when opened."""
    with st.expander("更正", key=f"mend_{row.id}", on_change="rerun") as box:
        if not box.open:
            return
        entry_form(actor, row, today=today)
        saving.show_refusal()
        _needs_form(actor, row, served)
        stay = [need for need in served if need.stays]
        if stay:
            st.caption(STAYS.format(needs="、".join(safe(deed_parts.named(need)) for need in stay)))
        elif row.n_needs:
            st.caption("对应着需求的实事不能删去。对应错了，先在上面去掉，再删。")
        else:
            strike_button(actor, row.id)


def entry_form(actor: Actor, row: DeedLine, *, today: date, reason_key: str | None = None) -> None:
    """Draw the form that puts right title, kind, day and number of people. today : the last day that it may have.

    reason_key : of a correction from above.
    """
    names = ("title", "kind", "done_on", "beneficiaries") if row.done_on else ("title", "kind")
    fields = {name: f"fix_{name}_{row.id}" for name in names}
    for name, key in fields.items():
        st.session_state.setdefault(key, getattr(row, name))
    with st.form(f"fix_form_{row.id}", enter_to_submit=False, border=False):
        fields["minded"] = deed_parts.title_field("标题", fields["title"])
        quick_entry.choice_field("类型", DeedKind, fields["kind"])
        if row.done_on:
            quick_entry.day_field("完成日期", fields["done_on"], today=today)
            quick_entry.number_field("受益人数（可不填）", fields["beneficiaries"])
            fields[minding.MEANT_EMPTY] = f"fix_emptied_{row.id}"
            was = {"受益人数": (fields["beneficiaries"], row.beneficiaries)}
            quick_entry.emptying(was, fields[minding.MEANT_EMPTY])
        form = f"fix_save_{row.id}"
        st.form_submit_button(
            "保存更正", type="primary", **saving.once(form, _correct, actor, row, fields, reason_key)
        )


def _correct(actor: Actor, row: DeedLine, fields: dict[str, str], reason_key: str | None) -> None:
    quick_entry.save(
        deed_changes.correct,
        **quick_entry.doer(actor, reason_key),
        deed_id=row.id,
        version=row.version,
        fields=fields,
        needed={name: sentence for name, sentence in deed_parts.NEEDED.items() if name in fields},
        done="已更正这件实事。",
        then=lambda _: _close(row.id),
        # What is not asked for stays.
        **({} if "beneficiaries" in fields else {"beneficiaries": row.beneficiaries}),
    )


def publicity(actor: Actor, row: DeedLine | ToldDeed, *, is_own: bool = True) -> None:
    """Offer to take a deed off the public board, or to show it there again. is_own : it is the person's organisation's."""
    if is_own and isinstance(row, DeedLine) and row.is_hidden_above:
        st.caption("上级改为不公开的；要重新公开，请联系上级。")
        return
    label = "改为公开" if row.is_hidden else "不公开"
    st.button(label, **saving.once(f"public_{row.id}", _publish, actor, row.id, row.version, row.is_hidden))


def _publish(actor: Actor, deed_id: int, version: int, is_shown: bool) -> None:
    saving.save(
        deed_changes.put_on_board,
        actor=actor,
        deed_id=deed_id,
        version=version,
        is_shown=is_shown,
        done="已公开。" if is_shown else "已不公开，青年看的页面上不再显示。",
    )


def _needs_form(actor: Actor, row: DeedLine, served: Sequence[NeedChoice]) -> None:
    key = f"mend_needs_{row.id}"
    linked = [need for need in served if not need.stays]
    st.session_state.setdefault(key, [need.id for need in linked])
    known = {need.id for need in served}
    choices = loading.load(deed_links.open_needs, actor=actor)
    with st.form(f"mend_form_{row.id}", enter_to_submit=False, border=False):
        offered = [*linked, *(need for need in choices if need.id not in known)]
        deed_parts.needs_field("对应哪些需求", offered, key)
        form = f"mend_save_{row.id}"
        st.form_submit_button(
            "保存对应的需求", **saving.once(form, _link, actor, row.id, frozenset(known), key)
        )


def _link(actor: Actor, deed_id: int, seen: frozenset[UUID], key: str) -> None:
    saving.save(
        deed_links.correct,
        actor=actor,
        deed_id=deed_id,
        seen=seen,
        need_ids=st.session_state.get(key, []),
        then=lambda _: _close(deed_id),
        done="已更正这件实事对应的需求。",
    )


def strike_button(actor: Actor, deed_id: int, *, reason_key: str | None = None) -> None:
    """Offer to take a deed back. reason_key : of a correction from above."""
    st.markdown("登记错了可以删去。删去后不能恢复，会记入操作记录。")
    st.button("确定删去", **saving.once(f"strike_{deed_id}", _strike, actor, deed_id, reason_key))


def _strike(actor: Actor, deed_id: int, reason_key: str | None) -> None:
    saving.save(
        deeds.strike,
        **quick_entry.doer(actor, reason_key),
        deed_id=deed_id,
        then=lambda _: _close(deed_id),
        done="已删去这件实事。",
    )


def _close(deed_id: int) -> None:
    st.session_state[f"mend_{deed_id}"] = False
    saving.forget([f"mend_needs_{deed_id}"])
