"""Charts of rows and columns: needs by domain, and how the five duties stand."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from analysis import by_domain
from analysis.charts.parts import ACCENT, INK, QUIET, SECOND, Chart, needed, titled
from analysis.disclosure import Shown
from analysis.withholding import Reason
from analysis.wrapping import lines

PALE, DARK_WORDS, LIGHT_WORDS, RED = "#dceeec", "#1d2b2a", "#ffffff", "#c43d2f"
ROW = 30
# What stands in a field whose figure is withheld.
FEW, MANY = "少", "多"
# Characters that fit above a column of a phone's chart in one line.
NARROW = 3
# Pixels of a column below which the words in it are smaller.
CROWDED = 40
# What the axis needs less than one below with a title.
AT_TOP = 34
# Shape, colour and word together, so that none of them has to be seen alone.
DOTS = {"●": ("绿", ACCENT), "▲": ("黄", SECOND), "■": ("红", RED), "○": ("灰", QUIET)}


def domain_heat(shown: Mapping[str, Shown], labels: Mapping[str, str], *, whole: Shown) -> Chart:
    """Draw which domain needs what: a field per domain and category with its share.

    A field that is withheld is grey, and all that are withheld look alike, whether for themselves or beside another.

    shown, labels, whole : as for `by_domain.shares`. Raises ValueError for nothing shown.
    """
    shares = by_domain.shares(shown, labels, whole=whole)
    needed(shares[shares["share"].notna()])
    fields = _fields(shares)
    told = fields[fields["share"].notna()]
    scale = alt.Scale(domain=[0, float(told["share"].max()) or 1.0], range=[PALE, ACCENT])
    base = _placed(told, fields)
    layers = [
        base.mark_rect(stroke="transparent", cornerRadius=3).encode(
            color=alt.Color("share:Q", scale=scale, legend=None)
        ),
        base.mark_text(fontSize=13).encode(text="words:N", color=alt.Color("ink:N", scale=None, legend=None)),
    ]
    withheld = _placed(fields[fields["share"].isna()].drop(columns=["share", "ink"]), fields)
    layers += [
        withheld.mark_rect(color=QUIET, opacity=0.22, cornerRadius=3),
        withheld.mark_text(fontSize=13, color=INK).encode(text="words:N"),
    ]
    note = f"格内是提到的占比，越深越高。灰格“{FEW}”不显示：份数很少，或为避免推算。"
    high = ROW * shares["category"].nunique() - AT_TOP + 14
    chart = titled(*layers, finding=_finding(shares), note=note, height=high)
    # The colours of fields mean something, those of the words in them only have to be read.
    apart: Chart = chart.resolve_scale(color="independent")
    return apart


def _placed(part: pd.DataFrame, fields: pd.DataFrame) -> alt.Chart:
    columns, categories = (list(dict.fromkeys(fields[name])) for name in ("column", "category"))
    drawn: alt.Chart = alt.Chart(part).encode(
        x=alt.X("column:N", sort=columns, title=None, axis=_column_axis(2)),
        # Without this the first label is moved inwards, away from the middle of its row.
        y=alt.Y("category:N", sort=categories, title=None, axis=alt.Axis(labelFlush=False)),
        tooltip=[
            alt.Tooltip("domain:N", title="领域"),
            alt.Tooltip("category:N", title="类别"),
            alt.Tooltip("of_all:N", title="提到的份数/回答份数"),
        ],
    )
    return drawn


def _finding(shares: pd.DataFrame) -> str:
    top = by_domain.most_apart(shares)
    if top is None:
        return "各领域需要的差别不明显，都在95%区间之内"
    return f"{top.domain}的“{top.category}”明显多：{top.base}份中{top.n}份（{top.share:.0%}），全区{top.overall:.0%}"


def _fields(shares: pd.DataFrame) -> pd.DataFrame:
    deep = shares["share"] > 0.85 * shares["share"].max()
    told = shares["share"].notna()
    near_full = shares["note"] == Reason.NEAR_FULL
    counts = [f"{n}/{base}" for n, base in zip(shares["n"], shares["base"], strict=True)]
    return shares.assign(
        column=["\n".join(_halves(domain)) for domain in shares["domain"]],
        words=shares["share"].map("{:.0%}".format).where(told, near_full.map({True: MANY, False: FEW})),
        of_all=pd.Series(counts, index=shares.index, dtype=str).where(told, "不显示"),
        ink=deep.map({True: LIGHT_WORDS, False: DARK_WORDS}),
    )[["domain", "column", "category", "share", "words", "of_all", "ink"]]


def _halves(label: str) -> list[str]:
    """Break what stands above a column into two lines: a column is narrow on a phone."""
    return [label] if len(label) <= NARROW else lines(label, -(-len(label) // 2))


def _column_axis(n_lines: int = 1) -> alt.Axis:
    return alt.Axis(
        orient="top",
        labelAngle=0,
        domain=False,
        labelFontSize=12,
        labelOverlap=False,
        labelFlush=False,
        labelExpr="split(datum.label, '\\n')",
        # A label grows downwards from its first line.
        labelPadding=6 + 14 * (n_lines - 1),
    )


def dot_matrix(dots: pd.DataFrame, *, finding: str, row_title: str, column_title: str) -> Chart:
    """Draw how something stands per row and column, as shape, colour and word.

    dots : DataFrame, one row per field, in the order to draw; columns row, column (Chinese), shape (of `DOTS`),
        said (what stands beside the shape, "" for the colour's word), word (what it means, for the tooltip).
    Raises ValueError for nothing to draw.
    """
    drawn = needed(dots).assign(
        row=["\n".join(lines(label, 12)) for label in dots["row"]],
        column=["\n".join(_halves(label)) for label in dots["column"]],
        words=[
            shape + (said or DOTS[shape][0]) for shape, said in zip(dots["shape"], dots["said"], strict=True)
        ],
        colour=[DOTS[shape][1] for shape in dots["shape"]],
    )[["row", "column", "words", "colour", "word"]]
    base = alt.Chart(drawn).encode(
        x=alt.X("column:N", sort=None, title=None, axis=_column_axis(2)),
        y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')")),
        tooltip=[
            alt.Tooltip("row:N", title=row_title),
            alt.Tooltip("column:N", title=column_title),
            alt.Tooltip("word:N", title="情况"),
        ],
    )
    # Six months beside one another are crowded on a phone.
    size = alt.ExprRef(f"width < {CROWDED * drawn['column'].nunique()} ? 12 : 14")
    marks = base.mark_text(fontSize=size, fontWeight=600).encode(
        text="words:N", color=alt.Color("colour:N", scale=None, legend=None)
    )
    high = max(1 + label.count("\n") for label in drawn["row"])
    # Never less than two rows: the space of a single one would lie under the column's names.
    n_rows = max(2, drawn["row"].nunique())
    # The second line of the columns' names.
    return titled(marks, finding=finding, height=(12 + 15 * high) * n_rows - AT_TOP + 14)
