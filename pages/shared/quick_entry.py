"""The layout that 活动, 结对, 实事 and 谈心 share: how the duty stands, one short form, what the month has so far."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from db import duties, emptied, month_records, workdays
from db.entries import PAGE_SIZE
from db.rights import Actor, correcting
from db.vocabulary import Duty, Word
from pages.shared import lights, loading, minding, parts, saving
from pages.shared.typed import safe

# So much of what stood in an emptied field is told.
SHORT = 20


def begin(actor: Actor, duty: Duty, *, title: str, what: str, today: date) -> None:
    """Draw the heading and how this duty stands in the current month."""
    parts.heading(title, what)
    month = workdays.month_of(today)
    found = loading.load(
        duties.lights, actor=actor, branch_id=actor.organisation_id, month=month, today=today
    )
    st.markdown(f"{month.month}月　{lights.of_duty(duty, found[duty]).markdown}")


def earliest(today: date) -> date:
    """Return the first day that may still be recorded: of last month until its corrections end."""
    month = workdays.month_of(today)
    last_month = workdays.add_months(month, -1)
    return last_month if today <= month_records.last_correction(last_month) else month


def doer(actor: Actor, reason_key: str | None) -> dict[str, Any]:
    """Return who writes, as `saving.save` takes it: the person, or from above one who corrects for a reason.

    reason_key : of the field with the reason, which is for one correction: read when it is pressed, emptied when it worked.
    """
    if reason_key is None:
        return {"actor": actor}
    reason = st.session_state.get(reason_key) or ""
    return {"actor": correcting(actor, reason), "clear": [reason_key]}


def text_field(label: str, key: str, *, hint: str = "") -> None:
    """Ask for one line."""
    st.session_state.setdefault(key, "")
    parts.text_line(label, key=key, placeholder=hint)


def choice_field(label: str, words: Iterable[Word], key: str, *, first: Word | None = None) -> None:
    """Ask for one of a few words, each a button: one tap, nothing to open. first : chosen by itself."""
    options = list(words)
    # What was chosen may have gone meanwhile: a colleague did it.
    if st.session_state.setdefault(key, first) not in options:
        st.session_state[key] = first
    st.pills(label, options, format_func=lambda word: word.label, key=key)


def day_field(label: str, key: str, *, today: date, first: date | None = None) -> None:
    """Ask for a day, today unless told otherwise; `first` is the earliest that makes sense."""
    start = min(max(first or date.min, earliest(today)), today)
    chosen = st.session_state.setdefault(key, today)
    # A page left open overnight may hold a day that is no longer open.
    if chosen is not None and not start <= chosen <= today:
        st.session_state[key] = today
    st.date_input(label, key=key, min_value=start, max_value=today, format="YYYY-MM-DD")


def number_field(label: str, key: str) -> None:
    """Ask for a number of people; empty when nobody counted."""
    st.session_state.setdefault(key, None)
    # Said to begin empty: else a number that is deleted becomes nought.
    st.number_input(label, 0, None, None, step=1, key=key, placeholder="不清楚可以不填")


def emptying(was: Mapping[str, tuple[str, object]], key: str, *, is_told: bool = True) -> None:
    """Ask, once fields of a correction were emptied in which something stands, whether that is meant of these.

    was : what the field is called → its key, and what stands there. key : of the answer, for `minding.agreed`. is_told :
    the question tells what stood there.
    """
    gone = {
        name: before
        for name, (field, before) in was.items()
        if emptied.has_value(before) and not emptied.has_value(_typed(field))
    }
    minding.begin(key, tuple(gone))
    told = [f"{name}（原来是{_shortened(before)}）" if is_told else name for name, before in gone.items()]
    if told:
        st.checkbox(safe(f"确定清空{'、'.join(told)}"), key=key)


def _typed(key: str) -> object:
    value = st.session_state.get(key)
    return value.strip() if isinstance(value, str) else value


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def button(label: str, form: str, act: Callable[..., Any], *args: Any) -> None:
    """Draw the one button of a form, as wide as the phone. form : what is saved, as `saving.once` names it."""
    st.form_submit_button(label, type="primary", width="stretch", **saving.once(form, act, *args))


def save(
    service: Callable[..., Any],
    *,
    fields: dict[str, str],
    needed: dict[str, str],
    done: str,
    then: Callable[[Any], object] | None = None,
    **values: Any,
) -> None:
    """Save what the fields (name in the service → key of the widget) hold; empty them only when it worked.

    needed : fields in which something must be chosen → the sentence when nothing is. then : what else the page does.
    """
    typed = minding.held(fields)
    for name, sentence in needed.items():
        if typed[name] is None:
            saving.refuse(sentence)
            return
    # Each field gives itself its first value again when it is drawn.
    saving.save(service, done=done, then=partial(_clear, tuple(fields.values()), then), **typed, **values)


def _clear(keys: Sequence[str], then: Callable[[Any], object] | None, result: Any) -> None:
    saving.forget(keys)
    if then is not None:
        then(result)


def chosen_month(actor: Actor, key: str, *, today: date) -> date:
    """Ask whether to list this month or the last one; a branch that did not work last month is not asked."""
    months = loading.load(month_records.months_for, actor=actor, branch_id=actor.organisation_id, today=today)
    if len(months) == 1:
        return months[0]
    chosen = st.segmented_control(
        "月份",
        range(len(months)),
        default=0,
        required=True,
        format_func=lambda i: f"{months[i].month}月",
        key=key,
        label_visibility="collapsed",
        persist_state="page",
    )
    return months[chosen or 0]


def page_of(key: str, total: int) -> int:
    """Return which page of a list is chosen, the last one if that is gone; its buttons `pages` draws below it."""
    return min(int(st.session_state.get(key, 1)), _n_pages(total))


def read_page(key: str, query: Callable[..., Any], **values: Any) -> Any:
    """Return what a query finds for the chosen page of a list whose length is not known before."""
    found = loading.load(query, page=int(st.session_state.get(key, 1)), **values)
    if found.rows or not found.total:
        return found
    return loading.load(query, page=_n_pages(found.total), **values)


def pages(total: int, key: str) -> None:
    """Draw the buttons for the pages of a long list; who looks at one record comes back to the same page."""
    if _n_pages(total) > 1:
        st.session_state[key] = page_of(key, total)
        st.pagination(_n_pages(total), key=key, persist_state="page")


def _n_pages(total: int) -> int:
    return max(-(-total // PAGE_SIZE), 1)


@contextmanager
def line(title: str, facts: Sequence[str]) -> Iterator[None]:
    """Draw a record of a list: what it is, the facts below it; beside it what is drawn within.

    What people typed is shown as it is.
    """
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        record(title, facts)
        yield


@contextmanager
def card(title: str, facts: Sequence[str]) -> Iterator[None]:
    """Draw the same with what is drawn within below it: forms that a box beside it would cut off on a phone."""
    with st.container(border=True):
        record(title, facts)
        yield


def record(title: str, facts: Sequence[str], note: str | None = None) -> None:
    """Draw what a record is, in two lines."""
    with st.container(gap="xxsmall"):
        st.markdown(f"**{safe(title)}**")
        if any(facts):
            st.caption(" · ".join(safe(fact) for fact in facts if fact))
        if note:
            st.text(note)


def strike(key: str, act: Callable[..., Any], *args: Any) -> None:
    """Offer to take back a record made by mistake: asked once more, since it is gone then."""
    with st.popover("删去", type="tertiary", key=f"strike_{key}"):
        st.markdown("登记错了才需要删。删去后不能恢复，会记入操作记录。")
        st.button("确定删去", **saving.once(f"sure_{key}", act, *args))


def short(day: date) -> str:
    """6月18日."""
    return f"{day.month}月{day.day}日"
