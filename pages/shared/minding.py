"""The tick under a warning against words that may tell who somebody is. It is for the words it stands below, and goes with them."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from db import warned
from pages.shared import typed
from pages.shared.typed import safe

# Of fields of a form that hold such a tick, or that of `quick_entry.emptying`, by the names that services give them.
MINDED, MEANT_EMPTY = "minded", "meant_empty"


def ask(sentence: str, label: str, key: str, words: Iterable[str]) -> None:
    """Draw a warning with its tick, which is empty for words it was not yet shown with.

    sentence : the warning; "" where there is nothing to warn of. words : what the warning is about. key : of the tick.
    """
    begin(key, normal(words) if sentence else ())
    if sentence:
        st.warning(safe(sentence), icon=":material/warning:")
        st.checkbox(label, key=key)


def begin(key: str, words: tuple[str, ...]) -> None:
    """Prepare a tick, which is empty for words that it was not yet shown with."""
    if st.session_state.get(_of(key)) != words:
        st.session_state[_of(key)], st.session_state[key] = words, False
    # Given anew each time: the browser would keep the tick of the last one.
    st.session_state.setdefault(key, False)


def agreed(key: str) -> tuple[str, ...]:
    """Return the words that a tick was shown with, () where it is not ticked."""
    words: tuple[str, ...] = st.session_state.get(_of(key), ())
    return words if st.session_state.get(key) else ()


def held(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what fields (name in the service → key of the widget) hold now; None for one that is not drawn."""
    ticks = (MINDED, MEANT_EMPTY)
    return {name: agreed(key) if name in ticks else st.session_state.get(key) for name, key in fields.items()}


def normal(words: Iterable[str]) -> tuple[str, ...]:
    """Return what somebody typed as the services will read it."""
    return warned.normal(typed.cleaned(text) for text in words)


def _of(key: str) -> str:
    return f"{key}_of"
