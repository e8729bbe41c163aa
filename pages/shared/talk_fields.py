"""The form of a talk: four taps are enough; the rest is folded away. What is typed stays while one looks elsewhere."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

import streamlit as st

from db import questionnaires, talk_form
from db.claims import Request
from db.rights import Actor
from db.talk_form import TalkForm
from db.vocabulary import Channel, Role, TalkReason, Urgency, Visibility, Word, YouthGroup
from pages.shared import loading, parts, quick_entry, saving, wording

MOST_NEEDS = 3
WARNING = "请不写姓名、电话等能认出人的内容；严禁写国家秘密、工作秘密。"
REQUEST = {"sub_item_code": None, "text": "", "urgency": Urgency.NORMAL, "is_agreed": False}
# What is typed survives a look at the list.
KEPT: dict[str, Any] = {"persist_state": "page"}


def blank(today: date) -> TalkForm:
    """Return what a fresh form holds: today, face to face; whom and why is for the cadre to say."""
    return TalkForm(talked_on=today, channel=Channel.IN_PERSON, youth_group=None, reason=None)


def fill(prefix: str, form: TalkForm) -> None:
    """Put a form into the widgets, before they are drawn or from a callback."""
    for field in fields(form):
        value = getattr(form, field.name)
        st.session_state[f"{prefix}_{field.name}"] = list(value) if isinstance(value, tuple) else value
    st.session_state[f"{prefix}_has_needs"] = False
    st.session_state[f"{prefix}_n_needs"] = 1
    for n in range(MOST_NEEDS):
        for name, empty in {**REQUEST, "category": None}.items():
            st.session_state[f"{prefix}_need{n}_{name}"] = empty


def read(prefix: str) -> TalkForm | None:
    """Return what the widgets hold; None, and a refusal to show, when the day was emptied."""
    values = {field.name: st.session_state[f"{prefix}_{field.name}"] for field in fields(TalkForm)}
    if values["talked_on"] is None:
        saving.refuse("请选择是哪天谈的，再保存。")
        return None
    return TalkForm(**{**values, "category_codes": tuple(values["category_codes"])})


def requests(prefix: str) -> tuple[Request, ...]:
    """Return what the youth wants done; nothing while the switch is off."""
    if not st.session_state[f"{prefix}_has_needs"]:
        return ()
    n_needs = st.session_state[f"{prefix}_n_needs"]
    found = [{name: st.session_state[f"{prefix}_need{n}_{name}"] for name in REQUEST} for n in range(n_needs)]
    return tuple(Request(**{**one, "sub_item_code": one["sub_item_code"] or ""}) for one in found)


def begin() -> None:
    """Take away the framework's hint that Enter saves: here the button saves."""
    st.html("<style>[data-testid=InputInstructions]{display:none}</style>")


def advice() -> None:
    """Draw how to begin, folded away."""
    with st.expander("谈之前看一眼：开头怎么说", icon=":material/forum:"):
        st.markdown(f"> {wording.TALK_OPENING}")
        st.markdown("\n".join(f"- {line}" for line in wording.TALK_ADVICE))


def required(prefix: str, today: date) -> None:
    """Draw the four things that every talk has."""
    key = f"{prefix}_talked_on"
    first = min(quick_entry.earliest(today), st.session_state[key] or today)
    st.date_input("哪天谈的", "today", first, today, key=key, format="YYYY-MM-DD", **KEPT)
    _choice("怎么谈的", Channel, f"{prefix}_channel")
    _choice("和谁谈", YouthGroup, f"{prefix}_youth_group")
    _choice("因为什么", TalkReason, f"{prefix}_reason")


def _choice(label: str, words: Iterable[Word], key: str) -> None:
    st.pills(label, list(words), format_func=lambda word: word.label, key=key, **KEPT)


