"""Parts of report pages that draw released answers over months: a panel per kind of need, and how content youth are."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, levels, tables
from analysis.disclosure import Shown
from analysis.levels import Sides
from db.questions import Form
from pages.shared import exhibits, parts, released_parts, reports, texts
from pages.shared.exhibits import Beside

EACH = "各类需要逐月的变化"
OVERALL, CONTENT = "Q10", "对团支部的服务满意吗"
SIDES = Sides(below=("2", "1"), above=("4", "5"))
NOT_YET = "已发布的月份还不到两个，看不出变化。"

History = Sequence[tuple[date, Shown]]


def show_panels(history: History, form: Form, beside: Beside, *, months: Sequence[date]) -> None:
    """Draw how often each category was named from month to month. months : of the axis, without gaps."""
    st.subheader(EACH, anchor=False)
    told = [month for month, shown in history if shown.why_empty("Q2") is None]
    if len(told) < 2:
        parts.empty(NOT_YET, "下个月发布后再来看。")
        return
    labels = released_parts.labels_of(form)
    months = months[months.index(told[0]) :]
    cells = {cell for _, shown in history for cell in shown.cells("Q2")["cell"]}
    hidden = [label for cell, label in labels.items() if cell not in cells]
    sizes = [shown.n or 0 for month, shown in history if month in told]
    exhibits.show(
        released_parts.over(beside, months, sizes),
        charts.month_panels,
        tuple(history),
        labels,
        months=tuple(months),
        of="each_month_share",
        heading=EACH,
        table=reports.kept(released_parts.trend_table, tuple(history), labels, tuple(months)),
        fold="各类逐月数字",
        note=f"各月都不显示：{'、'.join(hidden)}。" if hidden else "",
    )


def show_content(history: History, form: Form, beside: Beside) -> None:
    """Draw how content the youth are with their branch's services, month by month."""
    st.subheader(CONTENT, anchor=False)
    question = next((q for q in form.questions if q.code == OVERALL), None)
    labels = {option.code: option.label for option in question.options} if question else {}
    asked = [(month, shown) for month, shown in history if shown.why_empty(OVERALL) is None]
    if not question or not set().union(*SIDES) <= set(labels) or not asked:
        parts.empty(
            history[-1][1].why_empty(OVERALL) or "这些月份没有问。" if history else "这些月份没有问。"
        )
        return
    table = reports.kept(content_table, tuple(asked))
    if not table["满意"].str.contains("/").any() and not table["不满意"].str.contains("/").any():
        parts.empty("各月都不显示：份数接近0或接近全部，或为避免推算。", "可以改看全区。")
        return
    months, sizes = [month for month, _ in asked], [shown.n or 0 for _, shown in asked]
    exhibits.show(
        released_parts.over(beside, months, sizes),
        charts.diverging_bars,
        tuple(asked),
        labels,
        question=OVERALL,
        sides=SIDES,
        of="overall_satisfaction",
        heading=CONTENT,
        table=table,
        note=f"题目：{question.text}满意是打“{labels['4']}”和“{labels['5']}”的，不满意是打“{labels['2']}”和“{labels['1']}”的。",
    )


def content_table(history: History) -> pd.DataFrame:
    """Return the table below the diverging bars."""
    found = levels.by_month(history, question=OVERALL, sides=SIDES).iloc[::-1]
    above, below = (found[found["side"] == side].reset_index(drop=True) for side in ("above", "below"))
    spans = zip(above["low"], above["high"], strict=True)
    return pd.DataFrame(
        {
            "月份": above["month"].map(texts.month),
            "满意": _of_side(above),
            "满意的95%区间": ["" if pd.isna(low) else tables.bounds(low, high) for low, high in spans],
            "不满意": _of_side(below),
        }
    )


def _of_side(side: pd.DataFrame) -> list[str]:
    figures = zip(side["n"], side["base"], side["most"], strict=True)
    return [f"最多{most:.0%}" if pd.isna(n) else f"{n}/{base}（{most:.0%}）" for n, base, most in figures]
