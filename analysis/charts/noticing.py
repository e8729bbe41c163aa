"""The chart of what youth noticed beside what the ledgers let expect."""

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from analysis import noticing
from analysis.charts.parts import ACCENT, INK, QUIET, SECOND, Chart, needed, titled
from analysis.disclosure import Shown

SIDES = {noticing.FEWER: "比台账少", noticing.MORE: "比台账多", "": ""}
ROW = 44
# What the browser gets: only figures that were let through, and the words made of them.
COLUMNS = [
    "label", "share", "low", "high", "expected", "room_from", "room_to", "words", "of_all", "interval", "ledger",
    "beyond",
]  # fmt: skip


def noticed_dots(
    shown: Shown, expected: pd.DataFrame, labels: Mapping[str, str], *, question: str = "Q9"
) -> Chart:
    """Draw the share that noticed each service with its interval, and a mark where the ledgers let expect it.

    A pale band shows how far off is not yet a difference.

    expected : as for `noticing.compared`. labels : service → Chinese. Raises ValueError for nothing shown.
    """
    found = noticing.compared(shown, expected, question=question)
    known = needed(found[found["n"].notna()])
    room_to = (known["expected"] + known["room"]).clip(upper=1)
    drawn = known.assign(
        label=known["service"].map(labels),
        words=known["side"].map(SIDES),
        of_all=[f"{n}/{base}" for n, base in zip(known["n"], known["base"], strict=True)],
        interval=[f"{low:.0%}—{high:.0%}" for low, high in zip(known["low"], known["high"], strict=True)],
        ledger=[f"{n}/{of}人" for n, of in zip(known["reached"], known["youth"], strict=True)],
        room_from=(known["expected"] - known["room"]).clip(lower=0),
        room_to=room_to,
        beyond=np.maximum(known["high"], room_to),
    )[COLUMNS]
    base = alt.Chart(drawn).encode(
        y=alt.Y("label:N", sort=list(labels.values()), title=None), tooltip=_tips()
    )
    note = (
        "点是留意到的占比，横线是区间；竖线是按台账能留意到的青年占比。横线碰到竖线或浅色带的，不算有差别。"
    )
    return titled(*_layers(base), finding=_finding(known, labels), note=note, height=ROW * len(drawn))


def _layers(base: alt.Chart) -> list[alt.Chart]:
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    # Room at the right end for the words; the axis stops at all of them.
    scale = alt.Scale(domain=[0, 1.3], nice=False)
    x = alt.X("share:Q", title="占回答份数的比例", axis=axis, scale=scale)
    colour = alt.condition("datum.words !== ''", alt.value(SECOND), alt.value(ACCENT))
    return [
        base.mark_bar(color=QUIET, opacity=0.18, height=26).encode(
            x=alt.X("room_from:Q", scale=scale), x2="room_to:Q"
        ),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour),
        base.mark_tick(color=QUIET, thickness=4, size=26).encode(x=alt.X("expected:Q", scale=scale)),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=x, color=colour),
        base.mark_text(align="left", dx=8, fontSize=13, color=INK).encode(
            x=alt.X("beyond:Q", scale=scale), text="words:N"
        ),
    ]


def _tips() -> list[alt.Tooltip]:
    named = {
        "label": "服务", "of_all": "留意到的份数/回答份数", "interval": "区间", "ledger": "按台账能留意到的/登记青年",
    }  # fmt: skip
    return [alt.Tooltip(f"{name}:N", title=words) for name, words in named.items()]


def _finding(known: pd.DataFrame, labels: Mapping[str, str]) -> str:
    told = []
    for side, words in ((noticing.FEWER, "留意到的比台账少"), (noticing.MORE, "留意到的比台账多")):
        names = [labels[service] for service in known.loc[known["side"] == side, "service"]]
        if names:
            told.append(f"{words}：{'、'.join(names)}")
    return "；".join(told) or "青年留意到的和台账没有明显差别"
