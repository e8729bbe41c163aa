"""What was answered to the district's 本月加问, as the release tells it."""

import streamlit as st

from analysis import charts, tables
from analysis.disclosure import Shown
from db import extra_questions
from db.questions import Form, Question
from db.vocabulary import QuestionKind
from pages.shared import certainty, exhibits, parts, released_parts
from pages.shared.exhibits import Beside
from pages.shared.typed import safe


def show(shown: Shown, form: Form, beside: Beside) -> None:
    """Draw each wording that was asked by choice, with what the gate lets through; nothing where none was."""
    told = {row[0] for row in shown.rows}
    for question in form.questions:
        if question.code.startswith(extra_questions.DISTRICT) and question.code in told:
            _show(question, shown, beside)


def _show(question: Question, shown: Shown, beside: Beside) -> None:
    st.subheader(f"本月加问：{safe(question.text)}", anchor=False)
    why, counts = shown.why_empty(question.code), shown.cells(question.code)
    if why or counts.empty:
        parts.empty(why or "没有人回答这一题。")
        return
    labels = {option.code: option.label for option in question.options}
    roster = released_parts.roster_of(beside)
    kind = "多选，占比相加会超过100%" if question.kind is QuestionKind.MULTI else "单选"
    silent = certainty.whoever_is_silent(shown, labels, question=question.code, roster=roster)
    exhibits.show(
        beside,
        charts.distribution_bars,
        shown,
        labels,
        of="option_share",
        heading=f"本月加问：{question.text}",
        table=tables.shares(shown, labels, question=question.code, roster=roster),
        note=f"{kind}，{counts['base'].iloc[0]}份回答了这一题。{silent}",
        key=question.code,
        question=question.code,
        roster=roster,
    )
