"""The way from an empty district to the first answers: what is done, what is next, and who does it."""

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from db import duties, engine, hints, organisations, workdays
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Duty, Level, Role
from pages.shared import loading, menu, parts
from pages.shared.menu import MenuPage

# The framework draws a link to a page as bare words; a step is a thing to press, the next one first of all.
BUTTONS = """
<style>
[class*="st-key-step_"] [data-testid="stPageLink"] a { border: 1px solid #8b9a98; padding: .25rem .75rem; }
.st-key-step_next [data-testid="stPageLink"] a { background: #0b7a75; border-color: #0b7a75; }
.st-key-step_next [data-testid="stPageLink"] a :is(p, span) { color: #fff; }
</style>"""


@dataclass(frozen=True)
class Step:
    """One step: what it is, how far it is or what it takes, whether it is done, and where it is taken."""

    title: str
    line: str
    is_done: bool
    page: MenuPage


def begin(actor: Actor, *, is_new: bool) -> None:
    """Draw what comes first, and stop the page while there is no branch that it could say anything of.

    is_new : nothing was released yet; the district then sees its steps until the first answers are in.
    """
    has_branch = loading.load(organisations.has_branch, actor=actor)
    if not has_branch and actor.role is not Role.DISTRICT:
        say_no_branch(actor)
        st.stop()
    if actor.role is Role.DISTRICT and is_new:
        branches = loading.load(organisations.list_for, actor=actor, level=Level.BRANCH)
        show(steps(actor, {row.id for row in branches}))
    if not has_branch:
        st.caption("有了团支部，这里会显示青年需要什么、办得怎么样。")
        st.stop()


def steps(actor: Actor, branches: Collection[int]) -> list[Step]:
    """Return the steps of a new district. branches : ids of those at work."""
    with_people = loading.load(hints.accounts_per_organisation, actor=actor)
    n, n_manned = len(branches), sum(branch in with_people for branch in branches)
    month = workdays.month_of(workdays.today(engine.now()))
    rows = loading.load(duties.matrix, actor=actor, month=month, organisation_id=actor.organisation_id)
    is_answered = any(row.lights[Duty.SURVEY].is_done for row in rows)
    added = f"已有{n}个团支部。" if n else "先建团（工）委，再在下面建团支部；也可以直接建直属团支部。"
    manned = "给每个团支部的书记建账号，一次性密码当面告诉本人。"
    manned = f"{n}个团支部里，{n_manned}个有了账号。" if n else manned
    sent = "打开支部的链接，打印海报或把通知发到群里；支部书记登录后也能自己发。"
    sent = "已经有支部收到问卷。" if is_answered else sent
    return [
        Step("添加组织", added, n > 0, menu.ORGANISATIONS),
        Step("添加账号", manned, 0 < n == n_manned, menu.PEOPLE),
        Step("发二维码", sent, is_answered, menu.SHARE),
    ]


def show(found: list[Step]) -> None:
    """Draw the steps with what is done ticked; nothing once all are."""
    if all(step.is_done for step in found):
        return
    st.subheader("开始使用：三步", anchor=False)
    st.html(BUTTONS)
    following = next(step for step in found if not step.is_done)
    for number, step in enumerate(found, start=1):
        key = "step_next" if step is following else f"step_{number}"
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=key):
            with st.container(gap="xxsmall"):
                mark = ":green[:material/check_circle: 已完成]" if step.is_done else ""
                mark = ":orange[:material/flag: 下一步]" if step is following else mark
                st.markdown(f"**{number}　{step.title}**　{mark}")
                st.text(step.line)
            st.page_link(step.page.path, label=f"去{step.title}", icon=":material/arrow_forward:")


def say_no_branch(actor: Actor, why: str = "您的组织下还没有团支部。") -> None:
    """Say that there is no branch, and who adds one; who may, gets the way there."""
    if scope_of(actor, Noun.ORGANISATION, Act.ADD) is None:
        parts.empty(why, "团支部由区团委添加，需要时请联系区团委。添加后，这里会显示内容。")
        return
    parts.empty(why, "请先添加团支部，再给支部书记建账号。")
    st.page_link(menu.ORGANISATIONS.path, label="去添加组织", icon=":material/account_tree:")
