"""Districts of a few branches, what a release tells of them, and what somebody works out of it; for tests of the gate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis import banding, crossing, ends
from analysis.auditing import audit
from analysis.blocks import NONE, Known
from analysis.disclosure import Shown, gate
from analysis.ends import bounds_of
from analysis.withholding import Limits, Reason

FEW = Limits().few
LINE = ["question", "row", "cell"]
# An option of a multi choice, and a question with one choice of three.
MULTI, CHOICE, CODES = ("Q2", "", "EMP"), "Q10", ("1", "2", "3")


@dataclass(frozen=True)
class Branch:
    """One branch: its committee and domain, how many answered, how many chose EMP, and how many each of Q10."""

    committee: str
    domain: str
    n: int
    emp: int
    choice: tuple[int, int, int]


def frame(branches: list[Branch], group: str, other: str | None) -> pd.DataFrame:
    rows = []
    for number, b in enumerate(branches):
        where = (number, getattr(b, group), getattr(b, other) if other else NONE)
        rows += [(*where, "Q2", "", "", b.n), (*where, *MULTI, b.emp), (*where, CHOICE, "", "", b.n)]
        rows += [(*where, CHOICE, "", code, n) for code, n in zip(CODES, b.choice, strict=True)]
    return pd.DataFrame(rows, columns=["branch", "group", "other", *LINE, "n"])


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    sheets = rows[(rows["question"] == "Q2") & (rows["cell"] == "")].assign(question="")
    both = pd.concat([rows, sheets])
    return pd.concat([both, both.assign(group="d")])[["group", *LINE, "n"]]


def released(branches: list[Branch], rules=None) -> tuple[dict[str, Shown], dict[str, Shown]]:
    """What is shown of committees (and the district), and of domains, as a release does it."""
    own, crossed = frame(branches, "committee", None), frame(branches, "domain", "committee")
    rules = rules if rules is not None else [banding.near_ends, ends.near_ends_of_choices]
    committees = gate(
        summed(own), district="d", partitions=[CHOICE], further=[*rules, audit(Known(own, {}, {}))]
    )
    crossed = crossed[crossed["question"] == "Q2"]
    below = {group: shown for group, shown in committees.items() if group != "d"}
    told = {
        (group, *key[:3]): bounds
        for group, shown in below.items()
        for key, bounds in known_of(shown, branches, "committee", group).items()
    }
    domains = gate(
        summed(crossed), district="d",
        further=[
            crossing.beside(below, crossed[crossed["cell"] == ""]), banding.near_ends,
            audit(Known(crossed, {}, told)),
        ],
    )  # fmt: skip
    return committees, {group: shown for group, shown in domains.items() if group != "d"}


def true_count(branches: list[Branch], cell: tuple[str, str, str]) -> int:
    at = None if cell == MULTI else CODES.index(cell[2])
    return sum(b.emp if at is None else b.choice[at] for b in branches)


def known_of(shown: Shown, branches: list[Branch], by: str, group: str):
    """Return (question, row, cell) → what is told of it, of one group."""
    own = [b for b in branches if by == "" or getattr(b, by) == group]
    return {
        (q, r, c): bounds_of(true_count(own, (q, r, c)), base, Reason(note) if note else None)
        for q, r, c, _, base, note in shown.rows
        if c
    }


def recovered(
    branches: list[Branch], told: list[tuple[set[int], tuple[str, str, str], tuple[int, int]]]
) -> int:
    """How many small branches' counts are one number only for who knows sizes and `told` (who, cell, bounds).

    Written anew: one variable per branch and cell, none of the audit's blocks and short cuts.
    """
    found = 0
    for lines in ([MULTI], [(CHOICE, "", code) for code in CODES]):
        k = len(lines)
        matrix, low, high = [], [], []
        for who, cell, (lowest, highest) in told:
            if cell in lines:
                row = np.zeros((len(branches), k))
                row[sorted(who), lines.index(cell)] = 1
                matrix.append(row.ravel()), low.append(lowest), high.append(highest)
        if k > 1:
            for at, branch in enumerate(branches):
                row = np.zeros((len(branches), k))
                row[at] = 1
                matrix.append(row.ravel()), low.append(branch.n), high.append(branch.n)
        known = [LinearConstraint(np.array(matrix), low, high)] if matrix else []
        found += _numbers_found(branches, k, known)
    return found


def _numbers_found(branches: list[Branch], k: int, known: list[LinearConstraint]) -> int:
    found, limits = 0, Bounds(0, np.repeat([b.n for b in branches], k))
    for at, branch in enumerate(branches):
        for cell in range(k) if 0 < branch.n < FEW else ():
            wanted = np.zeros(len(branches) * k)
            wanted[at * k + cell] = 1
            lowest, highest = (
                milp(sign * wanted, constraints=known, bounds=limits, integrality=np.ones_like(wanted))
                for sign in (1, -1)
            )
            found += round(lowest.fun) == round(-highest.fun)
    return found


def told_by(branches: list[Branch], committees: dict[str, Shown], domains: dict[str, Shown]):
    everybody = set(range(len(branches)))
    told = [
        (everybody, cell, bounds) for cell, bounds in known_of(committees["d"], branches, "", "d").items()
    ]
    for by, shown in (("committee", committees), ("domain", domains)):
        for group in shown.keys() - {"d"}:
            who = {at for at, b in enumerate(branches) if getattr(b, by) == group}
            told += [
                (who, cell, bounds) for cell, bounds in known_of(shown[group], branches, by, group).items()
            ]
    return told
