"""What youth pages look like: a phone's column, large targets, no frame of the framework."""

from pathlib import Path

import streamlit as st

CSS = Path(__file__).parent / "youth.css"


def put_on() -> None:
    """Dress the page for youth."""
    st.html(CSS)
