"""Many answer sheets at once, drawn by numpy, with the tallies that single submits would have made of them.

A sheet is never an object here: a question is one column of whole numbers for all sheets, and only what is stored
becomes a dict. Free words and what is asked of us (Q11, Q12) are left out: neither is counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db import asking, drafts, tallies
from db.questions import Form, Question
from db.vocabulary import AgeBand, QuestionKind

BANDS = tuple(band for band in AgeBand if band is not AgeBand.UNKNOWN)
OF_BANDS = (0.08, 0.27, 0.38, 0.2, 0.07)
NO_NEED, DOUBTFUL, SKIPPED, UNKNOWN_SATISFACTION = 0.1, 0.02, 0.12, 0.12
MISSING = -1

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Single:
    """One answer per sheet. chosen : index in `codes`, MISSING where the question was not asked or skipped."""

    codes: tuple[str, ...]
    chosen: Numbers


@dataclass(frozen=True)
class Several:
    """Any number of answers per sheet. chosen : sheets × codes; a row without any was not answered."""

    codes: tuple[str, ...]
    chosen: Flags


@dataclass(frozen=True)
class Sheets:
    """The sheets of one wave. branch : index of the branch; band : index in BANDS; columns : item key → answers."""

    branch: Numbers
    band: Numbers
    is_doubtful: Flags
    rating_set: Numbers
    columns: dict[str, Single | Several]

    def answers(self) -> list[dict[str, Any]]:
        """Return the sheets as a response stores them."""
        keys = sorted(self.columns)
        columns = [_values(self.columns[key]) for key in keys]
        return [
            {key: value for key, value in zip(keys, row, strict=True) if value is not None}
            for row in zip(*columns, strict=True)
        ]

    def counts(self) -> list[tuple[int, AgeBand, bool, tallies.Cell, int]]:
        """Return (index of the branch, age band, doubtful, cell, n), in the order of the tallies' key."""
        cells, sheets = [], []
        for cell, chose in sorted(self._cells()):
            found = np.flatnonzero(chose)
            if len(found):
                cells.append(cell)
                sheets.append(found)
        codes = np.repeat(np.arange(len(cells)), [len(found) for found in sheets])
        rows = np.concatenate(sheets)
        group = (self.branch[rows] * len(BANDS) + self.band[rows]) * 2 + self.is_doubtful[rows]
        keys, n = np.unique(group * len(cells) + codes, return_counts=True)
        group, code = np.divmod(keys, len(cells))
        place, doubtful = np.divmod(group, 2)
        branch, band = np.divmod(place, len(BANDS))
        lists = (branch.tolist(), band.tolist(), doubtful.tolist(), code.tolist(), n.tolist())
        return [(b, BANDS[a], bool(d), cells[c], k) for b, a, d, c, k in zip(*lists, strict=True)]

    def _cells(self) -> Iterator[tuple[tallies.Cell, Flags]]:
        yield tallies.SHEETS, np.ones(len(self.branch), bool)
        for key, column in self.columns.items():
            question, _, row = key.partition(":")
            if question in asking.RATED:
                continue
            yield (question, row, ""), _is_answered(column)
            for i, code in enumerate(column.codes):
                chose = column.chosen[:, i] if isinstance(column, Several) else column.chosen == i
                yield (question, row, code), chose
        yield from self._joint()
        yield from self._pairs()

    def _joint(self) -> Iterator[tuple[tallies.Cell, Flags]]:
        for key, importance in self.columns.items():
            question, _, row = key.partition(":")
            if question != asking.IMPORTANCE:
                continue
            satisfaction = self.columns[f"{asking.SATISFACTION}:{row}"]
            yield (tallies.JOINT, row, ""), _is_answered(importance)
            for i, how_important in enumerate(importance.codes):
                for j, how_satisfied in enumerate(satisfaction.codes):
                    cell = (tallies.JOINT, row, f"{how_important},{how_satisfied}")
                    yield cell, (importance.chosen == i) & (satisfaction.chosen == j)

    def _pairs(self) -> Iterator[tuple[tallies.Cell, Flags]]:
        picked = self.columns[tallies.PICKED]
        ordered = sorted(enumerate(picked.codes), key=lambda pair: pair[1])
        for (i, one), (j, other) in combinations(ordered, 2):
            yield (tallies.PAIRS, one, other), picked.chosen[:, i] & picked.chosen[:, j]


def _is_answered(column: Single | Several) -> Flags:
    if isinstance(column, Several):
        return np.asarray(column.chosen.any(axis=1))
    return np.asarray(column.chosen != MISSING)


def _values(column: Single | Several) -> list[Any]:
    if isinstance(column, Single):
        return np.array([*column.codes, None], dtype=object)[column.chosen].tolist()
    # Few ways of choosing, many sheets: each way is written out once.
    ways, which = np.unique(column.chosen @ (1 << np.arange(len(column.codes))), return_inverse=True)
    chosen = [sorted(code for i, code in enumerate(column.codes) if way >> i & 1) or None for way in ways]
    return [chosen[i] for i in which.tolist()]


def draw(
    form: Form, *, month_number: int, n: int, weights: Sequence[float], draws: np.random.Generator
) -> Sheets:
    """Draw `n` sheets of a month. weights : how much of them each branch has, adding up to 1."""
    return _Drawing(form, month_number, n, draws).sheets(weights)


