"""What is in already of an export of 问卷星, and what is to become of it: a newer download replaces the older one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from db.exchange import wjx_earlier
from db.exchange.wjx_earlier import Earlier, Standing
from db.exchange.wjx_file import WjxFile
from db.rights import Actor
from pages.shared import loading, texts
from pages.shared.typed import safe

NEWER, ANOTHER = "新下载的版本：替换旧的", "另一次调查：另外加入"
BACK, BOTH, STAYS = "换回这一份：替换现在显示的", "当时不该替换：两份都显示", "不换，结果不变"
WHAT_HAPPENS = (
    "旧的结果不再显示，答卷不会算两次；替换错了，把旧文件再导入一次就能换回",
    "两份结果都显示；请确认两份里没有同一次填写的答卷",
)


class Decided(NamedTuple):
    """What was said. is_settled : False while it has to be; replaces : as `wjx_import.import_wjx` takes it."""

    is_settled: bool
    replaces: tuple[int, ...] | None


def decide(actor: Actor, files: Mapping[int, WjxFile], file_id: str) -> Decided:
    """Draw how a file stands to what is in, and ask where it may be a newer download. files : branch → its part."""
    found = loading.load(wjx_earlier.standing, actor=actor, files=files)
    _show_known(found, len(files))
    if not found.earlier:
        return Decided(True, None)
    lines = "\n".join(f"- {_line(one)}" for one in found.earlier)
    st.warning(f"已经导入过同样题目的问卷：\n{lines}", icon=":material/file_copy:")
    is_known = len(found.known) == len(files)
    ways = [BACK, BOTH, STAYS] if is_known else [NEWER, ANOTHER]
    captions = ("", WHAT_HAPPENS[1], "") if is_known else WHAT_HAPPENS
    how = st.radio("这份答卷是", ways, None, key=f"wjx_again_{file_id}", captions=captions)
    if how == STAYS:
        return Decided(True, None)
    if how in (ANOTHER, BOTH):
        return Decided(True, ())
    replaces = _replaced(found.earlier, file_id) if how is not None else ()
    return Decided(bool(replaces), replaces)


def _show_known(found: Standing, n: int) -> None:
    if not found.known:
        return
    whose = "" if len(found.known) == n else f"其中{len(found.known)}个团支部的"
    since = "，后来换成了新版本；可以换回，标题和月份照当时的" if found.replaced else "，结果不变"
    st.info(
        f"{whose}答卷已经导入过{since}，不会重复导入。改过的选项名称会记住，下次同一题自动用。",
        icon=":material/info:",
    )


def _replaced(earlier: Sequence[Earlier], file_id: str) -> tuple[int, ...]:
    if len(earlier) == 1:
        return (earlier[0].version_id,)
    named = {one.version_id: _line(one) for one in earlier}
    chosen = st.multiselect(
        "替换哪一份",
        list(named),
        key=f"wjx_replaces_{file_id}",
        format_func=lambda found: named.get(found, ""),
        placeholder="请选择",
    )
    return tuple(chosen)


def _line(one: Earlier) -> str:
    n = f"，{len(one.branch_ids)}个团支部" if len(one.branch_ids) > 1 else ""
    return f"{safe(one.title)}（计入{texts.month(one.month)}，{texts.day(one.imported_at.date())}导入{n}）"
