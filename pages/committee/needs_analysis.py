"""需求分析 — what youth need most in a month or a longer period, and what matters to them without satisfying them."""

import streamlit as st

from analysis import charts, ranking, tables
from analysis.disclosure import Shown
from db import releases, workdays
from db.questions import Form
from db.vocabulary import ReleaseKind, Role
from pages.shared import (
    address,
    exhibits,
    extra_results,
    loading,
    noticing_parts,
    parts,
    period_parts,
    released_parts,
    reports,
    sign_in,
    trend_parts,
    weighted_parts,
)

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)


def show_figures(needs: Shown, ratings: Shown, form: Form) -> None:
    with reports.figures():
        reports.figure("有效问卷", f"{needs.n}份", reports.VOLUNTARY, of="answers")
        named = reports.kept(ranking.order, needs.cells("Q2"))
        named = named[named["cell"] != "none"]
        if not named.empty:
            top = named[named["place"] == named["place"].min()]
            labels = "、".join(reports.label_of(form, str(cell)) for cell in top["cell"][:2])
            n, base = int(top["n"].iloc[0]), top["base"].iloc[0]
            is_among = charts.may_be_more(needs, released_parts.labels_of(form), n, question="Q2")
            detail = f"{n}/{base}份{'，在显示的类别里' if is_among else ''}"
            reports.figure("被提到最多", labels, detail, of="need_share")
        scored = reports.kept(tables.joint_scores, ratings).sort_values("gap", ascending=False)
        if not scored.empty and scored["gap"].iloc[0] > 0:
            widest = scored.iloc[0]
            label = reports.label_of(form, str(widest["category"]))
            detail = f"差{widest['gap']:.2f}分，{widest['n']}份"
            reports.figure("重要与满意差距最大", label, detail, of="gap")


with reports.begin():
    parts.heading(
        "需求分析", "一段时间里青年最需要什么、具体是哪方面、哪些重要而不满意。只显示已发布的结果。"
    )
    with reports.filters():
        months = loading.load(releases.survey_months, actor=actor)
        latest = next(iter(loading.load(releases.released_months, actor=actor)), None)
        period = period_parts.picked(months, default=latest)
        released = loading.load(releases.of_period, actor=actor, period=period)
        if released is not None:
            scope = reports.picked_scope(released.organisations, first=actor.organisation_id)
    if released is None:
        period_parts.say_not_released(actor, period, others=len(months) > 1)
        address.stop()
    where = {"actor": actor, "release_id": released.id, "organisation_id": scope[0]}
    needs = loading.load(releases.view, view=releases.NEEDS, **where)
    if needs.n is None:
        parts.empty(f"{scope[1]}：{needs.why_empty('Q2')}", "可以改看全区的结果。")
        address.stop()
    form = loading.load(releases.form_of, actor=actor, release_id=released.id)
    ratings = loading.load(releases.view, view=releases.RATINGS, **where)
    show_figures(needs, ratings, form)
    beside = exhibits.of_release(actor, released, scope=scope, n=needs.n)
    st.caption(beside.line)
    period_parts.say_what_is_summed(actor, period, scope)
    exhibits.way_to_definitions("answers")
    released_parts.show_ranking(needs, form, beside)
    weighted_parts.show(actor, released, scope, needs=needs, form=form)
    sub_items = loading.load(releases.view, view=releases.SUB_ITEMS, **where)
    released_parts.show_sub_items(sub_items, needs, form, beside)
    released_parts.show_gaps(ratings, form, beside)
    if period.kind is ReleaseKind.MONTH:
        extra_results.show(loading.load(releases.view, view=releases.OTHERS, **where), form, beside)
    noticing_parts.show_scope(actor, released, beside)
    until = period.months[-1]
    over = {"actor": actor, "organisation_id": scope[0], "until": until}
    axis = [workdays.add_months(until, i - 11) for i in range(12)]
    trend_parts.show_panels(
        loading.load(releases.history, **over, view=releases.NEEDS), form, beside, months=axis
    )
    trend_parts.show_content(loading.load(releases.history, **over, view=releases.OTHERS), form, beside)
