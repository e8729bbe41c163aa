"""What a page sends to the browser, read back: every figure in its charts, tables and words, and where it stands."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from analysis import intervals
from analysis.disclosure import Shown

# Where something stands in a drawing, in fields of its own.
PLACES = frozenset({"at", "row", "column", "order", "x", "y", "name_at", "top", "bottom"})
# Numbers that are said of every district alike.
ALWAYS = re.compile(
    r"9[05]%|100%|不足\d+份|满\d+份|5–9份|\d–\d+份|\d+份以上|\d+秒|[0-9]+年|[0-9]+月|\d+[:：]\d\d|1—5|\d星|含0份|至少有\d份|前\d+|最多\d+类"
)
COUNT, OF = re.compile(r"(?<![\d/.])(\d+)份"), re.compile(r"(?<![\d/.])[\d.]+/[\d.]+(?![\d/.]|件|项|个)")
PERCENT, SCORE = re.compile(r"(?<![\d.])(\d+)%"), re.compile(r"(?<![\d./])\d+\.\d+(?![\d./]|%)")
WHOLE = re.compile(r"(?<![\d.])\d+(?![\d.%])")
ESCAPED = re.compile(r"\\(?=\W)")
LINE = 1e-9


@dataclass(frozen=True)
class Told:
    """One thing that a page tells. where : chart, table or kind of words, with the field."""

    where: str
    value: Any


def told(page: AppTest) -> Iterator[Told]:
    """Yield all that a page tells: fields of charts with their words, cells of tables, and text."""
    for number, chart in enumerate(page.get("vega_lite_chart")):
        yield Told(f"chart {number} alt", chart.proto.alt)
        yield from (Told(f"chart {number} spec", text) for text in _texts(json.loads(chart.proto.spec)))
        for sent in chart.proto.datasets:
            frame = pa.ipc.open_stream(sent.data.data).read_pandas()
            yield from _cells(frame, f"chart {number}")
    for number, table in enumerate(page.table):
        yield from _cells(table.value, f"table {number}")
    for kind in ("title", "subheader", "markdown", "caption", "warning", "info", "error", "metric"):
        yield from (Told(kind, str(element.value)) for element in getattr(page, kind))
    yield from (Told("metric", str(element.delta)) for element in page.metric)


def _cells(frame: pd.DataFrame, where: str) -> Iterator[Told]:
    for name, column in frame.items():
        yield from (Told(f"{where} {name}", value) for value in column if not _is_missing(value))


def _is_missing(value: object) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def _texts(spec: Any) -> Iterator[str]:
    """Yield the Chinese words of a chart: titles, axes, scales of names."""
    if isinstance(spec, str):
        if re.search(r"[一-鿿]", spec):
            yield spec
    elif isinstance(spec, dict):
        for key, value in spec.items():
            if key not in ("font", "config"):
                yield from _texts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _texts(value)


@dataclass
class Allowed:
    """What may be told: numbers as they are sent, and the words that are made of them."""

    floats: list[float] = field(default_factory=list)
    counts: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    scored: set[str] = field(default_factory=set)

    def share(self, n: int, base: int, roster: int | None = None) -> None:
        """Allow a count, its share, and the bounds of it."""
        self.counts |= {str(n), str(base)}
        self.pairs.add(f"{n}/{base}")
        found = [*intervals.share(n, base)[:3], *intervals.share(n, base, roster)[:3]]
        if roster is not None:
            self.counts |= {str(roster), str(roster - base)}
            found += intervals.no_assumption_bounds(n, base, roster)
        self.of(found)

    def of(self, shares: Iterable[float]) -> None:
        """Allow shares, as they are and in per cent."""
        for share in shares:
            self.floats.append(share)
            self.percents.add(f"{share:.0%}".removesuffix("%"))

    def scores(self, scored: pd.DataFrame) -> None:
        """Allow gap scores, and importance beside satisfaction."""
        for row in scored.to_dict("records"):
            self.counts |= {str(row[name]) for name in ("n", "n_untouched") if pd.notna(row[name])}
            self.pairs.add(f"{row['importance']:.2f}/{row['satisfaction']:.2f}")
            figures = [value for value in row.values() if isinstance(value, float)]
            self.floats += figures
            self.scored |= {f"{abs(value):.{digits}f}" for value in figures for digits in (1, 2)}

    def has(self, value: float) -> bool:
        """Tell whether a number is among those allowed, for one side or the other of a line."""
        return f"{value:g}" in self.counts or any(abs(abs(value) - abs(one)) < LINE for one in self.floats)


def of_releases(
    shown: Iterable[Shown], rosters: Iterable[int | None], sides: Iterable[tuple[str, ...]]
) -> Allowed:
    """Return what follows from these released tables. rosters : how many could have answered, of any of them.

    sides : levels of Q10 that are added up.
    """
    found, known = Allowed(), list(rosters)
    for view in shown:
        if view.n is None:
            continue
        found.counts.add(str(view.n))
        found.scores(view.scores)
        for question, row in dict.fromkeys((r[0], r[1]) for r in view.rows):
            counts = dict(view.cells(question, row)[["cell", "n"]].itertuples(index=False, name=None))
            bases = set(view.cells(question, row)["base"])
            for base in bases:
                for n in [*counts.values(), *_sums(counts, sides)]:
                    for roster in known:
                        found.share(int(n), int(base), roster if roster is None or roster >= base else None)
                found.of(1 - sum(n for c, n in counts.items() if c not in side) / base for side in sides)
    return found


def _sums(counts: Mapping[str, int], sides: Iterable[tuple[str, ...]]) -> list[int]:
    return [sum(counts[cell] for cell in side) for side in sides if set(side) <= set(counts)]


def foreign(page: AppTest, allowed: Allowed) -> list[str]:
    """Return what a page tells about answers that is not allowed."""
    return [
        f"{one.where}: {figure} in {one.value!r}" for one in told(page) for figure in _foreign(one, allowed)
    ]


def _foreign(one: Told, allowed: Allowed) -> Iterator[str]:
    if isinstance(one.value, bool) or one.where.split()[-1] in PLACES:
        return
    if not isinstance(one.value, str):
        if not allowed.has(float(one.value)):
            yield str(one.value)
        return
    text = ALWAYS.sub("〇", ESCAPED.sub("", one.value))
    told_of = (
        (OF, allowed.pairs),
        (COUNT, allowed.counts),
        (PERCENT, allowed.percents),
        (SCORE, allowed.scored),
    )
    for pattern, figures in told_of:
        yield from (found for found in pattern.findall(text) if found not in figures)


def whole_numbers(page: AppTest) -> set[int]:
    """Return every whole number but per cents that a page tells anywhere outside the places of a drawing."""
    found: set[int] = set()
    for one in told(page):
        if isinstance(one.value, str):
            found |= {int(number) for number in WHOLE.findall(ALWAYS.sub("〇", one.value))}
        elif one.where.split()[-1] not in PLACES and float(one.value) == int(one.value):
            found.add(int(one.value))
    return found
