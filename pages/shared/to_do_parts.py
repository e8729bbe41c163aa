"""待办 on 本月 and 总览: what waits, the most pressing first, each with the way there."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import streamlit as st

from db import to_dos_above
from db.rights import Actor
from db.to_dos import ToDo
from db.vocabulary import ToDoKind
from pages.shared import lights, loading, menu, quick_entry
from pages.shared.menu import MenuPage
from pages.shared.typed import safe

# More would push the five lights off the first screens of a phone.
MOST = 5
# Nor the month's figures, of which 总览 is.
MOST_ABOVE = 3
OTHERS = "需求、结对和谈心各页"
# Where each is done, and how the address there names it.
PLACES: dict[ToDoKind, tuple[MenuPage, str, Callable[[str], str]]] = {
    ToDoKind.CONTACT: (menu.PAIRINGS, "pair", str),
    ToDoKind.PAIR_ANEW: (menu.PAIRINGS, "pair", str),
    ToDoKind.TALK_AGAIN: (menu.TALKS, "talk", str),
}
NEED = (menu.NEEDS, "need", lambda key: str(UUID(key)))


def show(found: list[ToDo], total: int, *, today: date, most: int = MOST, others: str = OTHERS) -> None:
    """Draw the list; nothing where nothing waits.

    total : how much there is, of which `found` is the most pressing. most : how many stand in the open. others : where
    the rest is.
    """
    if not found:
        return
    st.subheader(f"待办　{total}件", anchor=False)
    for to_do in found[:most]:
        _line(to_do, today)
    if total > most:
        with st.expander(f"还有{total - most}件"):
            for to_do in found[most:]:
                _line(to_do, today)
            if total > len(found):
                st.caption(f"这里只列最急的{len(found)}件，其余{total - len(found)}件在{others}。")


def show_above(actor: Actor, *, today: date) -> None:
    """Draw what waits for a committee or the district itself: needs sent or passed up to it, not those below."""
    found, total = loading.load(to_dos_above.list_for, actor=actor)
    show(found, total, today=today, most=MOST_ABOVE, others="“需求办理”")
    if found:
        st.page_link(menu.NEEDS.path, label="看全部：需求办理", icon=":material/arrow_forward:")


def _line(to_do: ToDo, today: date) -> None:
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{to_do.kind.label}**" + (f"　{safe(to_do.about)}" if to_do.about else ""))
            st.markdown(_when(to_do, today))
        page, name, code = PLACES.get(to_do.kind, NEED)
        if st.button("去办", key=f"to_do_{to_do.kind}_{to_do.key}"):
            st.switch_page(page.path, query_params={name: code(to_do.key)})


def _when(to_do: ToDo, today: date) -> str:
    is_late = to_do.is_late(on=today)
    day = (
        "今天到期"
        if to_do.due_on == today
        else f"{'已过' if is_late else ''}{quick_entry.short(to_do.due_on)}"
    )
    before = "前" if to_do.due_on > today else ""
    return f"{lights.of_deadline(to_do.days_left, is_late=is_late).markdown} · {day}{before}"
