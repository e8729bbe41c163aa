"""Questions as data: what a questionnaire asks, which of it this answer sees, and whether an answer fits.

Pure: no database, no screen. Both renderers (Streamlit widgets, plain HTML), the draft, the submit and
imports use the same functions, so that a rule holds everywhere or nowhere.

An answer sheet is a flat dict, item key → value. The key is the question's code, or "code:row" for a
question asked once per category ("Q3:EMP"). Values: an option code (single, sub_item, rating, request), a
list of option codes (multi), a text (text), True (consent).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.vocabulary import QuestionKind, RatingScope

Answers = Mapping[str, Any]

RATED_BY_NOBODY = "none"  # the satisfaction code 没接触过
CHOICE_KINDS = frozenset(
    {QuestionKind.SINGLE, QuestionKind.SUB_ITEM, QuestionKind.RATING, QuestionKind.REQUEST}
)


@dataclass(frozen=True)
class Option:
    """One option of a question; `code` is stable for ever, `label` is what is read."""

    code: str
    label: str
    exclusive: bool = False
    stops: bool = False
    stays_last: bool = False


@dataclass(frozen=True)
class Category:
    """A need category as it read when the version was published."""

    code: str
    label: str
    is_sensitive: bool = False
    children: tuple["Category", ...] = ()


@dataclass(frozen=True)
class Condition:
    """A question is shown only if the answer to another one is among `any`, or without `without`, or sensitive."""

    question: str
    any: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True)
class Question:
    """One question of a version.

    per : None, "rating_scope" (once per category of the drawn set) or a question's code (once per category
        picked there). options_from : "", "categories", "sub_items" or "sub_items_of_Q2".
    months : calendar months (1–12) in which it is asked; empty for every month.
    screen : questions with the same screen are shown together; per-category ratings get one screen each.
    """

    code: str
    kind: QuestionKind
    text: str
    screen: str
    required: bool = False
    options: tuple[Option, ...] = ()
    options_from: str = ""
    per: str | None = None
    scale: str = ""
    max_choices: int | None = None
    max_chars: int | None = None
    rotate: bool = False
    months: tuple[int, ...] = ()
    show_if: tuple[Condition, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Form:
    """A questionnaire version, ready to ask."""

    title: str
    rating_scope: RatingScope
    questions: tuple[Question, ...]
    categories: tuple[Category, ...] = ()
    notice_version: str = "1"

    def category(self, code: str | None) -> Category | None:
        """Return the category or sub-item with this code, None if there is none."""
        return self._by_code().get(code or "")

    def parent_of(self, code: str) -> Category | None:
        """Return the category that holds this sub-item, or the category itself."""
        return next(
            (c for c in self.categories if code == c.code or code in {x.code for x in c.children}), None
        )

    def is_sensitive(self, code: str) -> bool:
        """Tell whether a category or sub-item, or the category it belongs to, is sensitive."""
        own, parent = self.category(code), self.parent_of(code)
        return bool((own and own.is_sensitive) or (parent and parent.is_sensitive))

    def rated(self) -> tuple[Category, ...]:
        """Return the categories that are rated: all but 其他."""
        return tuple(c for c in self.categories if c.code != "OTH")

    def _by_code(self) -> dict[str, Category]:
        return {c.code: c for top in self.categories for c in (top, *top.children)}


@dataclass(frozen=True)
class Asking:
    """What does not depend on the answers: month and the draws made once per draft.

    rating_set : which set of categories this answer rates. rotation : how far category options are turned.
    words : values for {branch}, {reader}, {handler}, {month}, {last_month}, {year} in texts.
    """

    month_number: int
    rating_set: int = 0
    rotation: int = 0
    words: Mapping[str, str] = field(default_factory=dict)


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


def read_form(title: str, rating_scope: RatingScope, definition: Mapping[str, Any]) -> Form:
    """Read a stored definition. Raises KeyError or ValueError for one that was not written by us."""
    return Form(
        title=title,
        rating_scope=rating_scope,
        questions=tuple(_question(q) for q in definition["questions"]),
        categories=tuple(_category(c) for c in definition.get("categories", ())),
        notice_version=definition.get("notice_version", "1"),
    )


def _question(raw: Mapping[str, Any]) -> Question:
    values = dict(raw)
    values["kind"] = QuestionKind(values["kind"])
    values["options"] = tuple(Option(**o) for o in values.get("options", ()))
    values["months"] = tuple(values.get("months", ()))
    values["show_if"] = tuple(
        Condition(**{**c, "any": tuple(c.get("any", ())), "without": tuple(c.get("without", ()))})
        for c in values.get("show_if", ())
    )
    return Question(**values)


def _category(raw: Mapping[str, Any]) -> Category:
    return Category(
        code=raw["code"],
        label=raw["label"],
        is_sensitive=raw.get("is_sensitive", False),
        children=tuple(_category(c) for c in raw.get("children", ())),
    )


def rating_rows(form: Form, rating_set: int, answers: Answers) -> tuple[Category, ...]:
    """Return the categories this answer rates, by the form's rating scope."""
    rated = form.rated()
    if form.rating_scope is RatingScope.PICKED_ONLY:
        return tuple(c for c in rated if c.code in (answers.get("Q2") or ()))
    sets = {RatingScope.ROTATE_THIRD: 3, RatingScope.ROTATE_HALF: 2, RatingScope.ALL: 1}[form.rating_scope]
    return rated[rating_set % sets :: sets]


