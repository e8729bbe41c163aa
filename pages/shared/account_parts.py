"""What an administrator can do with one account, and the password that is shown once."""

import streamlit as st

from db import account_changes, people
from db.account_changes import Account
from db.people import NewPassword, PersonRow
from db.rights import Actor
from db.vocabulary import Role
from pages.shared import parts, saving

NEW_PASSWORD = "people_new_password"


def keep(made: NewPassword) -> None:
    """Keep a new password for the next run alone."""
    st.session_state[NEW_PASSWORD] = (made.username, made.password)


def show_password() -> None:
    """Show a new password, once."""
    if NEW_PASSWORD not in st.session_state:
        return
    username, password = st.session_state.pop(NEW_PASSWORD)
    st.warning("一次性密码只显示这一次，请当面或电话告知本人。首次登录须修改。", icon=":material/key:")
    parts.copyable(f"用户名 {username}\n密　码 {password}")


def label(role: Role) -> str:
    """Return a role's Chinese name."""
    return role.label


def change_form(actor: Actor, row: PersonRow, names: dict[int, str]) -> None:
    """Draw the form of an account that works, and what ends it. names : id → name of the organisations."""
    # Named after what stands: when somebody else changed the account, the form shows the new content.
    mark = f"{row.id}_{abs(hash(account_changes.account_of(row)))}"
    keys = {name: f"account_{name}_{mark}" for name in ("name", "role", "organisation_id", "ends_on")}
    places = list(names) if row.organisation_id in names else [row.organisation_id, *names]
    with st.form(f"change_person_{mark}", border=False):
        parts.text_line("姓名", row.name, key=keys["name"])
        st.selectbox("角色", list(Role), list(Role).index(row.role), key=keys["role"], format_func=label)
        st.selectbox(
            "组织",
            places,
            places.index(row.organisation_id),
            key=keys["organisation_id"],
            format_func=lambda found: names.get(found, f"{row.organisation_name}（已停用）"),
        )
        st.date_input("使用到哪一天（不填为长期）", row.ends_on, key=keys["ends_on"], format="YYYY-MM-DD")
        st.form_submit_button(
            "保存修改", type="primary", **saving.once(f"change_{mark}", change, actor, row, keys)
        )
    with st.container(horizontal=True):
        st.button("重置密码", **saving.once("reset", reset, actor, row.username))
        st.button("停用账号", **saving.once("end", end, actor, row.username))
    st.caption("停用后不能登录，做过的事和记录都保留。")


def reopening(actor: Actor, row: PersonRow) -> None:
    """Draw what takes a closed account back."""
    st.caption("这个账号已停用。重新启用会给一个新的一次性密码。")
    st.button("重新启用", type="primary", **saving.once("reopen", reopen, actor, row.username))


def change(actor: Actor, row: PersonRow, keys: dict[str, str]) -> None:
    """Save what the form says about an account."""
    values = {name: st.session_state[key] for name, key in keys.items()}
    saving.save(
        account_changes.change,
        actor=actor,
        username=row.username,
        seen=account_changes.account_of(row),
        account=Account(**values),
        done=f"已修改账号“{row.username}”，从本人下一次点击起生效。",
    )


def reset(actor: Actor, username: str) -> None:
    """Give an account a new password."""
    done = f"已重置“{username}”的密码，原来的登录已全部退出。"
    saving.save(people.reset_password, actor=actor, username=username, then=keep, done=done)


def end(actor: Actor, username: str) -> None:
    """Close an account."""
    saving.save(people.end_account, actor=actor, username=username, done=f"已停用账号“{username}”。")


def reopen(actor: Actor, username: str) -> None:
    """Open a closed account again."""
    done = f"已重新启用账号“{username}”。"
    saving.save(account_changes.reopen, actor=actor, username=username, then=keep, done=done)
