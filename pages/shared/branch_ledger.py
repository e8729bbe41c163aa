"""A branch's last months one by one, as counts of the ledger: answers, needs, deeds and the other duties."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from db import duties, flows
from db.duties import Light
from db.exchange import duty_rows
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import duty_parts, loading, need_figures, reports, texts

Lights = Mapping[date, Mapping[Duty, Light]]


def answers(light: Light, month: date, *, this_month: date) -> str:
    """Return how many answered in a month, in words too broad where they are few; whether there was a survey at all."""
    if light.state in duties.OUTSIDE:
        return light.state.label
    told = duty_rows.answers(light, is_running=month == this_month)
    return told if isinstance(told, str) else f"{told}份"


def show(actor: Actor, branch_id: int, lights: Lights, *, this_month: date) -> None:
    """Draw the months that are part of the branch's record, the last one first. lights : month → duty → light."""
    st.subheader("逐月台账", anchor=False)
    found = {"actor": actor, "organisation_id": branch_id, "months": list(lights)}
    about_needs = [
        {
            "月份": texts.month(flow["month"]),
            "问卷": answers(lights[flow["month"]][Duty.SURVEY], flow["month"], this_month=this_month),
            "提出需求": f"{flow['raised']}件",
            "办结": f"{flow['settled']}件",
            "按期办结": f"{flow['on_time']}/{flow['due']}件",
            "青年确认": f"{flow['confirmed']}件",
        }
        for flow in _counted(loading.load(flows.of_needs, **found), lights)
    ]
    about_work = [_work(deed, lights) for deed in _counted(loading.load(flows.of_deeds, **found), lights)]
    reports.table(pd.DataFrame(about_needs[::-1]))
    reports.table(pd.DataFrame(about_work[::-1]))
    st.caption(
        f"{need_figures.ON_TIME}需求只计这个支部办理的，青年选择直接交上级的不在内。问卷不足10份时只说范围。"
        "谈心只计次数，没有内容。"
    )


def _work(deed: Mapping[Hashable, Any], lights: Lights) -> dict[str, str]:
    return {
        "月份": texts.month(deed["month"]),
        "实事": f"{deed['n']}件（{deed['beneficiaries']}人次）",
        "活动": f"{lights[deed['month']][Duty.ACTIVITY].n}次",
        "结对联系": f"{lights[deed['month']][Duty.PAIRING].n}次",
        "谈心": f"{lights[deed['month']][Duty.TALK].n}次",
    }


def _counted(frame: pd.DataFrame, lights: Lights) -> list[dict[Hashable, Any]]:
    # Months before it stood or after it was closed are no part of its record.
    return [row for row in frame.to_dict("records") if duty_parts.outside(lights[row["month"]]) is None]
