"""换届交接 — one's own work goes to a colleague, and the account ends."""

import streamlit as st

from db.vocabulary import Role
from pages.shared import parts, saving, sign_in, succession_parts

actor = sign_in.require(Role.SECRETARY, Role.CADRE, Role.COMMITTEE)

parts.heading("换届交接", "换届或调离时，把手上的事交给接任的同事，一次交清。")
saving.show_notice()
succession_parts.show(actor, actor.id)
st.caption("不是换届，只是请同事办某一件需求，请在“需求办理”里移交。")
