"""The chart of shares from month to month."""

from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import pandas as pd

from analysis import trends
from analysis.charts.parts import ACCENT, QUIET, SECOND, THIRD, Chart, needed, titled
from analysis.disclosure import Shown

COLOURS = [ACCENT, SECOND, THIRD, QUIET]
# Pixels; below it the names of the lines stand two to a row.
NARROW = 480
SHAPES = ["circle", "diamond", "square", "triangle-up"]


def month_lines(
    history: Sequence[tuple[date, Shown]], labels: Mapping[str, str], *, months: Sequence[date]
) -> Chart:
    """Draw how often the categories most named of late were named from month to month.

    history : released needs by month. months : all months of the axis, without gaps. Raises ValueError for
    nothing shown.
    """
    cells = trends.top_cells(history, list(labels))
    trend = trends.shares(history, cells, months=months)
    needed(trend[trend["share"].notna()])
    points = trend.assign(
        category=trend["cell"].map(labels),
        label=trend["month"].map(short),
        of_all=[f"{n}/{base}" for n, base in zip(trend["n"], trend["base"], strict=True)],
        words=trend["share"].map("{:.0%}".format),
        interval=[f"{low:.0%}—{high:.0%}" for low, high in zip(trend["low"], trend["high"], strict=True)],
    )[["category", "label", "share", "low", "high", "of_all", "words", "interval"]]
    names = [labels[cell] for cell in cells]
    base = _base(points, names, [short(month) for month in months])
    points_of, shapes = (
        base.mark_point(size=70, filled=True, opacity=1),
        alt.Scale(domain=names, range=SHAPES),
    )
    if len(cells) == 1:
        # The title names it, and there is room for its interval.
        band = base.mark_area(opacity=0.18).encode(y=_share("low", points), y2="high:Q")
        layers, note = [band, base.mark_line(strokeWidth=2), points_of], "浅色为95%区间。"
    else:
        shaped = points_of.encode(shape=alt.Shape("category:N", scale=shapes, title=None))
        layers, note = [base.mark_line(strokeWidth=2), shaped], ""
    note += "断开处是没有发布或不足10份的月份；自愿填写，各月答的人不同。"
    return titled(*layers, finding=_finding(trend, labels), note=note, height=300)


def _base(points: pd.DataFrame, names: list[str], months: list[str]) -> alt.Chart:
    colour = alt.Scale(domain=names, range=COLOURS[: len(names)])
    columns = alt.ExprRef(f"width < {NARROW} ? 2 : {len(names)}")
    several = alt.Legend(orient="bottom", columns=columns, labelFontSize=13, symbolSize=90)
    legend = several if len(names) > 1 else None
    base: alt.Chart = alt.Chart(points).encode(
        x=alt.X(
            "label:O",
            sort=months,
            title=None,
            scale=alt.Scale(domain=months),
            axis=alt.Axis(labelAngle=0, labelOverlap="parity"),
        ),
        y=_share("share", points),
        color=alt.Color("category:N", scale=colour, title=None, legend=legend),
        tooltip=[
            alt.Tooltip("category:N", title="类别"),
            alt.Tooltip("label:N", title="月份"),
            alt.Tooltip("of_all:N", title="提到的份数/回答份数"),
            alt.Tooltip("words:N", title="占比"),
            alt.Tooltip("interval:N", title="95%区间"),
        ],
    )
    return base


def _share(name: str, points: pd.DataFrame) -> alt.Y:
    # Of several lines only those are drawn, of one its interval too.
    top = float(points["share" if points["category"].nunique() > 1 else "high"].max()) or 1.0
    scale = alt.Scale(domain=[0, min(top * 1.1, 1)], nice=False)
    axis = alt.Axis(format=".0%", tickCount=5)
    return alt.Y(f"{name}:Q", title="占回答份数的比例", axis=axis, scale=scale)


def short(month: date) -> str:
    """Return a month as the axis shows it: 6月, in January with its year."""
    return f"{month.year % 100}年1月" if month.month == 1 else f"{month.month}月"


def _finding(trend: pd.DataFrame, labels: Mapping[str, str]) -> str:
    if len(labels) == 1:
        return _ends(trend[trend["share"].notna()], labels)
    changes = trends.changes(trend)
    if (changes["way"] == "").all():
        return "各类的占比没有明显升降，变化没有超出偶然"
    clear = changes[changes["way"] != ""].iloc[0]
    line = trend[(trend["cell"] == clear["cell"]) & trend["share"].notna()]
    (first, was), *_, (last, now) = zip(line["month"], line["share"], strict=True)
    way = "升到" if clear["way"] == "up" else "降到"
    return f"{labels[clear['cell']]}由{short(first)}的{was:.0%}{way}{short(last)}的{now:.0%}"


def _ends(line: pd.DataFrame, labels: Mapping[str, str]) -> str:
    ordered = line.sort_values("share", ascending=False, kind="stable")
    high, low = ordered.iloc[0], ordered.iloc[-1]
    highest = f"{labels[high['cell']]}{short(high['month'])}最多（{high['share']:.0%}）"
    return f"{highest}，{short(low['month'])}最少（{low['share']:.0%}）"
