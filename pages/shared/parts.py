"""Parts that several pages draw: the heading, a field to type in, an empty list, a link out of the page."""

from html import escape
from typing import Any

import streamlit as st

from pages.shared.typed import safe

TEXT_FIELDS = "_text_fields"
# Shorter ones are typed again sooner than copied.
LEAST_WORTH_KEEPING = 3
BUTTON = (
    "display:inline-block;box-sizing:border-box;min-width:10rem;min-height:2.9rem;padding:.7rem 1.5rem;"
    "text-align:center;text-decoration:none;font-weight:600;line-height:1.5;color:#fff;background:#0b7a75;"
    "border-radius:.5rem"
)


def heading(title: str, what: str = "") -> None:
    """Draw a page's title and, below it, one line that says what the page is for."""
    st.title(safe(title), anchor=False)
    if what:
        st.caption(safe(what))


def copyable(text: str) -> None:
    """Draw a text to copy. Its button is always there, since a phone cannot hover, and has a margin of its own."""
    st.html(
        "<style>[data-testid=stCode] > div:last-child"
        "{ visibility: visible !important; opacity: 1 !important; pointer-events: auto !important; }"
        "[data-testid=stCode] pre { padding-right: 3rem !important; }</style>"
    )
    st.code(text, language=None, wrap_lines=True)


def empty(why: str, next_step: str = "") -> None:
    """Say why a list or chart is empty and what to do next."""
    with st.container(border=True):
        st.markdown(f":material/inbox: {safe(why)}")
        if next_step:
            st.caption(safe(next_step))


def text_line(label: str, value: str = "", *, key: str, **options: Any) -> None:
    """Draw a field for one line of text, as `st.text_input` does."""
    _keep_in_mind(label, key, value)
    st.text_input(label, value, key=key, **options)


def text_box(label: str, *, key: str, **options: Any) -> None:
    """Draw a field for a few lines of text, as `st.text_area` does."""
    _keep_in_mind(label, key, "")
    st.text_area(label, key=key, **options)


def _keep_in_mind(label: str, key: str, value: str) -> None:
    # With what it holds before anybody has typed.
    fields: dict[str, tuple[str, str]] = st.session_state.setdefault(TEXT_FIELDS, {})
    fields.setdefault(key, (label, st.session_state.get(key) or value))


def written() -> list[tuple[str, str]]:
    """Return what stands in the fields of this tab and was typed there: label and text, nothing else."""
    fields: dict[str, tuple[str, str]] = st.session_state.get(TEXT_FIELDS, {})
    held = ((label, st.session_state.get(key), first) for key, (label, first) in fields.items())
    return [
        (label, text)
        for label, text, first in held
        if isinstance(text, str) and text != first and len(text.strip()) >= LEAST_WORTH_KEEPING
    ]


def within(label: str, most: int) -> str:
    """Return the label of a text box with the length that its text may have.

    The box itself sets no limit: Streamlit drops a paste that is too long whole and without a word, and what was
    meant to be said is gone. The service refuses in words, and the text stays to be shortened.
    """
    return f"{label}（{most}字以内）"


def link(label: str, address: str) -> None:
    """Draw a link to a plain page of this house, opened in the same tab."""
    st.html(f'<a href="{escape(address)}" target="_self">{escape(label)}</a>')


def link_button(label: str, address: str) -> None:
    """Draw the same as a button: the one thing to do next."""
    st.html(f'<a href="{escape(address)}" target="_self" style="{BUTTON}">{escape(label)}</a>')
