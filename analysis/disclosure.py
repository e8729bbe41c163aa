"""The gate: which counts of answers may be shown. Nothing about the content of answers passes anywhere else.

The rules are in `analysis.withholding`; what they leave becomes `Shown`, and a chart takes nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from typing import Any, Self

import pandas as pd

from analysis import condensed, gaps
from analysis.conditional import AskedOf, rounds, withheld_with
from analysis.withholding import (
    NOTES,
    RULES,
    Counts,
    Limits,
    Reason,
    Rule,
    Withheld,
)

COLUMNS = ["question", "row", "cell", "n", "base", "note"]

_GATE = object()


@dataclass(frozen=True, eq=False)
class Shown:
    """What the gate let through for one group: the only form in which content of answers reaches a page.

    n : answer sheets of the group; None where the whole group is withheld, and `note` says why (a `Reason`).
    table : see `table`. scores : see `scores`. Only `gate` and `from_json` (for what a release stored) make one:
    TypeError otherwise.
    """

    n: int | None
    note: str | None
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)
    rated: tuple[Mapping[str, Any], ...] = field(repr=False)
    placed: tuple[tuple[str, int, int], ...] = field(repr=False)
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        if token is not _GATE:
            raise TypeError("only the gate makes a Shown")

    @property
    def scores(self) -> pd.DataFrame:
        """Return the gap scores as a fresh frame, as from `gaps.scores`; n_untouched (Int64) is NA where withheld.

        Who rated how is in no release: of ratings only these scores are, over `Limits.group` pairs and more.
        """
        frame = pd.DataFrame(list(self.rated), columns=gaps.SCORES)
        counts = {"n": "Int64", "n_untouched": "Int64"}
        kinds = {name: counts.get(name, "float64") for name in gaps.SCORES if name != "category"}
        return frame.astype(kinds).astype({"n": int})

    @property
    def places(self) -> pd.DataFrame:
        """Return which places each category may really have among those that are shown: low, high, index = code.

        As from `ranking.rank_sets_multi`, worked out at the release: which categories were named together is in none.
        Empty where nothing is placed.
        """
        frame = pd.DataFrame(list(self.placed), columns=["cell", "low", "high"]).set_index("cell")
        return frame.astype(int)

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
        rows = tuple(r for r in self.rows if r[0] in questions)
        rated = self.rated if gaps.JOINT in questions else ()
        return Shown(
            self.n, self.note, rows, rated, self.placed if condensed.PICKED in questions else (), _GATE
        )

    def why_empty(self, question: str, row: str = "") -> str | None:
        """Return why nothing of a question (or a row of it) is shown, in Chinese; None if something is."""
        if self.note:
            return NOTES[self.note]
        own = [r for r in self.rows if r[:2] == (question, row)]
        whole = [r[5] for r in own if r[2] == ""]
        if whole or not own or any(r[3] is not None for r in own):
            return NOTES[whole[0]] if whole else None
        notes = {r[5] for r in own}
        return NOTES[notes.pop() if len(notes) == 1 else Reason.BESIDE]

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the database."""
        rated = [dict(scores) for scores in self.rated]
        rows, places = [list(row) for row in self.rows], [list(place) for place in self.placed]
        return {"n": self.n, "note": self.note, "rows": rows, "scores": rated, "places": places}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read back what a release stored with `to_json`. For `db.releases` only."""
        rows = tuple(tuple(row) for row in content["rows"])
        rated = content.get("scores")
        if rated is None:
            # Of before scores were released instead of who rated how.
            told = pd.DataFrame(rows, columns=COLUMNS)
            rated = condensed.scored(gaps.joint(told))
            rows = tuple(row for row in rows if row[0] != gaps.JOINT or row[2] == "")
        placed = tuple((str(cell), int(low), int(high)) for cell, low, high in content.get("places", ()))
        return cls(content["n"], content["note"], rows, tuple(rated), placed, _GATE)


def gate(
    counts: pd.DataFrame,
    *,
    district: str | None,
    sensitive: Collection[str] = (),
    partitions: Collection[str] = (),
    district_only: Collection[str] = (),
    limits: Limits | None = None,
    further: Sequence[Rule] = (),
    asked_of: AskedOf | None = None,
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
        a rule can only withhold. asked_of : (question, row) → the cells on which it hangs who was asked it.

    Returns group → Shown, a group per value of `group` (an empty frame gives an empty dict).
    Raises ValueError for a negative count, and for questions that hang on one another in a circle.
    """
    seen = _read(counts, district, sensitive, partitions, district_only)
    numbers = limits or Limits()
    withheld: Withheld = {}
    for lines in rounds(seen.lines, asked_of or {}):
        some = replace(seen, lines=lines)
        withheld |= withheld_with(some, asked_of or {}, withheld)
        for rule in (*RULES, *further):
            # The first reason stands.
            withheld = rule(some, numbers, withheld) | withheld
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
        if question == gaps.JOINT:
            # Of ratings the pairs count: scores over fewer would tell who rated how.
            is_pair = cell != "" and not cell.endswith(f",{gaps.UNTOUCHED}")
            bases[group][question, row] = bases[group].get((question, row), 0) + int(n) * is_pair
        elif cell == "":
            bases[group][question, row] = int(n)
        if cell:
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
        return Shown(None, withheld[group, "", "", ""], (), (), (), _GATE)
    rows: list[tuple[Any, ...]] = []
    for line in list(counts.lines)[1:]:
        rows.extend(_rows(group, line, counts, withheld))
    rated = condensed.scores(group, counts, withheld)
    placed = condensed.places(group, counts, withheld)
    return Shown(counts.base(group, ("", "")), None, tuple(rows), rated, placed, _GATE)


def _rows(group: str, line: tuple[str, str], counts: Counts, withheld: Withheld) -> list[tuple[Any, ...]]:
    if (group, *line, "") in withheld:
        return [(*line, "", None, None, str(withheld[group, *line, ""]))]
    if line[0] == gaps.JOINT:
        return []
    base = counts.base(group, line)
    rows: list[tuple[Any, ...]] = []
    for cell in counts.lines[line]:
        reason = withheld.get((group, *line, cell))
        n = None if reason else counts.cells[group].get((*line, cell), 0)
        rows.append((*line, cell, n, base, str(reason or "")))
    return rows
