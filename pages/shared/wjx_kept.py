"""What was read of an uploaded file, kept in the tab: reading starts a process of its own, and a large file takes seconds."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

from db.errors import Faulty, Refused
from pages.shared import roster_parts, texts
from pages.shared.typed import safe

T = TypeVar("T")

KEPT = "_wjx_read"


def kept(kind: str, of: Hashable, make: Callable[[], T]) -> T:
    """Return what was made of a kind before, or make it. of : what it is made of; the last of each kind is kept."""
    found = st.session_state.setdefault(KEPT, {})
    if kind not in found or found[kind][0] != of:
        found[kind] = (of, make())
    last: T = found[kind][1]
    return last


def forget() -> None:
    """Keep nothing: the file is gone."""
    st.session_state.pop(KEPT, None)


def refuse(refused: Refused) -> None:
    """Draw why a file cannot be taken, row by row where it says so."""
    if isinstance(refused, Faulty):
        roster_parts.show_faults(refused.rows)
    else:
        st.error(safe(texts.sentence(refused)), icon=":material/error:")
