"""Adding an organisation; and of one that stands: facts, place, guardian, closing. Each saves by itself."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from db import guardians, organisations, reorganising
from db.organisations import OrganisationRow
from db.reorganising import Facts
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Domain, Level
from pages.shared import loading, organisation_names, parts, saving
from pages.shared.typed import safe

BELOW = [Level.BRANCH, Level.GENERAL_BRANCH, Level.COMMITTEE]
STUDENT = "学生任书记（敏感需求直接交上级专办人）"


def save_adding(actor: Actor) -> None:
    """Add what the form says."""
    form = st.session_state
    is_branch = form.organisation_level is Level.BRANCH
    parent_id = form[parent_key(form.organisation_level)]
    if parent_id is None:
        saving.refuse("还没有添加。请先选择上级组织。")
        return
    saving.save(
        organisations.add,
        actor=actor,
        parent_id=parent_id,
        level=form.organisation_level,
        name=form.organisation_name,
        domain=form.organisation_domain if is_branch else None,
        declared_youth=form.organisation_youth if is_branch else None,
        has_student_secretary=is_branch and form.organisation_student,
        clear=["organisation_name", "organisation_domain", "organisation_youth", "organisation_student"],
        done=f"已添加“{form.organisation_name.strip()}”。",
    )


def parent_key(level: Level) -> str:
    """Return the key of the field of the organisation above: of one level, so that it offers what fits."""
    return f"organisation_parent_{level}"


def adding(actor: Actor, tree: Sequence[OrganisationRow]) -> None:
    """Draw the form that adds an organisation. tree : of all organisations."""
    st.selectbox("层级", BELOW, key="organisation_level", format_func=lambda level: level.label)
    level = st.session_state.organisation_level
    fitting = organisations.PARENTS_OF[level]
    names = organisation_names.of_tree(tree)
    parents = [row.id for row in tree if row.level in fitting and row.is_active]
    if not parents:
        st.info(f"还没有可以放{level.label}的上级组织，请先添加上一级。")
        return
    with st.form("add_organisation", border=False):
        st.selectbox(
            "上级组织",
            parents,
            None,
            key=parent_key(level),
            format_func=lambda found: names.get(found, ""),
            placeholder="请选择",
        )
        parts.text_line("名称", key="organisation_name")
        if level is Level.BRANCH:
            st.selectbox(
                "领域",
                list(Domain),
                None,
                key="organisation_domain",
                format_func=lambda word: word.label,
                placeholder="请选择",
            )
            st.number_input("青年人数（不清楚可不填）", 1, 999_999, None, key="organisation_youth")
            st.checkbox(STUDENT, key="organisation_student")
        st.form_submit_button("添加组织", type="primary", **saving.once("add", save_adding, actor))


def key(field: str, row: OrganisationRow) -> str:
    """Return the key of a field: of this organisation as it stands, so that news of it fill the form anew."""
    return f"organisation_{field}_{row.id}_{abs(hash(reorganising.facts_of(row)))}"


def save_facts(actor: Actor, row: OrganisationRow) -> None:
    """Save what the form says about an organisation."""
    form, seen = st.session_state, reorganising.facts_of(row)
    facts = replace(seen, name=form[key("name", row)])
    if row.level is Level.BRANCH:
        facts = Facts(
            form[key("name", row)],
            form[key("domain", row)],
            form[key("youth", row)],
            form[key("student", row)],
        )
    saving.save(
        reorganising.change, actor=actor, organisation_id=row.id, seen=seen, facts=facts, done="已保存修改。"
    )


def facts_form(actor: Actor, row: OrganisationRow) -> None:
    """Draw the form of an organisation's name and facts."""
    with st.form(key("facts", row), border=False):
        parts.text_line("名称", row.name, key=key("name", row))
        if row.level is Level.BRANCH:
            domains = list(Domain)
            index = domains.index(row.domain) if row.domain else None
            st.selectbox("领域", domains, index, key=key("domain", row), format_func=lambda word: word.label)
            st.number_input("青年人数（不清楚可不填）", 1, 999_999, row.declared_youth, key=key("youth", row))
            st.checkbox(STUDENT, row.has_student_secretary, key=key("student", row))
            st.caption("领域和人数从下一次调查起计入图表；以前各月的图表不变。")
        st.form_submit_button(
            "保存修改", type="primary", **saving.once(key("save", row), save_facts, actor, row)
        )


