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
    how = st.radio("这份答卷是", [NEWER, ANOTHER], None, key=f"wjx_again_{file_id}", captions=WHAT_HAPPENS)
    if how == ANOTHER:
        return Decided(True, ())
    replaces = _replaced(found.earlier, file_id) if how == NEWER else ()
    return Decided(bool(replaces), replaces)


def _show_known(found: Standing, n: int) -> None:
    if not found.known:
        return
    whose = "" if len(found.known) == n else f"其中{len(found.known)}个团支部的"
    since = "，后来换成了新版本" if found.replaced else ""
    st.info(
        f"{whose}答卷已经导入过{since}，不会重复导入，结果不变。改过的选项名称会记住，下次同一题自动用。",
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
