"""Parts of report pages that draw released answers: each a chart that states its finding, and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import by_domain, charts, ranking, tables, trends
from analysis.disclosure import Shown
from db import releases
from db.questions import Form
from db.vocabulary import Domain
from pages.shared import certainty, exhibits, loading, parts, reports, texts
from pages.shared.exhibits import Beside

FROM = 10  # below it, even the number of answers is not told from day to day
# What fits above a column of a chart on a phone.
SHORT = {Domain.NONPUBLIC: "非公企业", Domain.GOV_INSTITUTION: "机关事业"}
NO_NEED = {"none": "暂时没有需要"}
UNSURE = {"unsure": "说不清"}
MOST_NAMED = "most"


def say_not_released(n: int | None, *, others: bool) -> None:
    """Say that a month's survey is not released yet, or was never held. others : there are other months."""
    if n is None and not others:
        parts.empty("月度调查还没有开启。", "有团支部后，调查每月自动开启；结果在次月第一个工作日发布。")
        return
    if n is None:
        parts.empty("这个月没有开展月度调查。", "请换一个月份。")
        return
    parts.empty(
        f"这个月的调查结果还没有发布，目前收到问卷{so_far(n)}。",
        "结果在次月第一个工作日发布；发布前，任何人都只能看到份数。",
    )


def so_far(n: int) -> str:
    """Return how many have answered as it may be told before the release."""
    return f"{n}份" if n >= FROM else f"不足{FROM}份"


def labels_of(form: Form) -> dict[str, str]:
    """Return category → words, as they were asked."""
    return {category.code: category.label for category in form.categories}


def roster_of(beside: Beside) -> int | None:
    """Return how many youth could have answered what is drawn; None where nobody knows."""
    if beside.wave_id is None:
        return None
    where = {"wave_id": beside.wave_id, "organisation_id": beside.scope[0]}
    return loading.load(releases.roster, actor=beside.actor, **where)


def show_ranking(shown: Shown, form: Form, beside: Beside) -> None:
    """Draw which needs come first."""
    heading = "最需要哪方面的帮助"
    st.subheader(heading, anchor=False)
    why = shown.why_empty("Q2")
    if why:
        parts.empty(why)
        return
    labels, roster = labels_of(form), roster_of(beside)
    table = reports.kept(ranked, shown, labels | NO_NEED, roster)
    exhibits.show(
        beside,
        charts.ranking_bars,
        shown,
        labels,
        roster=roster,
        of="need_share",
        heading=heading,
        table=table.rename(columns={"选项": "类别"}),
        note=f"每份问卷最多选3类，所以占比相加会超过100%。{certainty.whoever_is_silent(shown, labels, question='Q2', roster=roster)}",
    )


def show_sub_items(shown: Shown, needs: Shown, form: Form, beside: Beside) -> None:
    """Ask for a category, by itself the one named most of those that may be told, and draw what of it is needed.

    shown : the released sub-items. needs : the released categories of the same answers.
    """
    asked = [category for category in form.categories if len(category.children) > 1]
    if not asked:
        return
    st.subheader("具体是哪方面", anchor=False)
    named = reports.kept(ranking.order, needs.cells("Q2"))["cell"].tolist()
    told = [c for c in asked if c.code in named and shown.why_empty("Q2b", c.code) is None]
    first = min(told or asked[:1], key=lambda c: named.index(c.code) if c.code in named else 0)
    category = reports.picked(
        "类别", asked, key="about", code=lambda c: c.code, words=lambda c: c.label, default=first
    )
    why = shown.why_empty("Q2b", category.code)
    if why or shown.cells("Q2b", category.code).empty:
        parts.empty(f"“{category.label}”具体是哪方面：{why or '这个月没有问'}。", "请换一个类别或范围。")
        return
    labels = {child.code: child.label for child in category.children} | UNSURE
    exhibits.show(
        beside,
        charts.distribution_bars,
        shown,
        labels,
        question="Q2b",
        row=category.code,
        of="sub_item_share",
        heading=f"“{category.label}”具体是哪方面",
        table=tables.shares(shown, labels, question="Q2b", row=category.code),
        note=f"选了“{category.label}”的青年里，说了具体方面的；每份问卷每类只选一项。",
    )


def show_gaps(shown: Shown, form: Form, beside: Beside, *, further: bool = True) -> None:
    """Draw importance against satisfaction; `further` adds the other measures of the gap."""
    heading = "重要但不满意的是哪些"
    st.subheader(heading, anchor=False)
    labels = {category.code: category.label for category in form.rated()}
    scored = reports.kept(tables.joint_scores, shown)
    hidden = tables.withheld_rows(shown, labels, question="Q3xQ4").items()
    if scored[scored["n"] > 0].empty:
        why = (
            shown.why_empty("Q3xQ4")
            or f"各类的评分都不显示：{'、'.join(why for why, _ in hidden) or '没有问'}。"
        )
        parts.empty(why, "每份问卷只评其中几类，份数会比总份数少。")
        return
    pairs = scored.loc[scored["n"] > 0, "n"].tolist()
    exhibits.show(
        replace(beside, n=f"{beside.n}；各类两项都评了分的{span(pairs)}份"),
        charts.importance_satisfaction,
        shown,
        labels,
        of="gap",
        heading=heading,
        table=tables.scores(scored, labels, charts.QUADRANTS),
        note="".join(f"未显示（{why}）：{'、'.join(names)}。" for why, names in hidden),
    )
    if further:
        _further(scored, labels)


