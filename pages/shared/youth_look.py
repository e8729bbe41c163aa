"""What youth pages look like: a phone's column, large targets, no frame of the framework."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages.shared import sign_in

FOLDER = Path(__file__).parent


def put_on() -> None:
    """Dress the page for youth. A signed-in person keeps the header: the menu opens from it."""
    st.html(FOLDER / "youth.css")
    if sign_in.current() is None:
        st.html(FOLDER / "bare.css")


def way_out(leave: Callable[[], None], *, is_correction: bool) -> None:
    """Offer to leave and delete the draft; asked once more, since what was filled in is gone then."""
    with st.popover("放弃更正" if is_correction else "退出并删除草稿", type="tertiary", key="leaving"):
        st.write("改过的会全部删掉，原来的回答不变。" if is_correction else "已经填的会全部删掉，不能恢复。")
        st.button(
            "放弃并退出" if is_correction else "删除并退出", key="leave", width="stretch", on_click=leave
        )
