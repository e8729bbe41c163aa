"""首页: what was said last month, what was done about it, and three doors."""

from html import escape

import streamlit as st

from db import board, people
from pages.shared import parts, wording, youth_look
from pages.shared.loading import load
from pages.shared.typed import safe

DOORS = """
<form class="wu-doors" action="/go" method="get">
<label for="branch-code">支部码（6位，印在支部的二维码旁边）</label>
<input id="branch-code" name="code" maxlength="12" autocomplete="off" autocapitalize="characters" required>
<button class="wu-first" name="to" value="survey">填问卷</button>
<button name="to" value="wish">提一个需求</button>
</form>
<div class="wu-doors"><a href="/r" target="_self">查进展</a></div>"""


def show_board(month: board.Board) -> None:
    st.subheader("上月您说，我们办了", anchor=False)
    st.html(
        f'<ul class="wu-figures"><li><b>{month.raised}</b>件 提出</li><li><b>{month.settled}</b>件 办结</li>'
        f"<li><b>{month.confirmed}</b>件 青年确认</li></ul>"
    )
    st.caption(wording.board_line(month))
    for story in month.stories:
        st.html(
            f'<div class="wu-story"><p><b>之前</b>{escape(story.before)}</p>'
            f"<p><b>现在</b>{escape(story.after)}</p></div>"
        )


def show_deeds(month: board.Board) -> None:
    if month.deeds:
        st.subheader("最近办的实事", anchor=False)
        lines = (f"<li>{escape(title)}{f'（受益{n}人）' if n else ''}</li>" for title, n in month.deeds)
        st.html(f"<ul>{''.join(lines)}</ul>")


youth_look.put_on()
st.title(safe(load(board.district_name) or "青年需求五个一"), anchor=False)
if not load(people.has_accounts):
    st.info("系统还没有启用。请打开服务器终端最后一行的启用链接，建立本区或载入演示数据。")
    st.stop()
last_month = load(board.of_last_month)
show_board(last_month)
st.subheader("您想做什么？", anchor=False)
st.caption("扫支部的二维码可以直接进入；没有二维码，就输入支部码。")
st.html(DOORS)
show_deeds(last_month)
parts.link("团干部登录", "/sign-in")
