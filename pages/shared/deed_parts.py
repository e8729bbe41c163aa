"""Parts of 实事: its title, the choice of the needs that it serves, and saying more of it."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from db import deeds, titles
from db.deed_links import NeedChoice
from db.deeds import DeedLine
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import minding, parts, picture_parts, quick_entry, saving
from pages.shared.typed import safe

NEEDED = {"kind": "请选一种类型，再保存。", "done_on": "请选完成日期，再保存。"}
PUBLIC = "标题会公开在青年看的页面上，不要写姓名、宿舍号。"
# So many needs are offered unfolded, and more than so many in a list to search.
FEW, MANY = 4, 20
DETAILS = {"target": "量化目标", "beneficiaries": "受益人数", "result": "成效"}


def title_field(label: str, key: str, *, hint: str = "") -> str:
    """Ask for a title that everybody may read, with a warning once it looks as if it told who it was for.

    Returns the key of the tick that says the person has read the warning over this very title.
    """
    quick_entry.text_field(label, key, hint=hint)
    st.caption(PUBLIC)
    minded = f"{key}_minded"
    title = minding.normal([str(st.session_state.get(key) or "")])
    found = titles.telling("".join(title))
    sentence = f"标题里有“{'”“'.join(found)}”，公开后可能认出人。请改一下。" if found else ""
    minding.ask(sentence, "我看过提醒，这样写确实不会认出人", minded, title)
    return minded


def needs_field(label: str, choices: Sequence[NeedChoice], key: str) -> None:
    """Ask for any number of needs; what was chosen and is no longer among them is not chosen any more."""
    labels = {need.id: named(need) for need in choices}
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


def named(need: NeedChoice) -> str:
    """Return a need as the lists of a deed show it."""
    # Without the category above it: on a phone the number is cut off otherwise.
    return f"{need.sub_item or need.category}（{need.number}）"


def completing(actor: Actor, row: DeedLine) -> bool:
    """Offer to say more of a deed; drawn when opened, and then with the notice. Return whether it is open."""
    with st.expander("补充目标、成效和照片", key=f"more_{row.id}", on_change="rerun") as box:
        if box.open:
            details_form(actor, row, box=f"more_{row.id}")
            picture_parts.show(actor, Duty.DEED, row.id)
    return bool(box.open)


def details_form(actor: Actor, row: DeedLine, *, box: str, reason_key: str | None = None) -> None:
    """Draw the form that says what a deed was to reach, for how many people, and what came of it.

    box : the key of what is folded when it is saved. reason_key : of a correction from above, where the number of people
    stands in another form.
    """
    asked = {name: label for name, label in DETAILS.items() if reason_key is None or name != "beneficiaries"}
    keys = {name: f"more_{name}_{row.id}" for name in asked}
    for name, key in keys.items():
        held = getattr(row, name)
        st.session_state.setdefault(key, held if name == "beneficiaries" else held or "")
    with st.form(f"more_details_{row.id}", enter_to_submit=False, border=False):
        quick_entry.text_field("量化目标（可不填）", keys["target"], hint="如：让30名青年用上热水")
        if "beneficiaries" in keys:
            quick_entry.number_field("受益人数（可不填）", keys["beneficiaries"])
        parts.text_box(parts.within("成效", deeds.RESULT_LIMIT), key=keys["result"])
        was = {label: (keys[name], getattr(row, name)) for name, label in asked.items()}
        keys[minding.MEANT_EMPTY] = f"more_emptied_{row.id}"
        quick_entry.emptying(was, keys[minding.MEANT_EMPTY])
        form = f"more_details_save_{row.id}"
        st.form_submit_button(
            "保存目标和成效", **saving.once(form, _complete, actor, row, keys, box, reason_key)
        )


def _complete(actor: Actor, row: DeedLine, keys: dict[str, str], box: str, reason_key: str | None) -> None:
    quick_entry.save(
        deeds.complete,
        **quick_entry.doer(actor, reason_key),
        deed_id=row.id,
        version=row.version,
        fields=keys,
        needed={},
        then=lambda _: _fold(box),
        done="已补充这件实事。",
        **({} if "beneficiaries" in keys else {"beneficiaries": row.beneficiaries}),
    )


def _fold(box: str) -> None:
    st.session_state[box] = False
