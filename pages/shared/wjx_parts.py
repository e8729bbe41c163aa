"""An export of 问卷星 on its page: whose it is, how it was written, how each column is read, what came in."""

import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from db import engine, organisations, workdays
from db.errors import Refused
from db.exchange import wjx, wjx_branches, wjx_import
from db.exchange.wjx_branches import Part
from db.exchange.wjx_columns import Reading
from db.exchange.wjx_file import WjxFile, WjxQuestion
from db.exchange.wjx_import import WjxImport
from db.rights import Actor
from db.vocabulary import AnswerMode, QuestionKind
from pages.shared import (
    loading,
    organisation_names,
    parts,
    saving,
    sessions,
    texts,
    wjx_again,
    wjx_kept,
    wjx_label_parts,
)
from pages.shared.typed import safe

RESULT = "_wjx_result"
MONTHS_BACK = 36
NAMES_BRANCH = re.compile("所在.*支部|支部(名称)?$")
ONE, MANY = "一个团支部", "很多团支部（有一列写着团支部）"
MODES = [None, *AnswerMode]
# How the keys begin of all fields that say whose answers a file holds and how they are read.
DECIDING = (
    "wjx_file", "wjx_whose", "wjx_branch", "wjx_column", "wjx_mode_", "wjx_reading_", "wjx_table_", "wjx_label_",
    "wjx_again_", "wjx_replaces_", wjx_label_parts.TYPED,
)  # fmt: skip
READINGS = {
    None: "自动",
    Reading.CHOICE: "选择题",
    Reading.CATEGORIES: "需求类别",
    Reading.NUMBER: "数字本身（打分、量表）",
    Reading.TEXT: "文字",
    Reading.LEAVE_OUT: "不导入",
}


def take_file(actor: Actor) -> None:
    """Draw where an export is given, and what comes of it."""
    file = st.file_uploader("上传问卷星下载的答卷", type=["xls", "xlsx", "csv"], key="wjx_file")
    if file is None:
        wjx_kept.forget()
        return
    try:
        headings = wjx_kept.kept("headings", file.file_id, lambda: wjx.headings(file.getvalue()))
    except Refused as refused:
        wjx_kept.refuse(refused)
        return
    branch_id, column = _whose(actor, headings)
    if branch_id is None and column is None:
        return
    mode = _mode(file.file_id)

    def read(wanted: Mapping[str, str]) -> WjxFile:
        return wjx_kept.kept(
            "file",
            (file.file_id, column, mode, *sorted(wanted.items())),
            lambda: wjx.parse(
                file.getvalue(), name=file.name, mode=mode, mapping=wanted, branch_column=column
            ),
        )

    _read_and_offer(actor, file.file_id, read, branch_id)


def _mode(file_id: str) -> AnswerMode | None:
    mode: AnswerMode | None = st.radio(
        "在问卷星下载时选的是",
        MODES,
        key=f"wjx_mode_{file_id}",
        format_func=lambda found: found.label if found else "自动识别",
        horizontal=True,
    )
    return mode


def _read_and_offer(
    actor: Actor, file_id: str, read: Callable[[Mapping[str, str]], WjxFile], branch_id: int | None
) -> None:
    # As chosen in the fields further down, which stand below what they change.
    mapping = _chosen(file_id)
    try:
        with st.spinner("正在读取…"):
            found, is_readable = read(mapping), True
    except Refused as refused:
        wjx_kept.refuse(refused)
        if not mapping or refused.code == "wjx_mode_unknown":
            return
        # Read as it was before, so that the choice can be taken back.
        found, is_readable = read({}), False
    _show_reading(found, file_id)
    file = wjx_label_parts.choose(actor, found, file_id) if is_readable else None
    if file is None or any(question.lacking for question in file.asked):
        return
    files = {branch_id: file} if branch_id is not None else _show_branches(actor, file)
    if files:
        decided = wjx_again.decide(actor, files, file_id)
        if decided.is_settled:
            _offer(actor, file, branch_id, decided.replaces)


def _chosen(file_id: str) -> dict[str, str]:
    start = f"wjx_reading_{file_id}_"
    return {
        str(key).removeprefix(start): reading
        for key, reading in st.session_state.items()
        if str(key).startswith(start) and reading is not None
    }


def _whose(actor: Actor, headings: tuple[str, ...]) -> tuple[int | None, str | None]:
    how = st.radio("这份答卷来自", [ONE, MANY], key="wjx_whose", horizontal=True)
    if how == MANY:
        likely = [name for name in headings if NAMES_BRANCH.search(name)]
        at = headings.index(likely[0]) if len(likely) == 1 else None
        column: str | None = st.selectbox(
            "哪一列写着团支部", headings, at, key="wjx_column", placeholder="请选择"
        )
        return None, column
    names = organisation_names.of_tree(loading.load(organisations.branches_for, actor=actor))
    branch_id: int | None = st.selectbox(
        "哪个团支部",
        list(names),
        None,
        key="wjx_branch",
        format_func=lambda found: names.get(found, ""),
        placeholder="输入几个字就能找到",
    )
    return branch_id, None


