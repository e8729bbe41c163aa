"""需求分析 — what youth need most this month, and what matters to them without satisfying them."""

import streamlit as st

from analysis import charts, ranking, tables
from analysis.disclosure import Shown
from db import releases
from db.questions import Form
from db.vocabulary import Role
from pages.shared import loading, parts, reports, sign_in
from pages.shared.typed import safe

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)

FROM = 10  # below it, even the number of answers is not told from day to day


def say_not_released(n: int | None) -> None:
    if n is None:
        parts.empty("这个月没有开展月度调查。", "请换一个月份。")
        return
    so_far = f"{n}份" if n >= FROM else f"不足{FROM}份"
    parts.empty(
        f"这个月的调查结果还没有发布，目前收到问卷{so_far}。",
        "结果在次月第一个工作日发布；发布前，任何人都只能看到份数。",
    )


def show_figures(needs: Shown, ratings: Shown, form: Form) -> None:
    with st.container(horizontal=True):
        reports.figure("有效问卷", f"{needs.n}份", reports.VOLUNTARY)
        named = ranking.order(needs.cells("Q2"))
        named = named[named["cell"] != "none"]
        if not named.empty:
            top = named[named["place"] == named["place"].min()]
            labels = "、".join(reports.label_of(form, str(cell)) for cell in top["cell"][:2])
            reports.figure("被提到最多", labels, f"{top['n'].iloc[0]}/{top['base'].iloc[0]}份")
        scored = tables.joint_scores(ratings).sort_values("gap", ascending=False)
        if not scored.empty and scored["gap"].iloc[0] > 0:
            widest = scored.iloc[0]
            label = reports.label_of(form, str(widest["category"]))
            reports.figure("重要与满意差距最大", label, f"差{widest['gap']:.2f}分，{widest['n']}份")


def show_ranking(shown: Shown, form: Form) -> None:
    st.subheader("最需要哪方面的帮助", anchor=False)
    why = shown.why_empty("Q2")
    if why:
        parts.empty(why)
        return
    labels = {category.code: category.label for category in form.categories}
    reports.chart(charts.ranking_bars(shown, labels))
    everything = labels | {"none": "暂时没有需要"}
    reports.table(tables.ranked(shown, everything, question="Q2").rename(columns={"选项": "类别"}))
    st.caption("每份问卷最多选3类，所以占比相加会超过100%。")


def show_gaps(shown: Shown, form: Form) -> None:
    st.subheader("重要但不满意的是哪些", anchor=False)
    labels = {category.code: category.label for category in form.rated()}
    scored = tables.joint_scores(shown)
    if scored[scored["n"] > 0].empty:
        parts.empty(
            shown.why_empty("Q3xQ4") or "各类的评分都不足10份。", "每份问卷只评其中几类，份数会比总份数少。"
        )
        return
    reports.chart(charts.importance_satisfaction(shown, labels))
    reports.table(tables.scores(scored, labels, charts.QUADRANTS))
    for why, names in tables.withheld_rows(shown, labels, question="Q3xQ4").items():
        st.caption(f"未显示（{why}）：{safe('、'.join(names))}")
    with st.expander("其他差距指标"):
        reports.table(tables.further_scores(scored, labels))
        st.caption(
            "差距＝重要程度均值－满意度均值。MWDS＝差距×重要程度均值；RDS为-100至100，越低表示觉得不够的人越多；"
            "机会分为0至20，由打4、5分的比例算出。都只用两项都评了分的问卷。"
        )


with reports.begin():
    parts.heading("需求分析", "某个月里青年最需要什么、哪些方面重要而不满意。只显示已发布的结果。")
    with st.container(horizontal=True):
        months = loading.load(releases.survey_months, actor=actor)
        latest = next(iter(loading.load(releases.released_months, actor=actor)), None)
        month = reports.picked_month(months, default=latest)
        released = loading.load(releases.of_month, actor=actor, month=month)
        if released is not None:
            scope = reports.picked_scope(released.organisations, first=actor.organisation_id)
    if released is None:
        say_not_released(loading.load(releases.answers_so_far, actor=actor, month=month))
        st.stop()
    where = {"actor": actor, "release_id": released.id, "organisation_id": scope[0]}
    needs = loading.load(releases.view, view=releases.NEEDS, **where)
    if needs.n is None:
        parts.empty(f"{scope[1]}：{needs.why_empty('Q2')}", "可以改看全区的结果。")
        st.stop()
    form = loading.load(releases.form_of, actor=actor, release_id=released.id)
    ratings = loading.load(releases.view, view=releases.RATINGS, **where)
    show_figures(needs, ratings, form)
    reports.source(released, n=needs.n)
    show_ranking(needs, form)
    show_gaps(ratings, form)
