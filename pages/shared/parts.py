"""Parts that several pages draw: the heading, an empty list, a link out of the page."""

from html import escape

import streamlit as st

from pages.shared.typed import safe


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


def within(label: str, most: int) -> str:
    """Return the label of a text box with the length that its text may have.

    The box itself sets no limit: Streamlit drops a paste that is too long whole and without a word, and what was
    meant to be said is gone. The service refuses in words, and the text stays to be shortened.
    """
    return f"{label}（{most}字以内）"


def link(label: str, address: str) -> None:
    """Draw a link to a plain page of this house, opened in the same tab."""
    st.html(f'<a href="{escape(address)}" target="_self">{escape(label)}</a>')


def under_construction(title: str) -> None:
    """Draw the page of something that is not there yet."""
    heading(title)
    empty("页面建设中。", "这一页还没有做好，请先使用菜单里的其他页面。")
