"""The chart of importance against satisfaction."""

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from analysis import gaps
from analysis.charts.parts import ACCENT, INK, QUIET, SECOND, THIRD, Chart, needed, titled
from analysis.disclosure import Shown

FEW_PAIRS = 30  # below this a point is drawn hollow
QUADRANTS = {
    gaps.CONCENTRATE: "优先改进",
    gaps.KEEP: "继续保持",
    gaps.LOW: "机会观察",
    gaps.OVERKILL: "适度投入",
    gaps.BORDER: "边界",
}

Centre = Literal["scale", "mean"]
Box = tuple[float, float, float, float]  # left, top, right, bottom; the drawing is 0 to 1 both ways

SIDES = ((False, False), (False, True), (True, False), (True, True))  # (left of its point, below it)
# Sizes on a drawing about 360 wide and 330 high: little more than a phone has.
CHARACTER_WIDE, LINE_HIGH, DOT_WIDE, DOT_HIGH = 12 / 360, 17 / 330, 7 / 360, 7 / 330
# Beyond the drawing there is no room at all.
EDGES: tuple[Box, ...] = ((-9, -9, 0, 9), (1, -9, 9, 9), (-9, -9, 9, 0), (-9, 1, 9, 9))


def importance_satisfaction(shown: Shown, labels: Mapping[str, str], *, centre: Centre = "scale") -> Chart:
    """Draw importance against satisfaction, one point per category, with the quadrants' lines.

    centre : see `gaps.crosshair`. Raises ValueError for nothing shown.
    """
    scored = gaps.quadrants(gaps.scores(gaps.joint(shown.table)), centre)
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
    note += f"空心点不足{FEW_PAIRS}份，仅供参考。"
    layers = [*_lines_of(points, centre), *_corners(points), *_points(points)]
    return titled(*layers, finding=finding, note=note, height=360)


def _points(points: pd.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(points).encode(
        x=_axis(alt.X, "satisfaction", "满意度（1—5分）", points),
        y=_axis(alt.Y, "importance", "重要程度（1—5分）", points),
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
    return [dots, *_names(base, points)]


def _names(base: alt.Chart, points: pd.DataFrame) -> list[alt.Chart]:
    """Names beside points, each on the side where `_placed` found room."""
    drawn: list[alt.Chart] = []
    for at_left, below in SIDES:
        if ((points["at_left"] == at_left) & (points["is_below"] == below)).any():
            side = f"datum.at_left === {str(at_left).lower()} && datum.is_below === {str(below).lower()}"
            mark = base.mark_text(
                align="right" if at_left else "left",
                dx=-9 if at_left else 9,
                dy=11 if below else -7,
                fontSize=12,
                color=INK,
            )
            drawn.append(mark.encode(text="label:N").transform_filter(side))
    return drawn


def _placed(points: pd.DataFrame) -> pd.DataFrame:
    """Choose for each name, the most important first, the side where it covers least."""
    (x_low, x_high), (y_low, y_high) = _extent(points["satisfaction"]), _extent(points["importance"])
    x = (points["satisfaction"] - x_low) / (x_high - x_low)
    y = (y_high - points["importance"]) / (y_high - y_low)
    taken = [(x[i] - DOT_WIDE, y[i] - DOT_HIGH, x[i] + DOT_WIDE, y[i] + DOT_HIGH) for i in points.index]
    chosen: dict[Any, tuple[bool, bool]] = {}
    for i in y.sort_values(kind="stable").index:
        boxes = {side: _box(x[i], y[i], len(str(points.at[i, "label"])), side) for side in SIDES}
        chosen[i] = min(SIDES, key=lambda side: sum(_common(boxes[side], box) for box in [*taken, *EDGES]))
        taken.append(boxes[chosen[i]])
    return points.assign(
        at_left=[chosen[i][0] for i in points.index], is_below=[chosen[i][1] for i in points.index]
    )


def _box(x: float, y: float, n_characters: int, side: tuple[bool, bool]) -> Box:
    at_left, below = side
    wide = n_characters * CHARACTER_WIDE + DOT_WIDE
    left, top = x - wide if at_left else x, y if below else y - LINE_HIGH
    return left, top, left + wide, top + LINE_HIGH


def _common(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


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