class _Drawing:
    """One wave's sheets, drawn question by question."""

    def __init__(self, form: Form, month_number: int, n: int, draws: np.random.Generator) -> None:
        self.form, self.month, self.n, self.draws = form, month_number, n, draws
        self.band = draws.choice(len(BANDS), n, p=OF_BANDS)
        self.rating_set = draws.integers(drafts.SETS, size=n)
        self.columns: dict[str, Single | Several] = {
            asking.AGE: Single(tuple(band.value for band in BANDS), self.band)
        }

    def sheets(self, weights: Sequence[float]) -> Sheets:
        for question in self.form.questions:
            is_ours = question.kind is not QuestionKind.TEXT and not question.code.startswith(asking.REQUEST)
            is_asked = not question.months or self.month in question.months
            if is_ours and is_asked and question.code != asking.AGE:
                self._ask(question)
        return Sheets(
            branch=self.draws.choice(len(weights), self.n, p=weights),
            band=self.band,
            is_doubtful=self.draws.random(self.n) < DOUBTFUL,
            rating_set=self.rating_set,
            columns=self.columns,
        )

    def _ask(self, question: Question) -> None:
        if question.code == tallies.PICKED:
            self.columns[question.code] = self._picks(question)
        elif question.kind is QuestionKind.SUB_ITEM:
            self._sub_items(question)
        elif question.kind is QuestionKind.RATING:
            self._ratings(question)
        elif question.kind is QuestionKind.MULTI:
            self.columns[question.code] = self._several(question)
        else:
            codes = tuple(option.code for option in question.options)
            self.columns[question.code] = self._single(codes, self._is_asked(question))

    def _is_asked(self, question: Question) -> Flags:
        """Which sheets come to a question and do not skip it."""
        asked = np.ones(self.n, bool) if question.required else self.draws.random(self.n) >= SKIPPED
        for condition in question.show_if:
            column = self.columns[condition.question]
            if isinstance(column, Several):
                barred = [code in condition.without for code in column.codes]
                asked &= _is_answered(column) & ~column.chosen[:, barred].any(axis=1)
            else:
                wanted = [code in condition.any for code in column.codes]
                asked &= _is_answered(column) & np.array(wanted)[column.chosen]
        return asked

    def _single(self, codes: tuple[str, ...], asked: Flags) -> Single:
        chosen = self.draws.choice(len(codes), self.n, p=_skewed(len(codes)))
        return Single(codes, np.where(asked, chosen, MISSING))

    def _picks(self, question: Question) -> Several:
        codes = tuple(c.code for c in self.form.categories) + tuple(o.code for o in question.options)
        n_real = len(self.form.categories)
        n_picked = self.draws.choice([1, 2, 3], self.n, p=[0.35, 0.35, 0.3])
        n_picked[self.draws.random(self.n) < NO_NEED] = 0
        chosen = np.zeros((self.n, len(codes)), bool)
        chosen[:, :n_real] = self._ranked(n_real) < n_picked[:, None]
        chosen[:, -1] = n_picked == 0
        return Several(codes, chosen)

    def _ranked(self, n_codes: int) -> Numbers:
        """Place of each code in a draw without replacement, by the skewed shares (Gumbel's trick)."""
        luck = np.log(_skewed(n_codes)) + self.draws.gumbel(size=(self.n, n_codes))
        return np.argsort(np.argsort(-luck, axis=1), axis=1)

    def _several(self, question: Question) -> Several:
        codes = tuple(option.code for option in question.options)
        exclusive = np.array([option.exclusive for option in question.options])
        most = question.max_choices or len(codes)
        wanted = self.draws.integers(1, most, size=self.n, endpoint=True)
        placed = self._ranked(len(codes))
        chosen = placed < wanted[:, None]
        alone = (placed == 0)[:, exclusive].any(axis=1)
        chosen = np.where(alone[:, None], placed == 0, chosen & ~exclusive)
        return Several(codes, chosen & self._is_asked(question)[:, None])

    def _sub_items(self, question: Question) -> None:
        picked = self.columns[tallies.PICKED]
        is_minor = self.band == BANDS.index(AgeBand.MINOR)
        for i, category in enumerate(self.form.categories):
            if len(category.children) < 2:
                continue
            codes = tuple(c.code for c in category.children) + tuple(o.code for o in question.options)
            column = self._single(codes, picked.chosen[:, i] & (self.draws.random(self.n) >= SKIPPED))
            barred = np.array([code in self.form.adults_only for code in codes])[column.chosen]
            chosen = np.where(is_minor & barred & (column.chosen != MISSING), len(codes) - 1, column.chosen)
            self.columns[f"{question.code}:{category.code}"] = Single(codes, chosen)

    def _ratings(self, question: Question) -> None:
        codes = tuple(option.code for option in question.options)
        means = np.linspace(4.4, 2.6, len(self.form.rated()))
        if question.code == asking.SATISFACTION:
            means = np.roll(means, len(means) // 2)
        for category, mean in zip(self.form.rated(), means, strict=True):
            rates = np.isin(self.rating_set, self._sets_with(category.code))
            chosen = np.clip(np.rint(self.draws.normal(mean, 0.9, self.n)), 1, 5).astype(np.int64) - 1
            if question.code == asking.SATISFACTION:
                chosen[self.draws.random(self.n) < UNKNOWN_SATISFACTION] = codes.index("none")
            self.columns[f"{question.code}:{category.code}"] = Single(codes, np.where(rates, chosen, MISSING))

    def _sets_with(self, code: str) -> list[int]:
        sets = range(drafts.SETS)
        return [s for s in sets if code in {c.code for c in asking.rating_rows(self.form, s, {})}]


def _skewed(n: int) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, n + 1) ** 0.7
    return np.asarray(weights / weights.sum())
