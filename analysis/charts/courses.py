"""Charts of how needs went: how long until they were closed, how they ended, how far each month's came in time."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from analysis import survival, tables
from analysis.charts.ledger import STEPS
from analysis.charts.parts import ACCENT, QUIET, SECOND, THIRD, Chart, by_value, needed, titled
from analysis.charts.trends import short
from analysis.cohorts import REACHED
from analysis.rates import LEAST
from analysis.survival import TimeToClose

ENDS = {"confirmed": "青年确认", "silent": "青年没有评价", "declined": "无法办理", "withdrawn": "青年撤回"}
REACHED_WORDS = {"taken": STEPS["accepted"], "settled": STEPS["settled"], "confirmed": STEPS["confirmed"]}
COLOURS = [ACCENT, SECOND, THIRD, QUIET]
SHAPES = ["circle", "diamond", "square", "triangle-up"]
TICKS = (1, 2, 5, 7, 10, 14, 15, 20, 30, 60, 90, 180)
NARROW, LABEL_LINE = 480, 17


def open_curve(found: TimeToClose) -> Chart:
    """Draw which share of needs is still open, day by day since they were raised, and how many are still counted.

    Raises ValueError without needs.
    """
    curve = needed(found.curve)
    base = alt.Chart(_worded(curve)).encode(x=_days(curve))
    share = alt.Y(
        "open_share:Q",
        title="未办结的占比",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[0, 1]),
    )
    band = base.mark_area(color=ACCENT, opacity=0.16, interpolate="step-after").encode(y="low:Q", y2="high:Q")
    half = alt.Chart(pd.DataFrame({"half": [0.5]})).mark_rule(color=QUIET, strokeDash=[4, 4])
    line = base.mark_line(color=ACCENT, strokeWidth=2, interpolate="step-after").encode(y=share)
    named = {"share_words": "未办结", "bounds": "95%区间", "at_risk_words": "当天开始时还在计的"}
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in named.items()]
    points = base.mark_point(color=ACCENT, filled=True, size=90, opacity=0).encode(
        y="open_share:Q", tooltip=[alt.Tooltip("day:Q", title="提出后第几天"), *tips]
    )
    layers = [half.encode(y="half:Q"), band, line, points]
    note = "虚线是一半；浅色为95%区间。天数下面是那时还在计的件数。"
    return titled(*layers, finding=median_finding(found), note=note, height=280 + LABEL_LINE)


def _worded(curve: pd.DataFrame) -> pd.DataFrame:
    rows = curve.assign(
        share_words=curve["open_share"].map("{:.0%}".format),
        bounds=[tables.bounds(low, high) for low, high in zip(curve["low"], curve["high"], strict=True)],
        at_risk_words=[f"{n}件" for n in curve["at_risk"]],
    )
    # Where there is no interval the band is as thin as the line.
    return rows.assign(**{name: rows[name].fillna(rows["open_share"]) for name in ("low", "high")})


def median_finding(found: TimeToClose) -> str:
    """Return in how many days half of the needs were closed; while that is not reached, how many are still open."""
    words = tables.median_words(found)
    if found.median is None:
        last = found.curve.iloc[-1]
        return f"办完一半的时间{words}：到第{last['day']:.0f}天还有{last['open_share']:.0%}未办结"
    if found.median == 0:
        return "一半以上的需求当天就办完"
    return f"办完一半需求用了{words}"


def end_lines(curve: pd.DataFrame) -> Chart:
    """Draw which share of needs has come to each end, day by day since they were raised. curve : as from `survival.ends`.

    Raises ValueError without needs.
    """
    needed(curve)
    told = tables.days_told(curve)
    long = curve.melt(id_vars=["day", "at_risk"], value_vars=list(ENDS), var_name="end", value_name="share")
    rows = long.assign(label=long["end"].map(ENDS), words=long["share"].map("{:.0%}".format))
    marked = pd.DataFrame(
        [
            (day, ENDS[end], (row := survival.at(curve, day))[end], f"{row[end]:.0%}")
            for day in told
            for end in ENDS
        ],
        columns=["day", "label", "share", "words"],
    )
    top = float(curve[list(ENDS)].to_numpy().max())
    line = _lines(alt.Chart(rows[["day", "label", "share", "words"]]), curve, top)
    points = _lines(alt.Chart(marked), curve, top)
    shape = alt.Shape("label:N", scale=alt.Scale(domain=list(ENDS.values()), range=SHAPES), title=None)
    note = (
        "还在办理、等青年确认的不算有结果；青年没有评价：逾期未评价和口头确认。天数下面是那时还在计的件数。"
    )
    return titled(
        line.mark_line(strokeWidth=2, interpolate="step-after"),
        points.mark_point(size=80, filled=True, opacity=1).encode(shape=shape),
        finding=ends_finding(curve),
        note=note,
        height=260 + LABEL_LINE,
    )


def ends_finding(curve: pd.DataFrame) -> str:
    """Return how needs had ended by the last day on which enough of them were still watched."""
    enough = curve[curve["at_risk"] >= LEAST]
    row = (enough if len(enough) else curve).iloc[-1]
    return f"到第{row['day']:.0f}天，" + "，".join(f"{words}{row[end]:.0%}" for end, words in ENDS.items())


def _lines(chart: alt.Chart, curve: pd.DataFrame, top: float) -> alt.Chart:
    colour = alt.Color(
        "label:N",
        scale=alt.Scale(domain=list(ENDS.values()), range=COLOURS),
        title=None,
        legend=_legend(len(ENDS)),
    )
    drawn: alt.Chart = chart.encode(
        x=_days(curve),
        y=alt.Y(
            "share:Q",
            title="占提出的比例",
            axis=alt.Axis(format=".0%", tickCount=5),
            scale=alt.Scale(domain=[0, min(max(top * 1.1, 0.1), 1)], nice=False),
        ),
        color=colour,
        tooltip=[
            alt.Tooltip("label:N", title="结果"),
            alt.Tooltip("day:Q", title="提出后第几天"),
            alt.Tooltip("words:N", title="占比"),
        ],
    )
    return drawn


def cohort_lines(cohorts: pd.DataFrame) -> Chart:
    """Draw how far the needs of each month had come after the same number of days.

    cohorts : as from `cohorts.within`, of one horizon, the first month first. Raises ValueError while no month may
    be shown.
    """
    needed(cohorts[cohorts["why"] == ""])
    rows = pd.DataFrame(
        [row for _, cohort in cohorts.iterrows() for row in _of_cohort(cohort)],
        columns=["month", "label", "share", "of_all", "words"],
    )
    steps = list(REACHED_WORDS.values())
    base = alt.Chart(rows).encode(
        x=alt.X("month:O", sort=None, title="提出的月份", axis=alt.Axis(labelAngle=0)),
        y=alt.Y(
            "share:Q",
            title="占提出的比例",
            axis=alt.Axis(format=".0%", tickCount=5),
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=alt.Color(
            "label:N", scale=alt.Scale(domain=steps, range=COLOURS), title=None, legend=_legend(len(steps))
        ),
        tooltip=[
            alt.Tooltip("month:N", title="提出的月份"),
            alt.Tooltip("label:N", title="环节"),
            alt.Tooltip("of_all:N", title="走到这一步/提出"),
            alt.Tooltip("words:N", title="占比"),
        ],
    )
    shape = alt.Shape("label:N", scale=alt.Scale(domain=steps, range=SHAPES), title=None)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(shape=shape)
    note = f"没有点的月份：还没有满这些天，或提出的不足{LEAST}件。"
    layers = [base.mark_line(strokeWidth=2), points]
    return titled(*layers, finding=cohorts_finding(cohorts), note=note, height=260)


def _of_cohort(cohort: "pd.Series[Any]") -> Iterable[tuple[str, str, float | None, str, str]]:
    for step in REACHED:
        n, raised = cohort[step], cohort["raised"]
        told = (n / raised, f"{n}/{raised}", f"{n / raised:.0%}") if pd.notna(n) else (None, "", "不显示")
        yield short(cohort["month"]), REACHED_WORDS[step], *told


def cohorts_finding(cohorts: pd.DataFrame) -> str:
    """Return how many of the latest cohort the youth confirmed in time, and of the one before it."""
    shown = cohorts[cohorts["why"] == ""].tail(2)
    words = [
        f"{short(row['month'])}提出的{row['confirmed'] / row['raised']:.0%}"
        for _, row in shown.iloc[::-1].iterrows()
    ]
    before = f"（{words[1]}）" if len(words) > 1 else ""
    return f"{cohorts['horizon'].iloc[0]}天内由青年确认的：{words[0]}{before}"


def _legend(columns: int) -> alt.Legend:
    fitting = alt.ExprRef(f"width < {NARROW} ? 2 : {columns}")
    return alt.Legend(orient="bottom", columns=fitting, labelFontSize=13, symbolSize=90)


def _days(curve: pd.DataFrame) -> alt.X:
    """Return the axis of days, with the number still watched below each tick."""
    last = max(int(curve["day"].iloc[-1]), 1)
    step = next((step for step in TICKS if last / step <= 5), -(-last // 5))
    ticks = [int(day) for day in np.arange(0, last + 1, step)]
    return alt.X(
        "day:Q",
        title="提出后的天数",
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(
            values=ticks,
            labelExpr=by_value({day: [f"{day}天", f"{tables.still_at(curve, day)}件"] for day in ticks}),
            labelOverlap=False,
            grid=False,
        ),
    )
