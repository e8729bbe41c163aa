"""组织 — the district adds committees, general branches and branches below one another."""

import streamlit as st

from db import organisations
from db.vocabulary import Domain, Level, Role
from pages.shared import loading, parts, saving, sign_in

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


parts.heading("组织", "从上到下添加团（工）委、团总支和团支部。新支部马上有自己的固定链接。")
saving.show_notice()
tree = loading.load(organisations.list_for, actor=actor)
names = {row.id: "　" * row.depth + row.name for row in tree}
with st.expander("添加组织", icon=":material/add:"):
    st.selectbox("层级", BELOW, key="organisation_level", format_func=lambda level: level.label)
    fitting = organisations.PARENTS_OF[st.session_state.organisation_level]
    parents = [row.id for row in tree if row.level in fitting]
    with st.form("add_organisation", border=False):
        st.selectbox(
            "上级组织", parents, key="organisation_parent", format_func=lambda key: names[key].strip()
        )
        st.text_input("名称", key="organisation_name", max_chars=60)
        if st.session_state.organisation_level is Level.BRANCH:
            st.selectbox("领域", list(Domain), key="organisation_domain", format_func=lambda word: word.label)
            st.number_input("青年人数（不清楚可不填）", 1, 999_999, None, key="organisation_youth")
            st.checkbox("学生任书记（敏感需求转由团委专人办理）", key="organisation_student")
        st.form_submit_button("添加组织", on_click=add_organisation, type="primary")
st.caption(f"共{len(tree)}个组织")
st.dataframe(
    [
        {
            "组织": names[row.id],
            "层级": row.level.label,
            "领域": row.domain.label if row.domain else "—",
            "青年人数": str(row.declared_youth or "—"),
        }
        for row in tree
    ],
    hide_index=True,
)