def move_form(actor: Actor, row: OrganisationRow) -> None:
    """Draw the form that puts an organisation under another parent."""
    if row.level is Level.DISTRICT:
        return
    fitting = loading.load(reorganising.parents_for, actor=actor, organisation_id=row.id)
    if not fitting:
        st.caption("没有别的上级组织可以移过去。")
        return
    told_apart = organisation_names.of_tree(loading.load(organisations.list_for, actor=actor))
    names = {parent.id: told_apart[parent.id] for parent in fitting}
    with st.form(key("move", row), border=False):
        st.selectbox(
            "移到哪个上级组织下面",
            list(names),
            None,
            key=key("parent", row),
            format_func=lambda parent_id: names[parent_id],
            placeholder="请选择",
        )
        st.caption(
            "从现在起算：连同下级一起移走。以前各月的问卷结果仍归原来的团（工）委，正在办的需求仍由原办理人办完。"
        )
        st.form_submit_button("移动", **saving.once(key("moved", row), save_move, actor, row, names))


def save_move(actor: Actor, row: OrganisationRow, names: dict[int, str]) -> None:
    """Move an organisation to the chosen parent."""
    parent_id = st.session_state[key("parent", row)]
    if parent_id is None:
        saving.refuse("还没有移动。请先选择新的上级组织。")
        return
    saving.save(
        reorganising.move,
        actor=actor,
        organisation_id=row.id,
        parent_id=parent_id,
        clear=[key("parent", row)],
        done=f"已把“{row.name}”移到“{names[parent_id]}”下面。",
    )


def guardian_form(actor: Actor, row: OrganisationRow) -> None:
    """Show who reads the sensitive needs that come here, and let the district name the person."""
    rows = {found.organisation_id: found for found in loading.load(guardians.list_for, actor=actor)}
    found = rows.get(row.id)
    if found is None:
        return
    st.markdown(f"**敏感需求专办人：**{safe(found.person_name or '还没有指定')}")
    if found.is_absent:
        st.warning("这位专办人的账号已停用、到期或调走，现在没有人能打开敏感需求，请另行指定。")
    st.caption(
        "指定后，交到这里的敏感需求只有专办人能打开、办理，其他同事只看到件数。没有指定时，本级同事都能办理。"
    )
    if scope_of(actor, Noun.GUARDIAN, Act.CHANGE) is None:
        return
    people = dict(loading.load(guardians.candidates_for, actor=actor, organisation_id=row.id))
    # The district always has one; until it has, nobody is chosen by itself.
    nobody = [] if row.level is Level.DISTRICT and found.person_id in people else [None]
    choices = [*nobody, *people]
    with st.form(key("guardian", row), border=False):
        st.selectbox(
            "由谁专办",
            choices,
            choices.index(found.person_id) if found.person_id in people else 0,
            key=key("adult", row),
            format_func=lambda person_id: people.get(person_id, "不指定"),
        )
        st.form_submit_button("保存专办人", **saving.once(key("named", row), save_guardian, actor, row))


def save_guardian(actor: Actor, row: OrganisationRow) -> None:
    """Name the chosen person."""
    person_id = st.session_state[key("adult", row)]
    done = "已指定敏感需求专办人。" if person_id else "已取消指定，本级同事都能办理敏感需求。"
    saving.save(guardians.name, actor=actor, organisation_id=row.id, person_id=person_id, done=done)


def closing(actor: Actor, row: OrganisationRow) -> None:
    """Draw what takes an organisation out of work, or back."""
    if row.level is Level.DISTRICT:
        return
    if not row.is_active:
        st.caption("这个组织已停用：固定链接打不开，账号登录不了，以前的记录都在。")
        st.button("重新启用", type="primary", **saving.once(key("reopen", row), save_reopen, actor, row))
        return
    st.caption("停用后，固定链接和二维码打不开，这里的账号登录不了；以前的记录和图表都保留，可以再启用。")
    st.checkbox("我知道它的二维码和账号会停用", key=key("agreed", row))
    st.button("停用", **saving.once(key("close", row), save_close, actor, row))


def save_close(actor: Actor, row: OrganisationRow) -> None:
    """Close an organisation after agreeing."""
    if not st.session_state[key("agreed", row)]:
        saving.refuse("还没有停用。请先勾选“我知道它的二维码和账号会停用”，再点一次。")
        return
    saving.save(
        reorganising.close,
        actor=actor,
        organisation_id=row.id,
        done=f"已停用“{row.name}”。",
        clear=[key("agreed", row)],
    )


def save_reopen(actor: Actor, row: OrganisationRow) -> None:
    """Take a closed organisation back."""
    saving.save(reorganising.reopen, actor=actor, organisation_id=row.id, done=f"已重新启用“{row.name}”。")
