"""Ages: the age question, who is under 14, and in which band an answer counts. Pure: no database, no screen."""

from db.questions import Answers
from db.vocabulary import AgeBand

# The question and its answers 未满14周岁 and 14—17岁.
AGE, UNDER_14, MINOR = "Q1", "under-14", "14-17"
MINORS = (UNDER_14, MINOR)


def is_under_14(answers: Answers) -> bool:
    """Tell whether somebody said to be under 14."""
    return answers.get(AGE) == UNDER_14


def band_of(answers: Answers) -> AgeBand:
    """Return the band in which an answer counts: that of 14—17岁 for all minors (see `AgeBand`); UNKNOWN for none."""
    age = answers.get(AGE)
    if age in MINORS:
        return AgeBand.MINOR
    return AgeBand(age) if age in set(AgeBand) else AgeBand.UNKNOWN