def _further(scored: pd.DataFrame, labels: Mapping[str, str]) -> None:
    with st.expander("其他差距指标"):
        reports.table(tables.further_scores(scored, labels))
        st.caption(
            "差距＝重要程度均值－满意度均值。MWDS＝差距×重要程度均值；RDS为-100至100，越低表示觉得不够的人越多；"
            "机会分为0至20，由打4、5分的比例算出。都只用两项都评了分的问卷。"
            f"{certainty.agreement(scored, labels)}"
        )


def span(numbers: Sequence[int]) -> str:
    """Return the least and the most of some numbers; one number where they are equal."""
    return "—".join(dict.fromkeys((str(min(numbers)), str(max(numbers)))))


def ranked(shown: Shown, labels: Mapping[str, str], roster: int | None) -> pd.DataFrame:
    """Return the table below the ranking."""
    return tables.ranked(shown, labels, question="Q2", roster=roster)


def show_domains(released: Mapping[Domain, Shown], form: Form, beside: Beside, *, whole: Shown) -> None:
    """Draw what the youth of each domain need (`released`, empty if untold) beside the district's needs, `whole`."""
    heading = "各领域需要什么"
    st.subheader(heading, anchor=False)
    if not released:
        parts.empty("这个月发布时还没有分领域汇总。", "请换一个较近的月份。")
        return
    words = SHORT | {domain: domain.label for domain in released if domain not in SHORT}
    shown = {words[d]: what for d, what in released.items() if what.why_empty("Q2") is None}
    if not shown:
        why = "、".join(dict.fromkeys(str(what.why_empty("Q2")) for what in released.values()))
        parts.empty(f"各领域都不显示：{why}。")
        return
    labels = labels_of(form)
    if not any(set(what.cells("Q2")["cell"]) & set(labels) for what in shown.values()):
        parts.empty("各领域都不显示：提到的份数接近0或接近全部，或为避免推算。")
        return
    hidden = {d.label: str(what.why_empty("Q2")) for d, what in released.items() if words[d] not in shown}
    names = {why: "、".join(d for d in hidden if hidden[d] == why) for why in hidden.values()}
    without = "".join(f"未显示（{why}）：{of}。" for why, of in names.items())
    exhibits.show(
        beside,
        charts.domain_heat,
        shown,
        labels,
        whole=whole,
        of="domain_share",
        heading=heading,
        table=reports.kept(domain_table, shown, labels, whole),
        keeps_first=True,
        note=f"{without}表中是提到的份数/回答份数。敏感类不分领域。领域按问卷开启当天的归属，仅区级汇总。",
    )


def show_trend(
    history: Sequence[tuple[date, Shown]], form: Form, beside: Beside, *, months: Sequence[date]
) -> None:
    """Draw how often what is named most, or one category that is asked for, was named from month to month."""
    heading = "这些需要是多了还是少了"
    st.subheader(heading, anchor=False)
    told = [month for month, shown in history if shown.why_empty("Q2") is None]
    if len(told) < 2:
        parts.empty("已发布的月份还不到两个，看不出变化。", "下个月发布后再来看。")
        return
    labels = labels_of(form)
    words = {MOST_NAMED: "提到最多的几类"} | labels
    about = reports.picked("看哪一类", list(words), key="trend", code=str, words=lambda code: words[code])
    if about != MOST_NAMED:
        labels = {about: labels[about]}
    if not trends.top_cells(history, list(labels)):
        why = tables.withheld(history[-1][1], "Q2").get(about, "各月都不显示")
        parts.empty(f"“{words[about]}”逐月变化：{why}。", "请换一类，或改看全区。")
        return
    months = months[months.index(told[0]) :]
    sizes = [shown.n or 0 for month, shown in history if month in told]
    exhibits.show(
        over(beside, months, sizes),
        charts.month_lines,
        tuple(history),
        labels,
        months=tuple(months),
        of="month_share",
        heading=heading,
        table=reports.kept(trend_table, tuple(history), labels, tuple(months)),
        fold="逐月数字",
    )


def over(beside: Beside, months: Sequence[date], sizes: Sequence[int]) -> Beside:
    """Return what is said beside a chart over months. sizes : answers of each month that is told."""
    period = f"{texts.month(months[0])}—{texts.month(months[-1])}"
    return replace(beside, period=period, source="各月已发布的月度调查", n=f"各月有效问卷{span(sizes)}份")


def domain_table(shown: Mapping[str, Shown], labels: Mapping[str, str], whole: Shown) -> pd.DataFrame:
    """Return the table below the fields of domains."""
    return tables.domains(by_domain.shares(shown, labels, whole=whole))


def trend_table(
    history: Sequence[tuple[date, Shown]], labels: Mapping[str, str], months: Sequence[date]
) -> pd.DataFrame:
    """Return the table below the trend."""
    cells = trends.top_cells(history, list(labels))
    return tables.months(trends.shares(history, cells, months=months), labels, texts.month)
