"""Saving from a page: one button, one service call, one transaction; then a notice, or a refusal with the text kept."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

from db.errors import Refused
from pages.shared import sessions, sign_in, texts, typed

T = TypeVar("T")

NOTICE = "_notice"
# What an emptied widget holds; a key of any other type goes back to its default.
EMPTY: dict[type, Any] = {str: "", list: [], bool: False}


def save(
    service: Callable[..., T], *, clear: Iterable[str] = (), done: str = "已保存。", **values: Any
) -> T | None:
    """Call one service in one transaction, from a button's callback; None when it was refused.

    clear : keys of widgets to empty when it worked. done : the notice that `show_notice` then shows.
    The actor and all other values go to the service; `now` and `today` are supplied.
    """
    try:
        # A button's callback runs before the page and its guard: a sign-in may have ended since it was drawn.
        sign_in.still_here(values.get("actor"))
        result = sessions.write(service, **{name: _cleaned(value) for name, value in values.items()})
    except Refused as refused:
        st.session_state[NOTICE] = (False, texts.sentence(refused))
        return None
    for key in clear:
        _empty(key)
    st.session_state[NOTICE] = (True, done)
    return result


def _cleaned(value: Any) -> Any:
    # A plain text only: a word of the vocabulary is a text too, and stays one.
    return typed.cleaned(value) if type(value) is str else value


def refuse(text: str) -> None:
    """Leave a refusal that the page itself found (two fields that disagree), for `show_notice`."""
    st.session_state[NOTICE] = (False, text)


def is_done() -> bool:
    """Tell whether the last `save` worked, while its notice waits to be shown."""
    done, _ = st.session_state.get(NOTICE, (False, ""))
    return bool(done)


def show_notice() -> None:
    """Show what the last `save` left, once."""
    # A place that is always there: a notice that came and went would move everything below it to another
    # place in the page, where Streamlit forgets which boxes were open.
    place = st.empty()
    notice = st.session_state.pop(NOTICE, None)
    if notice is None:
        return
    is_done, text = notice
    if is_done:
        place.success(typed.safe(text), icon=":material/check:")
    else:
        place.error(typed.safe(text), icon=":material/error:")


def _empty(key: str) -> None:
    value = st.session_state.get(key)
    if type(value) in EMPTY:
        st.session_state[key] = EMPTY[type(value)]
    else:
        st.session_state.pop(key, None)
