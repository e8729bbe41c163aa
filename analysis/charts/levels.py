"""Diverging bars: how many are content and how many are not, month by month, on either side of one line."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from analysis import levels
from analysis.charts.parts import ACCENT, INK, QUIET, SECOND, Chart, needed, titled
from analysis.charts.trends import short
from analysis.disclosure import Shown
from analysis.levels import Sides

ROW, NARROW, BAND = 36, 480, {"band": 0.62}
# Under the axis, with as many lines as on a phone; with few months it would take the room of their bars.
LEGEND_LINE, COLUMNS = 18, 2
COLOURS = {"below": ("#d9a648", SECOND), "above": ("#62b5ae", ACCENT)}  # from the middle outwards
SIGNS = {"below": -1, "above": 1}
SAID = {"below": "不满意", "above": "满意"}
# Of a phone's drawing, what the words at the ends of bars take.
LEFT, RIGHT = 0.24, 0.15


def diverging_bars(
    history: Sequence[tuple[date, Shown]], labels: Mapping[str, str], *, question: str, sides: Sides
) -> Chart:
    """Draw the levels of one ordered question month by month, the latest on top: the good ones to the right.

    history : released answers by month. labels : cell → Chinese. A side of which a level is withheld is pale, up to the
    most it can be; a month of which neither is known says so. Raises ValueError for no side that is known.
    """
    found = levels.by_month(history, question=question, sides=sides)
    known = needed(found[found["n"].notna()])
    months = [short(month) for month in dict.fromkeys(found["month"][::-1])]
    y = alt.Y("label:N", sort=months, title=None, scale=alt.Scale(domain=months))
    ends = _ends(found, told=set(known["month"]))
    base = alt.Chart(ends).encode(
        y=y, tooltip=_tips(side="合计", of_all="份数/回答份数", words="占比", interval="95%区间")
    )
    pale = base.transform_filter("!datum.is_known").mark_bar(color=QUIET, opacity=0.3, height=BAND)
    spans = base.transform_filter("datum.is_known").mark_rule(color=INK, strokeWidth=2)
    each = levels.each(history, question=question, sides=sides)
    layers = [
        _bars(each, labels, sides).encode(y=y, x=_share(ends)),
        pale.encode(x="most:Q"),
        spans.encode(x="low:Q", x2="high:Q"),
        _words(base, "above", align="left", dx=6),
        _words(base, "below", align="right", dx=-6),
    ]
    note = "向右是满意，向左是不满意，“一般”和不了解的不画。细线为95%区间。浅灰“最多”：有的格不显示，只知道不会更多。"
    legend = LEGEND_LINE * math.ceil(each["cell"].nunique() / COLUMNS)
    return titled(*layers, finding=_finding(found), note=note, height=ROW * len(months) + legend)


def _ends(found: pd.DataFrame, *, told: set[date]) -> pd.DataFrame:
    """Both sides of each month, as they are drawn: signed, with what stands at their ends."""
    rows = found[found["month"].isin(told) | (found["side"] == "above")]
    known, untold, sign = rows["n"].notna(), ~rows["month"].isin(told), rows["side"].map(SIGNS)
    most = rows["most"].mask(untold, 0.0)
    words = ("最多" + most.map("{:.0%}".format)).mask(known, rows["share"].map("{:.0%}".format))
    counts = [f"{n}/{base}" for n, base in zip(rows["n"], rows["base"], strict=True)]
    spans = [f"{low:.0%}—{high:.0%}" for low, high in zip(rows["low"], rows["high"], strict=True)]
    return pd.DataFrame(
        {
            "label": rows["month"].map(short),
            "side": rows["side"].map(SAID),
            "is_known": known,
            "most": sign * most,
            "low": sign * rows["low"],
            "high": sign * rows["high"],
            "end": sign * rows["high"].fillna(most),
            "words": words.mask(untold, "不显示"),
            "of_all": pd.Series(counts, index=rows.index).where(known, "不显示"),
            "interval": pd.Series(spans, index=rows.index).where(known, "不显示"),
        }
    )


def _share(ends: pd.DataFrame) -> alt.X:
    left, right = -float(ends["end"].min()), float(ends["end"].max())
    whole = (left + right) / (1 - LEFT - RIGHT)
    axis = alt.Axis(labelExpr="format(abs(datum.value), '.0%')", tickCount=5)
    scale = alt.Scale(domain=[-left - LEFT * whole, right + RIGHT * whole], nice=False)
    return alt.X("share:Q", title="占回答份数的比例", stack="zero", axis=axis, scale=scale)


def _bars(each: pd.DataFrame, labels: Mapping[str, str], sides: Sides) -> alt.Chart:
    shades = {
        cell: shade
        for side, own in sides._asdict().items()
        for cell, shade in zip(own, COLOURS[side], strict=True)
    }
    # In the legend from bad to good, as they lie beside one another; without what is nowhere shown.
    drawn = [cell for cell in (*sides.below[::-1], *sides.above) if cell in set(each["cell"])]
    rows = each.assign(
        label=each["month"].map(short),
        level=each["cell"].map(labels),
        of_all=[f"{n}/{base}" for n, base in zip(each["n"], each["base"], strict=True)],
        words=each["share"].map("{:.0%}".format),
        share=each["side"].map(SIGNS) * each["share"],
    )[["label", "level", "order", "share", "of_all", "words"]]
    scale = alt.Scale(domain=[labels[cell] for cell in drawn], range=[shades[cell] for cell in drawn])
    columns = alt.ExprRef(f"width < {NARROW} ? {COLUMNS} : {len(drawn)}")
    legend = alt.Legend(orient="bottom", columns=columns, labelFontSize=13)
    bars: alt.Chart = alt.Chart(rows).mark_bar(height=BAND)
    return bars.encode(
        color=alt.Color("level:N", title=None, scale=scale, legend=legend),
        order="order:Q",
        tooltip=_tips(level="选择", of_all="份数/回答份数", words="占比"),
    )


def _words(base: alt.Chart, side: str, **where: Any) -> alt.Chart:
    own = base.transform_filter(f"datum.side === '{SAID[side]}'")
    drawn: alt.Chart = own.mark_text(fontSize=13, color=INK, **where).encode(x="end:Q", text="words:N")
    return drawn


def _tips(**named: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title="月份"),
        *(alt.Tooltip(f"{name}:N", title=title) for name, title in named.items()),
    ]


def _finding(found: pd.DataFrame) -> str:
    """Say of the latest month with a side that is known how many are content, and how many are not."""
    latest = found[found["month"] == found.loc[found["n"].notna(), "month"].iloc[-1]].set_index("side")
    return f"{short(latest['month'].iloc[0])}" + "，".join(
        f"{SAID[side]}的{_of(latest.loc[side])}" for side in ("above", "below")
    )


def _of(row: "pd.Series[Any]") -> str:
    if pd.isna(row["n"]):
        return f"最多占{row['most']:.0%}"
    return f"占{row['share']:.0%}（{row['base']}份中{row['n']}份）"
