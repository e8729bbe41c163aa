"""Parts of report pages that draw the ledger of needs: the funnel, and what is still open."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from analysis import charts, follow_up
from db import frames, workdays
from db.rights import Actor
from db.vocabulary import NeedState
from pages.shared import loading, parts, reports, texts

RIPE = timedelta(days=30)  # so long every need of a month has had before its funnel is shown


def show_follow_up(actor: Actor, organisation_id: int, *, month: date, today: date) -> None:
    """Draw the funnel of the latest month up to `month` that is ripe, beside the ages of what is open."""
    found = {"actor": actor, "organisation_id": organisation_id}
    left, right = st.columns(2)
    with left:
        raised_in = loading.load(frames.need_months, **found)
        ripe = [m for m in raised_in if m <= month and workdays.last_day(m) + RIPE <= today]
        standing = loading.load(frames.need_standings, month=ripe[0], **found) if ripe else None
        show_ripe(standing, ripe[0] if ripe else None)
    with right:
        st.subheader("还在办理的等了多久", anchor=False)
        waiting = loading.load(frames.open_needs, **found)
        if waiting.empty:
            say_nothing_open()
        else:
            show_ages(waiting)


def show_ripe(standing: pd.DataFrame | None, month: date | None) -> None:
    """Draw the funnel of the latest month whose needs all had 30 days; None while there is no such month."""
    st.subheader("提出的需求办到了哪一步", anchor=False)
    if standing is None or month is None or standing.empty:
        parts.empty("还没有哪个月的需求都满30天。", "可以在“办理跟踪”里看刚提出的需求。")
        return
    st.caption(f"{texts.month(month)}提出的需求：最近一个全部满30天的月份")
    show_funnel(standing)


def show_funnel(standing: pd.DataFrame) -> None:
    """Draw how far a month's needs have come, and how many could be rated."""
    funnel = reports.kept(follow_up.funnel, standing)
    could, rated = follow_up.could_be_rated(standing)
    reports.chart(charts.funnel_bars, funnel)
    st.caption(f"可以评价的有{could}件，其中{rated}件已评价；评价满意指4—5星，只除以已评价的件数。")
    reports.table(worded(funnel))


def worded(funnel: pd.DataFrame) -> pd.DataFrame:
    """Return the funnel as the table below it."""
    raised = int(funnel["n"].iloc[0])
    return pd.DataFrame(
        {
            "环节": [charts.STEPS[step] for step in funnel["step"]],
            "件数": funnel["n"].astype(str),
            "占提出": [f"{n}/{raised}（{n / raised:.0%}）" for n in funnel["n"]],
            "未到下一步": [charts.losses(row) for _, row in funnel.iterrows()],
        }
    )


def show_ages(waiting: pd.DataFrame) -> None:
    """Draw how long open needs have waited. waiting : as from `frames.open_needs`, not empty."""
    total = int(waiting["n"].sum())
    ages = follow_up.by_age(waiting)
    ages = ages.assign(
        label=[
            f"{low}—{high}天" if pd.notna(high) else "30天以上"
            for low, high in zip(ages["low"], ages["high"], strict=True)
        ]
    )
    old = int(ages["n"].iloc[-1])
    finding = f"{total}件未办结，{old}件超过30天" if old else f"{total}件未办结，都在30天以内"
    reports.chart(charts.counts_bars, ages[["label", "n"]], finding=finding, title="提出至今")
    reports.table(ages[["label", "n"]].rename(columns={"label": "提出至今", "n": "件数"}))


def show_states(waiting: pd.DataFrame) -> None:
    """Draw in which state open needs stand. waiting : as for `show_ages`."""
    total = int(waiting["n"].sum())
    states = follow_up.by_state(waiting, [state.value for state in frames.OPEN])
    states = states.assign(label=[NeedState(state).label for state in states["state"]])
    states = states.loc[states["n"] > 0, ["label", "n"]]
    top = states.sort_values("n", kind="stable").iloc[-1]
    finding = f"{total}件中，{top['label']}最多：{top['n']}件"
    reports.chart(charts.counts_bars, states, finding=finding, title="状态")
    reports.table(states.rename(columns={"label": "状态", "n": "件数"}))


def say_nothing_open() -> None:
    """Say that nothing is open."""
    parts.empty("没有还在办理的需求。")
