"""Small multiples: one panel for each kind of need, all with the same months and the same scale."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from analysis import trends
from analysis.charts.parts import ACCENT, INK, SECOND, Chart, by_value, needed, titled
from analysis.charts.trends import short
from analysis.disclosure import Shown

COLUMNS = 2
# A panel's name and its lines, in parts of its height; months' widths between two panels beside one another.
NAME, LINES, APART = 1, 2, 2
PANEL = 86  # pixels, with its name
WAYS = {"up": " ↑", "down": " ↓", "": ""}
SHARES = ("share", "low", "high")


def month_panels(
    history: Sequence[tuple[date, Shown]], labels: Mapping[str, str], *, months: Sequence[date]
) -> Chart:
    """Draw for each category how often it was named from month to month, with its 95 % interval.

    history, months : as for `month_lines`. The category named most of late comes first; what is withheld in every
    month has no panel. Raises ValueError for nothing shown.
    """
    trend = trends.shares(history, list(labels), months=months)
    known = needed(trend[trend["share"].notna()])
    latest = known.groupby("cell", sort=False).tail(1).sort_values("share", ascending=False, kind="stable")
    changes = trends.changes(known, months=months)
    place = {cell: index for index, cell in enumerate(latest["cell"])}
    n_rows, top = -(-len(place) // COLUMNS), math.ceil(known["high"].max() * 10) / 10 or 1.0
    axes = _axes(months, n_rows, top)
    drawn = _drawn(_points(trend, place, labels, months), axes, top=top, n=len(months))
    named = _named(_names(latest, changes, labels, place), axes, n=len(months))
    note = "浅色为95%区间；各格的月份和刻度都一样。↑↓：升降超出偶然（趋势检验，各类一起校正）。"
    return titled(*drawn, *named, finding=_finding(changes, labels, known), note=note, height=PANEL * n_rows)


def _points(
    trend: pd.DataFrame, place: Mapping[str, int], labels: Mapping[str, str], months: Sequence[date]
) -> pd.DataFrame:
    rows = trend[trend["cell"].isin(list(place))]
    at = rows["cell"].map(place)
    return rows.assign(
        category=rows["cell"].map(labels),
        label=rows["month"].map(short),
        of_all=[f"{n}/{base}" for n, base in zip(rows["n"], rows["base"], strict=True)],
        words=rows["share"].map("{:.0%}".format),
        interval=[f"{low:.0%}—{high:.0%}" for low, high in zip(rows["low"], rows["high"], strict=True)],
        at=rows["month"].map({month: index for index, month in enumerate(months)}),
        column=at % COLUMNS,
        row=at // COLUMNS,
    ).drop(columns=["month", "cell", "n", "base"])


def _names(
    latest: pd.DataFrame, changes: pd.DataFrame, labels: Mapping[str, str], place: Mapping[str, int]
) -> pd.DataFrame:
    way = changes.set_index("cell")["way"]
    return pd.DataFrame(
        {
            "name": [labels[cell] + WAYS[way[cell]] for cell in place],
            "words": latest["share"].map("{:.0%}".format).to_numpy(),
            "colour": [SECOND if way[cell] else INK for cell in place],
            "column": [index % COLUMNS for index in place.values()],
            "row": [index // COLUMNS for index in place.values()],
        }
    )


def _axes(months: Sequence[date], n_rows: int, top: float) -> dict[str, Any]:
    step, high = len(months) + APART, NAME + LINES
    firsts = [column * step for column in range(COLUMNS)]
    ends = {first + at: [short(months[at])] for first in firsts for at in (0, len(months) - 1)}
    bounds = {
        row * high + at: [words] for row in range(n_rows) for at, words in ((NAME, f"{top:.0%}"), (high, "0"))
    }
    # The first month begins where its panel does, the last one ends there.
    side = {"condition": {"test": f"datum.value % {step} == 0", "value": "left"}, "value": "right"}
    beside = alt.Axis(
        values=list(ends),
        labelExpr=by_value(ends),
        labelAlign=side,
        labelOverlap=False,
        grid=False,
        domain=False,
    )
    above = alt.Axis(
        values=list(bounds), labelExpr=by_value(bounds), labelOverlap=False, labelFontSize=11, domain=False
    )
    wide, tall = [0, COLUMNS * step - APART - 1], [n_rows * high, 0]
    return {
        "x": alt.X("x:Q", title=None, axis=beside, scale=alt.Scale(domain=wide, nice=False)),
    } | {
        name: alt.Y(f"{name}_at:Q", title=None, axis=above, scale=alt.Scale(domain=tall, nice=False))
        for name in ("share", "low", "name")
    }


def _drawn(points: pd.DataFrame, axes: Mapping[str, Any], *, top: float, n: int) -> list[alt.Chart]:
    # Where a share stands is reckoned by the browser: what is sent are the released figures.
    lowest = f"datum.row * {NAME + LINES} + {NAME + LINES}"
    placed = {
        f"{name}_at": f"datum.{name} === null ? null : {lowest} - datum.{name} / {top} * {LINES}"
        for name in SHARES
    }
    base = alt.Chart(points).transform_calculate(x=f"datum.column * {n + APART} + datum.at", **placed)
    named = {
        "category": "类别",
        "label": "月份",
        "of_all": "提到的份数/回答份数",
        "words": "占比",
        "interval": "95%区间",
    }
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in named.items()]
    base = base.encode(x=axes["x"], detail="category:N")
    return [
        base.mark_area(color=ACCENT, opacity=0.2).encode(y=axes["low"], y2="high_at:Q"),
        # The band of a month that stands alone has no width.
        base.mark_rule(color=ACCENT, opacity=0.35).encode(y=axes["low"], y2="high_at:Q"),
        base.mark_line(color=ACCENT, strokeWidth=2).encode(y=axes["share"]),
        base.mark_point(color=ACCENT, filled=True, size=26, opacity=1).encode(y=axes["share"], tooltip=tips),
    ]


def _named(names: pd.DataFrame, axes: Mapping[str, Any], *, n: int) -> list[alt.Chart]:
    step, high = n + APART, NAME + LINES
    base = alt.Chart(names).transform_calculate(
        first=f"datum.column * {step}",
        last=f"datum.column * {step} + {n - 1}",
        name_at=f"datum.row * {high} + {NAME}",
    )
    base = base.encode(y=axes["name"])
    colour = alt.Color("colour:N", scale=None, legend=None)
    return [
        base.mark_text(align="left", dy=-9, fontSize=13, fontWeight=600).encode(
            x="first:Q", text="name:N", color=colour
        ),
        base.mark_text(align="right", dy=-9, fontSize=13, color=INK).encode(x="last:Q", text="words:N"),
    ]


def _finding(changes: pd.DataFrame, labels: Mapping[str, str], known: pd.DataFrame) -> str:
    clear = changes[changes["way"] != ""]
    if clear.empty:
        return "各类需要的占比都没有超出偶然的升降"
    said = "、".join(
        f"{labels[cell]}{'升' if way == 'up' else '降'}到{known.loc[known['cell'] == cell, 'share'].iloc[-1]:.0%}"
        for cell, way in zip(clear["cell"][:3], clear["way"], strict=False)
    )
    return f"{len(changes)}类中{len(clear)}类有明显升降：{said}{'等' if len(clear) > 3 else ''}"