def optional(actor: Actor, prefix: str) -> None:
    """Draw what may be left out: categories, the text and who reads it, an alias, the next contact."""
    _categories(f"{prefix}_category_codes")
    parts.text_box(
        parts.within("谈话要点", talk_form.TEXT_LIMIT),
        key=f"{prefix}_text",
        height=120,
        placeholder="记两三句就够；对方不愿意记，就不要记。",
        **KEPT,
    )
    st.caption(f"加密保存，每次打开都记入操作记录，两年后自动删除。{WARNING}")
    if actor.role is not Role.SECRETARY:
        st.radio(
            "谁能打开要点",
            list(Visibility),
            format_func=lambda word: word.label,
            key=f"{prefix}_visibility",
            horizontal=True,
            **KEPT,
        )
    parts.text_line("化名（只有您看得到）", key=f"{prefix}_alias", **KEPT)
    st.date_input("下次联系", None, key=f"{prefix}_next_on", format="YYYY-MM-DD", **KEPT)
    st.caption("到了这天，会在“谈心记录”最上面提醒您。")


def _categories(key: str) -> None:
    labels = {top["code"]: top["label"] for top in loading.load(questionnaires.monthly_categories)}
    # A category that was retired since stays chosen.
    kept = st.session_state[key]
    labels |= {c: loading.load(questionnaires.category_labels)[c] for c in kept if c not in labels}
    st.pills(
        f"涉及哪方面（最多{talk_form.MOST_CATEGORIES}项）",
        list(labels),
        selection_mode="multi",
        format_func=labels.__getitem__,
        key=key,
        **KEPT,
    )


def wishes(prefix: str) -> None:
    """Draw the switch that turns the talk into needs, and one block for each."""
    if not st.toggle("有事要办：转为需求", key=f"{prefix}_has_needs", **KEPT):
        return
    tops = loading.load(questionnaires.monthly_categories)
    n_needs = st.session_state[f"{prefix}_n_needs"]
    for n in range(n_needs):
        with st.container(border=True):
            _wish(f"{prefix}_need{n}", tops, title=f"第{n + 1}件" if n_needs > 1 else "")
    if n_needs < MOST_NEEDS:
        st.button("再加一件", key=f"{prefix}_more", on_click=_add, args=(prefix, 1), type="tertiary")
    if n_needs > 1:
        st.button("去掉最后一件", key=f"{prefix}_fewer", on_click=_add, args=(prefix, -1), type="tertiary")


def _wish(prefix: str, tops: list[dict[str, Any]], *, title: str) -> None:
    if title:
        st.markdown(f"**{title}**")
    # Two rows to tap instead of a list to open: no keyboard comes up, one thumb is enough.
    labels = {top["code"]: top["label"] for top in tops}
    chosen = st.pills(
        "是哪方面的事", list(labels), format_func=labels.__getitem__, key=f"{prefix}_category", **KEPT
    )
    children = {sub["code"]: sub["label"] for top in tops if top["code"] == chosen for sub in top["children"]}
    if st.session_state[f"{prefix}_sub_item_code"] not in children:
        st.session_state[f"{prefix}_sub_item_code"] = None
    if children:
        st.pills(
            "具体是", list(children), format_func=children.__getitem__, key=f"{prefix}_sub_item_code", **KEPT
        )
    parts.text_box("想请我们帮忙办的一件事", key=f"{prefix}_text", height=90, **KEPT)
    st.caption(f"办理这件事的团干部都会看到这句话。{WARNING}")
    st.pills(
        "希望多快",
        list(Urgency),
        required=True,
        format_func=lambda word: word.label,
        key=f"{prefix}_urgency",
        **KEPT,
    )
    st.checkbox("对方同意把这件事转为需求，请人来办", key=f"{prefix}_is_agreed", **KEPT)


def _add(prefix: str, n: int) -> None:
    key = f"{prefix}_n_needs"
    st.session_state[key] = min(max(st.session_state[key] + n, 1), MOST_NEEDS)
