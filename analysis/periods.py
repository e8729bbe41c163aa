"""A quarter, a half-year or a year: the sum of its months' answers, group by group and question by question.

Months are frozen, so a period must fit what they told. A question of a group is summed over those months whose release
shows it, and no others: of a whole group, or of a month that was merged upwards, nothing then follows that the months do
not tell, and every month that is in the sum has the answers of ten people. New are only sums over cells that a month
banded; those pass the audit together with the months (`analysis.together`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis import banding, condensed, ends, gaps
from analysis.disclosure import Shown
from analysis.withholding import Counts, Limits, Reason, Rule, Withheld, is_open

WHOLE, COMMITTEE, DOMAIN = "", "committee", "domain"
LINE = ["question", "row", "cell"]
SHEETS = ("", "")

Line = tuple[str, str]  # question, row
# By what the answers are divided, one of the three words above, and the name of the group.
Of = tuple[str, str]


@dataclass(frozen=True)
class Figure:
    """What one release told of one group, and goes on telling.

    months : which months it was made of. of : the group; ("", "") for the district. views : all its tables, of
    different questions.
    """

    months: tuple[str, ...]
    of: Of
    views: tuple[Shown, ...]

    @cached_property
    def cells(self) -> dict[tuple[Line, str], tuple[int | None, int, str]]:
        """(line, cell) → n, base and note, of the lines that are not withheld as a whole."""
        rows = [told for view in self.views for told in view.rows]
        return {((q, row), cell): (n, base, note) for q, row, cell, n, base, note in rows if cell}

    @cached_property
    def lines(self) -> frozenset[Line]:
        """Of which lines something is told; `SHEETS` for the number of answers."""
        told = [view for view in self.views if view.note is None]
        rated = {(gaps.JOINT, str(scores["category"])) for view in told for scores in view.rated}
        return frozenset({line for line, _ in self.cells} | rated | ({SHEETS} if told else set()))

    def hides(self, line: Line, cell: str) -> bool:
        """Tell whether a cell of a line that is told is withheld. What was not asked then is no secret."""
        return self.cells.get((line, cell), (0, 0, ""))[0] is None


def tells(shown: Shown, line: Line) -> bool:
    """Tell whether a month's table is in the sum of a longer period: something of the line is told."""
    return line in Figure(("",), ("", ""), (shown,)).lines


def months_of(figures: Iterable[Figure], of: Of, line: Line) -> tuple[str, ...]:
    """Return the months over which a group's line is summed: those whose release shows it."""
    found = {f.months[0] for f in figures if f.of == of and len(f.months) == 1 and line in f.lines}
    return tuple(sorted(found))


def counts_of(
    people: pd.DataFrame,
    figures: Sequence[Figure],
    possible: Collection[tuple[str, str, str]],
    *,
    groups: Mapping[str, Of],
) -> pd.DataFrame:
    """Return a period's counts as `disclosure.gate` takes them.

    people : DataFrame, one row per count of answers; columns month (str), committee (str, "" for none), question, row,
        cell, n. figures : what the months told. possible : every count there can be, so that nobody's choice is told
        by its absence. groups : the name of each group there → whose it is.
    """
    added = people.groupby(["month", COMMITTEE, *LINE], as_index=False)["n"].sum()
    # Which categories were named together belongs to the question by which they are named.
    is_pair = added["question"] == condensed.PAIRS
    lines = pd.MultiIndex.from_arrays(
        [
            added["month"],
            added["question"].mask(is_pair, condensed.PICKED),
            added["row"].mask(is_pair, ""),
        ]
    )
    told: dict[Of, set[tuple[str, str, str]]] = {of: set() for of in groups.values()}
    for figure in figures:
        if figure.of in told and len(figure.months) == 1:
            told[figure.of] |= {(figure.months[0], *line) for line in figure.lines}
    nobody = pd.DataFrame(list(possible), columns=LINE).assign(n=0)
    parts = []
    for group, of in groups.items():
        is_own = lines.isin(list(told[of])) & ((of[0] == WHOLE) | (added[COMMITTEE] == of[1]))
        parts += [part[[*LINE, "n"]].assign(group=group) for part in (added[is_own], nobody)]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found


@dataclass(frozen=True)
class OfMonths(Limits):
    """The numbers of the rules for a period: what is in it at all comes from months that show it."""

    def reason(self, n: int) -> Reason:
        """Return why a group of which no month is in the period is withheld."""
        return Reason.NO_MONTH


def lone(figures: Sequence[Figure], groups: Mapping[str, Of]) -> Rule:
    """Return a rule that withholds sums of which one month only is withheld; it goes before those that look at counts.

    Where an answer has one option, below the district also sums of which more are: hardly any of them would pass the
    audit. Whether a cell falls under it follows from what the months showed, so nothing follows from it.
    """
    told: dict[Of, dict[str, Figure]] = {}
    for figure in figures:
        if len(figure.months) == 1:
            told.setdefault(figure.of, {})[figure.months[0]] = figure

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        found: Withheld = {}
        for group, of in groups.items():
            months = list(told.get(of, {}).values())
            for line, codes in counts.lines.items():
                own = [figure for figure in months if line in figure.lines]
                most = len(own) if line[0] in counts.partitions and group != counts.district else 1
                for code in codes if own else ():
                    hidden = sum(figure.hides(line, code) for figure in own)
                    if 0 < hidden <= most:
                        found[group, *line, code] = Reason.NOT_IN_ALL
        return found

    return rule


def at_ends(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold cells that lie at an end (a `Rule`); what has to go with them the audit of the period finds."""
    found: Withheld = {}
    for line, codes in counts.lines.items():
        if line[0] in ("", gaps.JOINT, condensed.PAIRS):
            continue
        if line[0] in counts.partitions and any(counts.is_sensitive(line, code) for code in codes):
            found |= ends.few_sensitive(counts, line, withheld)
        for group in counts.bases:
            if is_open(group, line, withheld | found):
                ends_of = {code: banding.end_of(counts, group, line, code) for code in codes}
                found |= {(group, *line, code): end for code, end in ends_of.items() if end}
    return found


def throughout(asked: Sequence[Collection[tuple[str, str, str]]]) -> Rule:
    """Return a rule that withholds what was not asked in every month; it goes last of all.

    asked : per month every count there could be. A share over months of which some did not ask is no share. It is no
    secret either, so the rules before take it for shown.
    """
    always = frozenset.intersection(*map(frozenset, asked)) if asked else frozenset()
    sometimes = frozenset().union(*asked) - always

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        return {(group, *key): Reason.NOT_ALWAYS for group in counts.bases for key in sometimes}

    return rule
