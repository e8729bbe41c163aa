"""A questionnaire on paper: which questions are printed, and which number stands at each box.

Pure: no database, no screen. What is asked is decided in `db.asking`; how typed numbers are read in `db.paper_reading`.

Paper cannot change while it is filled in: printed is whatever some answer would be asked, with a word on who need not
answer it. Options stand in the questionnaire's own order, since the same number means the same on every sheet. A number
is the option's place; of a scale it is what the scale counts; 0 is what stands apart (都没有, 没接触过).

Nothing is asked for on paper (Q12…): there is no receipt code on it, so nobody could say whether it was done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from db.asking import REQUEST, Asking, Item, items
from db.extra_questions import BRANCH, DISTRICT
from db.questions import Category, Condition, Form, Option
from db.vocabulary import QuestionKind, RatingScope

# Versions of a sheet differ in the categories that are rated.
VERSIONS = {RatingScope.ROTATE_THIRD: 3, RatingScope.ROTATE_HALF: 2}
RATINGS = "ratings"
PICKED = "Q2"
PRINTED = (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.TEXT)
ADDED = {DISTRICT: "区加问", BRANCH: "支部加问"}
APART = "0"


@dataclass(frozen=True)
class Box:
    """A box to tick. number : what is typed for it. closer : boxes beside it that say which of it, typed "3.2".

    stops : nothing further is to be answered. is_adults_only : not for whoever is 17 or younger.
    """

    number: str
    code: str
    label: str
    stops: bool = False
    is_adults_only: bool = False
    closer: tuple["Box", ...] = ()


@dataclass(frozen=True)
class Scale:
    """What each category is rated by. text : the question."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Hint:
    """Who answers a question. name, numbers : of another question and its boxes. is_for : those, or all but those."""

    name: str
    numbers: tuple[str, ...]
    is_for: bool


@dataclass(frozen=True)
class PaperQuestion:
    """A question as it is printed, and one field where it is typed.

    key : of the answer; `RATINGS` for all ratings together. name : what stands before it ("3", "区加问"). most : how many
    boxes may be ticked, None for any number. longest : characters of a text. rows, scales : of the ratings only.
    is_ended : printed no more, but sheets with it are about.
    """

    key: str
    name: str
    kind: QuestionKind
    text: str
    help: str = ""
    boxes: tuple[Box, ...] = ()
    most: int | None = None
    longest: int | None = None
    rows: tuple[Category, ...] = ()
    scales: tuple[Scale, ...] = ()
    hints: tuple[Hint, ...] = ()
    is_ended: bool = False


def n_versions(form: Form) -> int:
    """Return how many different sheets there are."""
    return VERSIONS.get(form.rating_scope, 1)


def numbers_of(options: Sequence[Option]) -> list[str]:
    """Return the number of each option.

    >>> numbers_of([Option("5", "非常满意"), Option("4", "比较满意"), Option("unknown", "不了解")])
    ['5', '4', '0']
    >>> numbers_of([Option("a", "A"), Option("b", "B"), Option("none", "都没有", exclusive=True)])
    ['1', '2', '0']
    """
    scale = [option.code for option in options if option.code.isdecimal()]
    apart = next((o for o in options if o.code not in scale and (scale or o.stops or o.exclusive)), None)
    free = (str(n) for n in count(1) if str(n) not in scale)
    return [o.code if o.code in scale else APART if o is apart else next(free) for o in options]


def questions(form: Form, asking: Asking, *, with_ended: bool = False) -> tuple[PaperQuestion, ...]:
    """Return what is printed of a form, in order. asking : of this month, with what is left out; see `left_out`.

    with_ended : also what was asked earlier in the month, for sheets printed then.
    """
    shown = items(form, asking, _all_in_sight(form, with_ended=with_ended))
    named: dict[str, str] = {}
    found: list[PaperQuestion] = []
    for item in shown:
        kind, code = item.question.kind, item.question.code
        key = RATINGS if kind is QuestionKind.RATING else code
        if key in named or kind not in (*PRINTED, QuestionKind.RATING):
            continue
        number = str(1 + sum(name.isdecimal() for name in named.values()))
        named[key] = ADDED.get(code[:2], number)
        found.append(_ratings(shown, named[key]) if key == RATINGS else _question(form, item, shown, named))
    return tuple(found)


def left_out() -> tuple[str, ...]:
    """Return the beginnings of the codes of what is not on paper, as `Asking.without` takes them."""
    return (REQUEST,)


def _all_in_sight(form: Form, *, with_ended: bool) -> dict[str, Any]:
    """Return answers with which every question is asked: all that some question hangs on, chosen at once."""
    conditions = [condition for question in form.questions for condition in question.show_if]
    deciding = {PICKED, *(c.question for c in conditions), *(q.per for q in form.questions if q.per)}
    hiding = {(c.question, code) for c in conditions for code in c.without}
    answers: dict[str, Any] = {}
    for question in form.questions:
        if question.code in deciding:
            drawn = [c.code for c in form.categories] if question.options_from == "categories" else []
            codes = [*drawn, *(option.code for option in question.options)]
            answers[question.code] = [code for code in codes if (question.code, code) not in hiding]
        elif question.is_ended and with_ended:
            answers[question.code] = APART
    return answers


def _question(form: Form, item: Item, shown: Sequence[Item], named: dict[str, str]) -> PaperQuestion:
    question = item.question
    return PaperQuestion(
        key=question.code,
        name=named[question.code],
        kind=question.kind,
        text=item.text,
        help=item.help,
        boxes=tuple(_boxes(form, item, shown)),
        most=question.max_choices,
        longest=question.max_chars,
        hints=tuple(_hints(question.show_if, shown, named)),
        is_ended=question.is_ended,
    )


def _boxes(form: Form, item: Item, shown: Sequence[Item]) -> Iterator[Box]:
    closer = {
        other.row.code: other
        for other in shown
        if other.question.kind is QuestionKind.SUB_ITEM and other.row and other.question.per == item.key
    }
    for number, option in zip(numbers_of(item.options), item.options, strict=True):
        within = closer.get(option.code)
        yield Box(
            number,
            option.code,
            option.label,
            stops=option.stops,
            is_adults_only=option.code in form.adults_only,
            closer=tuple(_boxes(form, within, ())) if within else (),
        )


def _hints(conditions: Sequence[Condition], shown: Sequence[Item], named: dict[str, str]) -> Iterator[Hint]:
    for condition in conditions:
        item = next((item for item in shown if item.key == condition.question), None)
        codes = condition.any or condition.without
        if item is None or not codes:
            continue
        pairs = zip(numbers_of(item.options), item.codes, strict=True)
        numbers = tuple(number for number, code in pairs if code in codes)
        yield Hint(named[condition.question], numbers, is_for=bool(condition.any))


def _ratings(shown: Sequence[Item], name: str) -> PaperQuestion:
    rated = [item for item in shown if item.question.kind is QuestionKind.RATING and item.row]
    scales = {item.question.code: item for item in reversed(rated)}
    return PaperQuestion(
        key=RATINGS,
        name=name,
        kind=QuestionKind.RATING,
        text="",
        rows=tuple(dict.fromkeys(item.row for item in rated if item.row)),
        scales=tuple(
            Scale(item.text, tuple(map(_box, numbers_of(item.options), item.options)))
            for _, item in sorted(scales.items())
        ),
    )


def _box(number: str, option: Option) -> Box:
    return Box(number, option.code, option.label)
