"""青年的话: what youth wrote in the survey of their own accord; read it, nothing has to be filled in."""

from itertools import groupby

import streamlit as st

from db import engine, words, workdays
from db.vocabulary import Role
from pages.shared import loading, menu, parts, sign_in, texts
from pages.shared.typed import safe

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
since = workdays.add_months(workdays.month_of(workdays.today(engine.now())), 1 - words.MONTHS_SHOWN)

parts.heading("青年的话", "问卷里“还有什么想说的”和本月加问的填空题。不知道是谁写的，也请不要去猜。")
found = loading.load(words.list_for, actor=actor, since=since)
if not found:
    parts.empty("近三个月还没有青年留言。", "青年在问卷里写的话，下一个工作日上午8点一起出现在这里。")
for month, lines in groupby(found, key=lambda line: line.month):
    st.subheader(texts.month(month), anchor=False)
    for line in lines:
        with st.container(border=True):
            if line.question:
                st.caption(f"本月加问：{safe(line.question)}")
            st.text(line.text)
if found:
    st.caption(
        "每个工作日上午8点一起交来，顺序打乱，只有本支部的团干部能看。需要办的事，由青年自己提出才会成为需求。"
    )
    st.page_link(menu.NEEDS.path, label="打开需求办理", icon=":material/inbox:")
