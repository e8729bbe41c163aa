"""Deeds that everybody can read of now, for those above: each can be taken off the public board at once."""

from datetime import date

import streamlit as st

from db import board
from db.rights import Actor
from pages.shared import deed_mending, parts, quick_entry

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
            deed_mending.publicity(actor, row, is_own=False)
    quick_entry.pages(listed.total, PAGE)
