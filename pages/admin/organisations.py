"""组织 — the district adds organisations, renames, moves and closes them, and names who reads what is sensitive."""

import streamlit as st

from db import hints, organisations
from db.organisations import OrganisationRow
from db.vocabulary import Domain, Level, Role
from pages.shared import hint_parts, loading, organisation_parts, parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
BELOW = [Level.BRANCH, Level.GENERAL_BRANCH, Level.COMMITTEE]


def add_organisation() -> None:
    form = st.session_state
    is_branch = form.organisation_level is Level.BRANCH
    saving.save(
        organisations.add,
        actor=actor,
        parent_id=form.organisation_parent,
        level=form.organisation_level,
        name=form.organisation_name,
        domain=form.organisation_domain if is_branch else None,
        declared_youth=form.organisation_youth if is_branch else None,
        has_student_secretary=is_branch and form.organisation_student,
        clear=["organisation_name", "organisation_youth", "organisation_student"],
        done=f"已添加“{form.organisation_name.strip()}”。",
    )


def show_adding(tree: list[OrganisationRow]) -> None:
    st.selectbox("层级", BELOW, key="organisation_level", format_func=lambda level: level.label)
    level = st.session_state.organisation_level
    fitting = organisations.PARENTS_OF[level]
    names = {row.id: row.name for row in tree if row.level in fitting and row.is_active}
    if not names:
        st.info(f"还没有可以放{level.label}的上级组织，请先添加上一级。")
        return
    with st.form("add_organisation", border=False):
        st.selectbox(
            "上级组织", list(names), key="organisation_parent", format_func=lambda found: names[found]
        )
        parts.text_line("名称", key="organisation_name")
        if level is Level.BRANCH:
            st.selectbox("领域", list(Domain), key="organisation_domain", format_func=lambda word: word.label)
            st.number_input("青年人数（不清楚可不填）", 1, 999_999, None, key="organisation_youth")
            st.checkbox(organisation_parts.STUDENT, key="organisation_student")
        st.form_submit_button("添加组织", type="primary", **saving.once("add", add_organisation))


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
hint_parts.show(actor)
with st.expander("添加组织", icon=":material/add:", key="adding"):
    show_adding(tree)
names = {row.id: "　" * row.depth + row.name + ("" if row.is_active else "（已停用）") for row in tree}
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
