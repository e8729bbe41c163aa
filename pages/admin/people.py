"""账号 — the district adds accounts, changes them, gives a forgotten password anew and ends an account."""

import streamlit as st

from db import engine, organisations, people, workdays
from db.people import PersonRow
from db.vocabulary import Level, Role
from pages.shared import (
    account_parts,
    hint_parts,
    loading,
    organisation_names,
    parts,
    roster_parts,
    saving,
    sign_in,
)

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
TODAY = workdays.today(engine.now())


def add_person() -> None:
    form = st.session_state
    organisation_id = form[place_key(form.person_role)]
    if organisation_id is None:
        saving.refuse("还没有添加。请先选择组织。")
        return
    saving.save(
        people.add_person,
        actor=actor,
        username=form.person_username,
        name=form.person_name,
        role=form.person_role,
        organisation_id=organisation_id,
        clear=["person_username", "person_name"],
        then=account_parts.keep,
        done=f"已添加账号“{form.person_username.strip()}”。",
    )


def place_key(role: Role) -> str:
    # Roles of one level share the choice of the organisation.
    return f"person_organisation_{people.LEVELS_OF[role][0]}"


def show_adding() -> None:
    role = account_parts.role_field("person_role")
    levels = people.LEVELS_OF[role]
    places = [row.id for row in working if row.level in levels]
    if not places:
        st.info(f"还没有可以设“{role.label}”账号的组织，请先在“组织”里添加{levels[0].label}。")
        return
    with st.form("add_person", border=False):
        st.selectbox(
            "组织",
            places,
            # There is one district; where there are several places, only the person knows which.
            0 if levels == (Level.DISTRICT,) else None,
            key=place_key(role),
            format_func=lambda found: names.get(found, ""),
            placeholder="请选择",
        )
        parts.text_line("姓名", key="person_name")
        parts.text_line("用户名", key="person_username", placeholder="3—40位小写字母、数字、点或横线")
        st.form_submit_button("添加账号", type="primary", **saving.once("add", add_person))


def state_of(row: PersonRow) -> str:
    if not row.is_active:
        return "已停用"
    if row.ends_on is not None and row.ends_on < TODAY:
        return "已到期"
    return "使用中" if row.organisation_id in {place.id for place in working} else "组织已停用"


parts.heading("账号", "添加工作人员账号，换组织和角色，重置忘记的密码。青年不需要账号。")
saving.show_notice()
account_parts.show_password()
tree = loading.load(organisations.list_for, actor=actor, with_closed=True)
working = [row for row in tree if row.is_active]
accounts = loading.load(people.list_for, actor=actor)
names = organisation_names.of_tree(tree)
hint_parts.show(actor, names)
roster_parts.way_to_roster()
with st.expander("添加账号", icon=":material/person_add:", key="adding"):
    show_adding()
labels = {
    row.username: f"{row.name}（{row.username}，{names.get(row.organisation_id, row.organisation_name)}）"
    for row in accounts
}
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
                account_parts.change_form(actor, row, organisation_names.indented(working))
            else:
                account_parts.reopening(actor, row)
st.caption(f"共{sum(state_of(row) == '使用中' for row in accounts)}个账号在用")
st.dataframe(
    [
        {
            "姓名": row.name,
            "用户名": row.username,
            "角色": row.role.label,
            "组织": names.get(row.organisation_id, row.organisation_name),
            "状态": state_of(row),
        }
        for row in accounts
    ],
    hide_index=True,
)
