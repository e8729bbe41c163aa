"""账号 — the district adds accounts, changes them, gives a forgotten password anew and ends an account."""

import streamlit as st

from db import engine, organisations, people, workdays
from db.people import PersonRow
from db.vocabulary import Role
from pages.shared import account_parts, hint_parts, loading, parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
TODAY = workdays.today(engine.now())


def add_person() -> None:
    form = st.session_state
    saving.save(
        people.add_person,
        actor=actor,
        username=form.person_username,
        name=form.person_name,
        role=form.person_role,
        organisation_id=form.person_organisation,
        clear=["person_username", "person_name"],
        then=account_parts.keep,
        done=f"已添加账号“{form.person_username.strip()}”。",
    )


def state_of(row: PersonRow) -> str:
    if not row.is_active:
        return "已停用"
    if row.ends_on is not None and row.ends_on < TODAY:
        return "已到期"
    return "使用中" if row.organisation_id in names else "组织已停用"


parts.heading("账号", "添加工作人员账号，换组织和角色，重置忘记的密码。青年不需要账号。")
saving.show_notice()
account_parts.show_password()
tree = loading.load(organisations.list_for, actor=actor)
accounts = loading.load(people.list_for, actor=actor)
names = {row.id: "　" * row.depth + row.name for row in tree}
hint_parts.show(actor)
with st.expander("添加账号", icon=":material/person_add:", key="adding"), st.form("add_person", border=False):
    parts.text_line("姓名", key="person_name")
    parts.text_line("用户名", key="person_username", placeholder="3—40位小写字母、数字、点或横线")
    st.selectbox("角色", list(Role), key="person_role", format_func=account_parts.label)
    st.selectbox("组织", list(names), key="person_organisation", format_func=lambda found: names[found])
    st.form_submit_button("添加账号", type="primary", **saving.once("add", add_person))
labels = {row.username: f"{row.name}（{row.username}，{row.organisation_name}）" for row in accounts}
chosen = st.selectbox(
    "修改哪个账号",
    list(labels),
    None,
    key="account_chosen",
    format_func=lambda username: labels.get(username, username),
    placeholder="输入姓名、用户名或组织就能找到",
)
for row in accounts:
    if row.username == chosen:
        with st.container(border=True):
            if row.is_active:
                account_parts.change_form(actor, row, names)
            else:
                account_parts.reopening(actor, row)
st.caption(f"共{sum(state_of(row) == '使用中' for row in accounts)}个账号在用")
st.dataframe(
    [
        {
            "姓名": row.name,
            "用户名": row.username,
            "角色": row.role.label,
            "组织": row.organisation_name,
            "状态": state_of(row),
        }
        for row in accounts
    ],
    hide_index=True,
)
