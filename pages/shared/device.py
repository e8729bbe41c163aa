"""The browser's random id, from the cookie that came with the page; it stands for no person."""

import streamlit as st


def invite() -> str:
    """Return the invite code that this browser was given, "" for none."""
    value = st.context.cookies.get("inv")
    return value[:20] if isinstance(value, str) else ""


def current() -> str | None:
    """Return the id, None where the browser refuses cookies."""
    value = st.context.cookies.get("did")
    return value if isinstance(value, str) and value else None
