"""组织与账号 — the district adds organisations and accounts, and gives a forgotten password anew."""

import streamlit as st

from db import organisations, people
from db.vocabulary import Domain, Level, Role
from pages.shared import loading, parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
NEW_PASSWORD = "people_new_password"
BELOW = [Level.BRANCH, Level.GENERAL_BRANCH, Level.COMMITTEE]


def keep(made: people.NewPassword | None) -> None:
    if made is not None:
        st.session_state[NEW_PASSWORD] = (made.username, made.password)


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


def add_person() -> None:
    form = st.session_state
    made = saving.save(
        people.add_person,
        actor=actor,
        username=form.person_username,
        name=form.person_name,
        role=form.person_role,
        organisation_id=form.person_organisation,
        clear=["person_username", "person_name"],
        done=f"已添加账号“{form.person_username.strip()}”。",
    )
    keep(made)


def reset() -> None:
    username = st.session_state.reset_username
    done = f"已重置“{username}”的密码，原来的登录已全部退出。"
    keep(saving.save(people.reset_password, actor=actor, username=username, done=done))


def end() -> None:
    username = st.session_state.reset_username
    saving.save(people.end_account, actor=actor, username=username, done=f"已停用账号“{username}”。")


parts.heading("组织与账号", "添加团（工）委、团支部和工作人员账号。青年不需要账号。")
saving.show_notice()
if NEW_PASSWORD in st.session_state:
    username, password = st.session_state.pop(NEW_PASSWORD)
    st.warning("一次性密码只显示这一次，请当面或电话告知本人。首次登录须修改。", icon=":material/key:")
    st.code(f"用户名 {username}\n密　码 {password}", language=None)

tree = loading.load(organisations.list_for, actor=actor)
accounts = loading.load(people.list_for, actor=actor)
names = {row.id: "　" * row.depth + row.name for row in tree}
st.subheader(f"账号（{len(accounts)}个）", anchor=False)
st.dataframe(
    [
        {
            "姓名": row.name,
            "用户名": row.username,
            "角色": row.role.label,
            "组织": row.organisation_name,
            "状态": "使用中" if row.is_active else "已停用",
        }
        for row in accounts
    ],
    hide_index=True,
)
with st.expander("添加账号", icon=":material/person_add:"), st.form("add_person", border=False):
    st.text_input("姓名", key="person_name", max_chars=40)
    st.text_input("用户名", key="person_username", max_chars=40, help="3—40位小写字母、数字、点或横线。")
    st.selectbox("角色", list(Role), key="person_role", format_func=lambda role: role.label)
    st.selectbox("组织", list(names), key="person_organisation", format_func=lambda key: names[key])
    st.form_submit_button("添加账号", on_click=add_person, type="primary")
with st.expander("重置密码或停用账号", icon=":material/key:"):
    in_use = [row.username for row in accounts if row.is_active]
    labels = {row.username: f"{row.username}（{row.name}，{row.organisation_name}）" for row in accounts}
    st.selectbox("账号", in_use, key="reset_username", format_func=lambda key: labels[key])
    st.button("重置密码", on_click=reset, key="reset")
    st.button("停用账号", on_click=end, key="end")
st.subheader(f"组织（{len(tree)}个）", anchor=False)
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
