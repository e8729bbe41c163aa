"""Fitting: whether what was given fits what was asked. The browser checks too; this is what counts.

Pure: no database, no screen.
"""

from collections.abc import Sequence
from typing import Any

from db.ages import AGE
from db.asking import Item, is_empty
from db.questions import Answers, Question
from db.vocabulary import QuestionKind


def problem(item: Item, value: Any) -> str | None:
    """Return why `value` does not fit the item, as a code for pages.shared.texts; None if it fits.

    Codes: answer_required, answer_unknown_option, answer_too_many, answer_exclusive, answer_too_long,
    answer_malformed.
    """
    question = item.question
    if is_empty(value):
        return "answer_required" if question.required else None
    if question.kind is QuestionKind.MULTI:
        return _problem_of_many(item, value)
    if question.kind is QuestionKind.TEXT:
        return _problem_of_text(question, value)
    if question.kind is QuestionKind.CONSENT:
        return None if value is True else "answer_malformed"
    return None if value in item.codes else "answer_unknown_option"


def _problem_of_many(item: Item, value: Any) -> str | None:
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        return "answer_malformed"
    if not all(code in item.codes for code in value):
        return "answer_unknown_option"
    if item.question.max_choices and len(value) > item.question.max_choices:
        return "answer_too_many"
    exclusive = {option.code for option in item.options if option.exclusive}
    return "answer_exclusive" if len(value) > 1 and exclusive & set(value) else None


def _problem_of_text(question: Question, value: Any) -> str | None:
    if not isinstance(value, str):
        return "answer_malformed"
    return "answer_too_long" if question.max_chars and len(value) > question.max_chars else None


def problems(shown: Sequence[Item], answers: Answers, *, is_paper: bool = False) -> dict[str, str]:
    """Return every problem of an answer sheet, item key → code, in the order asked; empty if it may be sent.

    is_paper : it was filled in with a pen, and nobody can be asked again: what was left empty stays so, but for the
    age, since nobody under 14 may be taken in.
    """
    found = ((item.key, problem(item, answers.get(item.key))) for item in shown)
    wrong = {key: code for key, code in found if code}
    return {
        key: code for key, code in wrong.items() if key == AGE or not is_paper or code != "answer_required"
    }
