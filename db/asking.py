"""Asking: which questions one answer sees, in which order, and whether what was given fits.

Pure: no database, no screen. Both renderers (Streamlit widgets, plain HTML), the draft, the submit and
imports use the same functions, so that a rule holds everywhere or nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.ages import AGE, MINORS, UNDER_14, is_under_14
from db.questions import Answers, Category, Condition, Form, Option, Question
from db.vocabulary import QuestionKind, RatingScope

RATED = IMPORTANCE, SATISFACTION = "Q3", "Q4"
# What is asked of us becomes a need, which has a course of its own. From whoever is under 14 no way to reach them is
# taken: that answer is not offered, and what follows from it is not asked.
REQUEST, TO_BE_REACHED = "Q12", "contact"


@dataclass(frozen=True)
class Asking:
    """What does not depend on the answers: month and the draws made once per draft.

    rating_set : which set of categories this answer rates. rotation : how far category options are turned.
    words : values for {branch}, {reader}, {handler}, {month}, {last_month}, {year} in texts.
    without : beginnings of the codes of questions that are left out (of a correction: what became a need).
    has_parental_consent : a parent or legal guardian agreed (同意码), so that 未满14周岁 does not stop this answer.
    """

    month_number: int
    rating_set: int = 0
    rotation: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    has_parental_consent: bool = False


@dataclass(frozen=True)
class Item:
    """A question as this answer sees it: its key, its wording and its options in order."""

    key: str
    question: Question
    row: Category | None
    text: str
    help: str
    options: tuple[Option, ...]
    screen: str

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the option codes in the order shown."""
        return tuple(option.code for option in self.options)

    def label_of(self, code: str) -> str:
        """Return an option's label; the code itself for an unknown one."""
        return next((o.label for o in self.options if o.code == code), code)


def rating_rows(form: Form, rating_set: int, answers: Answers) -> tuple[Category, ...]:
    """Return the categories this answer rates, by the form's rating scope."""
    rated = form.rated()
    if form.rating_scope is RatingScope.PICKED_ONLY:
        return tuple(c for c in rated if c.code in _chosen(answers, "Q2"))
    sets = {RatingScope.ROTATE_THIRD: 3, RatingScope.ROTATE_HALF: 2, RatingScope.ALL: 1}[form.rating_scope]
    return rated[rating_set % sets :: sets]


def items(form: Form, asking: Asking, answers: Answers) -> list[Item]:
    """Return what this answer is asked, in order, given what it has answered so far.

    A condition sees only questions that are shown: what went out of sight keeps nothing else in sight.
    """
    shown: list[Item] = []
    asked: set[str] = set()
    if is_under_14(answers) and answers.get(REQUEST) == TO_BE_REACHED:
        # Chosen before the age was: nothing follows from it any more.
        answers = {**answers, REQUEST: None}
    for question in form.questions:
        if question.code.startswith(asking.without) or not _is_asked(question, asking, answers):
            continue
        if all(c.question in asked and _holds(form, c, answers) for c in question.show_if):
            shown.extend(_items_of(form, question, asking, answers))
            asked.add(question.code)
    return _rating_cards_together(shown)


def _is_asked(question: Question, asking: Asking, answers: Answers) -> bool:
    in_season = not question.months or asking.month_number in question.months
    return in_season and not (question.is_ended and is_empty(answers.get(question.code)))


def set_rated(form: Form, answers: Answers, *, sets: int) -> int:
    """Return a draw below `sets` with which the categories that were rated are rated again; 0 where none fits."""
    rated = {row for question, _, row in (key.partition(":") for key in answers) if question in RATED}
    found = (n for n in range(sets) if rated <= {row.code for row in rating_rows(form, n, answers)})
    return next(found, 0)


def _chosen(answers: Answers, code: str) -> list[str]:
    # What a browser sends may be anything; only texts can be option codes.
    given = answers.get(code)
    return [v for v in (given if isinstance(given, list) else [given]) if v and isinstance(v, str)]


def _holds(form: Form, condition: Condition, answers: Answers) -> bool:
    chosen = _chosen(answers, condition.question)
    if not chosen:
        return False
    if condition.sensitive:
        return any(form.is_sensitive(code) for code in chosen)
    if condition.without:
        return not set(chosen) & set(condition.without)
    return bool(set(chosen) & set(condition.any))


def _items_of(form: Form, question: Question, asking: Asking, answers: Answers) -> Iterator[Item]:
    if question.per is None:
        yield _item(form, question, None, asking, answers)
        return
    if question.per == "rating_scope":
        rows = rating_rows(form, asking.rating_set, answers)
    else:
        picked = _chosen(answers, question.per)
        rows = tuple(c for c in form.categories if c.code in picked)
    for row in rows:
        # A category with one sub-item or none leaves nothing to ask.
        if question.kind is not QuestionKind.SUB_ITEM or len(row.children) > 1:
            yield _item(form, question, row, asking, answers)


