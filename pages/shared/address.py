"""What a page keeps in the address, so that it can be shared: its filters, written when the page is drawn.

Not before: whoever goes to another page has its first messages before the browser has moved on. What was written then
fell onto the address of the page one came from, and Back found it changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import streamlit as st

# In the session, while a page is being drawn: what is to stand in the address.
WAITING = "_waiting_address"


@contextmanager
def written_at_the_end() -> Iterator[None]:
    """Draw a page within; what it kept is written in one message. Nothing is when the person has left it meanwhile."""
    st.session_state[WAITING] = {}
    try:
        yield
        _send()
    finally:
        st.session_state.pop(WAITING, None)


def stop() -> NoReturn:
    """Stop a page that has nothing more to show. Streamlit sends nothing after its own stop."""
    _send()
    st.stop()


def keep(key: str, value: str) -> None:
    """Let a value stand in the address: at the end of the page's run, or at once where only a part of it is drawn."""
    if st.query_params.get(key) == value:
        # Each writing is a message to the browser.
        return
    waiting = st.session_state.get(WAITING)
    if waiting is None:
        st.query_params[key] = value
    else:
        waiting[key] = value


def _send() -> None:
    waiting = st.session_state.get(WAITING)
    if waiting:
        st.query_params.update(waiting)
