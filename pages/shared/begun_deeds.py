"""Deeds that are begun and not done (正在办): the list, and the step that says one is done."""

from datetime import date

import streamlit as st

from db import deed_changes, deed_links, deeds
from db.deeds import DeedLine
from db.rights import Actor
from pages.shared import deed_mending, loading, parts, quick_entry


def show(actor: Actor, *, today: date) -> None:
    """List what was begun and is not done, each with the step that says it is; nothing where there is none."""
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


def _finishing(actor: Actor, row: DeedLine, today: date) -> None:
    with st.expander("办完了", icon=":material/check:", key=f"finish_{row.id}", on_change="rerun") as box:
        if box.open:
            _finish_form(actor, row, today)


def _finish_form(actor: Actor, row: DeedLine, today: date) -> None:
    fields = {name: f"finish_{name}_{row.id}" for name in ("done_on", "beneficiaries", "result")}
    st.session_state.setdefault(fields["result"], row.result or "")
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
