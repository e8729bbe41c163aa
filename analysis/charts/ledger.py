"""Charts of the ledger: the funnel of needs, counts by state or age."""

from typing import Any

import altair as alt
import pandas as pd

from analysis.charts.parts import QUIET, Chart, bars, room, titled, words_beside
from analysis.follow_up import LOSSES

STEPS = {
    "raised": "提出",
    "accepted": "受理",
    "settled": "办结",
    "confirmed": "青年确认",
    "satisfied": "评价满意",
}
LOSS_WORDS = {
    "open": "还在办理或等待",
    "declined": "无法办理",
    "withdrawn": "青年撤回",
    "lapsed": "逾期未评价",
    "relayed": "口头确认",
    "unrated": "未打分",
    "rated_low": "1—3星",
}


def funnel_bars(funnel: pd.DataFrame) -> Chart:
    """Draw how far a month's needs have come, and how many fell away before each step.

    funnel : as from `follow_up.funnel`. The pale part of a bar is what the step before still had.
    """
    raised, confirmed, satisfied = (int(funnel["n"].iloc[i]) for i in (0, 3, 4))
    steps = funnel.assign(
        label=[STEPS[step] for step in funnel["step"]],
        before=funnel["n"].shift(fill_value=raised),
        words=[f"{n}件" + (f"（{n / raised:.0%}）" if raised else "") for n in funnel["n"]],
        of_all=[f"{n}/{raised}" for n in funnel["n"]],
        why=[losses(row) for _, row in funnel.iterrows()],
    )[["label", "n", "before", "words", "of_all", "why"]]
    base = alt.Chart(steps).encode(
        y=alt.Y("label:N", sort=list(STEPS.values()), title=None),
        tooltip=[
            alt.Tooltip("label:N", title="环节"),
            alt.Tooltip("of_all:N", title="走到这一步/提出"),
            alt.Tooltip("why:N", title="没有走到下一步"),
        ],
    )
    axis = alt.X("before:Q", title="件数", axis=alt.Axis(tickMinStep=1, tickCount=5), scale=room(raised))
    pale = bars(base, axis, colour=QUIET, opacity=0.28)
    here = bars(base, alt.X("n:Q"))
    finding = f"提出{raised}件，青年确认{confirmed}件，评价满意{satisfied}件"
    note = "浅色为这一步减少的件数。"
    return titled(pale, here, words_beside(pale, "words"), finding=finding, note=note, height=36 * len(steps))


def counts_bars(counts: pd.DataFrame, *, finding: str, title: str) -> Chart:
    """Draw plain ledger counts, in the order given. counts : columns label (str), n (int)."""
    base = alt.Chart(counts.assign(words=[f"{n}件" for n in counts["n"]])).encode(
        y=alt.Y("label:N", sort=None, title=None),
        tooltip=[alt.Tooltip("label:N", title=title), alt.Tooltip("n:Q", title="件数")],
    )
    axis = alt.X(
        "n:Q", title="件数", axis=alt.Axis(tickMinStep=1, tickCount=5), scale=room(int(counts["n"].max()))
    )
    drawn = bars(base, axis)
    return titled(drawn, words_beside(drawn, "words"), finding=finding, height=34 * len(counts))


def losses(row: "pd.Series[Any]") -> str:
    """Return why needs of one step of a funnel are not at the next, in words."""
    parts = (f"{LOSS_WORDS[name]}{row[name]}件" for name in LOSSES if row[name])
    return "，".join(parts) or "无"
