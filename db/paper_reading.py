"""What is typed from a sheet of paper, read as an answer sheet: one text per printed question (`db.paper_form`).

Pure: no database, no screen.

=========  ==========================================================================================
one box    its number
several    their numbers with anything between; with nothing between where all numbers have one digit
closer     "3.2": of 3, the second
ratings    a row of digits, category by category; "-" or "." where a box was left empty
text       as it was written
=========  ==========================================================================================

What was left empty on paper stays empty: nobody can be asked again. Only the age has to be there, since nobody under
14 may be taken in.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.ages import AGE, is_under_14
from db.asking import Asking, Item, is_empty, items
from db.errors import Invalid
from db.fitting import problems
from db.paper_form import PICKED, RATINGS, Box, PaperQuestion, n_versions, numbers_of, questions
from db.questions import Form
from db.vocabulary import QuestionKind

# Beside the questions: which of the versions the sheet is.
VERSION = "version"
EMPTY = "-.—"
LONGEST_SHOWN = 10
BETWEEN = re.compile(r"[\s,、;+/]+")


@dataclass(frozen=True)
class Read:
    """An answer sheet as typed. wrong : question → why it cannot be taken like this; see `questions`.

    version : from 1 on.
    """

    version: int
    answers: dict[str, Any]
    wrong: dict[str, Invalid]


def read(form: Form, asking: Asking, typed: Mapping[str, str]) -> Read:
    """Read a sheet. asking : without the version, which is typed. typed : question → text, as it was typed.

    A field that cannot be read is left out of the answers and named in `wrong`.
    """
    answers: dict[str, Any] = {}
    wrong: dict[str, Invalid] = {}
    version = _version(form, typed.get(VERSION, ""))
    if version is None:
        wrong[VERSION] = Invalid("paper_version_unknown", most=n_versions(form))
    asking = replace(asking, rating_set=(version or 1) - 1)
    printed = questions(form, asking, with_ended=True)
    for question in printed:
        if question.key != RATINGS:
            try:
                answers |= _given(form, question, typed.get(question.key, ""))
            except Invalid as refused:
                wrong[question.key] = refused
    shown = items(form, asking, answers)
    if version is not None:
        try:
            answers |= _ratings(shown, typed.get(RATINGS, ""))
        except Invalid as refused:
            wrong[RATINGS] = refused
    return Read(version or 1, answers, _misfits(printed, shown, answers, wrong) | wrong)


def _version(form: Form, typed: str) -> int | None:
    if n_versions(form) == 1:
        return 1
    text = _plain(typed)
    known = [str(n) for n in range(1, n_versions(form) + 1)]
    return int(text) if text in known else None


def _plain(typed: str) -> str:
    # A Chinese keyboard types wide digits and a round full stop.
    return unicodedata.normalize("NFKC", typed).replace("。", ".").strip()


def _given(form: Form, question: PaperQuestion, typed: str) -> dict[str, Any]:
    if question.kind is QuestionKind.TEXT:
        return {question.key: typed.strip()} if typed.strip() else {}
    numbers = _numbers(question, _plain(typed))
    if not numbers:
        return {}
    if question.kind is QuestionKind.SINGLE and len(numbers) > 1:
        raise Invalid("paper_one_only")
    chosen = [_chosen(question, number) for number in numbers]
    codes = [box.code for box, _ in chosen]
    twice = next((box for box, _ in chosen if codes.count(box.code) > 1), None)
    if twice is not None:
        raise Invalid("paper_closer_twice" if twice.closer else "paper_number_twice", given=twice.number)
    closer = {f"{_closer(form, question)}:{box.code}": part.code for box, part in chosen if part is not None}
    return {question.key: codes if question.kind is QuestionKind.MULTI else codes[0], **closer}


def _numbers(question: PaperQuestion, text: str) -> list[str]:
    numbers = [number for number in BETWEEN.split(text) if number]
    are_short = all(len(box.number) == 1 and not box.closer for box in question.boxes)
    if question.kind is QuestionKind.MULTI and are_short:
        return list("".join(numbers))
    return numbers


def _chosen(question: PaperQuestion, number: str) -> tuple[Box, Box | None]:
    first, point, second = number.partition(".")
    box = _box(question.boxes, first)
    return box, _box(box.closer, second, f"{first}.") if point else None


def _box(boxes: Sequence[Box], number: str, before: str = "") -> Box:
    found = next((box for box in boxes if box.number == number), None)
    if found is None:
        known = "、".join(f"{before}{box.number}" for box in boxes)
        raise Invalid(
            "paper_number_unknown",
            given=f"{before}{number}"[:LONGEST_SHOWN],
            known=known or before.rstrip("."),
        )
    return found


def _closer(form: Form, question: PaperQuestion) -> str:
    kinds = ((q.code, q.per) for q in form.questions if q.kind is QuestionKind.SUB_ITEM)
    return next(code for code, per in kinds if per == question.key)


def _ratings(shown: Sequence[Item], typed: str) -> dict[str, Any]:
    digits = "".join(BETWEEN.split(_plain(typed)))
    rated = [item for item in shown if item.question.kind is QuestionKind.RATING]
    if not digits:
        return {}
    if len(digits) != len(rated):
        raise Invalid("paper_ratings_count", n=len(digits), wanted=len(rated))
    pairs = enumerate(zip(digits, rated, strict=True), 1)
    return {item.key: _rating(item, digit, n) for n, (digit, item) in pairs if digit not in EMPTY}


def _rating(item: Item, digit: str, place: int) -> str:
    numbers = numbers_of(item.options)
    if digit not in numbers:
        category = item.row.label if item.row else ""
        known = "、".join(numbers)
        raise Invalid("paper_rating_unknown", place=place, category=category, given=digit, known=known)
    return item.codes[numbers.index(digit)]


def _misfits(
    printed: Sequence[PaperQuestion],
    shown: Sequence[Item],
    answers: dict[str, Any],
    wrong: dict[str, Invalid],
) -> dict[str, Invalid]:
    """Return what was read but does not fit what was asked: question → why."""
    if is_under_14(answers):
        return {AGE: Invalid("paper_under_14")}
    found: dict[str, Invalid] = {}
    for key, code in problems(shown, answers, is_paper=True).items():
        field = key.partition(":")[0]
        question = next((q for q in printed if q.key == field), None)
        found[field if question else PICKED] = _refusal(code, question)
    if not found and not wrong and all(is_empty(v) for key, v in answers.items() if key != AGE):
        found[AGE] = Invalid("paper_empty")
    return found


def _refusal(code: str, question: PaperQuestion | None) -> Invalid:
    if question is None:
        # What is said more closely, of somebody who is too young for it.
        return Invalid("paper_adults_only")
    if code == "answer_required":
        return Invalid("paper_age_missing")
    if code == "answer_too_many":
        return Invalid("paper_too_many", most=question.most)
    if code == "answer_exclusive":
        return Invalid("paper_exclusive")
    return Invalid("paper_too_long", most=question.longest)
