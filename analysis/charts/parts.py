"""What all charts share: the theme, titles that wrap, words beside bars."""

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analysis.wrapping import lines

ACCENT, SECOND, THIRD, QUIET = "#17877f", "#c07f00", "#5878b4", "#8b9a98"
TITLE_SIZE, TITLE_LINE, NOTE_LINE, AXIS = 15, 21, 19, 76
# Pixels that words like "120件（100%）" take.
BESIDE = 104
# Words inside a chart: one tone that can be read on both grounds, since a chart does not know its own.
INK = "#768482"
FONT = (
    "system-ui, -apple-system, 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC',"
    " 'Source Han Sans SC', sans-serif"
)

Chart = alt.LayerChart


@alt.theme.register("wugeyi", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the one theme: system fonts with Chinese glyphs, quiet lines, no ground of its own."""
    return {
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "labelLimit": 220,
                "titleFontWeight": "normal",
                "gridOpacity": 0.35,
                "domainOpacity": 0.5,
                "ticks": False,
                "labelPadding": 6,
            },
            "title": {
                "anchor": "start",
                "frame": "bounds",
                "fontSize": TITLE_SIZE,
                "fontWeight": 600,
                "lineHeight": TITLE_LINE,
                "subtitleFontSize": 13,
                "subtitleColor": INK,
                "subtitleLineHeight": NOTE_LINE,
                "subtitlePadding": 6,
                "offset": 12,
            },
            "range": {"category": [ACCENT, SECOND, THIRD, QUIET]},
        }
    }


def said(chart: Chart) -> str:
    """Return a chart's finding as one line: its alternative text."""
    return str(chart.description)


def needed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame. Raises ValueError for an empty one: the page should have said why."""
    if frame.empty:
        raise ValueError("nothing is shown, so there is nothing to draw")
    return frame


def bars(base: alt.Chart, x: alt.X, *, colour: str = ACCENT, opacity: float = 1.0) -> alt.Chart:
    """Draw horizontal bars."""
    drawn: alt.Chart = base.mark_bar(color=colour, opacity=opacity, height={"band": 0.62}).encode(x=x)
    return drawn


def room(most: float, *, beside: int = BESIDE) -> alt.Scale:
    """Return a scale from 0 with room at the right end for the words beside the longest bar.

    beside : pixels that the words take, on a phone as on a wide screen.
    """
    # A drawing without a width yet has none left for bars.
    widest = alt.ExprRef(f"{most or 1} * width / max(width - {beside}, 1)")
    return alt.Scale(domainMin=0, domainMax=widest, nice=False)


def by_value(words: Mapping[int, list[str]]) -> str:
    """Return the expression that gives a tick of an axis its lines of words."""
    return f"({json.dumps({str(k): v for k, v in words.items()}, ensure_ascii=False)})[datum.value]"


def words_beside(drawn: alt.Chart, field: str) -> alt.Chart:
    """Draw words at the right end of bars."""
    words: alt.Chart = drawn.mark_text(align="left", dx=6, fontSize=13, color=INK).encode(text=f"{field}:N")
    return words


def titled(*layers: alt.Chart, finding: str, note: str = "", height: int) -> Chart:
    """Put layers together under a title that states the finding, and a note below it.

    height : of the bars or points, in pixels; title and axis come on top of it.
    """
    text, below = lines(finding, 20), lines(note, 22) if note else []
    # limit 0: a long finding is broken into lines here instead of being cut off.
    title = alt.Title(text=_fitted(finding, text), subtitle=below, limit=0)
    # The page fits title and axis into the height it is given.
    around = TITLE_LINE * len(text) + NOTE_LINE * len(below) + AXIS
    layered: Any = alt.layer(*layers)
    chart: Chart = layered.properties(
        width="container",
        height=height + around,
        title=title,
        description=finding,
        # Chinese characters are reckoned a little too small, and would be cut off at the edges.
        padding={"left": 3, "top": 4, "right": 4, "bottom": 5},
    )
    return chart


def _fitted(whole: str, broken: list[str]) -> Any:
    # As broken for a phone; where the chart is wide enough, in one line. Only the browser knows which.
    if len(broken) < 2:
        return broken
    return alt.ExprRef(
        f"width < {TITLE_SIZE * len(whole)} ? {json.dumps(broken, ensure_ascii=False)}"
        f" : {json.dumps(whole, ensure_ascii=False)}"
    )
