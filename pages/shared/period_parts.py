"""Parts of report pages about periods: the choice of a month, quarter, half-year or year, and what one is the sum of."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analysis import periods as summed
from db import engine, periods, releases, workdays
from db.periods import Period
from db.rights import Actor
from db.vocabulary import ReleaseKind
from pages.shared import loading, parts, released_parts, reports, texts

WORDS = {
    ReleaseKind.MONTH: "月",
    ReleaseKind.QUARTER: "季度",
    ReleaseKind.HALF_YEAR: "半年",
    ReleaseKind.YEAR: "全年",
}
AGAIN = "按答卷计，同一人可多次作答，所以95%区间会偏窄"


def picked(months: Sequence[date], *, default: date | None = None) -> Period:
    """Ask, within `filters`, for a kind of period and which one. months : all there are, the latest first."""
    kind = reports.picked("时段", list(WORDS), key="by", code=lambda k: k.value, words=lambda k: WORDS[k])
    if kind is ReleaseKind.MONTH:
        return Period(kind, reports.picked_month(months, default=default))
    found = periods.all_of(months, kind)
    over = next((one for one in found if default is not None and one.months[-1] <= default), None)
    return reports.picked(
        WORDS[kind],
        found,
        key=kind.value,
        code=lambda one: f"{one.first:%Y-%m}",
        words=texts.period,
        default=over,
    )


def say_not_released(actor: Actor, period: Period, *, others: bool) -> None:
    """Say why a period has no result. others : there are other months."""
    if period.kind is ReleaseKind.MONTH:
        n = loading.load(releases.answers_so_far, actor=actor, month=period.first)
        released_parts.say_not_released(n, others=others)
        return
    n_of = {one: loading.load(releases.answers_so_far, actor=actor, month=one) for one in period.months}
    if all(n is None for n in n_of.values()) and period.is_over(on=workdays.today(engine.now())):
        parts.empty(f"{texts.period(period)}没有开展月度调查。", "请换一个时段。")
        return
    parts.empty(
        f"{texts.period(period)}的结果还没有发布。",
        f"到{texts.month(period.months[-1])}，各月的结果都发布后自动发布；现在可以分月看。",
    )


def say_what_is_summed(actor: Actor, period: Period, scope: tuple[int, str]) -> None:
    """Say that a longer period counts answers, not people, and which of its months are in the sum and why not."""
    if period.kind is ReleaseKind.MONTH:
        return
    where = {"actor": actor, "organisation_id": scope[0], "view": releases.NEEDS}
    until, n = period.months[-1], len(period.months)
    told = dict(loading.load(releases.history, **where, until=until, n_months=n))
    held = set(loading.load(releases.released_months, actor=actor))
    groups = {
        "合计": [one for one in period.months if one in told and summed.tells(told[one], ("Q2", ""))],
        "没有开展调查": [one for one in period.months if one not in held],
    }
    counted = set(groups["合计"] + groups["没有开展调查"])
    groups["没有显示，不计入"] = [one for one in period.months if one not in counted]
    said = "；".join(f"{_words(of)}{why}" for why, of in groups.items() if of)
    st.caption(f"{AGAIN}。{said}。具体方面和评分只合计显示了的月份。")


def _words(months: Sequence[date]) -> str:
    """1—6月 for months that follow one another, else 1月、3月."""
    first, last = months[0].month, months[-1].month
    if len(months) > 2 and last - first == len(months) - 1:
        return f"{first}—{last}月"
    return "、".join(f"{month.month}月" for month in months)
