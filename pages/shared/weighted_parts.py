"""The district's needs weighted by declared youth, beside the unweighted ones; off until somebody asks for it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analysis import weighting
from analysis.disclosure import Shown
from db import releases
from db.questions import Form
from db.releases import Released
from db.rights import Actor
from db.vocabulary import ReleaseKind, Role
from pages.shared import loading, parts, released_parts, reports

FEW = 30  # below so many effective answers a weighted share says little
LABEL = "按团员青年人数加权"


def show(actor: Actor, released: Released, scope: tuple[int, str], *, needs: Shown, form: Form) -> None:
    """Offer the weighted shares of a month to whoever may see the figures of every committee, for the district."""
    is_whole = actor.role is Role.DISTRICT and scope[0] == actor.organisation_id
    if not is_whole or released.kind is not ReleaseKind.MONTH or needs.why_empty("Q2"):
        return
    if not st.toggle(LABEL, key="weighted"):
        return
    committees = [key for key, _ in released.organisations if key != scope[0]]
    where = {"actor": actor, "release_id": released.id, "view": releases.NEEDS}
    shown = {key: loading.load(releases.view, organisation_id=key, **where) for key in committees}
    youth = loading.load(releases.declared_youth, actor=actor, release_id=released.id)
    why = why_not(shown, needs, youth, dict(released.organisations))
    if why:
        parts.empty(
            f"不能加权：{why}。", "请先在“组织”里核对各支部登记的团员青年人数；更正从下一次调查起用。"
        )
        return
    found = reports.kept(weighted, needs, shown, youth)
    if found.empty:
        parts.empty("不能加权：能显示的单位不到两个。", "答卷多一些的月份可以加权。")
        return
    reports.table(worded(found, released_parts.labels_of(form) | released_parts.NO_NEED))
    st.caption(said(found, sum(n or 0 for n in youth.values())))


def weighted(needs: Shown, shown: Mapping[int, Shown], youth: Mapping[int | None, int]) -> pd.DataFrame:
    """Return the weighted shares of the categories."""
    return weighting.of_district(needs, shown, youth, question="Q2")


def why_not(
    shown: Mapping[int, Shown], needs: Shown, youth: Mapping[int | None, int | None], names: Mapping[int, str]
) -> str:
    """Return why these answers cannot stand for that many youth; "" if they can."""
    unknown = [names.get(key, "直属支部") if key else "直属支部" for key, n in youth.items() if n is None]
    if unknown:
        return f"{'、'.join(unknown)}有支部没有登记团员青年人数"
    told = {key: one.n or 0 for key, one in shown.items() if not one.why_empty("Q2")}
    over = [names[key] for key, n in told.items() if n > (youth.get(key) or 0)]
    if over:
        return f"{'、'.join(over)}的有效问卷比登记的团员青年还多"
    rest = (needs.n or 0) - sum(told.values())
    left = sum(n or 0 for key, n in youth.items() if key not in told)
    if rest > left:
        return "其余单位的有效问卷比登记的团员青年还多"
    return "其余单位登记了团员青年，但没有答卷" if left and not rest else ""


def worded(found: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the weighted shares as a table, the most named first."""
    shown = found.sort_values("weighted", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "类别": [labels.get(cell, cell) for cell in shown["cell"]],
            "未加权": [
                f"{n}/{base}（{n / base:.1%}）" for n, base in zip(shown["n"], shown["base"], strict=True)
            ],
            "加权": [f"{share:.1%}" for share in shown["weighted"]],
            "标准误（百分点）": [f"{100 * se:.1f}" for se in shown["se"]],
            "设计效应": [f"{effect:.2f}" for effect in shown["effect"]],
        }
    )


def said(found: pd.DataFrame, youth: int) -> str:
    """Return what the weighted shares stand for, and how much they can be relied on."""
    base, n_eff = int(found["base"].max()), float(found["n_eff"].min())
    together = int(found["collapsed"].max())
    return (
        f"各单位按开启当天登记的团员青年人数（共{youth}人）加权，只用已发布的数字"
        + (f"；不显示的{together}个单位和直属支部合在一起算" if together else "")
        + f"。设计效应（Kish）最大{found['effect'].max():.2f}，相当于{n_eff:.0f}份同等权重的答卷。"
        + (f"不足{FEW}份，请只看未加权的。" if n_eff < FEW else "")
        + (f"答卷{base}份，不到{youth}人的一半：加权改不了没有答的人。" if 2 * base < youth else "")
        + "没有列出的类别显示的单位不到两个，不加权。标准误按简单随机抽样算，同一支部答得相近时会偏小。"
    )
