"""Months of small districts, what they and their period tell, and what somebody works out of both; for tests."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis import together
from analysis.disclosure import Shown, gate
from analysis.ends import bounds_of
from analysis.periods import COMMITTEE, DOMAIN, WHOLE, Figure, OfMonths, at_ends, counts_of, lone, months_of
from analysis.withholding import Reason
from tests.rosters import CHOICE, CODES, FEW, MULTI, Branch, frame, released

CELLS = [MULTI, *((CHOICE, "", code) for code in CODES)]
GROUPS = {"d": (WHOLE, ""), **{name: (COMMITTEE, name) for name in "KLM"}}


@st.composite
def branches_by_month(draw: st.DrawFn) -> list[list[Branch]]:
    """Two or three months of the same few branches, whose people answer again, or not."""
    places = [
        (draw(st.sampled_from("KLM")), draw(st.sampled_from("XY"))) for _ in range(draw(st.integers(3, 6)))
    ]
    return [[draw(one(place)) for place in places] for _ in range(draw(st.integers(2, 3)))]


@st.composite
def one(draw: st.DrawFn, place: tuple[str, str]) -> Branch:
    n = draw(st.sampled_from([0, 1, 2, 3, 6, 9, 12, 14, 20]))
    first = draw(st.integers(0, n))
    second = draw(st.integers(0, n - first))
    emp = draw(st.sampled_from([0, min(1, n), n, draw(st.integers(0, n))]))
    return Branch(*place, n, emp, (first, second, n - first - second))


def people_of(months: list[list[Branch]]) -> pd.DataFrame:
    """The branches of some months as the audit of a period takes them."""
    rows = [
        frame(branches, "committee", "domain")
        .rename(columns={"group": COMMITTEE, "other": DOMAIN})
        .assign(month=str(month))
        for month, branches in enumerate(months)
    ]
    both = pd.concat(rows)
    sheets = both[(both["question"] == "Q2") & (both["cell"] == "")].assign(question="")
    return pd.concat([both, sheets], ignore_index=True)


def told_by_months(months: list[list[Branch]]) -> list[Figure]:
    """What each month's release tells of the district, its committees and its domains."""
    found = []
    for month, branches in enumerate(months):
        committees, domains = released(branches)
        found += [Figure((str(month),), GROUPS[name], (shown,)) for name, shown in committees.items()]
        found += [Figure((str(month),), (DOMAIN, name), (shown,)) for name, shown in domains.items()]
    return found


def period(
    months: list[list[Branch]], figures: list[Figure], *, is_audited: bool = True, **given: object
) -> dict[str, Shown]:
    """What the period of these months tells, beside what is told already."""
    people = people_of(months)
    groups = {name: of for name, of in GROUPS.items() if name == "d" or name in set(people[COMMITTEE])}
    counts = counts_of(people, figures, [("", "", ""), *CELLS], groups=groups)
    proving = [together.audit(people, figures, groups=groups, **given)] if is_audited else []
    return gate(
        counts, district="d", partitions=[CHOICE], limits=OfMonths(),
        further=[lone(figures, groups), at_ends, *proving],
    )  # fmt: skip


def told(months: list[list[Branch]], figures: Iterable[Figure]):
    """Return (which (month, branch), cell, bounds) of every figure: what a reader knows, written anew."""
    every = list(figures)
    for figure in every:
        for q, row, cell, _, base, note in figure.views[0].rows:
            if not cell:
                continue
            summed = set(figure.months) & set(months_of(every, figure.of, (q, row)))
            who = members(months, summed, figure.of)
            n = sum(count(months[m][b], (q, row, cell)) for m, b in who)
            yield who, (q, row, cell), bounds_of(n, base, Reason(note) if note else None)


def members(
    months: list[list[Branch]], of_months: Iterable[str], of: tuple[str, str]
) -> set[tuple[int, int]]:
    return {
        (int(m), at)
        for m in of_months
        for at, b in enumerate(months[int(m)])
        if of[0] == WHOLE or getattr(b, of[0]) == of[1]
    }


def count(branch: Branch, cell: tuple[str, str, str]) -> int:
    return branch.emp if cell == MULTI else branch.choice[CODES.index(cell[2])]


def small_things(months: list[list[Branch]], figures: Iterable[Figure]):
    """Return (who, cell) of what must not follow: few people of a branch, and withheld figures of months at an end."""
    for m, branches in enumerate(months):
        yield from (({(m, at)}, cell) for at, b in enumerate(branches) if 0 < b.n < FEW for cell in CELLS)
    for at in range(len(months[0])):
        if all(branches[at].n < FEW for branches in months) and any(branches[at].n for branches in months):
            yield from (({(m, at) for m in range(len(months))}, cell) for cell in CELLS)
    for figure in figures:
        if len(figure.months) > 1 or figure.of[0] == DOMAIN:
            continue
        who = members(months, figure.months, figure.of)
        for cell in CELLS:
            n, base = sum(count(months[m][b], cell) for m, b in who), sum(months[m][b].n for m, b in who)
            shown = {row[:3]: row[3] for row in figure.views[0].rows}
            if base and min(n, base - n) < 3 and shown.get(cell) is None:
                yield who, cell


def followed(
    months: list[list[Branch]], figures: list[Figure]
) -> set[tuple[frozenset, tuple[str, str, str]]]:
    """Return what must not follow of these figures, and does: one variable per month, branch and cell."""
    known, found = list(told(months, figures)), set()
    for line in ([MULTI], [(CHOICE, "", code) for code in CODES]):
        world = World(months, line, known)
        for who, cell in small_things(months, figures):
            if cell in line and world.is_one_number(who, cell):
                found.add((frozenset(who), cell))
    return found


class World:
    def __init__(self, months, line, known) -> None:
        self.months, self.line, self.k = months, line, len(line)
        matrix, low, high = [], [], []
        for who, cell, (lowest, highest) in known:
            if cell in line:
                matrix.append(self.row(who, cell)), low.append(lowest), high.append(highest)
        sizes = [b.n for branches in months for b in branches]
        if self.k > 1:
            for at, n in enumerate(sizes):
                row = np.zeros(len(sizes) * self.k)
                row[at * self.k : (at + 1) * self.k] = 1
                matrix.append(row), low.append(n), high.append(n)
        self.known = [LinearConstraint(np.array(matrix), low, high)] if matrix else []
        self.limits = Bounds(0, np.repeat(sizes, self.k))

    def row(self, who, cell) -> np.ndarray:
        width = len(self.months[0])
        found = np.zeros(len(self.months) * width * self.k)
        for m, b in who:
            found[(m * width + b) * self.k + self.line.index(cell)] = 1
        return found

    def is_one_number(self, who, cell) -> bool:
        wanted = self.row(who, cell)
        low, high = (
            milp(sign * wanted, constraints=self.known, bounds=self.limits, integrality=np.ones_like(wanted))
            for sign in (1, -1)
        )
        return round(low.fun) == round(-high.fun)
