"""复制提醒: what is left to do as a text for a group chat. Volunteers do not open an application to be reminded."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db import engine, need_lines, workdays
from db.need_ledger import Pressing
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import loading, menu, parts, sharing
from pages.shared.typed import safe

HEADING = "复制提醒"
NOBODY = "发到工作群用：只有件数和链接，没有任何人的名字，也没有青年的原话。"


def show_own(actor: Actor, *, month: date, needs: Pressing, undone: Sequence[Duty]) -> None:
    """Draw a branch's reminder; nothing where nothing is left."""
    origin = sharing.origin(st.context.url or "")
    name = actor.organisation_name
    text = sharing.branch_reminder(name, month=month, needs=needs, undone=undone, origin=origin)
    _show(text, NOBODY)


def show_above(actor: Actor, scope: tuple[int, str]) -> None:
    """Draw what has risen to the person's own level, and the reminder for the branches and committees below."""
    found = loading.load(need_lines.how_late, actor=actor, organisation_id=scope[0])
    mine = [at for at in found.late if at.is_mine and at.n_risen]
    if mine:
        places = "、".join(f"{safe(at.handler)}{at.n_risen}件" for at in mine[: sharing.MOST_NAMED])
        n = sum(at.n_risen for at in mine)
        # Red is for what is overdue.
        st.error(
            f"有{n}件需求逾期超过{need_lines.RISES_AFTER}个工作日，已上升到本级，请过问：{places}。",
            icon=":material/priority_high:",
        )
        st.page_link(
            menu.FOLLOW_UP.path,
            label="看办理清单",
            icon=":material/arrow_forward:",
            query_params={"part": "open"},
        )
    text = sharing.committee_reminder(
        scope[1],
        today=workdays.today(engine.now()),
        counts=found.counts,
        late=found.late,
        origin=sharing.origin(st.context.url or ""),
    )
    _show(text, f"{NOBODY}单位名称和办理清单里一样。")


def _show(text: str, note: str) -> None:
    if not text:
        return
    with st.expander(HEADING, icon=":material/content_copy:"):
        parts.copyable(text)
        st.caption(note)
