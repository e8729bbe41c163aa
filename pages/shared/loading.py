"""Loading for a page: one short read; a failed one never looks like "no data"."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from db.errors import Refused
from pages.shared import sessions, texts, typed

T = TypeVar("T")


def load(query: Callable[..., T], **values: Any) -> T:
    """Return what a query finds; when it cannot be asked, say so and stop the page here.

    `now` and `today` are supplied where the query asks for them.
    """
    try:
        return sessions.read(query, **values)
    except Refused as refused:
        failed(refused)
        st.stop()


def failed(refused: Refused) -> None:
    """Show that something could not be loaded, and that this is not the same as nothing being there."""
    prefix = "没有读到数据（并不是没有数据）。" if refused.kind == "unavailable" else ""
    st.error(typed.safe(prefix + texts.sentence(refused)), icon=":material/error:")
