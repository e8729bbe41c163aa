"""The audit of a period: what follows from its figures together with all that its months have told already.

A reader is taken to know what the audit of a month takes for known, of every month. What a month withheld for its
smallness, and what few people of a branch answered, must not follow: there must be other whole numbers that look the
same. They are looked for, many at once; where there are none, cells of the period are withheld, since the months cannot
be changed any more. What is not proven in time is not told at all.

Most needs no search: where all months of a sum are told, the sum is nothing new; and where a small branch and others of
its committee could change places in a month, no figure of any month or period moves.
"""

import time
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis import condensed, gaps
from analysis.answerers import Answerers, Least, Unit
from analysis.auditing import SECONDS
from analysis.ends import bounds_of
from analysis.periods import DOMAIN, Figure, Line, Of, months_of
from analysis.proofs import Known, Proof
from analysis.withholding import FEW, Counts, Key, Limits, Reason, Rule, Withheld, is_open


def audit(
    people: pd.DataFrame,
    figures: Sequence[Figure],
    *,
    groups: Mapping[str, Of],
    least: Least | None = None,
    most: Least | None = None,
    seconds: float = SECONDS,
) -> Rule:
    """Return a rule that withholds of a period what would tell more of few people than its months do.

    people : DataFrame, one row per branch, month, line and cell (cell "" is how many answered the line); columns month,
        branch, committee, domain ("" for none), question, row, cell, n. figures : all that was told of these months,
        by shorter periods too. groups : the name of each group of the period → whose it is. least : (month, branch,
        question, row, cell) → how many of it at least, as somebody there knows. most : as least, how many at most.
        seconds : how long proving may take.
    """

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        until, found = time.monotonic() + seconds, Withheld()
        for key, own in people.groupby(["question", "row"], sort=True):
            line = (str(key[0]), str(key[1]))
            if line not in counts.lines or line[0] in ("", gaps.JOINT, condensed.PAIRS):
                continue
            codes = counts.lines[line]
            told = [figure for figure in figures if line in figure.lines]
            if not any(figure.of[0] == DOMAIN for figure in told):
                own = own.assign(**{DOMAIN: ""})
            asked = Answerers.of(own, line, codes, least or {}, most or {})
            for some in [codes] if line[0] in counts.partitions else [[code] for code in codes]:
                audited = Audited(counts, limits, line, asked.only(some), figures, groups)
                found |= audited.withheld(withheld | found, until)
        return found

    return rule


