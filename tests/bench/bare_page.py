"""A page of one button: what a tap cannot cost less than."""

import streamlit as st

st.button("按")
