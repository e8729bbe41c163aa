"""No button takes along what a field held when it was drawn: a tap comes together with what was typed last.

On a phone a field gives up its text only when it is left, and leaving it is the tap on the button. So a callback reads the
fields itself, or goes through `saving.as_drawn`, which refuses what is old.
"""

import streamlit as st

from pages.shared import saving
from tests.screens import drawn_values

# What is no field: file, function and expression → why it may be bound.
SAID_BY_THE_BUTTON = {
    ("account_parts", "endings", "step"): "the button says which step",
    (
        "need_steps",
        "_text_form",
        "{name: field}",
    ): "which field is read follows from the step, which the button says",
    ("organisation_parts", "move_form", "names"): "how all organisations are called",
    ("youth/survey", "buttons", "(name, +1)"): "the page that is shown",
    ("youth/survey", "buttons", "(name, -1)"): "the page that is shown",
}


def test_no_button_takes_along_what_a_field_held_when_it_was_drawn():
    found = set(drawn_values.bound(drawn_values.read_pages()))
    assert found == set(SAID_BY_THE_BUTTON)


def test_a_value_is_followed_through_names_functions_and_the_page(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "some_parts.py").write_text(
        "def _text(key):\n"
        "    st.text_input('x', key=key)\n"
        "    return st.session_state[key].strip()\n"
        "def form(actor, key):\n"
        "    draft = {'text': _text(key)}\n"
        "    _button(actor, draft)\n"
        "    st.button('b', on_click=keep, args=(st.checkbox('y'),))\n"
        "    st.button('c', **saving.once(f'{draft}', keep, actor, key))\n"
        "    st.button('d', **saving.once('d', saving.as_drawn([key], keep, what='x'), draft))\n"
        "def _button(actor, what):\n"
        "    st.button('a', **saving.once('a', keep, actor, what))\n"
        "day = st.date_input('z')\n"
        "def keep(*args):\n"
        "    pass\n"
        "def record():\n"
        "    keep(day)\n"
        "st.button('e', **saving.once('e', record))\n"
    )
    found = set(drawn_values.bound(drawn_values.read_pages(tmp_path)))
    assert found == {
        ("some_parts", "_button", "what"),
        ("some_parts", "form", "(st.checkbox('y'),)"),
        ("some_parts", "", "day"),
    }


def test_what_is_old_is_refused_and_what_is_no_longer_drawn_is_no_change(monkeypatch):
    state = {"a": "x", "b": ["y"], "gone": 1}
    monkeypatch.setattr(st, "session_state", state)
    done = []
    act = saving.as_drawn(["a", "b", "gone"], done.append, what="保存")
    del state["gone"]
    act("first")
    state["b"].append("z")
    act("second")
    assert done == ["first"]
    assert state[saving.DESK].notice == (False, "刚才又改过，还没有保存。请看新的内容，再点一次。")
