"""Tables below the charts: the same figures as Chinese columns, and what is withheld with its reason."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis import gaps, ranking, survival
from analysis.cohorts import REACHED, Unshown
from analysis.disclosure import Shown
from analysis.rates import LEAST
from analysis.survival import TimeToClose
from analysis.withholding import NOTES


def shares(
    shown: Shown, labels: Mapping[str, str], *, question: str, row: str = "", roster: int | None = None
) -> pd.DataFrame:
    """Shares of one question as text, in the order of `labels`; withheld cells stand last with their reason.

    roster : how many could have answered, None where nobody knows; of it the interval is made.

    Returns DataFrame of str: 选项, 份数 ("18/30"), 占比, 95%区间.
    """
    order = {cell: index for index, cell in enumerate(labels)}
    known = ranking.order(shown.cells(question, row), roster=roster)
    known = known[known["cell"].isin(list(labels))].sort_values("cell", key=lambda c: c.map(order))
    rows = [
        (labels[str(r.cell)], f"{r.n}/{r.base}", f"{r.share:.0%}", f"{r.low:.0%}—{r.high:.0%}")
        for r in known.itertuples()
    ]
    rows += [
        (labels[cell], note, "", "")
        for cell, note in withheld(shown, question, row).items()
        if cell in labels
    ]
    return pd.DataFrame(rows, columns=["选项", "份数", "占比", "95%区间"])


def ranked(
    shown: Shown, labels: Mapping[str, str], *, question: str, roster: int | None = None
) -> pd.DataFrame:
    """As `shares`, the most named first."""
    order = ranking.order(shown.cells(question))["cell"].tolist()
    turned = sorted(labels, key=lambda cell: order.index(cell) if cell in order else len(order))
    return shares(shown, {cell: labels[cell] for cell in turned}, question=question, roster=roster)


def withheld(shown: Shown, question: str, row: str = "") -> dict[str, str]:
    """Return cell → why it is withheld, in Chinese; "" stands for the whole question or row."""
    return {r[2]: NOTES[r[5]] for r in shown.rows if r[:2] == (question, row) and r[5]}


def withheld_rows(shown: Shown, labels: Mapping[str, str], *, question: str) -> dict[str, list[str]]:
    """Return reason → the rows of a question that are withheld for it, in Chinese."""
    found: dict[str, list[str]] = {}
    for row, label in labels.items():
        why = shown.why_empty(question, row)
        if why:
            found.setdefault(why, []).append(label)
    return found


def scores(scored: pd.DataFrame, labels: Mapping[str, str], quadrants: Mapping[str, str]) -> pd.DataFrame:
    """Gap scores as text, the widest gap first. scored : as from `gaps.quadrants`.

    Returns DataFrame of str: 类别, 份数, 重要/满意, 差距, 所在区.
    """
    ordered = _ordered(scored)
    means = zip(ordered["importance"], ordered["satisfaction"], strict=True)
    return pd.DataFrame(
        {
            "类别": ordered["category"].map(labels),
            "份数": ordered["n"].astype(str),
            "重要/满意": [f"{i:.2f}/{s:.2f}" for i, s in means],
            "差距": ordered["gap"].map("{:+.2f}".format),
            "所在区": ordered["quadrant"].map(quadrants),
        }
    )


def further_scores(scored: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """The other gap measures as text, in the same order: 类别, 差距95%区间, MWDS, RDS, 机会分, 没接触过."""
    ordered = _ordered(scored)
    bounds = zip(ordered["gap_low"], ordered["gap_high"], strict=True)
    return pd.DataFrame(
        {
            "类别": ordered["category"].map(labels),
            "差距95%区间": [f"{low:+.2f}至{high:+.2f}" for low, high in bounds],
            "MWDS": ordered["mwds"].map("{:.2f}".format),
            "RDS": ordered["rds"].map("{:+.0f}".format),
            "机会分": ordered["opportunity"].map("{:.1f}".format),
            "没接触过": ["未显示" if pd.isna(n) else f"{n}份" for n in ordered["n_untouched"]],
        }
    )


def _ordered(scored: pd.DataFrame) -> pd.DataFrame:
    known = scored[scored["n"] > 0]
    return known.sort_values(["gap", "category"], ascending=[False, True], ignore_index=True)


def joint_scores(shown: Shown) -> pd.DataFrame:
    """Gap scores and quadrants (around the middle of the scale) of what is shown."""
    return gaps.quadrants(shown.scores)


def domains(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares per domain as text: a row per category, a column per domain.

    shares : as from `by_domain.shares`; a field that is not in it is withheld.
    Returns DataFrame of str: 类别, then each domain ("18/30", or why it is withheld).
    """
    fields = zip(shares["n"], shares["base"], shares["note"], strict=True)
    words = shares.assign(words=[NOTES[note] if note else f"{n}/{base}" for n, base, note in fields])
    wide = words.pivot_table(index="category", columns="domain", values="words", aggfunc="first", sort=False)
    return wide.fillna("不显示").rename_axis(index="类别", columns=None).reset_index()


def months(trend: pd.DataFrame, labels: Mapping[str, str], month: Callable[[date], str]) -> pd.DataFrame:
    """A trend as text: a row per month, the latest first, a column per category. trend : from `trends.shares`."""
    words = trend.assign(
        words=[
            "不显示" if pd.isna(s) else f"{n}/{b}（{s:.0%}）"
            for n, b, s in zip(trend["n"], trend["base"], trend["share"], strict=True)
        ],
        label=trend["cell"].map(labels),
    )
    wide = words.pivot_table(index="month", columns="label", values="words", aggfunc="first", sort=False)
    wide = wide.sort_index(ascending=False)
    wide.index = wide.index.map(month)
    return wide.rename_axis(index="月份", columns=None).reset_index()


