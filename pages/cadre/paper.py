"""录入纸质问卷 — type in what came back on paper, sheet after sheet."""

import streamlit as st

from db import paper_sheets
from db.vocabulary import Role
from pages.shared import loading, paper_parts, parts, saving, sign_in, texts

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
parts.heading("录入纸质问卷", "给没有手机的青年：先打印，收回来再照着录。录入的和手机上填的一样统计。")
saving.show_notice()
wave = loading.load(paper_sheets.find, actor=actor, branch_id=actor.organisation_id)
if wave is None:
    parts.empty("现在没有正在收答卷的调查。", "调查开启后，可以打印纸质问卷，截止前可以录入。")
    st.stop()
month = texts.month(wave.month)
st.caption(f"只录标题是“{month}”的卷子，{texts.day(wave.closes_on)}24点截止。")
st.link_button(f"打印{month}的纸质问卷", f"/paper/{actor.organisation_id}", icon=":material/print:")
paper_parts.explain()
paper_parts.show_progress(actor, wave)
paper_parts.show_form(actor, wave)
