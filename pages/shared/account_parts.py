"""What an administrator can do with one account, and the password that is shown once."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from db import account_changes, owners, people, succession
from db.account_changes import Account
from db.in_hand import InHand
from db.people import NewPassword, PersonRow
from db.rights import Actor
from db.vocabulary import Role
from pages.shared import loading, parts, saving, succession_parts

NEW_PASSWORD = "people_new_password"
ASKED = "account_asked"
LEAVES = "account_leaves_work"


@dataclass(frozen=True)
class Ending:
    """What takes effect at once: what its button says, what it means, what the second button says and does."""

    label: str
    meaning: str
    sure: str
    act: Callable[[Actor, str], None]


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


def role_field(key: str) -> Role:
    """Draw the choice of a new account's role and return what is chosen."""
    roles = list(Role)
    return st.selectbox("角色", roles, key=key, format_func=label) or roles[0]


def change_form(actor: Actor, row: PersonRow, names: dict[int, str]) -> None:
    """Draw the form of an account that works, and what ends it. names : id → name of the organisations."""
    # Named after what stands: when somebody else changed the account, the form shows the new content.
    left = _left_by(actor, row)
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
        _ask_about_work(left, f"account_moved_{row.id}", "这样改（换组织、换角色或到期）")
        st.form_submit_button(
            "保存修改", type="primary", **saving.once(f"change_{mark}", change, actor, row, keys)
        )
    endings(actor, row, left)
    if row.role in owners.ROLES:
        with st.expander("换届交接：把手上的事交给接任人，再停用", key=f"succession_{row.id}"):
            succession_parts.show(actor, row.id)


def _left_by(actor: Actor, row: PersonRow) -> InHand | None:
    """Return what the account would leave behind, None for nothing."""
    if row.role not in owners.ROLES:
        return None
    found = loading.load(succession.work_of, actor=actor, person_id=row.id).counts
    return None if found.is_nothing else found


def _ask_about_work(left: InHand | None, key: str, what: str) -> bool:
    """Say what is left behind without 换届交接, and ask whether it is to be; tell whether nothing stands in the way."""
    if left is None:
        return True
    st.caption(
        f"这个账号手上还有{succession_parts.in_hand(left)}。请先用下面的“换届交接”。"
        f"不交接就{what}的，需求和结对没有人管，要另外指定人；谈话内容和备注马上删除，不能恢复。"
    )
    return st.checkbox(f"不交接，直接{what}", key=key)


def endings(actor: Actor, row: PersonRow, left: InHand | None) -> None:
    """Draw what takes effect on somebody at work at once, so each asks once more. left : in hand, None for nothing."""
    with st.container(horizontal=True):
        for name, ending in ENDINGS.items():
            st.button(ending.label, on_click=ask, args=(row.username, name), key=name)
    step = ENDINGS.get(_asked_of(row.username))
    if step is None:
        return
    with st.container(border=True):
        st.markdown(f"{step.label}：{step.meaning}")
        is_sure = step.act is not end or _ask_about_work(left, f"{LEAVES}_{row.username}", "停用")
        with st.container(horizontal=True):
            sure = saving.once("sure", go, actor, row.username, step)
            st.button(step.sure, type="primary", disabled=not is_sure, **sure)
            st.button("取消", on_click=ask, args=(row.username, ""), key="not_sure")


def ask(username: str, name: str) -> None:
    """Ask once more about one of the endings of an account, "" for none."""
    st.session_state[ASKED] = (username, name)


def _asked_of(username: str) -> str:
    about, name = st.session_state.get(ASKED, ("", ""))
    return name if about == username else ""


def go(actor: Actor, username: str, step: Ending) -> None:
    """Do what was asked twice."""
    ask(username, "")
    step.act(actor, username)


def reopening(actor: Actor, row: PersonRow) -> None:
    """Draw what takes a closed account back."""
    st.caption("这个账号已停用。重新启用会给一个新的一次性密码。")
    st.button("重新启用", type="primary", **saving.once("reopen", reopen, actor, row.username))
    left = _left_by(actor, row)
    if left is not None:
        st.warning(
            f"停用时没有交接，还有{succession_parts.in_hand(left)}。", icon=":material/assignment_late:"
        )
        with st.expander("换届交接：把留下的事交给接任人", key=f"succession_{row.id}"):
            succession_parts.show(actor, row.id)


def change(actor: Actor, row: PersonRow, keys: dict[str, str]) -> None:
    """Save what the form says about an account."""
    values = {name: st.session_state[key] for name, key in keys.items()}
    saving.save(
        account_changes.change,
        actor=actor,
        username=row.username,
        seen=account_changes.account_of(row),
        account=Account(**values),
        leaves_work=bool(st.session_state.get(f"account_moved_{row.id}")),
        done=f"已修改账号“{row.username}”，从本人下一次点击起生效。",
    )


def reset(actor: Actor, username: str) -> None:
    """Give an account a new password."""
    done = f"已重置“{username}”的密码，原来的登录已全部退出。"
    saving.save(people.reset_password, actor=actor, username=username, then=keep, done=done)


def end(actor: Actor, username: str) -> None:
    """Close an account."""
    saving.save(
        people.end_account,
        actor=actor,
        username=username,
        leaves_work=bool(st.session_state.get(f"{LEAVES}_{username}")),
        done=f"已停用账号“{username}”。",
    )


ENDINGS = {
    "reset": Ending(
        "重置密码",
        "原来的密码马上失效，已登录的手机和电脑都会退出；会给一个新的一次性密码。",
        "确认重置",
        reset,
    ),
    "end": Ending("停用账号", "本人马上不能再用，做过的事和记录都保留；以后可以重新启用。", "确认停用", end),
}


def reopen(actor: Actor, username: str) -> None:
    """Open a closed account again."""
    done = f"已重新启用账号“{username}”。"
    saving.save(account_changes.reopen, actor=actor, username=username, then=keep, done=done)
