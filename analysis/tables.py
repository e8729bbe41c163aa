"""Tables below the charts: the same figures as Chinese columns, and what is withheld with its reason."""

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from analysis import gaps, ranking
from analysis.disclosure import Shown
from analysis.withholding import NOTES


def shares(shown: Shown, labels: Mapping[str, str], *, question: str, row: str = "") -> pd.DataFrame:
    """Shares of one question as text, in the order of `labels`; withheld cells stand last with their reason.

    Returns DataFrame of str: 选项, 份数 ("18/30"), 占比, 95%区间.
    """
    order = {cell: index for index, cell in enumerate(labels)}
    known = ranking.order(shown.cells(question, row))
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


def ranked(shown: Shown, labels: Mapping[str, str], *, question: str) -> pd.DataFrame:
    """As `shares`, the most named first."""
    order = ranking.order(shown.cells(question))["cell"].tolist()
    turned = sorted(labels, key=lambda cell: order.index(cell) if cell in order else len(order))
    return shares(shown, {cell: labels[cell] for cell in turned}, question=question)


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
