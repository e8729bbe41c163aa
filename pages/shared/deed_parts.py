"""Parts of 实事: the choice of the needs that a deed serves, and putting right a deed of an open month."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from db import deed_links, deeds
from db.deed_links import NeedChoice
from db.deeds import DeedLine
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import loading, parts, picture_parts, quick_entry, saving
from pages.shared.typed import safe

# So many needs are offered unfolded, and more than so many in a list to search.
FEW, MANY = 4, 20


def needs_field(label: str, choices: Sequence[NeedChoice], key: str) -> None:
    """Ask for any number of needs; what was chosen and is no longer among them is not chosen any more."""
    labels = {need.id: _named(need) for need in choices}
    chosen = st.session_state.setdefault(key, [])
    if not set(chosen) <= set(labels):
        st.session_state[key] = [need for need in chosen if need in labels]
    if not labels:
        st.caption("现在没有待办的需求，不用对应。")
    elif len(labels) > MANY:
        st.multiselect(
            label,
            list(labels),
            format_func=lambda need: labels.get(need, ""),
            key=key,
            placeholder="选待办的需求",
            # One tap too many would otherwise link a deed to everything.
            select_all=False,
        )
    else:
        _taps(label, labels, key)


def _taps(label: str, labels: dict[UUID, str], key: str) -> None:
    # On what is in sight: a list that opens stays open after a choice and covers the button below it.
    with st.expander(label, expanded=len(labels) <= FEW, key=f"{key}_part"):
        st.pills(
            label,
            list(labels),
            selection_mode="multi",
            format_func=lambda need: safe(labels.get(need, "")),
            key=key,
            label_visibility="collapsed",
        )


def _named(need: NeedChoice) -> str:
    # Without the category above it: on a phone the number is cut off otherwise.
    return f"{need.sub_item or need.category}（{need.number}）"


def completing(actor: Actor, row: DeedLine) -> bool:
    """Offer to say more of a deed; drawn when opened, and then with the notice. Return whether it is open."""
    with st.expander("补充目标、成效和照片", key=f"more_{row.id}", on_change="rerun") as box:
        if box.open:
            _details_form(actor, row)
            picture_parts.show(actor, Duty.DEED, row.id)
    return bool(box.open)


def mending(actor: Actor, row: DeedLine, served: Sequence[NeedChoice]) -> None:
    """Offer to correct which needs a deed serves, and to take back one that serves none; drawn when opened."""
    key = f"mend_{row.id}"
    with st.popover("更正", type="tertiary", key=key, on_change="rerun") as box:
        if not box.open:
            return
        _needs_form(actor, row, served)
        if row.n_needs:
            st.caption("对应着需求的实事不能删去。对应错了，先在上面去掉，再删。")
        else:
            st.markdown("登记错了可以删去。删去后不能恢复，会记入操作记录。")
            st.button("确定删去", **saving.once(f"strike_{row.id}", _strike, actor, row.id))


def _needs_form(actor: Actor, row: DeedLine, served: Sequence[NeedChoice]) -> None:
    key = f"mend_needs_{row.id}"
    linked = [need for need in served if not need.stays]
    st.session_state.setdefault(key, [need.id for need in linked])
    known = {need.id for need in served}
    choices = loading.load(deed_links.open_needs, actor=actor)
    with st.form(f"mend_form_{row.id}", enter_to_submit=False, border=False):
        needs_field("对应哪些需求", [*linked, *(need for need in choices if need.id not in known)], key)
        for need in served:
            if need.stays:
                st.caption(f"已用它办结，不能去掉：{safe(_named(need))}")
        form = f"mend_save_{row.id}"
        st.form_submit_button("保存", **saving.once(form, _correct, actor, row.id, frozenset(known), key))


def _details_form(actor: Actor, row: DeedLine) -> None:
    keys = {name: f"more_{name}_{row.id}" for name in ("target", "beneficiaries", "result")}
    for name, key in keys.items():
        held = getattr(row, name)
        st.session_state.setdefault(key, held if name == "beneficiaries" else held or "")
    with st.form(f"more_details_{row.id}", enter_to_submit=False, border=False):
        quick_entry.text_field("量化目标（可不填）", keys["target"], hint="如：让30名青年用上热水")
        quick_entry.number_field("受益人数（可不填）", keys["beneficiaries"])
        parts.text_box(parts.within("成效", deeds.RESULT_LIMIT), key=keys["result"])
        form = f"more_details_save_{row.id}"
        st.form_submit_button("保存目标和成效", **saving.once(form, _complete, actor, row.id, keys))


def _complete(actor: Actor, deed_id: int, keys: dict[str, str]) -> None:
    typed: dict[str, Any] = {name: st.session_state.get(key) for name, key in keys.items()}
    saving.save(
        deeds.complete,
        actor=actor,
        deed_id=deed_id,
        then=lambda _: _fold(deed_id, keys),
        done="已补充这件实事。",
        **typed,
    )


def _correct(actor: Actor, deed_id: int, seen: frozenset[UUID], key: str) -> None:
    saving.save(
        deed_links.correct,
        actor=actor,
        deed_id=deed_id,
        seen=seen,
        need_ids=st.session_state.get(key, []),
        then=lambda _: _close(deed_id),
        done="已更正这件实事对应的需求。",
    )


def _strike(actor: Actor, deed_id: int) -> None:
    saving.save(
        deeds.strike,
        actor=actor,
        deed_id=deed_id,
        then=lambda _: _close(deed_id),
        done="已删去这件实事。",
    )


def _close(deed_id: int) -> None:
    st.session_state[f"mend_{deed_id}"] = False
    saving.forget([f"mend_needs_{deed_id}"])


def _fold(deed_id: int, keys: dict[str, str]) -> None:
    st.session_state[f"more_{deed_id}"] = False
    saving.forget(keys.values())
