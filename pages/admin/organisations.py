"""组织 — the district adds organisations, renames, moves and closes them, and names who reads what is sensitive."""

import streamlit as st

from db import hints, organisations
from db.organisations import OrganisationRow
from db.vocabulary import Level, Role
from pages.shared import (
    hint_parts,
    loading,
    organisation_names,
    organisation_parts,
    parts,
    roster_parts,
    saving,
    sign_in,
)

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)


def show_one(row: OrganisationRow) -> None:
    with st.container(border=True):
        st.markdown(f"**{row.level.label}**" + ("" if row.is_active else " · 已停用"))
        if not row.is_active:
            organisation_parts.closing(actor, row)
            return
        names = ["名称和情况", "移动", "专办人", "停用"]
        if row.level in (Level.BRANCH, Level.GENERAL_BRANCH):
            names.remove("专办人")
        if row.level is Level.DISTRICT:
            names = ["名称和情况", "专办人"]
        drawn = {
            "名称和情况": organisation_parts.facts_form,
            "移动": organisation_parts.move_form,
            "专办人": organisation_parts.guardian_form,
            "停用": organisation_parts.closing,
        }
        for name, tab in zip(names, st.tabs(names), strict=True):
            with tab:
                drawn[name](actor, row)


def line(row: OrganisationRow, counts: dict[int, int]) -> dict[str, str]:
    is_branch = row.level is Level.BRANCH
    return {
        "组织": "　" * row.depth + row.name + ("" if row.is_active else "（已停用）"),
        "层级": row.level.label,
        "领域": row.domain.label if row.domain else "—",
        "青年人数": str(row.declared_youth or "—"),
        "账号": f"{counts.get(row.id, 0)}个",
        "学生任书记": ("是" if row.has_student_secretary else "否") if is_branch else "—",
    }


parts.heading("组织", "从上到下添加团（工）委、团总支和团支部。新支部马上有自己的固定链接。")
saving.show_notice()
tree = loading.load(organisations.list_for, actor=actor, with_closed=True)
told_apart = organisation_names.of_tree(tree)
hint_parts.show(actor, told_apart)
roster_parts.way_to_roster()
with st.expander("添加组织", icon=":material/add:", key="adding"):
    organisation_parts.adding(actor, tree)
names = organisation_names.indented(tree)
chosen = st.selectbox(
    "修改哪个组织",
    list(names),
    None,
    key="organisation_chosen",
    format_func=lambda found: names[found],
    placeholder="输入几个字就能找到",
)
for row in tree:
    if row.id == chosen:
        show_one(row)
st.caption(f"共{sum(row.is_active for row in tree)}个组织在用")
counts = loading.load(hints.accounts_per_organisation, actor=actor)
st.dataframe([line(row, counts) for row in tree], hide_index=True)
