"""危机提示, as the first page of whoever has to look at them says it."""

import streamlit as st

from db import crisis
from db.rights import Actor
from pages.shared import loading, menu


def notice(actor: Actor) -> None:
    """Say how many marks wait for this person, and lead to them; nothing when none does."""
    waiting = loading.load(crisis.count_waiting, actor=actor)
    if waiting:
        st.error(f"有{waiting}条危机提示还没有处置，请今天就看。", icon=":material/crisis_alert:")
        st.page_link(menu.CRISIS.path, label="去看危机提示", icon=":material/arrow_forward:")
