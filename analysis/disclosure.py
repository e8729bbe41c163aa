"""The gate: which counts of answers may be shown. Nothing about the content of answers passes anywhere else.

The rules are in `analysis.withholding`; what they leave becomes `Shown`, and a chart takes nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from typing import Any, Self

import pandas as pd

from analysis.withholding import (
    BANDS_FROM,
    NOTES,
    RULES,
    Counts,
    Limits,
    Reason,
    Rule,
    Withheld,
    band,
    names,
)

COLUMNS = ["question", "row", "cell", "n", "base", "note"]

_GATE = object()


@dataclass(frozen=True, eq=False)
class Shown:
    """What the gate let through for one group: the only form in which content of answers reaches a page.

    n : answer sheets of the group; None where the whole group is withheld, and `note` says why (a `Reason`).
    table : see `table`. Only `gate` and `from_json` (for what a release stored) make one: TypeError otherwise.
    """

    n: int | None
    note: str | None
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        if token is not _GATE:
            raise TypeError("only the gate makes a Shown")

    @property
    def table(self) -> pd.DataFrame:
        """Return the counts as a fresh frame.

        Columns: question, row, cell (str, "" where a part does not apply), n (Int64), base (Int64: how many
        answered this question, or this row of it), note (str: "" or the `Reason` this line is withheld for,
        n is then NA; a line with cell "" stands for the whole row of the question).
        """
        frame = pd.DataFrame(list(self.rows), columns=COLUMNS)
        return frame.astype({"n": "Int64", "base": "Int64"})

    def cells(self, question: str, row: str = "") -> pd.DataFrame:
        """Return the counts of one question (or one row of it) that are shown: cell, n, base (int)."""
        told = [(r[2], r[3], r[4]) for r in self.rows if r[:2] == (question, row) and r[3] is not None]
        return pd.DataFrame(told, columns=["cell", "n", "base"]).astype({"n": int, "base": int})

    def only(self, questions: Collection[str]) -> "Shown":
        """Return the part that belongs to some questions: one view of a release."""
        return Shown(self.n, self.note, tuple(r for r in self.rows if r[0] in questions), _GATE)

    def why_empty(self, question: str, row: str = "") -> str | None:
        """Return why nothing of a question (or a row of it) is shown, in Chinese; None if something is."""
        if self.note:
            return NOTES[self.note]
        notes = [r[5] for r in self.rows if r[:3] == (question, row, "")]
        return NOTES[notes[0]] if notes else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the database."""
        return {"n": self.n, "note": self.note, "rows": [list(row) for row in self.rows]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read back what a release stored with `to_json`. For `db.releases` only."""
        return cls(content["n"], content["note"], tuple(tuple(row) for row in content["rows"]), _GATE)


@dataclass(frozen=True)
class Named:
    """What the gate lets a branch hear of its own answers: names of categories, never a count.

    cells : (code, band) in the questionnaire's order; band is "" below the number from which a distribution is
    shown. note : why there is none (a `Reason`). Only `gate_names` and `from_json` make one: TypeError otherwise.
    """

    cells: tuple[tuple[str, str], ...]
    note: str | None
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        if token is not _GATE:
            raise TypeError("only the gate makes a Named")

    @property
    def why_empty(self) -> str | None:
        """Return why nothing is named, in Chinese; None if something is."""
        return NOTES[self.note] if self.note else None

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the database."""
        return {"note": self.note, "cells": [list(cell) for cell in self.cells]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read back what a release stored with `to_json`. For `db.releases` only."""
        return cls(tuple((code, words) for code, words in content["cells"]), content["note"], _GATE)


def gate_names(
    votes: Mapping[str, int],
    *,
    answers: int,
    order: Sequence[str],
    sensitive: Collection[str],
    limits: Limits | None = None,
) -> Named:
    """What one branch may hear of its own answers to one question: up to three names in a fixed order.

    votes : code → how many answers chose it. answers : how many answered the question. order : the codes that
        are categories, as they are asked; other options (暂时没有需要) are never named.
    sensitive : codes that are never named here. Whether one of them was chosen changes nothing.

    Nothing below `limits.few` answers, no category with fewer than 3 votes; bands of counts from `limits.group`, at least 10.
    Raises ValueError where more chose an option than answered.
    """
    if any(n < 0 or n > answers for n in votes.values()):
        raise ValueError("a count beyond its answers is a fault of the tallies")
    numbers = limits or Limits()
    bands_from = max(numbers.group, BANDS_FROM)
    if answers < numbers.few:
        return Named((), Reason.BELOW_5, _GATE)
    open_ones = {code: votes.get(code, 0) for code in order if code not in sensitive}
    chosen = names(open_ones)
    bands = {code: band(open_ones[code], answers=answers) for code in chosen if answers >= bands_from}
    cells = tuple((code, bands.get(code, "")) for code in order if code in chosen)
    return Named(cells, None if cells else Reason.NONE_STANDS_OUT, _GATE)


def gate(
    counts: pd.DataFrame,
    *,
    district: str | None,
    sensitive: Collection[str] = (),
    partitions: Collection[str] = (),
    district_only: Collection[str] = (),
    limits: Limits | None = None,
    further: Sequence[Rule] = (),
) -> dict[str, Shown]:
    """What of these counts may be shown, per group, decided over all groups at once.

    counts : DataFrame, one row per count; columns group (str), question, row, cell (str, "" where a part does
        not apply), n (int ≥ 0). question "" is the number of answer sheets; cell "" is how many answered the
        question or the row. A possible cell that nobody chose should stand in it with 0: what is listed as
        withheld must not depend on whether somebody chose it. Rows with the same key are added up.
    district : the group whose answers hold those of all the others; None when there is one group or none
        above the other.
    sensitive : codes of sensitive categories and sub-items. partitions : questions with one cell per answer.
    district_only : questions for the district's total only. further : rules beside those that always hold;
        a rule can only withhold.

    Returns group → Shown, a group per value of `group` (an empty frame gives an empty dict).
    Raises ValueError for a negative count.
    """
    seen = _read(counts, district, sensitive, partitions, district_only)
    numbers = limits or Limits()
    withheld: Withheld = {}
    for rule in (*RULES, *further):
        # The first reason stands.
        withheld = rule(seen, numbers, withheld) | withheld
    return {group: _shown(group, seen, withheld) for group in seen.bases}


def _read(
    counts: pd.DataFrame,
    district: str | None,
    sensitive: Collection[str],
    partitions: Collection[str],
    district_only: Collection[str],
) -> Counts:
    if (counts["n"] < 0).any():
        raise ValueError("a count below 0 is a fault of the tallies")
    cells: dict[str, dict[tuple[str, str, str], int]] = {group: {} for group in sorted(set(counts["group"]))}
    bases: dict[str, dict[tuple[str, str], int]] = {group: {} for group in cells}
    lines: dict[tuple[str, str], set[str]] = {("", ""): set()}
    added = counts.groupby(["group", "question", "row", "cell"], as_index=False)["n"].sum()
    for group, question, row, cell, n in added.itertuples(index=False, name=None):
        known = lines.setdefault((question, row), set())
        if cell == "":
            bases[group][question, row] = int(n)
        else:
            known.add(cell)
            cells[group][question, row, cell] = int(n)
    return Counts(
        lines={line: sorted(lines[line]) for line in sorted(lines)},
        cells=cells,
        bases=bases,
        district=district,
        sensitive=frozenset(sensitive),
        partitions=frozenset(partitions),
        district_only=frozenset(district_only),
    )


def _shown(group: str, counts: Counts, withheld: Withheld) -> Shown:
    if (group, "", "", "") in withheld:
        return Shown(None, withheld[group, "", "", ""], (), _GATE)
    rows: list[tuple[Any, ...]] = []
    for line in list(counts.lines)[1:]:
        rows.extend(_rows(group, line, counts, withheld))
    return Shown(counts.base(group, ("", "")), None, tuple(rows), _GATE)


def _rows(group: str, line: tuple[str, str], counts: Counts, withheld: Withheld) -> list[tuple[Any, ...]]:
    if (group, *line, "") in withheld:
        return [(*line, "", None, None, str(withheld[group, *line, ""]))]
    base = counts.base(group, line)
    rows: list[tuple[Any, ...]] = []
    for cell in counts.lines[line]:
        reason = withheld.get((group, *line, cell))
        n = None if reason else counts.cells[group].get((*line, cell), 0)
        rows.append((*line, cell, n, base, str(reason or "")))
    return rows
