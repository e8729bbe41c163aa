"""What each answer of an export counts as: as remembered, as a table says, as typed; and what is remembered."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from db.errors import Refused
from db.exchange import tables, wjx_label_table, wjx_labels, wjx_memory
from db.exchange.wjx_file import Labels, Value, WjxFile, WjxQuestion
from db.exchange.wjx_labels import Identity
from db.exchange.wjx_memory import Remembered
from db.rights import Actor
from db.vocabulary import AnswerMode
from pages.shared import loading, parts, saving, sign_in, typed, wjx_kept
from pages.shared.typed import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of the file and the table that are open: (mode, key of a question) → value → label.
TYPED = "_wjx_typed"
MOST_NAMED = 5
WORDS = (
    "选项改过名字的，计作同一个名称就合在一起；一份答卷里两个都选了，只算一次。导入时记住，下次同一题自动用。"
)
NUMBERS = {
    AnswerMode.ORDINALS: "文件里只有选项的序号。请对照问卷星里这一题选项的顺序填写；打分题可在上面读作“数字本身”。",
    AnswerMode.SCORES: "文件里只有选项的分数。请对照问卷星里这一题的分数填写。两个选项分数相同，文件里分不开："
    "请写合起来的名称，或在上面读作“数字本身”。",
}


def choose(actor: Actor, read: WjxFile, file_id: str) -> WjxFile | None:
    """Draw what the answers of a file count as and how that is changed; return it so, None where it cannot be.

    read : the file as it was parsed. Numbers without a label are left in what is returned, and named on the page.
    """
    asked = [question for question in read.asked if question.values]
    if not asked:
        return read
    is_numbers = any(question.by_number for question in asked)
    with st.expander("每个选项计作什么名称", expanded=is_numbers, icon=":material/label:", key="wjx_labels"):
        st.caption(NUMBERS[read.mode] if is_numbers else WORDS)
        known = loading.load(wjx_memory.remembered, actor=actor, file=read)
        # The fields stand above the table in a file, and hold what it says; so does the file to fill in.
        fields, offered, by_table = st.container(), st.container(), st.container()
        try:
            with by_table:
                table_id, given = _table(read, file_id)
        except Refused as refused:
            wjx_kept.refuse(refused)
            return None
        first = wjx_labels.merged(known, given)
        form = f"{file_id}_{table_id}"
        labels = wjx_labels.merged(first, _typed(read, form))
        with offered:
            _offer_table(actor, read, labels)
        with fields:
            file = _relabelled(read, labels)
            _fields(read, file or read, form, first, labels)
            if file is not None:
                st.dataframe([_row(q, value) for q in file.asked for value in q.values], hide_index=True)
    return file


def _relabelled(read: WjxFile, labels: Labels) -> WjxFile | None:
    flat = sorted((code, value, label) for code, names in labels.items() for value, label in names.items())
    try:
        return wjx_kept.kept("labelled", (read, flat), lambda: wjx_labels.relabelled(read, labels))
    except Refused as refused:
        # What was typed last is the reason, and can be typed otherwise.
        wjx_kept.refuse(refused)
        return None


def _row(question: WjxQuestion, value: Value) -> dict[str, object]:
    # What is looked for stands first, where a phone shows it.
    return {
        "题号": str(question.number or "—"),
        "文件里的值": value.text,
        "计作": "—" if value.text in question.lacking else value.label,
        "份数": value.n,
        "题目": question.title,
    }


# The table in a file


def _offer_table(actor: Actor, read: WjxFile, labels: Labels) -> None:
    st.download_button(
        "选项很多时，下载选项名称表来填（xlsx）",
        partial(_made, sign_in.later(), actor, read, labels),
        f"{wjx_label_table.NAME}.xlsx",
        XLSX,
        key="wjx_template",
        on_click="ignore",
        icon=":material/download:",
    )


def _made(who: Callable[[], Actor | None], was: Actor, read: WjxFile, labels: Labels) -> bytes:
    sign_in.same(who(), was)
    return tables.as_xlsx(wjx_label_table.template(read, labels))


def _table(read: WjxFile, file_id: str) -> tuple[str, Labels]:
    file = st.file_uploader(
        "填好“计作”一列，在这里上传",
        type=["xlsx", "xls", "csv"],
        key=f"wjx_table_{file_id}",
    )
    if file is None:
        return "", {}
    of = (file_id, file.file_id, *((q.code, q.kind, q.by_number) for q in read.asked))
    return file.file_id, wjx_kept.kept("table", of, lambda: wjx_label_table.read(file.getvalue(), file=read))


# One question after another


def _typed(read: WjxFile, form: str) -> dict[str, dict[str, str]]:
    """Return what was typed about this file and this table; another of either begins anew."""
    kept = st.session_state.get(TYPED, (None, {}))
    if kept[0] != form:
        kept = st.session_state[TYPED] = (form, {})
    known = wjx_labels.identities(read)
    return {code: kept[1].get((found.mode, found.key), {}) for code, found in known.items()}


def _fields(read: WjxFile, file: WjxFile, form: str, first: Labels, labels: Labels) -> None:
    """Draw a question's values to be named. first : what they count as while nobody types; labels : with what was typed."""
    asked = {question.code: question for question in file.asked if question.values}
    lacking = [code for code, question in asked.items() if question.lacking]
    if lacking:
        names = "".join(f"“{_named(asked[code])}”" for code in lacking[:MOST_NAMED])
        st.warning(
            f"还有{len(lacking)}题的数字没有名称，填好才能导入：{safe(names)}。", icon=":material/edit:"
        )
    code = st.selectbox(
        "改哪一题的名称",
        list(asked),
        list(asked).index(lacking[0]) if lacking else None,
        key=f"wjx_naming_{form}",
        format_func=lambda code: _named(asked[code]) if code in asked else "",
        placeholder="请选择",
    )
    if code not in asked:
        return
    found = wjx_labels.identities(read)[code]
    with st.container(horizontal=True):
        for value in asked[code].values:
            own = "" if asked[code].by_number else value.text
            key = f"wjx_label_{form}_{found.mode}_{found.key}_{value.text}"
            parts.text_line(
                f"“{safe(value.text[:30])}”（{value.n}份）计作",
                labels.get(code, {}).get(value.text, own),
                key=key,
                width=300,
                on_change=_type,
                args=(key, found, value.text, first.get(code, {}).get(value.text, own)),
            )


