"""The chart of importance against satisfaction."""

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from analysis import gaps
from analysis.charts import placing
from analysis.charts.parts import ACCENT, INK, QUIET, SECOND, THIRD, Chart, needed, titled
from analysis.disclosure import Shown

Z = 1.96  # standard errors on either side, of the means of many answers
IMPORTANCE, SATISFACTION = "重要程度（1—5分）", "满意度（1—5分）"
FEW_PAIRS = 30  # below this a point is drawn hollow
QUADRANTS = {
    gaps.CONCENTRATE: "优先改进",
    gaps.KEEP: "继续保持",
    gaps.LOW: "机会观察",
    gaps.OVERKILL: "适度投入",
    gaps.BORDER: "边界",
}

Centre = Literal["scale", "mean"]
# Where a name hangs from: pixels from its point to its beginning, its end or its middle.
HUNG: dict[str, dict[str, Any]] = {
    "right": {"align": "left", "dx": placing.BESIDE},
    "left": {"align": "right", "dx": -placing.BESIDE},
    "middle": {"align": "center", "dx": 0},
}


def importance_satisfaction(shown: Shown, labels: Mapping[str, str], *, centre: Centre = "scale") -> Chart:
    """Draw importance against satisfaction, one point per category, with the quadrants' lines.

    centre : see `gaps.crosshair`. Raises ValueError for nothing shown.
    """
    scored = gaps.quadrants(shown.scores, centre)
    scored = needed(scored[(scored["n"] > 0) & scored["category"].isin(list(labels))])
    points = scored.assign(
        label=scored["category"].map(labels),
        where=scored["quadrant"].map(QUADRANTS),
        is_few=scored["n"] < FEW_PAIRS,
    )
    points = _placed(points)
    first = points.loc[points["quadrant"] == gaps.CONCENTRATE, "label"]
    finding = f"优先改进：{'、'.join(first)}" if len(first) else "没有类别明显落在“优先改进”区"
    note = "线在量表中点3分；" if centre == "scale" else "线在各类平均值，只表示相对位置；"
    note += "细线为95%区间；"
    note += f"空心点不足{FEW_PAIRS}份，仅供参考。"
    layers = [*_lines_of(points, centre), *_corners(points), *_points(points)]
    return titled(*layers, finding=finding, note=note, height=360)


