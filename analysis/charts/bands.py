"""A flow diagram: which way the needs of a month went, as bands as wide as they are many."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from analysis.charts.ledger import LOSS_WORDS, STEPS
from analysis.charts.parts import ACCENT, AXIS, INK, QUIET, SECOND, THIRD, Chart, needed, titled

# Where a way ends, from the top; what left it early lies lowest, so that hardly any bands cross.
ENDS = (
    "confirmed",
    "waiting",
    "relayed",
    "lapsed",
    "open",
    "deferred",
    "withdrawn",
    "declined",
    "unaccepted",
)
# Done and said so; in hand; all else has ended, or waits for the youth.
COLOURS = {"confirmed": ACCENT, "open": SECOND, "deferred": SECOND, "unaccepted": SECOND, "waiting": THIRD}
# Pixels: all needs, the name of one end, between two ends, the names of the steps, right of the last step, a step's line.
WHOLE, SLOT, APART, HEAD, BESIDE, NODE = 150, 20, 8, 42, 118, 5
CURVE = np.linspace(0, 1, 17)


class Span(NamedTuple):
    """From which pixel to which something reaches, from the top."""

    top: float
    bottom: float


def flow_bands(ways: pd.DataFrame) -> Chart:
    """Draw how the needs of a month went from step to step, and where they left the way.

    ways : as from `follow_up.ways`. Raises ValueError without needs.
    """
    came = _came(needed(ways[ways["n"] > 0]))
    pixel, last = WHOLE / came["raised"], len(came)
    ends = _ends(ways, pixel)
    high = max(ends[end].bottom for end in ends)
    # The names of ends take as many pixels on a phone as on a wide screen.
    x = alt.X(
        "x:Q",
        axis=None,
        scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef(f"{last} * width / (width - {BESIDE})")),
    )
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[high, -HEAD], nice=False))
    drawn = alt.Chart(_bands(ways, list(came), ends, pixel)).mark_area(opacity=0.45)
    colour = alt.Color("colour:N", scale=None, legend=None)
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in {"way": "走向", "words": "件数"}.items()]
    nodes, names = _nodes(ways, came, ends, pixel)
    layers = [
        drawn.encode(x=x, y=y, y2="bottom:Q", detail="way:N", color=colour, tooltip=tips),
        alt.Chart(nodes).mark_rule(color=INK, strokeWidth=NODE).encode(x=x, y=y, y2="bottom:Q"),
        _text(names[names["is_step"]], x, baseline="top"),
        _text(names[~names["is_step"]], x, baseline="middle", dx=8),
    ]
    note = "带子的宽窄是件数；右边是现在停在哪里。重新办理过的，按现在的情况算。"
    return titled(*layers, finding=_finding(ways, came["raised"]), note=note, height=int(high + HEAD) - AXIS)


def _came(ways: pd.DataFrame) -> dict[str, int]:
    """Return step → how many came to it, without the last one, which is an end."""
    return {str(step): int(part["n"].sum()) for step, part in ways.groupby("start", sort=False)}


def _ends(ways: pd.DataFrame, pixel: float) -> dict[str, Span]:
    """Return end → where its bands arrive."""
    found, at = {}, 0.0
    arrived = ways.groupby("end")["n"].sum()
    for end in ENDS:
        n = int(arrived.get(end, 0))
        if n:
            high = n * pixel
            slot = max(high, SLOT)
            found[end] = Span(at + (slot - high) / 2, at + (slot + high) / 2)
            at += slot + APART
    return found


def _bands(ways: pd.DataFrame, steps: list[str], ends: Mapping[str, Span], pixel: float) -> pd.DataFrame:
    raised = int(ways.loc[ways["start"] == steps[0], "n"].sum())
    arrives = {end: span.top for end, span in ends.items()}
    rows: list[dict[str, Any]] = []
    # What comes from the last step arrives on top.
    for at, step in reversed(list(enumerate(steps))):
        own = ways[ways["start"] == step]
        went = {str(end): int(n) for end, n in zip(own["end"], own["n"], strict=True)}
        leaves = 0.0
        for end in sorted(went, key=lambda end: -1 if end in steps else ENDS.index(end)):
            high, goes_on = went[end] * pixel, end in steps
            told = {
                "way": f"{STEPS[step]}→{named(end)}",
                "words": f"{went[end]}件（占提出{went[end] / raised:.0%}）",
                "colour": ACCENT if goes_on else COLOURS.get(end, QUIET),
            }
            curve = _curve(
                at, leaves, 0.0 if goes_on else arrives[end], until=at + 1 if goes_on else len(steps)
            )
            rows += [told | {"x": x, "top": top, "bottom": top + high} for x, top in curve]
            leaves += high
            if not goes_on:
                arrives[end] += high
    return pd.DataFrame(rows)


def _curve(at: int, leaves: float, arrives: float, *, until: int) -> list[tuple[float, float]]:
    """Return (x, top) along a band: it has come down by the next step, and runs level from there."""
    tops = leaves + (arrives - leaves) * (3 * CURVE**2 - 2 * CURVE**3)
    down = [(float(x), float(top)) for x, top in zip(at + CURVE, tops, strict=True)]
    return [*down, (float(until), arrives)] if until > at + 1 else down


def _nodes(
    ways: pd.DataFrame, came: Mapping[str, int], ends: Mapping[str, Span], pixel: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    arrived = ways.groupby("end")["n"].sum()
    nodes = [(float(at), 0.0, n * pixel) for at, n in enumerate(came.values())]
    nodes += [(float(len(came)), *span) for span in ends.values()]
    names = [
        (float(at), -float(HEAD), f"{STEPS[step]}\n{n}件", True) for at, (step, n) in enumerate(came.items())
    ]
    names += [
        (float(len(came)), (span.top + span.bottom) / 2, f"{named(end)} {arrived[end]}件", False)
        for end, span in ends.items()
    ]
    return (
        pd.DataFrame(nodes, columns=["x", "top", "bottom"]),
        pd.DataFrame(names, columns=["x", "top", "name", "is_step"]),
    )


def _text(names: pd.DataFrame, x: alt.X, **look: Any) -> alt.Chart:
    drawn: alt.Chart = alt.Chart(names[["x", "top", "name"]]).mark_text(
        align="left", fontSize=13, color=INK, lineBreak="\n", lineHeight=18, **look
    )
    return drawn.encode(x=x, y="top:Q", text="name:N")


def named(end: str) -> str:
    """Return a step or an end in Chinese."""
    return STEPS[end] if end in STEPS else LOSS_WORDS[end]


def _finding(ways: pd.DataFrame, raised: int) -> str:
    arrived = ways[ways["end"].isin(ENDS)].groupby("end")["n"].sum()
    others = arrived.drop("confirmed", errors="ignore").sort_values(ascending=False, kind="stable")
    most = [f"{named(str(end))}{n}件" for end, n in others.items() if n][:2]
    return "，".join([f"提出的{raised}件中，青年确认{arrived.get('confirmed', 0)}件", *most])