def _item(form: Form, question: Question, row: Category | None, asking: Asking, answers: Answers) -> Item:
    words = {**asking.words, "category": row.label if row else ""}
    return Item(
        key=f"{question.code}:{row.code}" if row else question.code,
        question=question,
        row=row,
        text=fill(question.text, words),
        help=fill(question.help, words),
        options=_options(form, question, row, asking, answers),
        screen=f"{question.screen}:{row.code}"
        if row and question.kind is QuestionKind.RATING
        else question.screen,
    )


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put `words` into the {placeholders} of a text; unknown placeholders stay as they are."""
    for name, value in words.items() if "{" in text else ():
        text = text.replace("{" + name + "}", value)
    return text


def _options(
    form: Form, question: Question, row: Category | None, asking: Asking, answers: Answers
) -> tuple[Option, ...]:
    drawn: tuple[Option, ...] = ()
    if question.options_from == "categories":
        drawn = tuple(Option(c.code, c.label, stays_last=c.code == "OTH") for c in form.categories)
    elif question.options_from == "sub_items" and row:
        drawn = tuple(Option(c.code, c.label) for c in _offered(form, row, answers))
    elif question.options_from == "sub_items_of_Q2":
        picked = _chosen(answers, "Q2")
        drawn = tuple(
            Option(s.code, s.label)
            for c in form.categories
            if c.code in picked
            for s in _offered(form, c, answers)
        )
    options = drawn + tuple(_open_to(question, asking, answers))
    return _turned(options, asking.rotation) if question.rotate else options


def _open_to(question: Question, asking: Asking, answers: Answers) -> Iterator[Option]:
    for option in question.options:
        if option.code == UNDER_14 and asking.has_parental_consent:
            yield replace(option, stops=False)
        elif question.code != REQUEST or option.code != TO_BE_REACHED or not is_under_14(answers):
            yield option


def _offered(form: Form, row: Category, answers: Answers) -> list[Category]:
    is_minor = answers.get(AGE) in MINORS
    return [child for child in row.children if not (is_minor and child.code in form.adults_only)]


def _turned(options: tuple[Option, ...], by: int) -> tuple[Option, ...]:
    free = [o for o in options if not o.stays_last]
    by %= len(free) or 1
    return tuple(free[by:] + free[:by] + [o for o in options if o.stays_last])


def _rating_cards_together(shown: list[Item]) -> list[Item]:
    # Importance and satisfaction of one category stand on one card, so its second scale follows the first.
    cards: dict[str, list[Item]] = {}
    for item in shown:
        if item.question.kind is QuestionKind.RATING:
            cards.setdefault(item.screen, []).append(item)
    ordered: list[Item] = []
    for item in shown:
        if item.question.kind is not QuestionKind.RATING:
            ordered.append(item)
        elif item.screen in cards:
            ordered.extend(cards.pop(item.screen))
    return ordered


def screens(shown: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Group items into screens, in order: [(screen name, its items), …]."""
    grouped: dict[str, list[Item]] = {}
    for item in shown:
        grouped.setdefault(item.screen, []).append(item)
    return list(grouped.items())


def stops(shown: Sequence[Item], answers: Answers) -> bool:
    """Tell whether an answer ends the survey at once (under 14 without parental consent); the draft must then go too."""
    return any(
        option.stops and answers.get(item.key) == option.code for item in shown for option in item.options
    )


def is_empty(value: Any) -> bool:
    """Tell whether an answer says nothing: none, no choice, spaces only."""
    return value is None or value is False or value == [] or (isinstance(value, str) and not value.strip())


def visible_answers(shown: Sequence[Item], answers: Answers) -> dict[str, Any]:
    """Return only what belongs to shown items: answers to questions that went out of sight are dropped."""
    kept = {item.key: answers.get(item.key) for item in shown}
    return {key: value for key, value in kept.items() if not is_empty(value)}


def settle_exclusive(item: Item, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return a multi choice as meant: tapping an exclusive option clears the others, and the other way round.

    >>> none = Option("none", "都没有", exclusive=True)
    >>> question = Question("Q9", QuestionKind.MULTI, "", "s", options=(Option("a", "A"), none))
    >>> item = Item("Q9", question, None, "", "", question.options, "s")
    >>> settle_exclusive(item, ["a"], ["a", "none"])
    ['none']
    >>> settle_exclusive(item, ["none"], ["none", "a"])
    ['a']
    """
    exclusive = {option.code for option in item.options if option.exclusive}
    added = [code for code in after if code not in before]
    if exclusive & set(added):
        return [code for code in added if code in exclusive][:1]
    return [code for code in after if code not in exclusive] if added else list(after)
