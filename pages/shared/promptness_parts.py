"""Parts of report pages that lay committees side by side: how promptly they work, and what the youth confirm."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analysis import charts, peers, promptness, tables
from analysis.tables import FEW
from db import promptness as ledger
from db.periods import Period
from db.rights import Actor
from db.vocabulary import DAYS_TO_ACCEPT, ReleaseKind
from pages.shared import exhibits, loading, need_figures, parts, reports
from pages.shared.exhibits import Beside

MIXED, HEADING = "多个领域", "各团（工）委比较"
ON_TIME, CONFIRMED = "按期办结", "青年确认"


def show_committees(actor: Actor, scope: tuple[int, str], raised: Period) -> None:
    """Draw how long each committee's needs of a month waited, what was settled on time, and what the youth confirmed."""
    st.subheader(HEADING, anchor=False)
    if raised.kind is not ReleaseKind.MONTH:
        parts.empty(f"{HEADING}只按月看。", "请把时段换成月。")
        return
    beside = need_figures.beside(actor, scope, raised)
    where = {"actor": actor, "month": raised.first}
    settled = loading.load(ledger.of_committees, **where)
    _show_waits(loading.load(ledger.waits, **where), settled, beside)
    fields = loading.load(ledger.domains, actor=actor)
    by_key = loading.load(ledger.confirmed, **where).set_index("committee")
    own = by_key.reindex(settled["committee"], fill_value=0).reset_index()
    peer = [fields[key].label if key in fields else MIXED for key in settled["committee"]]
    counts = {
        ON_TIME: (settled["on_time"], settled["due"]),
        CONFIRMED: (own["confirmed"], own["settled"]),
    }
    _show_rates(
        {
            name: peers.compare(pd.DataFrame({"name": settled["name"], "peer": peer, "x": x, "n": n}))
            for name, (x, n) in counts.items()
        },
        beside,
    )


def _show_waits(waits: pd.DataFrame, committees: pd.DataFrame, beside: Beside) -> None:
    compared = promptness.by_committee(waits, committees, limit=DAYS_TO_ACCEPT)
    if compared["median"].isna().all():
        parts.empty(f"各团（工）委满受理期限的需求都{FEW}，不作比较。", "可以换一个较早的月份。")
        return
    exhibits.show(
        replace(beside, n=f"受理期限已到{compared['n'].sum()}件"),
        charts.waits_bars,
        compared,
        finding=finding_of(compared),
        limit=DAYS_TO_ACCEPT,
        of="acceptance_time",
        heading=HEADING,
        table=worded(compared),
        note=f"受理：这个月提出、受理期限已到的需求，从转到办理人那天起算，{DAYS_TO_ACCEPT}个工作日内受理为按期；"
        f"还没有受理的按已等的天数算。{FEW}的不比较；按组织名称排列，不排名次。",
    )


def _show_rates(compared: Mapping[str, pd.DataFrame], beside: Beside) -> None:
    if all(found["x"].isna().all() for found in compared.values()):
        parts.empty(
            f"各团（工）委到期的、已办结的需求都{FEW}，按期办结和青年确认不作比较。", "可以换一个月份。"
        )
        return
    on_time, confirmed = compared[ON_TIME], compared[CONFIRMED]
    if not _too_few(on_time, ON_TIME):
        exhibits.show(beside, charts.rates_bars, on_time, of="on_time_rate", **_said(on_time, ON_TIME))
    if not _too_few(confirmed, CONFIRMED):
        exhibits.show(
            beside, charts.rates_bars, confirmed, of="confirmed_of_settled", **_said(confirmed, CONFIRMED)
        )
    st.caption(
        f"按期办结算的是这个月到期的。青年确认：这个月提出、已办结的需求里，青年已经确认的（口头确认的不计）。"
        f"括号里是占比和95%区间；{FEW}的只说件数不足，不当作零。同类：主要领域相同的互相比（超过一半支部属于同一领域，"
        f"没有的归在“{MIXED}”），区间不重叠才算有差别。按组织名称排列，不排名次。"
    )


def _too_few(compared: pd.DataFrame, what: str) -> bool:
    """Show the table alone where no committee has enough, and tell so."""
    is_few = bool(compared["x"].isna().all())
    if is_few:
        reports.table(rates_table(compared, what))
    return is_few


def _said(compared: pd.DataFrame, what: str) -> dict[str, Any]:
    """Return the words and the table of one rate's chart."""
    return {
        "finding": rate_finding(compared, what),
        "title": f"{what}率",
        "heading": f"{HEADING}：{what}",
        "table": rates_table(compared, what),
    }


def rate_finding(compared: pd.DataFrame, what: str) -> str:
    """Return whose rate can be told from its peers', as the title of the chart."""
    apart = [
        f"{row['name']}{what}率{'高' if row['apart'] == 'above' else '低'}于同类"
        for _, row in compared[compared["apart"] != ""].iterrows()
    ]
    if apart:
        return "；".join(apart)
    if compared.loc[compared["x"].notna(), "peers_n"].isna().all():
        return f"{what}率：没有同类的团（工）委可比，只看各自的区间"
    return f"同类团（工）委的{what}率没有明显差别，区间有重叠"


def rates_table(compared: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a rate as the table below its chart."""
    return pd.DataFrame(
        {
            "团（工）委": compared["name"],
            "主要领域": compared["peer"],
            what: tables.rates(compared),
            "同类其他的": tables.rates_of_peers(compared),
        }
    )


def finding_of(compared: pd.DataFrame) -> str:
    """Return what the comparison found, as the title of its chart."""
    slow = promptness.slow(compared, limit=DAYS_TO_ACCEPT)
    if len(slow) == 1:
        row = slow.iloc[0]
        return f"{row['name']}受理较慢：中位{row['median']:g}个工作日"
    if len(slow):
        return f"{'、'.join(slow['name'])}受理较慢：中位超过{DAYS_TO_ACCEPT}个工作日"
    is_over = bool((compared["median"] > DAYS_TO_ACCEPT).any())
    return f"各团（工）委受理用时的中位数都{'超过' if is_over else '不超过'}{DAYS_TO_ACCEPT}个工作日"


def worded(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the comparison as the table below its chart."""
    return pd.DataFrame(
        {
            "团（工）委": compared["name"],
            "受理期限已到": [f"{n}件" for n in compared["n"]],
            f"按期受理（{DAYS_TO_ACCEPT}个工作日内）": _of(compared, "in_time", "n"),
            "受理用时（中位）": [f"{m:g}个工作日" if pd.notna(m) else FEW for m in compared["median"]],
        }
    )


def _of(compared: pd.DataFrame, part: str, whole: str) -> list[str]:
    pairs = zip(compared[part], compared[whole], strict=True)
    return [f"{n}/{of}件（{n / of:.0%}）" if pd.notna(n) else FEW for n, of in pairs]