def items(form: Form, asking: Asking, answers: Answers) -> list[Item]:
    """Return what this answer is asked, in order, given what it has answered so far."""
    shown: list[Item] = []
    for question in form.questions:
        if question.months and asking.month_number not in question.months:
            continue
        if all(_holds(form, condition, answers) for condition in question.show_if):
            shown.extend(_items_of(form, question, asking, answers))
    return _rating_cards_together(shown)


def _holds(form: Form, condition: Condition, answers: Answers) -> bool:
    given = answers.get(condition.question)
    chosen = given if isinstance(given, list) else [given] if given else []
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
        picked = answers.get(question.per) or ()
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
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text


def _options(
    form: Form, question: Question, row: Category | None, asking: Asking, answers: Answers
) -> tuple[Option, ...]:
    drawn: tuple[Option, ...] = ()
    if question.options_from == "categories":
        drawn = tuple(Option(c.code, c.label, stays_last=c.code == "OTH") for c in form.categories)
    elif question.options_from == "sub_items" and row:
        drawn = tuple(Option(c.code, c.label) for c in row.children)
    elif question.options_from == "sub_items_of_Q2":
        picked = answers.get("Q2") or ()
        drawn = tuple(
            Option(s.code, s.label) for c in form.categories if c.code in picked for s in c.children
        )
    options = drawn + question.options
    return _turned(options, asking.rotation) if question.rotate else options


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
    """Tell whether an answer ends the survey at once (under 14); the draft must then go too."""
    return any(
        option.stops and answers.get(item.key) == option.code for item in shown for option in item.options
    )


def problem(item: Item, value: Any) -> str | None:
    """Return why `value` does not fit the item, as a code for pages.shared.texts; None if it fits.

    Codes: answer_required, answer_unknown_option, answer_too_many, answer_exclusive, answer_too_long,
    answer_malformed.
    """
    question = item.question
    if value is None or value == "" or value == [] or value is False:
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
    if not set(value) <= set(item.codes):
        return "answer_unknown_option"
    if item.question.max_choices and len(value) > item.question.max_choices:
        return "answer_too_many"
    exclusive = {option.code for option in item.options if option.exclusive}
    return "answer_exclusive" if len(value) > 1 and exclusive & set(value) else None


def _problem_of_text(question: Question, value: Any) -> str | None:
    if not isinstance(value, str):
        return "answer_malformed"
    if question.required and not value.strip():
        return "answer_required"
    return "answer_too_long" if question.max_chars and len(value) > question.max_chars else None


def problems(shown: Sequence[Item], answers: Answers) -> dict[str, str]:
    """Return every problem of an answer sheet, item key → code, in the order asked; empty if it may be sent."""
    found = ((item.key, problem(item, answers.get(item.key))) for item in shown)
    return {key: code for key, code in found if code}


def visible_answers(shown: Sequence[Item], answers: Answers) -> dict[str, Any]:
    """Return only what belongs to shown items: answers to questions that went out of sight are dropped."""
    kept = {item.key: answers.get(item.key) for item in shown}
    return {key: value for key, value in kept.items() if value not in (None, "", [], False)}


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


def with_categories(form: Form, categories: tuple[Category, ...]) -> Form:
    """Return the form with these categories: what publishing freezes."""
    return replace(form, categories=categories)
