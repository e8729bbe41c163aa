"""Saving from a page: one button, one service call, one transaction; then a notice, or a refusal with the text kept.

A double tap is one tap. The browser sends the second click before it has drawn what the first one changed, or
after. So a button carries a mark that the first success renews: a click with the old mark is the same tap again.
And whatever stands under the finger by then is not pressed by the click that comes next, in the same second.

The framework begins to answer a second click while the first one is still at work in another thread, and breaks
that one off as soon as it touches the session's state, also right after its commit. What must not get lost then
stands in a `Desk`: taken from the session before the commit, and written to without the framework.
"""

import copy
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from db.errors import Refused
from pages.shared import sessions, sign_in, texts, typed

T = TypeVar("T")

DESK = "_desk"
# The two clicks of a double tap lie half a second apart at most; nobody fills in a form in one.
SAME_TAP = 1.0
# What an emptied widget holds; a key of any other type goes back to its default.
EMPTY: dict[type, Any] = {str: "", list: [], bool: False}
CHANGED = "刚才又改过，还没有{what}。请看新的内容，再点一次。"


class Saved(NamedTuple):
    """The last success of a marked button: what is said, and what the page does then."""

    done: str
    follow: Callable[[], None]


@dataclass
class Desk:
    """What one tab has saved.

    notice : (whether it worked, what to say), until it is shown. undone : what still has to follow a success.
    marks : of each form. pressed : the form whose button is at work. just_now : when `saved` was, in seconds of
    a clock of its own; None once the person has gone on to something else.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    notice: tuple[bool, str] | None = None
    undone: Callable[[], None] | None = None
    marks: dict[str, int] = field(default_factory=dict)
    pressed: str | None = None
    saved: Saved | None = None
    just_now: float | None = None

    def is_same_tap(self, form: str, mark: int) -> bool:
        """Tell whether a click is the second one of the tap that was last saved."""
        if self.saved is None:
            return False
        is_old = mark != self.marks.get(form, 0)
        return is_old or (self.just_now is not None and time.monotonic() - self.just_now < SAME_TAP)

    def succeed(self, saved: Saved) -> None:
        """Note a success, before anything else is done with it."""
        self.notice, self.undone = (True, saved.done), saved.follow
        if self.pressed is not None:
            self.marks[self.pressed] = self.marks.get(self.pressed, 0) + 1
            self.saved, self.just_now = saved, time.monotonic()


def _desk() -> Desk:
    found: Desk = st.session_state.setdefault(DESK, Desk())
    return found


def once(form: str, act: Callable[..., object], *args: Any, **values: Any) -> dict[str, Any]:
    """Return key and callback of a button that a double tap presses once: `st.button(label, **once(…))`.

    form : the name of what is saved, unlike any other on the page. act : the callback, which calls `save` or
    `refuse`. A refusal leaves the mark: who has mended the form presses again.
    """
    mark = _desk().marks.get(form, 0)
    key = f"{form}~{mark}" if mark else form
    return {"key": key, "on_click": _press, "args": (form, mark, partial(act, *args, **values))}


def _press(form: str, mark: int, act: Callable[[], object]) -> None:
    desk = _desk()
    # A second click waits here until the first one is through.
    with desk.lock:
        if desk.saved is not None and desk.is_same_tap(form, mark):
            # It brought along what the fields held before they were emptied.
            desk.notice, desk.undone = (True, desk.saved.done), desk.saved.follow
            catch_up()
            return
        desk.pressed = form
        try:
            act()
        finally:
            desk.pressed = None


def as_drawn(keys: Iterable[str], act: Callable[..., object], *, what: str) -> Callable[..., None]:
    """Return a callback that refuses once a field that it was drawn from holds something else than then.

    A click brings along what was typed or chosen last, before anything of it is drawn: so a callback reads fields itself,
    and one that cannot, since what it is to save was worked out from them and shown, goes through here. keys : of those
    fields, drawn above the button. what : has not been done then, "导入".
    """
    then = _fields(keys)

    def guarded(*args: Any, **values: Any) -> None:
        # One that the last drawing left out is forgotten by now, and nobody has changed it.
        held = _fields(key for key in then if key in st.session_state)
        if all(held[key] == then[key] for key in held):
            act(*args, **values)
        else:
            refuse(CHANGED.format(what=what))

    return guarded


def _fields(keys: Iterable[str]) -> dict[str, Any]:
    held = {key: st.session_state.get(key) for key in keys}
    # A file by its number, which is its own; whatever else as it is now, although it may be changed in place.
    return {key: getattr(value, "file_id", None) or copy.deepcopy(value) for key, value in held.items()}


def catch_up() -> None:
    """Do what still has to follow a success, before any field is drawn."""
    desk = _desk()
    if desk.undone is not None:
        desk.undone()
        desk.undone = None


def save(
    service: Callable[..., T],
    *,
    clear: Iterable[str] = (),
    prepare: Callable[[], Mapping[str, Any]] | None = None,
    then: Callable[[T], object] | None = None,
    done: str = "已保存。",
    **values: Any,
) -> T | None:
    """Call one service in one transaction, from a button's callback; None when it was refused.

    clear : keys of widgets to empty when it worked. prepare : what takes long and is done first, outside the
    transaction; what it returns goes to the service too. then : what else the page does then, with what the service
    returned; done again, like the emptying, when the same tap comes once more. done : the notice that
    `show_notice` then shows. The actor and all other values go to the service; `now` and `today` are supplied.
    """
    desk = _desk()
    try:
        # A button's callback runs before the page and its guard: a sign-in may have ended since it was drawn.
        sign_in.still_here(values.get("actor"))
        given = {name: _cleaned(value) for name, value in values.items()}
        result = sessions.write(service, **given, **(prepare() if prepare else {}))
    except Refused as refused:
        desk.notice = (False, texts.sentence(refused))
        return None
    desk.succeed(Saved(done, partial(_follow, tuple(clear), then, result)))
    catch_up()
    return result


def _follow(clear: tuple[str, ...], then: Callable[[T], object] | None, result: T) -> None:
    for key in clear:
        _empty(key)
    if then is not None:
        then(result)


def _cleaned(value: Any) -> Any:
    # A plain text only: a word of the vocabulary is a text too, and stays one.
    return typed.cleaned(value) if type(value) is str else value


def refuse(text: str) -> None:
    """Leave a refusal that the page itself found (two fields that disagree), for `show_notice`."""
    _desk().notice = (False, text)


def was_done() -> str | None:
    """Return what the last `save` did, in words, until it is shown; None where there is nothing, or it was refused."""
    notice = _desk().notice
    return notice[1] if notice is not None and notice[0] else None


def show_notice() -> None:
    """Show what the last `save` left, once."""
    # A place that is always there: a notice that came and went would move everything below it to another
    # place in the page, where Streamlit forgets which boxes were open.
    place, desk = st.empty(), _desk()
    notice, desk.notice = desk.notice, None
    if notice is None:
        # The person has gone on to something else since.
        desk.just_now = None
        return
    is_done, text = notice
    if is_done:
        place.success(typed.safe(text), icon=":material/check:")
    else:
        place.error(typed.safe(text), icon=":material/error:")


def show_refusal() -> None:
    """Show what the last `save` left, if anything, by the button that was pressed: on a phone the page's own place is out of
    sight. A success closes the box that such a button stands in, and is shown there.
    """
    with st.container():
        if _desk().notice is not None:
            show_notice()


def forget(keys: Iterable[str]) -> None:
    """Let fields go back to the values with which they are first drawn."""
    for key in keys:
        st.session_state.pop(key, None)


def _empty(key: str) -> None:
    value = st.session_state.get(key)
    if type(value) in EMPTY:
        st.session_state[key] = EMPTY[type(value)]
    else:
        st.session_state.pop(key, None)
