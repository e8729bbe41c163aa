"""What youth noticed of five services against what their branch logged: a survey asks about the month before it.

Of pairings and talks the ledger says how many people were reached: the share expected to have noticed is people
reached ÷ declared youth. Of an activity, a survey and a deed it says only whether there was one: everybody could have
noticed it, or nobody, and not everybody notices what was for a few. So there a difference counts only beyond half of
all (`ROOM`). A side is taken only where the whole interval (`analysis.intervals`) lies on it, 95 % for five services
together after Bonferroni.

A branch hears of itself a side per service and never a number; which answers make a side is wide enough for each to
hide who it was (`cuts`).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any, NamedTuple, Self

import pandas as pd

from analysis import intervals
from analysis.disclosure import Shown
from analysis.withholding import BANDS_FROM, FEW, NOTES, Limits

FEWER, MORE = "fewer", "more"
# How far from all, or from nobody, a share lies before it speaks against what was logged or was not.
ROOM = 0.5
SERVICES = 5
LEVEL = 1 - 0.05 / SERVICES
COLUMNS = [
    "service", "n", "base", "share", "low", "high", "expected", "room", "reached", "youth", "side", "note",
]  # fmt: skip

_GATE = object()


class Expected(NamedTuple):
    """Which share of youth could have noticed a service by the ledger, 0–1, and how far off is not yet a difference."""

    share: float
    room: float


def of_people(reached: int, youth: int | None, *, answers: int = 0) -> Expected | None:
    """Return what is expected where the ledger says how many people were reached; at most everybody.

    youth : declared youth. None comes back where nobody knows it, or where more have answered: it is out of date.

    >>> of_people(3, 24)
    Expected(share=0.125, room=0.0)
    """
    return Expected(min(reached / youth, 1.0), 0.0) if youth and youth >= answers else None


def of_whether(is_logged: bool) -> Expected:
    """Return what is expected where the ledger says only whether there was something.

    >>> of_whether(True)
    Expected(share=1.0, room=0.5)
    """
    return Expected(float(is_logged), ROOM)


def side(x: int, n: int, expected: Expected, *, population: int | None, level: float = LEVEL) -> str:
    """Return whether fewer noticed than is expected (`FEWER`), or more (`MORE`), "" where that cannot be told.

    x, n, population, level : as for `intervals.share`.

    >>> side(2, 16, of_whether(True), population=24), side(5, 16, of_whether(True), population=24)
    ('fewer', '')
    """
    return _beside(intervals.share(x, n, population, level), expected)


def _beside(found: intervals.Share, expected: Expected) -> str:
    if found.high < expected.share - expected.room:
        return FEWER
    return MORE if found.low > expected.share + expected.room else ""


class Cuts(NamedTuple):
    """Up to how many answers are told as fewer, −1 for never, and from how many as more, n + 1 for never."""

    fewer: int
    more: int


def cuts(n: int, expected: Expected, *, population: int | None, level: float = LEVEL) -> Cuts:
    """Return from where on a branch hears of a difference, out of `n` answers.

    Everybody may know the ledger, the roster and `n`, so silence tells something too. Whatever is heard must be true
    of at least `FEW` numbers of answers, as wide as the band 不足3份（含0份）: silence is widened until it is, and a
    side that is narrower is never told.

    >>> cuts(16, of_whether(True), population=24), cuts(16, of_people(0, 24), population=24)
    (Cuts(fewer=4, more=17), Cuts(fewer=-1, more=3))
    """
    if n < FEW:
        return Cuts(-1, n + 1)

    def told(x: int) -> str:
        return side(x, n, expected, population=population, level=level)

    fewer = bisect_left(range(n + 1), True, key=lambda x: told(x) != FEWER) - 1
    more = bisect_left(range(n + 1), True, key=lambda x: told(x) == MORE)
    while more - fewer - 1 < FEW:
        fewer, more = max(fewer - 1, -1), min(more + 1, n + 1)
    return Cuts(fewer if fewer + 1 >= FEW else -1, more if n - more + 1 >= FEW else n + 1)


@dataclass(frozen=True)
class Noticed:
    """What the gate lets a branch hear of what its youth noticed: sides, never a count.

    sides : (service, `FEWER` or `MORE`) where there is a difference; no service of which there is none, or too few
    answers to tell. note : why nothing is compared (a `Reason`). ranges : (service, from, to): between which numbers
    the answers lie for whoever hears this, silence too; for the audit, kept nowhere.
    Only `gate_noticed` and `from_json` make one: TypeError otherwise.
    """

    sides: tuple[tuple[str, str], ...]
    note: str | None
    ranges: tuple[tuple[str, int, int], ...] = field(default=(), repr=False)
    token: InitVar[object] = None

    def __post_init__(self, token: object) -> None:
        if token is not _GATE:
            raise TypeError("only the gate makes a Noticed")

    @property
    def why_empty(self) -> str | None:
        """Return why nothing is compared, in Chinese; None if something is."""
        return NOTES[self.note] if self.note else None

    def within(self, before: "Noticed | None") -> "Noticed":
        """Return no more than was heard before: laid beside another ledger, the same answers would tell more."""
        if before is None or self.note:
            return self
        sides = tuple(told for told in self.sides if told in before.sides)
        return Noticed(sides, before.note, self.ranges, _GATE)

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the database."""
        return {"note": self.note, "sides": [list(told) for told in self.sides]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Read back what a release stored with `to_json`. For `db.releases` only."""
        return cls(tuple((service, told) for service, told in content["sides"]), content["note"], (), _GATE)


def gate_noticed(
    votes: Mapping[str, int],
    *,
    answers: int,
    expected: Mapping[str, Expected],
    population: int | None,
    limits: Limits | None = None,
) -> Noticed:
    """What one branch may hear of what its youth noticed.

    votes : service → how many answers noticed it. answers : how many answered the question. expected : what is
    expected of each service that is compared. population : declared youth, None if unknown.

    Nothing below `limits.group` answers, at least 10. Raises ValueError where more noticed than answered.
    """
    if any(n < 0 or n > answers for n in votes.values()):
        raise ValueError("a count beyond its answers is a fault of the tallies")
    numbers = limits or Limits()
    if answers < max(numbers.group, BANDS_FROM):
        return Noticed((), numbers.reason(answers), (), _GATE)
    found = [
        (service, *_heard(votes.get(service, 0), answers, cuts(answers, what, population=population)))
        for service, what in expected.items()
    ]
    sides = tuple((service, told) for service, told, _, _ in found if told)
    return Noticed(sides, None, tuple((service, low, high) for service, _, low, high in found), _GATE)


def _heard(x: int, n: int, at: Cuts) -> tuple[str, int, int]:
    """Return the side that is told of `x`, and of which numbers the same would be told."""
    if x <= at.fewer:
        return FEWER, 0, at.fewer
    if x >= at.more:
        return MORE, at.more, n
    return "", at.fewer + 1, at.more - 1


def compared(shown: Shown, expected: pd.DataFrame, *, question: str) -> pd.DataFrame:
    """Lay what a committee's or the district's youth noticed beside the ledgers of its branches.

    expected : DataFrame, one row per service; columns service, reached and youth (int: of so many declared youth so
    many could have noticed), room (see `Expected`), population (Int64: everybody who could have answered, NA for
    unknown).

    Returns DataFrame, in that order: service, n, base (Int64), share, low, high (0–1, NaN where withheld), expected
    (reached ÷ youth), room, reached, youth, side (`FEWER`, `MORE` or "", always "" where withheld), note ("" or the
    `Reason`).
    Raises ValueError for a service without declared youth: there is no share to expect.
    """
    if (expected["youth"] <= 0).any():
        raise ValueError("where no youth are declared no share can be expected")
    told = {row[2]: row for row in shown.rows if row[0] == question}
    rows = []
    for service, reached, youth, room, population in expected[
        ["service", "reached", "youth", "room", "population"]
    ].itertuples(index=False, name=None):
        what = Expected(reached / youth, room)
        n, base, note = told.get(service, told.get("", (None,) * 6))[3:6]
        counted = (None, None, float("nan"), float("nan"), float("nan"))
        found = None
        if n is not None:
            found = intervals.share(n, base, None if pd.isna(population) else int(population), LEVEL)
            counted = (n, base, *found[:3])
        beside = _beside(found, what) if found else ""
        rows.append((service, *counted, *what, reached, youth, beside, shown.note or note or ""))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n": "Int64", "base": "Int64"})
