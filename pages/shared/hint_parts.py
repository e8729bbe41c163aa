"""What is out of order among organisations and accounts, as the pages of both say it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from db import guardians, hints
from db.rights import Actor
from pages.shared import loading
from pages.shared.typed import safe

SHOWN = 5


def listed(names: Sequence[str]) -> str:
    """Return the first names and how many there are in all."""
    rest = f"等{len(names)}个" if len(names) > SHOWN else ""
    return safe("、".join(names[:SHOWN])) + rest


def guardian_line(actor: Actor, branch_id: int) -> None:
    """Say who reads a branch's sensitive needs, where a student is its secretary."""
    found = loading.load(guardians.for_branch, actor=actor, branch_id=branch_id)
    if found is None:
        return
    who = (
        f"{found.organisation_name}的专办人{found.person_name}"
        if found.person_name
        else found.organisation_name
    )
    rest = "（账号已不可用，请区团委另行指定）" if found.is_absent else ""
    st.caption(f"这个支部由学生任书记：敏感需求不经过支部，由{safe(who)}办理{rest}。")


def show(actor: Actor, names: Mapping[int, str]) -> None:
    """Draw what to mend; nothing where all is in order. names : of all organisations, told apart."""
    found = loading.load(hints.of, actor=actor)
    lines = []
    empty = [name for key, name in names.items() if key in found.empty_branches]
    if empty:
        lines.append(f"没有可用账号的团支部（需求没人受理）：{listed(empty)}。请在“账号”里添加。")
    if found.stranded_people:
        people = [
            f"{name}（{username}，{names.get(key, '已停用的组织')}）"
            for name, username, key in found.stranded_people
        ]
        lines.append(f"所在组织已停用、登录不了的账号：{listed(people)}。请在“账号”里换组织或停用。")
    if found.unguarded:
        lines.append(
            f"还没有指定敏感需求专办人：{listed(found.unguarded)}。区级必须有；下面有学生任书记的支部时，"
            "团（工）委也要有。请在“组织”里指定。"
        )
    if found.absent_guardians:
        lines.append(
            f"敏感需求专办人已不在岗，没人能打开：{listed(found.absent_guardians)}。请在“组织”里另行指定。"
        )
    if lines:
        text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
        st.warning(text, icon=":material/build:")
