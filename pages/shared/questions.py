"""One question → one widget, and what the widget holds → one answer.

Widgets hold answers only while they are on screen; `answers` in the session is what counts, and the draft
in the database is what lasts.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from db.asking import Item, settle_exclusive
from db.vocabulary import QuestionKind
from pages.shared import typed
from pages.shared.answering import help_text, hint
from pages.shared.typed import safe

PREFIX = "answer:"
KINDS_CHOSEN_BY_TAP = (
    QuestionKind.SINGLE,
    QuestionKind.SUB_ITEM,
    QuestionKind.REQUEST,
    QuestionKind.RATING,
)


def widget_key(item: Item) -> str:
    """Return the key of an item's widget."""
    return f"{PREFIX}{item.key}"


def draw(item: Item, answer: Any, on_change: Callable[[Item], None]) -> None:
    """Draw an item's widget, holding `answer`; `on_change(item)` is called when the youth changes it."""
    key = widget_key(item)
    if key not in st.session_state:
        st.session_state[key] = _as_widget(item, answer)
    label = safe(f"{item.text}{hint(item)}")
    kind = item.question.kind
    if kind in (QuestionKind.MULTI, QuestionKind.RATING):
        _draw_pills(item, label, key, on_change)
    elif kind in KINDS_CHOSEN_BY_TAP:
        st.radio(
            label,
            item.codes,
            format_func=_labels(item).__getitem__,
            key=key,
            on_change=on_change,
            args=(item,),
        )
    elif kind is QuestionKind.TEXT:
        _draw_text(item, label, key, on_change)
    else:
        st.checkbox(safe(item.text), key=key, on_change=on_change, args=(item,))
    words = help_text(item)
    if words:
        st.caption(safe(words))


def _labels(item: Item) -> dict[str, str]:
    return {option.code: safe(option.label) for option in item.options}


def _draw_pills(item: Item, label: str, key: str, on_change: Callable[[Item], None]) -> None:
    many = item.question.kind is QuestionKind.MULTI
    st.pills(
        label,
        item.codes,
        selection_mode="multi" if many else "single",
        format_func=_labels(item).__getitem__,
        key=key,
        on_change=on_change,
        args=(item,),
    )


def _draw_text(item: Item, label: str, key: str, on_change: Callable[[Item], None]) -> None:
    # No max_chars: a paste that is too long would vanish whole; it is refused in words instead.
    if (item.question.max_chars or 200) > 60:
        st.text_area(label, key=key, on_change=on_change, args=(item,), height=140)
    else:
        st.text_input(label, key=key, on_change=on_change, args=(item,), autocomplete="off", live=True)


def _as_widget(item: Item, answer: Any) -> Any:
    if item.question.kind is QuestionKind.MULTI:
        return [code for code in answer or [] if code in item.codes]
    if item.question.kind is QuestionKind.TEXT:
        return answer or ""
    if item.question.kind is QuestionKind.CONSENT:
        return answer is True
    return answer if answer in item.codes else None


def given(item: Item, before: Any) -> Any:
    """Return the answer that an item's widget holds now; None for nothing.

    A multi choice is settled first: an exclusive option clears the others, and the widget follows.
    """
    key = widget_key(item)
    value = st.session_state.get(key)
    if item.question.kind is QuestionKind.TEXT:
        return typed.cleaned(value or "") or None
    if item.question.kind is not QuestionKind.MULTI:
        return value if value not in ("", False) else None
    settled = settle_exclusive(item, before or [], value or [])
    if settled != value:
        st.session_state[key] = settled
    return settled or None
