"""Parts of 活动: its fields, putting it right, saying more of one of an open month, and its pictures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from db import activities, questionnaires
from db.activities import ActivityLine
from db.rights import Actor
from db.vocabulary import ActivityKind, Duty
from pages.shared import loading, minding, parts, picture_parts, quick_entry, saving

OPTIONAL = ("attended_people", "place")
FIELDS = ("theme", "kind", "held_on", *OPTIONAL)
NEEDED = {"kind": "请选一种活动类型，再保存。", "held_on": "请选活动日期，再保存。"}
NUMBERS = {"planned_people": "计划人数", "attended_people": "实到人数", "attended_members": "其中团员"}


def turnout(row: ActivityLine) -> str:
    """Return how many came, of how many expected, and how many of them are members; "" when nobody counted."""
    if row.attended_people is None:
        return ""
    planned = "" if row.planned_people is None else f"计划{row.planned_people}人，"
    members = "" if row.attended_members is None else f"，其中团员{row.attended_members}人"
    return f"{planned}{row.attended_people}人参加{members}"


def mending(actor: Actor, row: ActivityLine, *, today: date, reason_key: str | None = None) -> None:
    """Offer to put right an activity, or to take it back; drawn when opened.

    today : the last day that it may have. reason_key : of a correction from above.
    """
    with st.expander("更正", key=f"mend_activity_{row.id}", on_change="rerun") as box:
        if not box.open:
            return
        fields = {name: f"mend_{name}_{row.id}" for name in FIELDS}
        for name, key in fields.items():
            st.session_state.setdefault(key, _held(row, name))
        with st.form(f"mend_activity_form_{row.id}", enter_to_submit=False, border=False):
            entry_fields(fields, today=today)
            was = {activities.NAMES[name]: (fields[name], getattr(row, name)) for name in OPTIONAL}
            fields[minding.MEANT_EMPTY] = f"mend_emptied_{row.id}"
            quick_entry.emptying(was, fields[minding.MEANT_EMPTY])
            form = f"mend_activity_save_{row.id}"
            st.form_submit_button(
                "保存更正", **saving.once(form, _correct, actor, row, fields, reason_key), type="primary"
            )
        saving.show_refusal()
        st.markdown("登记错了可以删去。删去后不能恢复，会记入操作记录。")
        st.button("确定删去", **saving.once(f"strike_{row.id}", _strike, actor, row.id, reason_key))


def _held(row: ActivityLine, name: str) -> Any:
    held = getattr(row, name)
    return "" if held is None and name in ("place", "summary") else held


def entry_fields(fields: Mapping[str, str], *, today: date) -> None:
    """Draw the fields of an activity. fields : name → key. today : the last day that it may have."""
    quick_entry.text_field("活动主题", fields["theme"], hint="如：周末羽毛球友谊赛")
    quick_entry.choice_field("类型", ActivityKind, fields["kind"])
    quick_entry.day_field("日期", fields["held_on"], today=today)
    quick_entry.number_field("参加人数（可不填）", fields["attended_people"])
    quick_entry.text_field("地点（可不填）", fields["place"])


def _correct(actor: Actor, row: ActivityLine, fields: dict[str, str], reason_key: str | None) -> None:
    quick_entry.save(
        activities.correct,
        **quick_entry.doer(actor, reason_key),
        activity_id=row.id,
        version=row.version,
        fields=fields,
        needed=NEEDED,
        done="已更正这次活动。",
        then=lambda _: _fold(row.id),
    )


def _strike(actor: Actor, activity_id: int, reason_key: str | None) -> None:
    saving.save(
        activities.strike,
        **quick_entry.doer(actor, reason_key),
        activity_id=activity_id,
        then=lambda _: _fold(activity_id),
        done="已删去这次活动。",
    )


def _fold(activity_id: int) -> None:
    st.session_state[f"mend_activity_{activity_id}"] = False


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
        st.session_state.setdefault(key, _held(row, name))
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
        was = {activities.NAMES[name]: (key, getattr(row, name)) for name, key in keys.items()}
        was[activities.NAMES["category_code"]] = (keys["category_code"], labels.get(row.category_code or ""))
        keys[minding.MEANT_EMPTY] = f"more_emptied_{row.id}"
        quick_entry.emptying(was, keys[minding.MEANT_EMPTY])
        st.form_submit_button("保存", **saving.once(f"more_save_{row.id}", _complete, actor, row, keys))


def _complete(actor: Actor, row: ActivityLine, keys: dict[str, str]) -> None:
    quick_entry.save(
        activities.complete,
        actor=actor,
        activity_id=row.id,
        version=row.version,
        fields=keys,
        needed={},
        then=lambda _: _close(row.id),
        done="已补充这次活动。",
    )


def _close(activity_id: int) -> None:
    st.session_state[f"more_{activity_id}"] = False
