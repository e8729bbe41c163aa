"""Deeds that everybody can read of now, for those above: each can be taken off the public board at once."""

from datetime import date

import streamlit as st

from db import board, deed_changes
from db.board import ToldDeed
from db.rights import Actor
from pages.shared import parts, quick_entry, saving

PAGE = "told_deeds_page"


def show(actor: Actor, *, today: date) -> None:
    """Draw the deeds of last month and since, those that were taken off as well."""
    st.subheader("公开的实事", anchor=False)
    st.caption(
        "上月以来办完的实事，标题和受益人数青年都看得到（每处最新8件）。标题认得出人的，先点“不公开”。"
    )
    listed = quick_entry.read_page(PAGE, board.told_deeds, actor=actor, today=today)
    if not listed.rows:
        parts.empty("上月以来没有会公开的实事。", "支部办完登记后会列在这里；敏感类需求的实事从不公开。")
    for row in listed.rows:
        day = quick_entry.short(row.done_on) if row.done_on else ""
        with quick_entry.line(row.title, [row.by, day, "不公开" if row.is_hidden else ""]):
            label = "改为公开" if row.is_hidden else "不公开"
            st.button(label, **saving.once(f"told_{row.id}", _put, actor, row))
    quick_entry.pages(listed.total, PAGE)


def _put(actor: Actor, row: ToldDeed) -> None:
    saving.save(
        deed_changes.put_on_board,
        actor=actor,
        deed_id=row.id,
        version=row.version,
        is_shown=row.is_hidden,
        done="已公开。" if row.is_hidden else "已不公开，青年看的页面上不再显示。",
    )
