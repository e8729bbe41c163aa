"""Parts of 活动: saying more of an activity of an open month — who came, which needs it serves — and its pictures."""

from typing import Any

import streamlit as st

from db import activities, questionnaires
from db.activities import ActivityLine
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import loading, parts, picture_parts, quick_entry, saving

NUMBERS = {"planned_people": "计划人数", "attended_people": "实到人数", "attended_members": "其中团员"}


def turnout(row: ActivityLine) -> str:
    """Return how many came, of how many expected, and how many of them are members; "" when nobody counted."""
    if row.attended_people is None:
        return ""
    planned = "" if row.planned_people is None else f"计划{row.planned_people}人，"
    members = "" if row.attended_members is None else f"，其中团员{row.attended_members}人"
    return f"{planned}{row.attended_people}人参加{members}"


def completing(actor: Actor, row: ActivityLine) -> bool:
    """Offer to say more of an activity; drawn when opened, and then with the notice. Return whether it is open."""
    with st.expander("补充人数、方面和照片", key=f"more_{row.id}", on_change="rerun") as box:
        if box.open:
            _form(actor, row)
            picture_parts.show(actor, Duty.ACTIVITY, row.id)
    return bool(box.open)


def _form(actor: Actor, row: ActivityLine) -> None:
    keys = {name: f"more_{name}_{row.id}" for name in (*NUMBERS, "category_code", "summary")}
    labels = {top["code"]: top["label"] for top in loading.load(questionnaires.monthly_categories)}
    if row.category_code and row.category_code not in labels:
        # It was retired since, and stays what it was.
        labels[row.category_code] = loading.load(questionnaires.category_labels)[row.category_code]
    for name, key in keys.items():
        held = getattr(row, name)
        st.session_state.setdefault(key, held or "" if name == "summary" else held)
    with st.form(f"more_form_{row.id}", enter_to_submit=False, border=False):
        for name, label in NUMBERS.items():
            quick_entry.number_field(f"{label}（可不填）", keys[name])
        st.selectbox(
            "服务青年哪方面的需求（可不选）",
            list(labels),
            format_func=lambda code: labels.get(code, ""),
            key=keys["category_code"],
            placeholder="选一个方面",
        )
        parts.text_box(parts.within("内容摘要", activities.SUMMARY_LIMIT), key=keys["summary"])
        st.form_submit_button("保存", **saving.once(f"more_save_{row.id}", _complete, actor, row.id, keys))


def _complete(actor: Actor, activity_id: int, keys: dict[str, str]) -> None:
    typed: dict[str, Any] = {name: st.session_state.get(key) for name, key in keys.items()}
    saving.save(
        activities.complete,
        actor=actor,
        activity_id=activity_id,
        then=lambda _: _close(activity_id, keys),
        done="已补充这次活动。",
        **typed,
    )


def _close(activity_id: int, keys: dict[str, str]) -> None:
    st.session_state[f"more_{activity_id}"] = False
    saving.forget(keys.values())
