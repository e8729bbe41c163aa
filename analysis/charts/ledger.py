"""Charts of the ledger: the funnel of needs, counts by state or age."""

from typing import Any

import altair as alt
import pandas as pd

from analysis import tables
from analysis.charts.parts import INK, QUIET, SECOND, Chart, bars, room, titled, words_beside
from analysis.follow_up import LOSSES
from analysis.rates import LEAST
from analysis.wrapping import lines

LABEL_WIDTH = 11
COUNT = 60  # pixels that a count beside a bar takes

STEPS = {
    "raised": "提出",
    "accepted": "受理",
    "settled": "办结",
    "confirmed": "青年确认",
    "satisfied": "评价满意",
}
LOSS_WORDS = {
    "unaccepted": "还没有受理",
    "open": "还在办理",
    "deferred": "暂缓",
    "waiting": "等青年确认",
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
    came = dict(zip(funnel["step"], (int(n) for n in funnel["n"]), strict=True))
    raised = came["raised"]
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
    told = [step for step in ("raised", "confirmed", "satisfied") if step in came]
    finding = "，".join(f"{STEPS[step]}{came[step]}件" for step in told)
    note = f"占比都是占提出的{raised}件；浅色为这一步减少的件数。"
    return titled(pale, here, words_beside(pale, "words"), finding=finding, note=note, height=36 * len(steps))


def counts_bars(counts: pd.DataFrame, *, finding: str, title: str) -> Chart:
    """Draw plain ledger counts, in the order given. counts : columns label (str), n (int)."""
    base = alt.Chart(counts.assign(words=[f"{n}件" for n in counts["n"]])).encode(
        y=alt.Y("label:N", sort=None, title=None),
        tooltip=[alt.Tooltip("label:N", title=title), alt.Tooltip("n:Q", title="件数")],
    )
    axis = alt.X(
        "n:Q",
        title="件数",
        axis=alt.Axis(tickMinStep=1, tickCount=5),
        scale=room(int(counts["n"].max()), beside=COUNT),
    )
    drawn = bars(base, axis)
    return titled(drawn, words_beside(drawn, "words"), finding=finding, height=34 * len(counts))


def waits_bars(compared: pd.DataFrame, *, finding: str, limit: int) -> Chart:
    """Draw how long needs typically wait to be taken on, by committee, in the order given.

    compared : as from `promptness.by_committee`. limit : working days, drawn as a line. A committee with too few
    needs has no bar, and says so.
    """
    drawn = _waited(compared)
    base = alt.Chart(drawn).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')")),
        tooltip=[
            alt.Tooltip("label:N", title="团（工）委"),
            alt.Tooltip("words:N", title="受理用时（中位）"),
            alt.Tooltip("in_time:N", title="按期受理"),
        ],
    )
    days = alt.Axis(tickMinStep=1, tickCount=5)
    scale = room(max(float(drawn["end"].max()), limit))
    shown = bars(base, alt.X("end:Q", title="受理用时（工作日，中位）", axis=days, scale=scale))
    last_day = alt.Chart(pd.DataFrame({"limit": [limit]})).mark_rule(color=SECOND, strokeWidth=1.5)
    # Words that would lie across the line stand behind it.
    said = words_beside(base.transform_calculate(after=f"max(datum.end, {limit})"), "words").encode(
        x="after:Q"
    )
    layers = [shown, last_day.encode(x="limit:Q"), said]
    high = 34 + 17 * max(label.count("\n") for label in drawn["label"])
    note = f"竖线为{limit}个工作日的受理期限。"
    return titled(*layers, finding=finding, note=note, height=high * len(drawn))


def rates_bars(compared: pd.DataFrame, *, finding: str, title: str) -> Chart:
    """Draw a rate of each committee with its 95 % interval, in the order given.

    compared : as from `peers.compare`. A committee with too few needs has no bar, and says so.
    """
    words = tables.rates(compared)
    drawn = compared.assign(
        label=["\n".join(lines(name, LABEL_WIDTH)) for name in compared["name"]],
        words=[
            text.split("（")[0] + (f"（{s:.0%}）" if pd.notna(s) else "")
            for text, s in zip(words, compared["share"], strict=True)
        ],
        interval=words,
        beside=tables.rates_of_peers(compared),
        end=compared["share"].fillna(0),
        # Of too few nothing is drawn, so that it is no rate of nought.
        low=compared["low"].fillna(0),
        high=compared["high"].fillna(0),
    )[["label", "words", "interval", "beside", "end", "low", "high"]]
    base = alt.Chart(drawn).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')")),
        tooltip=[
            alt.Tooltip("label:N", title="团（工）委"),
            alt.Tooltip("interval:N", title=f"{title}（95%区间）"),
            alt.Tooltip("beside:N", title="同类其他合计"),
        ],
    )
    axis = alt.Axis(format=".0%", values=[0, 0.5, 1])
    # Room for the words beside an interval that ends at 100 %; on a phone they take a third of the width.
    shown = bars(base, alt.X("end:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, 1.6], nice=False)))
    spans = base.mark_rule(color=SECOND, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    said = base.mark_text(align="left", dx=6, fontSize=13, color=INK).encode(x="high:Q", text="words:N")
    high = 34 + 17 * max(label.count("\n") for label in drawn["label"])
    return titled(shown, spans, said, finding=finding, note="细线为95%区间。", height=high * len(drawn))


def _waited(compared: pd.DataFrame) -> pd.DataFrame:
    in_time = zip(compared["in_time"], compared["n"], strict=True)
    return compared.assign(
        label=["\n".join(lines(name, LABEL_WIDTH)) for name in compared["name"]],
        words=[f"{m:g}个工作日" if pd.notna(m) else f"不足{LEAST}件" for m in compared["median"]],
        in_time=[f"{n}/{of}件" if pd.notna(n) else "不显示" for n, of in in_time],
        end=compared["median"].fillna(0),
    )[["label", "end", "words", "in_time"]]


def losses(row: "pd.Series[Any]") -> str:
    """Return why needs of one step of a funnel are not at the next, in words."""
    parts = (f"{LOSS_WORDS[name]}{row[name]}件" for name in LOSSES if row[name])
    return "，".join(parts) or "无"
