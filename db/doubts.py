"""Doubtful answers (可能需要核实): given too fast to have been read, all alike, or sent in a burst from one device.

Pure: no database, no screen.

They are kept and counted apart: no figure holds them, and how many there were is told beside it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from db.asking import RATED

# Nobody reads the shortest course through the questionnaire in less.
QUICKEST = timedelta(seconds=25)
# Of fewer ratings all may well be alike.
FEWEST_RATINGS = 8
# One phone may serve two branches: a family, or somebody who moved. Who answers at more is no youth of theirs.
MOST_BRANCHES = 2


def is_doubtful(answers: Mapping[str, Any], *, took: timedelta | None, n_elsewhere: int = 0) -> bool:
    """Tell whether an answer sheet should be looked at again.

    answers : as stored in a response. took : from the consent to the submit, None where nobody knows.
    n_elsewhere : at how many other branches the same device has answered this wave before.

    >>> alike = {f"{q}:{c}": "3" for q in ("Q3", "Q4") for c in ("EMP", "EDU", "HOU", "LOV")}
    >>> is_doubtful(alike, took=timedelta(minutes=3))
    True
    >>> is_doubtful({**alike, "Q3:EMP": "5"}, took=timedelta(minutes=3))
    False
    >>> is_doubtful({"Q2": ["EMP"]}, took=timedelta(seconds=9))
    True
    >>> is_doubtful({"Q2": ["EMP"]}, took=timedelta(minutes=3), n_elsewhere=2)
    True
    """
    is_quick = took is not None and took < QUICKEST
    return is_quick or n_elsewhere >= MOST_BRANCHES or all_alike(answers)


def all_alike(answers: Mapping[str, Any]) -> bool:
    """Tell whether many ratings were given and all are the same."""
    ratings = [value for key, value in answers.items() if key.partition(":")[0] in RATED]
    return len(ratings) >= FEWEST_RATINGS and len(set(ratings)) == 1
