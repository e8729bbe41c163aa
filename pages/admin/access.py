"""谁能看到什么 — generated from the one table of rights, for everybody with an account."""

import streamlit as st

from db.rights import RIGHTS, Noun
from db.vocabulary import Role
from pages.shared import parts, sign_in

actor = sign_in.require()

# Said in words beside the table: what no right in it can show.
PROMISES = (
    "青年不用账号。问卷不记姓名、IP、设备和具体时间，谁也查不到某份答卷是谁填的。",
    "问卷内容只在发布后、满10份时按团（工）委以上汇总显示；任何账号都看不到单份答卷。",
    "团支部满5份时只看到最多3类的名称，没有份数；满10份才有宽泛的份数段，敏感类从不列出。",
    "需求原话只给办理它的组织看；直接交给上级团委的，支部看不到；支部转交上级后，也不能再看。",
    "谈话内容默认只给记录人本人看；记录人选了“本人和支部书记”，书记才能打开。每次打开都有记录，记录人看得到。",
    "导出、修改、停用等操作都记入操作记录，不能删改。",
)


def rights_of(role: Role) -> list[tuple[str, str]]:
    """Return (what, how far and what for) of one role, in the order of the nouns."""
    rows = []
    for noun in Noun:
        by_scope: dict[str, list[str]] = {}
        for (holder, about, act), scope in RIGHTS.items():
            if (holder, about) == (role, noun):
                by_scope.setdefault(scope.label, []).append(act.label)
        if by_scope:
            rows.append(
                (noun.label, "；".join(f"{scope}：{'、'.join(acts)}" for scope, acts in by_scope.items()))
            )
    return rows


def table(role: Role) -> str:
    """Return one role's rights as a table in Markdown, which wraps on a phone."""
    lines = [f"| {noun} | {what} |" for noun, what in rights_of(role)]
    return "\n".join(["| 内容 | 范围和能做的事 |", "|:---|:---|", *lines])


parts.heading(
    "谁能看到什么", "按角色列出能看什么、能做什么，由系统实际执行的权限表自动生成。没列出的，就是不能。"
)
st.markdown("\n".join(f"- {promise}" for promise in PROMISES))
role = (
    st.selectbox(
        "看哪个角色",
        list(Role),
        index=list(Role).index(actor.role),
        format_func=lambda r: r.label,
        key="role",
    )
    or actor.role
)
st.subheader(role.label + ("（您的角色）" if role is actor.role else ""), anchor=False)
st.markdown(table(role))
