"""A roster on its page: the template, the file, what it would add or what is wrong with it, the first passwords."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from db import organisations
from db.errors import Refused, RowFault
from db.exchange import roster, roster_import, roster_template
from db.exchange.roster import OrganisationLine, PersonLine, Roster
from db.exchange.roster_import import Imported
from db.exchange.roster_plan import Place, Plan
from db.people import NewPassword
from db.rights import Actor
from pages.shared import loading, menu, organisation_names, parts, saving, sessions, sign_in, texts
from pages.shared.typed import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORDS = "_roster_passwords"
READ = "_roster_read"
# More are taken along as a file only.
MOST_SHOWN = 30


def way_to_roster() -> None:
    """Draw the link to the page, for who has many to add."""
    st.page_link(menu.ROSTER.path, label="一次添加很多：导入名册", icon=f":material/{menu.ROSTER.icon}:")


def offer_template(actor: Actor) -> None:
    """Draw where the template is taken along."""
    st.download_button(
        "下载模板（xlsx）",
        partial(_template, sign_in.later(), actor),
        "名册模板.xlsx",
        XLSX,
        key="roster_template",
        on_click="ignore",
        icon=":material/download:",
    )


def _template(who: Callable[[], Actor | None], was: Actor) -> bytes:
    actor = sign_in.same(who(), was)
    names = organisation_names.of_tree(sessions.read(organisations.list_for, actor=actor))
    return roster_template.made(list(names.values()))


def take_file(actor: Actor) -> None:
    """Draw where a filled-in file is given, and what comes of it."""
    file = st.file_uploader("上传填好的名册", type=["xlsx", "xls", "csv"], key="roster_file")
    if file is None:
        st.session_state.pop(READ, None)
        return
    found = _read(file.file_id, file.getvalue)
    if isinstance(found, Refused):
        st.error(safe(texts.sentence(found)), icon=":material/error:")
        return
    plan = loading.load(roster_import.look, actor=actor, roster=found)
    if plan.faults:
        show_faults(plan.faults)
        return
    _show_plan(plan, found)
    if not plan.is_empty:
        act = saving.as_drawn(["roster_file"], _import, what="导入")
        st.button("导入", type="primary", **saving.once("roster_import", act, actor, found, plan))


def _read(file_id: str, content: Callable[[], bytes]) -> Roster | Refused:
    # Once per file: reading starts a process of its own.
    kept = st.session_state.get(READ)
    if kept is None or kept[0] != file_id:
        try:
            found: Roster | Refused = roster.parse(content())
        except Refused as refused:
            found = refused
        kept = st.session_state[READ] = (file_id, found)
    read: Roster | Refused = kept[1]
    return read


def show_faults(faults: Sequence[RowFault]) -> None:
    """Draw what is wrong in a file, row by row, with how to mend it."""
    st.error(f"有{len(faults)}处要改，什么都没有导入。请改好文件，再上传一次。", icon=":material/error:")
    rows = [{"在哪里": texts.fault_place(f), "问题和改法": texts.sentence(f.refused)} for f in faults]
    if len(rows) <= MOST_SHOWN:
        # Its lines break, so that a phone shows a sentence whole.
        st.table([{name: safe(cell) for name, cell in row.items()} for row in rows], hide_index=True)
    else:
        st.dataframe(rows, hide_index=True)


def _show_plan(plan: Plan, read: Roster) -> None:
    same = f"已有的组织{plan.n_same_organisations}个、账号{plan.n_same_people}个，自动跳过。"
    if read.skipped:
        same += f"没有读取的表：{safe('、'.join(read.skipped))}。"
    if plan.is_empty:
        st.info(f"没有要导入的：{same}", icon=":material/check:")
        return
    st.success(
        f"核对无误：要添加组织{len(plan.organisations)}个、账号{len(plan.people)}个。{same}",
        icon=":material/fact_check:",
    )
    if plan.organisations:
        st.dataframe([_organisation(*found) for found in plan.organisations], hide_index=True)
    if plan.people:
        st.dataframe([_person(*found) for found in plan.people], hide_index=True)


def _organisation(line: OrganisationLine, place: Place) -> dict[str, object]:
    return {
        "行": line.row,
        "组织": line.name,
        "层级": line.level.label,
        "上级组织": place.above.name if place.above else "—",
        "领域": line.domain.label if line.domain else "—",
        "青年人数": str(line.declared_youth or "—"),
        "学生任书记": "是" if line.has_student_secretary else "—",
    }


def _person(line: PersonLine, place: Place) -> dict[str, object]:
    return {
        "行": line.row,
        "姓名": line.name,
        "用户名": line.username,
        "角色": line.role.label,
        "组织": place.name,
        "使用到": texts.day(line.ends_on) if line.ends_on else "长期",
    }


def _import(actor: Actor, read: Roster, plan: Plan) -> None:
    saving.save(
        roster_import.bring_in,
        prepare=partial(_prepare, plan),
        actor=actor,
        roster=read,
        then=_keep,
        done=f"已添加组织{len(plan.organisations)}个、账号{len(plan.people)}个。",
    )


def _prepare(plan: Plan) -> dict[str, object]:
    if not plan.people:
        return {"first": {}}
    bar = st.progress(0.0, "正在生成首次密码…")
    first = roster_import.first_passwords(plan, progress=lambda n, of: bar.progress(n / of))
    bar.empty()
    return {"first": first}


def _keep(done: Imported) -> None:
    if done.passwords:
        st.session_state[PASSWORDS] = done.passwords


def show_passwords() -> None:
    """Show the first passwords of the accounts that were just added, until they are said to be kept."""
    made: tuple[NewPassword, ...] = st.session_state.get(PASSWORDS, ())
    if not made:
        return
    st.warning(
        "首次密码只显示这一次，离开本页就没有了。请下载，当面或电话告知本人；首次登录须修改。",
        icon=":material/key:",
    )
    with st.container(horizontal=True):
        st.download_button(
            f"下载{len(made)}个账号的首次密码（xlsx）",
            partial(roster_template.password_table, made),
            "首次密码.xlsx",
            XLSX,
            key="roster_passwords",
            on_click="ignore",
            icon=":material/download:",
            type="primary",
        )
        st.button("已经保存，不再显示", key="roster_passwords_kept", on_click=_forget)
    if len(made) <= MOST_SHOWN:
        parts.copyable("\n".join(f"{row.username}　{row.password}" for row in made))


def _forget() -> None:
    st.session_state.pop(PASSWORDS, None)