def ways(found: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Where needs went from step to step as text: 从, 到, 件数, 占提出. found : as from `follow_up.ways`, not empty."""
    raised = int(found.loc[found["start"] == found["start"].iloc[0], "n"].sum())
    ends = zip(found["start"], found["end"], found["n"], strict=True)
    rows = [
        (labels[start], labels[end], str(n), f"{n}/{raised}（{n / raised:.0%}）") for start, end, n in ends
    ]
    return pd.DataFrame(rows, columns=["从", "到", "件数", "占提出"])


# The days after which a need's way is told; later than anything was watched is left out.
DAYS = (7, 15, 30, 60, 90)
FEW = f"不足{LEAST}件"


def median_words(found: TimeToClose) -> str:
    """Return in how many days half of the needs were closed, with its interval, or that this is not reached.

    >>> median_words(survival.time_to_close([3, 4, 9], [True, False, False]))
    '尚未达到'
    """
    if found.median is None:
        return "尚未达到"
    if found.low is None:
        return f"{found.median}天"
    if found.high is None:
        return f"{found.median}天（95%区间从{found.low}天起，上限尚未达到）"
    return f"{found.median}天（95%区间{found.low}—{found.high}天）"


def days_told(curve: pd.DataFrame) -> list[int]:
    """Return after which days a curve is told: those of `DAYS` that were watched, else the last day watched."""
    last = int(curve["day"].iloc[-1])
    return [day for day in DAYS if day <= last] or [last]


def still_at(curve: pd.DataFrame, day: int) -> int:
    """Return how many needs were still open, and watched, as a day of a curve began."""
    later = curve.loc[curve["day"] >= day, "at_risk"]
    return int(later.iloc[0]) if len(later) else 0


def bounds(low: float, high: float) -> str:
    """Return an interval as text; where either bound is missing, that it cannot be worked out."""
    return "算不出" if pd.isna(low) or pd.isna(high) else f"{low:.0%}—{high:.0%}"


def open_shares(found: TimeToClose) -> pd.DataFrame:
    """Which share of needs was still open after some days: 提出后, 未办结, 95%区间, 还在计的."""
    rows = []
    for day in days_told(found.curve):
        row = survival.at(found.curve, day)
        interval = bounds(row["low"], row["high"])
        rows.append((f"{day}天", f"{row['open_share']:.0%}", interval, f"{still_at(found.curve, day)}件"))
    return pd.DataFrame(rows, columns=["提出后", "未办结", "95%区间", "还在计的"])


def end_shares(curve: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Which share of needs had come to each end after some days: 提出后, then each end. curve : as from `survival.ends`."""
    rows = [
        (f"{day}天", *(f"{survival.at(curve, day)[end]:.0%}" for end in labels)) for day in days_told(curve)
    ]
    return pd.DataFrame(rows, columns=["提出后", *labels.values()])


def reached(cohorts: pd.DataFrame, labels: Mapping[str, str], month: Callable[[date], str]) -> pd.DataFrame:
    """How far cohorts had come at one horizon: 月份, 提出, then each step ("12/20（60%）", or why it is not shown).

    cohorts : as from `cohorts.within`, of one horizon. labels : step → Chinese.
    """
    rows = [
        (month(row["month"]), f"{row['raised']}件", *(_reached(row, step) for step in REACHED))
        for _, row in cohorts.iterrows()
    ]
    return pd.DataFrame(rows, columns=["月份", "提出", *(labels[step] for step in REACHED)])


def _reached(row: "pd.Series[Any]", step: str) -> str:
    if row["why"]:
        return f"未满{row['horizon']}天" if row["why"] == Unshown.YOUNG else FEW
    return f"{row[step]}/{row['raised']}（{row[step] / row['raised']:.0%}）"


def rates(compared: pd.DataFrame) -> list[str]:
    """Return the rate of each committee as text: 45/60（75%，63%—84%）, or that it has too few. compared : from `peers.compare`."""
    return [
        f"{row['x']}/{row['n']}（{row['share']:.0%}，{row['low']:.0%}—{row['high']:.0%}）"
        if pd.notna(row["x"])
        else FEW
        for _, row in compared.iterrows()
    ]


def rates_of_peers(compared: pd.DataFrame) -> list[str]:
    """Return as text what the others of each committee's field have together."""
    pairs = zip(compared["peers_x"], compared["peers_n"], strict=True)
    return [f"{x}/{n}（{x / n:.0%}）" if pd.notna(n) else "没有可比的" for x, n in pairs]


def noticed(compared: pd.DataFrame, labels: Mapping[str, str], sides: Mapping[str, str]) -> pd.DataFrame:
    """What youth noticed beside the ledgers, as text. compared : as from `noticing.compared`.

    Returns DataFrame of str: 服务, 留意到的 ("18/30（60%）", or why it is withheld), 区间, 按台账 ("12/120人（10%）"), 对照.
    """
    rows = []
    for r in compared.to_dict("records"):
        told = (NOTES.get(r["note"], "没有问"), "", "")
        if not pd.isna(r["n"]):
            beside = sides[r["side"]] or "没有明显差别"
            told = (f"{r['n']}/{r['base']}（{r['share']:.0%}）", f"{r['low']:.0%}—{r['high']:.0%}", beside)
        ledger = f"{r['reached']}/{r['youth']}人（{r['expected']:.0%}）"
        rows.append((labels[r["service"]], *told[:2], ledger, told[2]))
    return pd.DataFrame(rows, columns=["服务", "留意到的", "区间", "按台账", "对照"])
