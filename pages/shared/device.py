"""The browser's random id, from the cookie that came with the page; it stands for no person."""

import streamlit as st


def current() -> str | None:
    """Return the id, None where the browser refuses cookies."""
    value = st.context.cookies.get("did")
    return value if isinstance(value, str) and value else None
