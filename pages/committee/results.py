"""问卷结果 — an imported questionnaire, question by question."""

import streamlit as st

from analysis import charts, tables
from analysis.disclosure import Shown
from db import releases
from db.questions import Form, Question
from db.releases import Released
from db.vocabulary import QuestionKind, Role
from pages.shared import address, certainty, exhibits, loading, parts, released_parts, reports, sign_in, texts
from pages.shared.typed import safe

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
HOW_TO_IMPORT = {
    Role.COMMITTEE: "从问卷星导出的问卷，可以请区团委导入；导入后，这里逐题显示结果。",
    Role.DISTRICT: "从问卷星导出的文件，可以在“导入问卷星”里导入；导入后，这里逐题显示结果。",
}


def name_of(released: Released) -> str:
    return f"{released.title}（{released.organisations[0][1]}，{texts.month(released.month)}）"


def labels_of(form: Form, question: Question) -> dict[str, str]:
    drawn = {c.code: c.label for c in form.categories} if question.options_from == "categories" else {}
    return drawn | {option.code: option.label for option in question.options}


def show_question(number: int, question: Question, shown: Shown, form: Form) -> None:
    st.subheader(f"{number}. {safe(question.text)}", anchor=False)
    why = shown.why_empty(question.code)
    labels = labels_of(form, question)
    counts = shown.cells(question.code)
    if why or counts.empty:
        parts.empty(why or "没有人回答这一题。")
        return
    others = certainty.whoever_is_silent(shown, labels, question=question.code, roster=roster)
    many = "，可多选" if question.kind is QuestionKind.MULTI else ""
    kind = f"{question.kind.label}{many and '（占比相加会超过100%）'}"
    exhibits.show(
        beside,
        charts.distribution_bars,
        shown,
        labels,
        question=question.code,
        roster=roster,
        of="option_share",
        heading=f"{number}. {question.text}",
        table=tables.shares(shown, labels, question=question.code, roster=roster),
        note=f"{kind}，{counts['base'].iloc[0]}份回答了这一题。{others}",
        key=question.code,
    )


with reports.begin():
    parts.heading("问卷结果", "从文件导入的问卷，逐题看结果。")
    found = loading.load(releases.imported, actor=actor)
    if not found:
        parts.empty("还没有已发布的导入问卷。", HOW_TO_IMPORT[actor.role])
        st.stop()
    with reports.filters():
        released = reports.picked("问卷", found, key="wave", code=lambda r: str(r.wave_id), words=name_of)
    where = {"actor": actor, "release_id": released.id, "organisation_id": released.organisations[0][0]}
    shown = loading.load(releases.view, **where, view=releases.OTHERS)
    if shown.n is None:
        parts.empty(f"这份问卷的答卷{shown.why_empty('')}，不显示分布。")
        address.stop()
    form = loading.load(releases.form_of, actor=actor, release_id=released.id)
    beside = exhibits.of_release(actor, released, scope=released.organisations[0], n=shown.n)
    roster = released_parts.roster_of(beside)
    st.caption(beside.line)
    exhibits.way_to_definitions("answers")
    asked = {row[0] for row in shown.rows}
    for number, question in enumerate((q for q in form.questions if q.code in asked), start=1):
        show_question(number, question, shown, form)
