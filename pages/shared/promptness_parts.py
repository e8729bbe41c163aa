"""Parts of report pages that lay committees side by side: how promptly they take needs on and settle them."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, promptness
from db import promptness as ledger
from db.rights import Actor
from db.vocabulary import DAYS_TO_ACCEPT
from pages.shared import exhibits, loading, need_figures, parts

FEW = f"不足{promptness.LEAST}件"


def show_committees(actor: Actor, scope: tuple[int, str], month: date) -> None:
    """Draw how long each committee's needs waited to be accepted, and what was on time."""
    heading = "各团（工）委比较"
    st.subheader(heading, anchor=False)
    where = {"actor": actor, "month": month}
    waits, settled = loading.load(ledger.waits, **where), loading.load(ledger.of_committees, **where)
    compared = promptness.by_committee(waits, settled, limit=DAYS_TO_ACCEPT)
    if compared["median"].isna().all():
        parts.empty(f"各团（工）委满受理期限的需求都{FEW}，不作比较。", "可以换一个较早的月份。")
        return
    exhibits.show(
        replace(need_figures.beside(actor, scope, month), n=f"受理期限已到{compared['n'].sum()}件"),
        charts.waits_bars,
        compared,
        finding=finding_of(compared),
        limit=DAYS_TO_ACCEPT,
        of="acceptance_time",
        heading=heading,
        table=worded(compared),
        note=f"受理：这个月提出、受理期限已到的需求，从转到办理人那天起算，{DAYS_TO_ACCEPT}个工作日内受理为按期；"
        f"还没有受理的按已等的天数算。{need_figures.ON_TIME}{FEW}的不比较；按组织名称排列，不排名次。",
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
            "按期办结": _of(compared, "on_time", "due"),
        }
    )


def _of(compared: pd.DataFrame, part: str, whole: str) -> list[str]:
    pairs = zip(compared[part], compared[whole], strict=True)
    return [f"{n}/{of}件（{n / of:.0%}）" if pd.notna(n) else FEW for n, of in pairs]