def _named(question: WjxQuestion) -> str:
    number = f"{question.number}、" if question.number else ""
    return f"{number}{question.title[:40]}"


def _type(key: str, found: Identity, value: str, first: str) -> None:
    label = " ".join(typed.cleaned(st.session_state[key]).split())
    names = st.session_state[TYPED][1].setdefault((found.mode, found.key), {})
    if label:
        names[value] = label
    else:
        # Emptied: as it was before anybody typed.
        names.pop(value, None)
        st.session_state[key] = first


# What is remembered


def show_remembered(actor: Actor) -> None:
    """Draw which labels are remembered, question by question, and the way to forget them."""
    kept = loading.load(wjx_memory.list_for, actor=actor)
    if not kept:
        return
    with st.expander(f"记住的选项名称（{len(kept)}题）", icon=":material/bookmark:", key="wjx_remembered"):
        st.caption("导入时自动用在同一题上，也可以在导入前改。忘掉不影响已经导入的结果。")
        found = st.selectbox(
            "哪一题",
            kept,
            None,
            key="wjx_remembered_one",
            format_func=lambda row: f"{row.title}（{row.mode.label}）",
            placeholder="请选择",
        )
        if found is not None:
            st.table(
                [{"文件里的值": safe(value), "计作": safe(label)} for value, label in found.labels],
                hide_index=True,
            )
            act = saving.as_drawn(["wjx_remembered_one"], _forget, what="忘掉")
            st.button("忘掉这一题的名称", **saving.once("wjx_forget", act, actor, found))


def _forget(actor: Actor, found: Remembered) -> None:
    saving.save(
        wjx_memory.forget,
        actor=actor,
        mode=found.mode,
        key=found.key,
        clear=["wjx_remembered_one"],
        done="已忘掉这一题的选项名称。",
    )