def _points(points: pd.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(points).encode(
        x=_axis(alt.X, "satisfaction", SATISFACTION, points),
        y=_axis(alt.Y, "importance", IMPORTANCE, points),
        tooltip=[
            alt.Tooltip("label:N", title="类别"),
            alt.Tooltip("where:N", title="所在区"),
            alt.Tooltip("importance:Q", title="重要程度均值", format=".2f"),
            alt.Tooltip("satisfaction:Q", title="满意度均值", format=".2f"),
            alt.Tooltip("gap:Q", title="差距", format="+.2f"),
            alt.Tooltip("n:Q", title="两项都评的份数"),
            alt.Tooltip("n_untouched:Q", title="没接触过的份数"),
        ],
    )
    names = list(QUADRANTS.values())
    colour = alt.Scale(domain=names, range=[SECOND, ACCENT, QUIET, THIRD, QUIET])
    shape = alt.Scale(domain=names, range=["diamond", "circle", "square", "triangle-up", "cross"])
    dots = base.mark_point(size=110, strokeWidth=2).encode(
        color=alt.Color("where:N", legend=None, scale=colour),
        shape=alt.Shape("where:N", legend=None, scale=shape),
        fillOpacity=alt.condition("datum.is_few", alt.value(0), alt.value(1)),
        fill=alt.Fill("where:N", legend=None, scale=colour),
    )
    return [*_spans(base), dots, *_names(base, points)]


def _spans(base: alt.Chart) -> list[alt.Chart]:
    """Draw the 95 % intervals of both means, as far as they lie in sight."""
    known = base.transform_filter("isValid(datum.importance_se)").transform_calculate(
        **{
            f"{name}_{end}": f"datum.{name} {sign} {Z} * datum.{name}_se"
            for name in ("importance", "satisfaction")
            for end, sign in (("low", "-"), ("high", "+"))
        }
    )
    line = known.mark_rule(color=QUIET, strokeWidth=1, opacity=0.5, clip=True)
    return [
        line.encode(x="satisfaction_low:Q", x2="satisfaction_high:Q"),
        line.encode(y="importance_low:Q", y2="importance_high:Q"),
    ]


def _names(base: alt.Chart, points: pd.DataFrame) -> list[alt.Chart]:
    """Names beside points, where `_placed` found room, and thin lines to those that stand further off."""
    height = _axis(alt.Y, "importance", IMPORTANCE, points)
    height.shorthand = "name_at:Q"
    far = base.transform_filter("datum.is_far").mark_rule(color=QUIET, strokeWidth=1)
    drawn = [far.encode(y2="name_at:Q")] if points["is_far"].any() else []
    for side, hung in HUNG.items():
        if (points["side"] == side).any():
            mark = base.mark_text(baseline="middle", fontSize=12, color=INK, **hung)
            named = mark.encode(text="label:N", y=height)
            drawn.append(named.transform_filter(f"datum.side === '{side}'"))
    return drawn


def _placed(points: pd.DataFrame) -> pd.DataFrame:
    """Add where the name of each point stands, the most important one first: side, is_far, name_at (a height)."""
    (x_low, x_high), (y_low, y_high) = _extent(points["satisfaction"]), _extent(points["importance"])
    points = points.sort_values("importance", ascending=False, kind="stable")
    x = (points["satisfaction"] - x_low) / (x_high - x_low)
    y = (y_high - points["importance"]) / (y_high - y_low)
    found = placing.places(list(zip(x, y, strict=True)), [str(label) for label in points["label"]])
    per_pixel = (y_high - y_low) / placing.HIGH
    return points.assign(
        side=[place.side for place in found],
        is_far=[place.is_far for place in found],
        name_at=points["importance"] - [place.lower * per_pixel for place in found],
    )


def _axis(of: Any, name: str, title: str, points: pd.DataFrame) -> Any:
    scale = alt.Scale(domain=list(_extent(points[name])), nice=False, zero=False)
    return of(f"{name}:Q", title=title, axis=alt.Axis(tickCount=5), scale=scale)


def _extent(values: "pd.Series[float]") -> tuple[float, float]:
    # The middle of the scale stays in sight, so that a point's side of the line can be seen.
    low, high = min(values.min(), gaps.MIDPOINT) - 0.25, max(values.max(), gaps.MIDPOINT) + 0.35
    return max(1.0, float(low)), min(5.2, float(high))


def _lines_of(points: pd.DataFrame, centre: Centre) -> list[alt.Chart]:
    importance, satisfaction = gaps.crosshair(points, centre)
    at = alt.Chart(pd.DataFrame({"x": [satisfaction], "y": [importance]}))
    line = at.mark_rule(color=QUIET, strokeDash=[4, 4])
    return [line.encode(x=alt.X("x:Q")), line.encode(y=alt.Y("y:Q"))]


def _corners(points: pd.DataFrame) -> list[alt.Chart]:
    (x_low, x_high), (y_low, y_high) = _extent(points["satisfaction"]), _extent(points["importance"])
    return [
        _word(gaps.CONCENTRATE, x_low, y_high, dx=6, dy=12),
        _word(gaps.KEEP, x_high, y_high, dx=-6, dy=12),
        _word(gaps.LOW, x_low, y_low, dx=6, dy=-12),
        _word(gaps.OVERKILL, x_high, y_low, dx=-6, dy=-12),
    ]


def _word(quadrant: str, x: float, y: float, *, dx: int, dy: int) -> alt.Chart:
    at = alt.Chart(pd.DataFrame({"x": [x], "y": [y], "word": [QUADRANTS[quadrant]]}))
    mark = at.mark_text(
        align="left" if dx > 0 else "right", dx=dx, dy=dy, fontSize=13, fontWeight=600, color=INK
    )
    word: alt.Chart = mark.encode(x="x:Q", y="y:Q", text="word:N")
    return word
