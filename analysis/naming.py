"""What one branch may hear of its own answers: a few names, at most with a band of how many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import Any, Self

from analysis.withholding import BANDS_FROM, FEW, NOTES, Limits, Reason

# What a branch hears of its own answers: up to three categories that at least three answers named.
MOST_NAMED, VOTES = 3, 3
# From, to and words of each band; the last is open, and too narrow where hardly more answers came in.
BANDS = ((VOTES, 5, "3–5份"), (6, 10, "6–10份"), (11, None, "11份以上"))
BROAD_BANDS = ((VOTES, 5, "3–5份"), (6, None, "6份以上"))
NARROWEST = 4  # values that a band can stand for
OPEN_VALUES = 3

_GATE = object()


@dataclass(frozen=True)
class Named:
    """What the gate lets a branch hear of its own answers: names of categories, never a count.

    cells : (code, band) in the questionnaire's order; band is "" below the number from which a distribution is
    shown. note : why there is none (a `Reason`). Only the gates here and `from_json` make one: TypeError otherwise.
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

    def within(self, before: "Named | None", nothing: Reason = Reason.NONE_STANDS_OUT) -> "Named":
        """Return no more than was heard before: what a branch heard twice must not tell what neither tells.

        nothing : the reason where nothing is left.
        """
        if before is None or self.note:
            return self
        cells = tuple(cell for cell in self.cells if cell in before.cells)
        return Named(cells, before.note or (None if cells else nothing), _GATE)

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

    Nothing below `limits.few` answers, no category with fewer than 3 votes; bands of counts from `limits.group`, at
    least 10.
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


def gate_choices(
    votes: Mapping[str, int],
    *,
    answers: int,
    order: Sequence[str],
    one_each: bool = False,
    limits: Limits | None = None,
) -> Named:
    """What one branch may hear of the choices in a question of its own: up to three of them, each with a band.

    votes, answers, order : as for `gate_names`. one_each : everybody chose one option: then the bands add up to the
    answers, which the branch knows, and nothing is told where that leaves an option fewer than `OPEN_VALUES` numbers.

    What the branch asked may be anything, so nothing is told below
    `limits.group` answers, at least 10; and nothing where all but 2 or fewer chose the same, which would tell what each
    one of them said. That case and the one where nothing stands out have one reason, so that neither is told.
    Raises ValueError where more chose an option than answered.

    >>> gate_choices({"o1": 7, "o2": 4, "o3": 1}, answers=12, order=["o1", "o2", "o3"]).cells
    (('o1', '6份以上'), ('o2', '3–5份'))
    >>> gate_choices({"o1": 11, "o2": 1}, answers=12, order=["o1", "o2"]).cells
    ()
    >>> gate_choices({"o1": 2, "o2": 5, "o3": 5}, answers=12, order=["o1", "o2", "o3"], one_each=True).cells
    ()
    """
    if any(n < 0 or n > answers for n in votes.values()):
        raise ValueError("a count beyond its answers is a fault of the tallies")
    if answers < max((limits or Limits()).group, BANDS_FROM):
        return Named((), Reason.FEW_ANSWERED, _GATE)
    own = {code: votes.get(code, 0) for code in order}
    is_alike = any(answers - n < FEW for n in own.values())
    chosen = [] if is_alike else names(own)
    cells = tuple((code, band(own[code], answers=answers)) for code in order if code in chosen)
    found = Named(cells, None if cells else Reason.UNTOLD, _GATE)
    if one_each and cells and _fewest_values(found, answers, order) < OPEN_VALUES:
        return Named((), Reason.UNTOLD, _GATE)
    return found


def _fewest_values(named: Named, answers: int, order: Sequence[str]) -> int:
    """Return how many numbers are left for the option that is known best, since all add up to the answers."""
    bounds = bounds_of(named, answers=answers, codes=order, picks=1)
    least, most = sum(low for low, _ in bounds.values()), sum(high for _, high in bounds.values())
    return min(
        min(high, answers - (least - low)) - max(low, answers - (most - high)) + 1
        for low, high in bounds.values()
    )


def names(votes: Mapping[str, int]) -> list[str]:
    """Return which categories a small group may hear named, in no order of its own: those most often chosen.

    Categories that tie for the last place are left out together: naming one of them would be drawing lots.

    >>> names({"EMP": 6, "EDU": 4, "HOU": 3, "CUL": 3, "INT": 2})
    ['EDU', 'EMP']
    """
    enough = {code: n for code, n in votes.items() if n >= VOTES}
    ordered = sorted(enough.values(), reverse=True)
    first_left_out = ordered[MOST_NAMED] if len(ordered) > MOST_NAMED else 0
    return sorted(code for code, n in enough.items() if n > first_left_out)


def band(votes: int, *, answers: int) -> str:
    """Return how often a category was named, in words too broad to tell who did; `votes` is 3 or more.

    With hardly more than 11 answers "11 or more" would mean everybody, so the bands are broader there.

    >>> band(11, answers=12), band(11, answers=30)
    ('6份以上', '11份以上')
    """
    narrow = answers - BANDS[-1][0] + 1 < NARROWEST
    return next(
        words
        for low, high, words in (BROAD_BANDS if narrow else BANDS)
        if low <= votes and (high is None or votes <= high)
    )


ENDS_OF: Mapping[str, tuple[int, int | None]] = {w: (low, high) for low, high, w in (*BROAD_BANDS, *BANDS)}


def bounds_of(
    named: Named, *, answers: int, codes: Iterable[str], picks: int | None = None
) -> dict[str, tuple[int, int]]:
    """Return between which numbers the votes of each category lie for whoever hears what a branch hears.

    answers : as for `gate_names`. codes : the categories that could have been named. picks : how many an answer could
    choose, None for any number.

    Where places were left, a category that is not named is taken to have too few votes; in fact several may have
    shared a place, which is seldom and not known. Nothing follows where nothing is told of so few answers.
    """
    if named.note == Reason.BELOW_5:
        return {}
    told = {code: ENDS_OF.get(words, (VOTES, None)) for code, words in named.cells}
    found = {code: (low, answers if high is None else high) for code, (low, high) in told.items()}
    most = VOTES - 1
    if len(found) == MOST_NAMED:
        # Fewer votes than each of those that are named, out of all that could be given.
        fewest = sum(low for low, _ in found.values())
        given = answers * (picks or MOST_NAMED + 1)
        most = min(
            min(high for _, high in found.values()) - 1,
            (given - MOST_NAMED) // (MOST_NAMED + 1),
            given - fewest,
        )
    return found | {code: (0, min(most, answers)) for code in codes if code not in found}
