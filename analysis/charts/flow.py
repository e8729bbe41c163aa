"""Charts of how many needs are open over time."""

from datetime import date

import altair as alt
import pandas as pd

from analysis.charts.parts import ACCENT, QUIET, SECOND, Chart, by_value, titled
from analysis.charts.trends import short


def open_days(days: pd.DataFrame, *, finding: str) -> Chart:
    """Draw how many needs were open as each day ended. days : as from `flow.backlog`."""
    rows = _dated(days)
    base = alt.Chart(rows).encode(x=_dates(days["day"].tolist()))
    most = int(rows["open"].max())
    count = alt.Y(
        "open:Q",
        title="未办结的件数",
        axis=alt.Axis(tickMinStep=1, tickCount=5),
        scale=alt.Scale(domain=[0, max(most * 1.1, 1)], nice=False),
    )
    area = base.mark_area(color=ACCENT, opacity=0.16, interpolate="step-after").encode(y=count)
    line = base.mark_line(color=ACCENT, strokeWidth=2, interpolate="step-after").encode(y=count)
    points = base.mark_point(size=60, filled=True, opacity=0).encode(y=count, tooltip=_flow_tips())
    return titled(area, line, points, finding=finding, height=240)


def arrived_and_closed(days: pd.DataFrame, *, finding: str) -> Chart:
    """Draw what had come and what was closed, added up day by day; what lies between is open."""
    rows = _dated(days)
    base = alt.Chart(rows).encode(x=_dates(days["day"].tolist()))
    scale = alt.Scale(domain=[0, max(int(rows["arrived_so_far"].max()) * 1.05, 1)], nice=False)
    axis = alt.Axis(tickMinStep=1, tickCount=5)
    between = base.mark_area(color=QUIET, opacity=0.28, interpolate="step-after").encode(
        y=alt.Y("arrived_so_far:Q", title="累计件数", axis=axis, scale=scale), y2="closed_so_far:Q"
    )
    came = base.mark_line(color=SECOND, strokeWidth=2, interpolate="step-after").encode(
        y=alt.Y("arrived_so_far:Q", scale=scale)
    )
    went = base.mark_line(color=ACCENT, strokeWidth=2, strokeDash=[6, 3], interpolate="step-after").encode(
        y=alt.Y("closed_so_far:Q", scale=scale)
    )
    points = base.mark_point(size=60, filled=True, opacity=0).encode(
        y=alt.Y("arrived_so_far:Q", scale=scale), tooltip=_flow_tips()
    )
    note = "实线：期初未办结的加上新提出、重新办理的；虚线：办结、无法办理和撤回的；中间浅色就是未办结的。"
    return titled(between, came, went, points, finding=finding, note=note, height=280)


def _dated(days: pd.DataFrame) -> pd.DataFrame:
    return days.assign(
        at=range(len(days)), date=[f"{day.year}年{day.month}月{day.day}日" for day in days["day"]]
    ).drop(columns="day")


def _dates(days: list[date]) -> alt.X:
    # By number: a date would be read in the time zone of whoever looks.
    ticks = {at: [short(day)] for at, day in enumerate(days) if day.day == 1}
    axis = alt.Axis(values=list(ticks), labelExpr=by_value(ticks), labelAlign="left", grid=True)
    return alt.X(
        "at:Q", title=None, scale=alt.Scale(domain=[0, max(len(days) - 1, 1)], nice=False), axis=axis
    )


def _flow_tips() -> list[alt.Tooltip]:
    named = {
        "date:N": "到这天为止",
        "open:Q": "未办结",
        "raised:Q": "当天新提出",
        "reopened:Q": "当天重新办理",
        "closed:Q": "当天办结、无法办理或撤回",
    }
    return [alt.Tooltip(field, title=title) for field, title in named.items()]
