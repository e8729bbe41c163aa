"""账号 — the district adds accounts, gives a forgotten password anew and ends an account."""

import streamlit as st

from db import organisations, people
from db.vocabulary import Role
from pages.shared import loading, parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
NEW_PASSWORD = "people_new_password"


def keep(made: people.NewPassword | None) -> None:
    if made is not None:
        st.session_state[NEW_PASSWORD] = (made.username, made.password)


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


parts.heading("账号", "添加工作人员账号，重置忘记的密码。青年不需要账号。")
saving.show_notice()
place = st.container()
if NEW_PASSWORD in st.session_state:
    username, password = st.session_state.pop(NEW_PASSWORD)
    place.warning("一次性密码只显示这一次，请当面或电话告知本人。首次登录须修改。", icon=":material/key:")
    place.code(f"用户名 {username}\n密　码 {password}", language=None)

tree = loading.load(organisations.list_for, actor=actor)
accounts = loading.load(people.list_for, actor=actor)
names = {row.id: "　" * row.depth + row.name for row in tree}
st.caption(f"共{len(accounts)}个账号")
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
