"""What youth pages look like: a phone's column, large targets, no frame of the framework."""

from pathlib import Path

import streamlit as st

from pages.shared import sign_in

FOLDER = Path(__file__).parent


def put_on() -> None:
    """Dress the page for youth. A signed-in person keeps the header: the menu opens from it."""
    st.html(FOLDER / "youth.css")
    if sign_in.current() is None:
        st.html(FOLDER / "bare.css")
