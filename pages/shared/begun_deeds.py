"""Deeds that are begun and not done (正在办): the list, the step that says one is done, and giving one up."""

from datetime import date

import streamlit as st

from db import deed_changes, deed_links, deeds, workdays
from db.deeds import DeedLine
from db.rights import Actor
from pages.shared import deed_mending, loading, parts, quick_entry
from pages.shared.typed import safe

# So long the page tells what was given up; the ledger keeps it.
TOLD_MONTHS = 3
GIVING_UP = (
    "会留在实事清单里，写“已中止”；原因只有本支部看得到。登记那个月还没截止的，不再算那个月的进展。"
    "对应的需求不再和它相连，还在“需求办理”里。"
)


def show(actor: Actor, *, today: date) -> None:
    """List what was begun and is not done, each with its two ways to end; nothing where there is none. Below: what was given up."""
    _going_on(actor, today)
    _given_up(actor, today)


def _going_on(actor: Actor, today: date) -> None:
    rows = loading.load(deeds.begun_for, actor=actor, organisation_id=actor.organisation_id)
    if not rows:
        return
    st.subheader("正在办的实事", anchor=False)
    served = loading.load(deed_links.served_by, actor=actor, deed_ids=[row.id for row in rows])
    for row in rows:
        since = f"{quick_entry.short(row.begun_on)}登记" if row.begun_on else ""
        needs = f"对应{row.n_needs}件需求" if row.n_needs else ""
        with quick_entry.card(row.title, [since, row.kind.label, needs]):
            _finishing(actor, row, today)
            if row.begun_on and row.begun_on >= quick_entry.earliest(today):
                deed_mending.mending(actor, row, served.get(row.id, ()), today=today)
            _giving_up(actor, row)


def _given_up(actor: Actor, today: date) -> None:
    since = workdays.add_months(workdays.month_of(today), -TOLD_MONTHS)
    rows = loading.load(deeds.given_up_for, actor=actor, since=since)
    if not rows:
        return
    with st.expander(f"近三个月中止的实事（{len(rows)}）", key="given_up"):
        for row in rows:
            day = f"{quick_entry.short(row.given_up_on)}中止" if row.given_up_on else ""
            with quick_entry.card(row.title, [day, row.kind.label]):
                st.caption(safe(f"原因：{row.given_up_reason}"))


def _giving_up(actor: Actor, row: DeedLine) -> None:
    with st.expander("不办了", icon=":material/block:", key=f"give_up_{row.id}", on_change="rerun") as box:
        if not box.open:
            return
        st.caption(GIVING_UP)
        fields = {"reason": f"give_up_reason_{row.id}"}
        with st.form(f"give_up_form_{row.id}", enter_to_submit=False, border=False):
            quick_entry.text_field("为什么不办了（不要写姓名）", fields["reason"], hint="如：场地批不下来")
            quick_entry.button("中止这件实事", f"give_up_save_{row.id}", _give_up, actor, row, fields)


def _give_up(actor: Actor, row: DeedLine, fields: dict[str, str]) -> None:
    quick_entry.save(
        deed_changes.give_up,
        actor=actor,
        deed_id=row.id,
        version=row.version,
        fields=fields,
        needed={},
        done="已中止，原因已记下。" + ("原来对应的需求还要另外办理。" if row.n_needs else ""),
    )


def _finishing(actor: Actor, row: DeedLine, today: date) -> None:
    with st.expander("办完了", icon=":material/check:", key=f"finish_{row.id}", on_change="rerun") as box:
        if box.open:
            _finish_form(actor, row, today)


def _finish_form(actor: Actor, row: DeedLine, today: date) -> None:
    fields = {name: f"finish_{name}_{row.id}" for name in ("done_on", "beneficiaries", "result")}
    st.session_state.setdefault(fields["result"], row.result or "")
    st.session_state.setdefault(fields["beneficiaries"], row.beneficiaries)
    with st.form(f"finish_form_{row.id}", enter_to_submit=False, border=False):
        quick_entry.day_field("完成日期", fields["done_on"], today=today, first=row.begun_on)
        quick_entry.number_field("受益人数（可不填）", fields["beneficiaries"])
        parts.text_box(parts.within("成效（可不填）", deeds.RESULT_LIMIT), key=fields["result"])
        quick_entry.button("保存，已办完", f"finish_save_{row.id}", _finish, actor, row, fields)


def _finish(actor: Actor, row: DeedLine, fields: dict[str, str]) -> None:
    quick_entry.save(
        deed_changes.finish,
        actor=actor,
        deed_id=row.id,
        version=row.version,
        fields=fields,
        needed={"done_on": "请选完成日期，再保存。"},
        done="已记为办完，计入完成那个月的实事。需求办好了，请到“需求办理”点“办结”。",
    )