class Audited:
    """One option of a line over all months, or all options of a question where an answer has one."""

    def __init__(
        self,
        counts: Counts,
        limits: Limits,
        line: Line,
        asked: Answerers,
        figures: Sequence[Figure],
        groups: Mapping[str, Of],
    ) -> None:
        self.counts, self.limits, self.line, self.asked, self.groups = counts, limits, line, asked, groups
        self.is_choice = line[0] in counts.partitions
        self.figures = figures
        self.months = {of: months_of(figures, of, line) for of in {figure.of for figure in figures}}
        self.frozen = [known for figure in figures for known in self._told_by(figure)]

    def withheld(self, withheld: Withheld, until: float) -> Withheld:
        """Return what is withheld of these cells so that nothing follows of what must stay open."""
        found: Withheld = {}
        if not self._tells_news(withheld):
            return found
        proof = Proof(self.asked, self.frozen, is_choice=self.is_choice, until=until)
        left = self._units(withheld)
        while left:
            closed, left = proof.first_closed(left, [*self.frozen, *self._told(withheld | found)])
            if closed is None:
                break
            more = self._next(closed, withheld | found, is_late=time.monotonic() > until)
            # With nothing left to withhold it is no fault of the period.
            left = [closed, *left] if more else left
            found |= more
        return found

    def _tells_news(self, withheld: Withheld) -> bool:
        """Tell whether any figure of the period is more than the sum of figures that the months told."""
        known = {
            (figure.months[0], figure.of, code)
            for figure in self.figures
            if len(figure.months) == 1 and self.line in figure.lines
            for code in self.asked.codes
            if not figure.hides(self.line, code)
        }
        return any(
            (month, of, code) not in known
            for group, of in self.groups.items()
            if is_open(group, self.line, withheld)
            for code in self.asked.codes
            for month in self.months.get(of, ())
        )

    def _told_by(self, figure: Figure) -> Iterator[Known]:
        """What a frozen figure tells of each option."""
        if self.line not in figure.lines:
            return
        months = set(figure.months) & set(self.months.get(figure.of, ()))
        entries = self.asked.within(months, figure.of)
        for at, code in enumerate(self.asked.codes):
            true = int(self.asked.has[entries, at].sum())
            # What was not asked then nobody chose.
            n, base, note = figure.cells.get((self.line, code), (0, 0, ""))
            yield Known(entries, at, *((n, n) if n is not None else bounds_of(true, base, Reason(note))))

    def _told(self, withheld: Withheld) -> Iterator[Known]:
        """What the period tells of each option, as far as it is decided."""
        for group, of in self.groups.items():
            if not is_open(group, self.line, withheld):
                continue
            entries = self.asked.within(self.months.get(of, ()), of)
            base = self.counts.base(group, self.line)
            for at, code in enumerate(self.asked.codes):
                n = self.counts.cells[group].get((*self.line, code), 0)
                yield Known(entries, at, *bounds_of(n, base, withheld.get((group, *self.line, code))))

    def _units(self, withheld: Withheld) -> list[Unit]:
        """What must stay open: few people, and every cell that the months or the period withhold for its smallness."""
        sensitive = [code for code in self.asked.codes if self.counts.is_sensitive(self.line, code)]
        found = list(self.asked.few(self.limits.few, sensitive, is_choice=self.is_choice))
        for months, of, at in self._withheld_cells(withheld):
            entries = self.asked.within(months, of)
            n, base = int(self.asked.has[entries, at].sum()), int(self.asked.n[entries].sum())
            # What was withheld beside another, and lies at no end, is no secret of its own. As much stays open as the
            # rules of a month demand: where an answer has one option the whole band, else no one number.
            if base and min(n, base - n) < FEW:
                found.append(Unit(entries, at, min(FEW - 1, base) if self.is_choice else 1))
        return found

    def _withheld_cells(self, withheld: Withheld) -> Iterator[tuple[tuple[str, ...], Of, int]]:
        codes = list(enumerate(self.asked.codes))
        for figure in self.figures:
            is_told = self.line in figure.lines
            months = [m for m in figure.months if not is_told or m in self.months.get(figure.of, ())]
            for at, code in codes:
                if not is_told or figure.hides(self.line, code):
                    yield tuple(months), figure.of, at
        for group, of in self.groups.items():
            for at, code in codes:
                if is_open(group, self.line, withheld) and (group, *self.line, code) in withheld:
                    yield self.months.get(of, ()), of, at

    def _next(self, unit: Unit, withheld: Withheld, *, is_late: bool) -> Withheld:
        """Return what to withhold next: a cell, the district's last, then lines; late, all cells and then all lines."""
        told = [group for group in self.groups if is_open(group, self.line, withheld)]
        cells = [(group, *self.line, code) for group in told for code in self.asked.codes]
        shown = [place for place in cells if place not in withheld]
        places = shown or [(group, *self.line, "") for group in told]
        if is_late or not places:
            return dict.fromkeys(places, Reason.BESIDE)
        return {min(places, key=lambda place: self._rank(unit, place)): Reason.BESIDE}

    def _rank(self, unit: Unit, place: Key) -> tuple[bool, bool, bool, int, Key]:
        group, code, of = place[0], place[3], self.groups[place[0]]
        is_beside = not (self.asked.within(self.months.get(of, ()), of) & unit.entries).any()
        is_other = code != self.asked.codes[unit.at]
        n = self.counts.cells[group].get((*self.line, code), 0)
        return group == self.counts.district, is_beside, is_other, n, place
