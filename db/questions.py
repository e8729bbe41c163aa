"""Questions as data: what a questionnaire consists of. What one answer sees of it is in `db.asking`.

Pure: no database, no screen.

An answer sheet is a flat dict, item key → value. The key is the question's code, or "code:row" for a
question asked once per category ("Q3:EMP"). Values: an option code (single, sub_item, rating, request), a
list of option codes (multi), a text (text), True (consent).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.vocabulary import QuestionKind, RatingScope

Answers = Mapping[str, Any]


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
    is_ended : asked of nobody any more but of whoever has answered it.
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
    is_ended: bool = False


@dataclass(frozen=True)
class Form:
    """A questionnaire version, ready to ask."""

    title: str
    rating_scope: RatingScope
    questions: tuple[Question, ...]
    categories: tuple[Category, ...] = ()
    # Sub-items that are not offered to whoever is 17 or younger.
    adults_only: frozenset[str] = frozenset()

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

    def texts_of(self, sheet: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a sheet says in somebody's own words: key → text."""
        texts = {q.code for q in self.questions if q.kind is QuestionKind.TEXT}
        return {key: value for key, value in sheet.items() if key.partition(":")[0] in texts}

    def rated(self) -> tuple[Category, ...]:
        """Return the categories that are rated: all but 其他."""
        return tuple(c for c in self.categories if c.code != "OTH")

    def _by_code(self) -> dict[str, Category]:
        return {c.code: c for top in self.categories for c in (top, *top.children)}


def read_form(title: str, rating_scope: RatingScope, definition: Mapping[str, Any]) -> Form:
    """Read a stored definition. KeyError, TypeError or ValueError for one that was not written by us."""
    return Form(
        title=title,
        rating_scope=rating_scope,
        questions=tuple(_question(q) for q in definition["questions"]),
        categories=tuple(_category(c) for c in definition.get("categories", ())),
        adults_only=frozenset(definition.get("adults_only", ())),
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
