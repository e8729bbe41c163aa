"""Charts of shares: which needs come first, how one question was answered."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analysis import ranking
from analysis.charts.parts import BESIDE, SECOND, Chart, bars, needed, room, titled, words_beside
from analysis.disclosure import Shown
from analysis.withholding import FEW, FEW_SENSITIVE, Reason
from analysis.wrapping import lines

LABEL_WIDTH = 11
NOTHING = 8  # pixels right of the longest bar where no words stand beside it
FIRST = 3
# What is withheld of a cell for its smallness says how many it has at most.
MOST = {str(Reason.NEAR_EMPTY): FEW - 1, str(Reason.BELOW_5): FEW_SENSITIVE - 1}


def ranking_bars(
    shown: Shown, labels: Mapping[str, str], *, question: str = "Q2", roster: int | None = None
) -> Chart:
    """Draw which needs come first: shares with their 95 % intervals.

    labels : cell → Chinese; cells without one (暂时没有需要) are left out. roster : how many could have answered,
    None where nobody knows. Raises ValueError for nothing shown.
    """
    ordered = needed(ranking.order(_labelled(shown.cells(question), labels), roster=roster))
    base = alt.Chart(_worded(ordered, labels)).encode(
        y=_by_label(ordered, labels), tooltip=_share_tips("提到的份数")
    )
    top = ordered[ordered["place"] == 1]
    names = "、".join(labels[cell] for cell in top["cell"][:3])
    among = "显示的类别里，" if may_be_more(shown, labels, int(top["n"].iloc[0]), question=question) else ""
    finding = f"{among}{names}{'并列最多' if len(top) > 1 else '被提到最多'}：{_of(top.iloc[0])}"
    note = f"细线为95%区间。{_told_apart(shown, labels)}"
    shares = bars(base, _share_axis(ordered["high"].max(), beside=NOTHING))
    return titled(shares, _spans(base), finding=finding, note=note, height=_rows_high(ordered, labels))


def may_be_more(shown: Shown, labels: Mapping[str, str], n: int, *, question: str, row: str = "") -> bool:
    """Tell whether a labelled cell that is withheld may have been chosen by `n` answers or more.

    row : a category, where its parts are meant; an answer names one of them, so what is shown leaves no more than the
    rest.
    """
    told = int(shown.cells(question, row)["n"].sum()) if row else 0
    return any(
        MOST.get(note, base - told) >= n
        for asked, of, cell, shown_n, base, note in shown.rows
        if (asked, of) == (question, row) and cell in labels and shown_n is None
    )


def _told_apart(shown: Shown, labels: Mapping[str, str]) -> str:
    """Say whether the first three stand apart from the rest."""
    sets = shown.places
    if sets.empty or len(sets) <= FIRST:
        return "区间重叠时，先后不一定可靠。"
    found = ranking.leaders(sets, FIRST)
    if found.is_clear:
        return "前三位能和其余的分清。"
    sure = "、".join(labels[cell] for cell in found.sure if cell in labels)
    return f"前三位分不清：能确定在前三位的{f'只有{sure}' if sure else '一个也没有'}，可能在前三位的有{len(found.possible)}类。"


def distribution_bars(
    shown: Shown, labels: Mapping[str, str], *, question: str, row: str = "", roster: int | None = None
) -> Chart:
    """Draw how one question was answered, options in their own order (the order of `labels`).

    roster : as for `ranking_bars`. Raises ValueError for nothing shown.
    """
    counts = needed(_labelled(shown.cells(question, row), labels))
    order = {cell: index for index, cell in enumerate(labels)}
    counts = ranking.order(counts, roster=roster).sort_values("cell", key=lambda cells: cells.map(order))
    base = alt.Chart(_worded(counts, labels)).encode(
        y=_by_label(counts, labels), tooltip=_share_tips("选择的份数")
    )
    top = counts[counts["place"] == 1]
    names = "、".join(f"“{labels[cell]}”" for cell in top["cell"][:2])
    is_among = may_be_more(shown, labels, int(top["n"].iloc[0]), question=question, row=row)
    among = "显示的选项里，" if is_among else ""
    finding = f"{among}{names}{'并列最多' if len(top) > 1 else '最多'}：{_of(top.iloc[0])}"
    shares = bars(base, _share_axis(counts["high"].max()))
    words = words_beside(base, "words").encode(x="high:Q")
    note, height = "细线为95%区间。", _rows_high(counts, labels)
    return titled(shares, _spans(base), words, finding=finding, note=note, height=height)


def _spans(base: alt.Chart) -> alt.Chart:
    spans: alt.Chart = base.mark_rule(color=SECOND, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return spans


def _labelled(counts: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    return counts[counts["cell"].isin(list(labels))]


def _worded(ordered: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """What the browser gets: only figures that were let through, and the words made of them."""
    return ordered.assign(
        label=["\n".join(lines(labels[cell], LABEL_WIDTH)) for cell in ordered["cell"]],
        of_all=[f"{n}/{base}" for n, base in zip(ordered["n"], ordered["base"], strict=True)],
        words=[f"{n}份（{s:.0%}）" for n, s in zip(ordered["n"], ordered["share"], strict=True)],
        interval=[f"{low:.0%}—{high:.0%}" for low, high in zip(ordered["low"], ordered["high"], strict=True)],
    )[["label", "share", "low", "high", "of_all", "words", "interval"]]


def _by_label(ordered: pd.DataFrame, labels: Mapping[str, str]) -> alt.Y:
    order = ["\n".join(lines(labels[cell], LABEL_WIDTH)) for cell in ordered["cell"]]
    return alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')"))


def _rows_high(ordered: pd.DataFrame, labels: Mapping[str, str]) -> int:
    most = max(len(lines(labels[cell], LABEL_WIDTH)) for cell in ordered["cell"])
    return (14 + 17 * most) * len(ordered)


def _share_tips(title: str) -> list[alt.Tooltip]:
    named = {"label": "选项", "of_all": f"{title}/回答份数", "words": "占比", "interval": "95%区间"}
    return [alt.Tooltip(f"{name}:N", title=words) for name, words in named.items()]


def _share_axis(most: float, *, beside: int = BESIDE) -> alt.X:
    # The room for words may reach beyond all.
    axis = alt.Axis(format=".0%", tickCount=5, labelExpr="datum.value > 1 ? '' : datum.label")
    return alt.X("share:Q", title="占回答份数的比例", axis=axis, scale=room(min(most, 1.0), beside=beside))


def _of(row: "pd.Series[Any]") -> str:
    return f"{row['base']}份中{row['n']}份（{row['share']:.0%}）"
