"""Questions that only some were asked: how many answered them tells of what they had answered before.

39 of 40 say what exactly they miss of employment: at least 39 named employment. 40 say how they would like to be helped:
nobody needed nothing. So where a cell is withheld, what was asked because of it is withheld too.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from analysis.withholding import Counts, Reason, Withheld, is_open

Line = tuple[str, str]  # question, row
# A line → the (question, row, cell) on which it hangs who is asked.
AskedOf = Mapping[Line, frozenset[tuple[str, str, str]]]
# Why a category is withheld whatever was counted; what hangs on it says the same.
SAME = (Reason.SENSITIVE, Reason.SENSITIVE_FEW)

T = TypeVar("T")


def rounds(lines: Mapping[Line, T], asked_of: AskedOf) -> Iterator[dict[Line, T]]:
    """Part lines so that each comes after all that it hangs on; ("", "") is in every part.

    Raises ValueError for lines that hang on one another in a circle.

    >>> on_emp = {("Q2b", "EMP"): frozenset({("Q2", "", "EMP")})}
    >>> [sorted(some) for some in rounds({("", ""): [], ("Q2", ""): ["EMP"], ("Q2b", "EMP"): []}, on_emp)]
    [[('', ''), ('Q2', '')], [('', ''), ('Q2b', 'EMP')]]
    """
    sheets, left = ("", ""), dict(lines)
    while left:
        now = [line for line in left if not any(cell[:2] in left for cell in asked_of.get(line, ()))]
        if not now:
            raise ValueError("no question hangs on itself")
        yield {line: of for line, of in lines.items() if line in now or line == sheets}
        left = {line: of for line, of in left.items() if line not in now}


def withheld_with(counts: Counts, asked_of: AskedOf, withheld: Withheld) -> Withheld:
    """Withhold lines of which a group hides, wholly or by a cell, who was asked.

    What is withheld with a cell says nothing of how many answered it, so this goes before the rules that look at counts.
    """
    found: Withheld = {}
    for line in counts.lines:
        for cell in sorted(asked_of.get(line, ())):
            for group in counts.bases:
                why = withheld.get((group, *cell))
                # A whole group that is withheld has said why.
                if why is None and not is_open(group, cell[:2], withheld):
                    why = Reason.BESIDE
                if why is not None and (group, "", "", "") not in withheld:
                    found.setdefault((group, *line, ""), why if why in SAME else Reason.BESIDE)
    return found