def _show_reading(read: WjxFile, file_id: str) -> None:
    latest = f"，最晚提交于{texts.day(read.latest)}" if read.latest else ""
    st.markdown(f"**{len(read.rows)}份答卷，{len(read.questions)}道题**，{read.mode.label}下载{latest}")
    if read.left_out:
        names = "、".join(f"“{safe(question.title[:20])}”" for question in read.left_out)
        st.info(
            f"{names}不导入：像是姓名、电话等能认出人的内容，或者选了不导入。",
            icon=":material/visibility_off:",
        )
    with st.expander("每一题怎样读（读错了可以改）", icon=":material/tune:", key="wjx_readings"):
        st.caption("选择题逐项计数；需求类别与本区的需求一起比较；文字加密保存，不出现在图表里。")
        left_out = {question.code for question in read.left_out}
        for question in sorted((*read.questions, *read.left_out), key=lambda q: (q.number, q.code)):
            st.selectbox(
                _line(question, is_left_out=question.code in left_out),
                list(READINGS),
                key=f"wjx_reading_{file_id}_{question.code}",
                format_func=lambda reading: READINGS[reading],
            )


def _line(question: WjxQuestion, *, is_left_out: bool) -> str:
    if is_left_out:
        return f"{question.number}、{safe(question.title[:40])}（现在不导入，{question.n}份回答）"
    kind = "需求类别" if question.becomes_categories else question.kind.label
    if question.kind is not QuestionKind.TEXT:
        kind += f"，{len(question.options)}个选项"
    return f"{question.number}、{safe(question.title[:40])}（现在读作{kind}，{question.n}份回答）"


def _show_branches(actor: Actor, read: WjxFile) -> dict[int, WjxFile]:
    """Draw what belongs to which branch and return it; {} where a branch is not found."""
    try:
        found = sessions.read(wjx_branches.parts, actor=actor, file=read)
    except Refused as refused:
        wjx_kept.refuse(refused)
        return {}
    st.success(f"核对无误：{len(found)}个团支部都找到了。", icon=":material/fact_check:")
    st.dataframe([{"团支部": part.name, "答卷": len(part.file.rows)} for part in found], hide_index=True)
    return {part.branch_id: part.file for part in found}


def _offer(actor: Actor, read: WjxFile, branch_id: int | None, replaces: tuple[int, ...] | None) -> None:
    parts.text_line("问卷标题", key="wjx_title")
    this_month = workdays.month_of(workdays.today(engine.now()))
    own = f"自动（{texts.month(read.latest) if read.latest else '本月'}）"
    st.selectbox(
        "计入哪个月",
        [None, *(workdays.add_months(this_month, -n) for n in range(MONTHS_BACK))],
        key="wjx_month",
        format_func=lambda month: (
            texts.month(month) if month else "自动（与替换的相同）" if replaces else own
        ),
    )
    st.button(
        "导入并发布结果",
        type="primary",
        **saving.once(
            "wjx_import", saving.as_drawn(_deciding(), _import, what="导入"), actor, read, branch_id, replaces
        ),
    )


def _deciding() -> list[str]:
    return [str(key) for key in st.session_state if str(key).startswith(DECIDING)]


def _import(actor: Actor, read: WjxFile, branch_id: int | None, replaces: tuple[int, ...] | None) -> None:
    form = st.session_state
    said = {"actor": actor, "file": read, "title": form.wjx_title, "month": form.wjx_month}
    said |= {"replaces": replaces, "then": _keep, "done": "导入完成。"}
    # Nothing is drawn while it is written: whoever clicks meanwhile would break it off.
    with st.spinner(f"正在导入{len(read.rows)}份答卷（2万份约需10秒），请不要离开…"):
        if branch_id is None:
            saving.save(wjx_branches.import_all, **said)
        else:
            saving.save(wjx_import.import_wjx, branch_id=branch_id, **said)


def _keep(done: WjxImport | Sequence[tuple[Part, WjxImport]]) -> None:
    made = [done] if isinstance(done, WjxImport) else [found for _, found in done]
    new = [found for found in made if found.is_new]
    lines = []
    if new:
        lines.append(
            f"已导入{len(new)}个团支部的答卷共{sum(found.n_responses for found in new)}份，结果已发布，可在“问卷结果”里看。"
        )
    if n_replaced := sum(found.n_replaced for found in made):
        lines.append(f"替换了{n_replaced}份旧版本，旧的结果不再显示。")
    if len(new) < len(made):
        lines.append(f"{len(made) - len(new)}个团支部已经导入过这个文件，没有改动。")
    if made and made[0].n_labels:
        lines.append(f"{made[0].n_labels}个选项名称已按这次的记住，下次同一题自动用。")
    st.session_state[RESULT] = "".join(lines)


def show_result() -> None:
    """Say what the last import brought, once."""
    if said := st.session_state.pop(RESULT, ""):
        st.info(said, icon=":material/fact_check:")
