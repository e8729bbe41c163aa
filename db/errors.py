"""Refusals: what a service raises when something may not or cannot be done.

A refusal carries a stable code and facts. It never carries a sentence: `pages.shared.texts` turns the code
into Chinese that says what to do next, and a test checks that every code has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class Refused(Exception):
    """Something was asked that the rules do not allow; nothing was written.

    code : short snake_case name, unique in meaning, shown to nobody.
    facts : plain values for the sentence (numbers, dates, names of things; never personal data).
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """Code and facts, for the log."""
        return f"{self.code} {self.facts}" if self.facts else self.code


class NotFound(Refused):
    """No such thing, or none that this person may know of (the two look alike on purpose)."""

    kind = "not_found"


class NotAllowed(Refused):
    """The thing may be known, but this person may not do this with it."""

    kind = "not_allowed"


class Invalid(Refused):
    """The values do not fit; `facts["field"]` names the field where there is one."""

    kind = "invalid"


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one row of a file. sheet : its name, "" where there is one only. row : from 1, as seen in the table."""

    sheet: str
    row: int
    refused: Refused


class Faulty(Invalid):
    """A file with faults in its rows; nothing of it was taken. rows : every fault, for a report; facts["n"] : how many."""

    def __init__(self, code: str, rows: Sequence[RowFault], **facts: object) -> None:
        super().__init__(code, n=len(rows), **facts)
        self.rows = tuple(rows)


class Conflict(Refused):
    """Somebody else changed it first, or it exists already."""

    kind = "conflict"


class TooLate(Refused):
    """It was possible once: a closed survey, a used link, an expired sign-in."""

    kind = "too_late"


class Unavailable(Refused):
    """The house itself is not in order: no key, wrong key, no database."""

    kind = "unavailable"
