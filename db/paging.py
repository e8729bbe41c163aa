"""Paging: which questions may stand on one page whose answers are sent together.

Without a script a page cannot change while it is filled in. So no question stands on a page with one on whose
answer it depends: whether it is asked, which options it has, who is named in its words. Pure, like `db.asking`.
"""

from collections.abc import Iterator, Sequence

from db.ages import AGE
from db.asking import REQUEST, Item
from db.questions import Form, Question
from db.vocabulary import QuestionKind

# Who handles a request, and is named in its text, follows from these two answers (see `responses.asking_of`).
HANDLER, DECIDE_HANDLER = "{handler}", ("Q12a", "Q12d")
# How much stands on one page at most. A rating is asked once for each of several categories.
MOST = 6
WEIGHTS = {QuestionKind.RATING: 4, QuestionKind.SUB_ITEM: 2}


def needs_answers_to(question: Question) -> frozenset[str]:
    """Return the codes of the questions whose answers decide whether or how this one is asked."""
    found = {condition.question for condition in question.show_if}
    if question.per not in (None, "rating_scope"):
        found.add(str(question.per))
    if question.options_from in ("sub_items", "sub_items_of_Q2"):
        found |= {"Q2", AGE}
    if question.code == REQUEST:
        # Whether there is a way to be reached.
        found.add(AGE)
    if HANDLER in question.text + question.help:
        found |= set(DECIDE_HANDLER)
    return frozenset(found - {question.code})


def pages(form: Form) -> tuple[tuple[str, ...], ...]:
    """Return the codes of the questions of each page, in order; the same whatever was answered.

    A new page begins where a question needs an answer of the page before, after an answer that ends the survey,
    and where a screen would make the page too long.
    """
    return tuple(tuple(question.code for question in page) for page in _pages(form))


def _pages(form: Form) -> Iterator[list[Question]]:
    page: list[Question] = []
    for question in form.questions:
        if page and _begins_anew(question, page):
            yield page
            page = []
        page.append(question)
    if page:
        yield page


def _begins_anew(question: Question, page: Sequence[Question]) -> bool:
    if needs_answers_to(question) & {before.code for before in page}:
        return True
    if question.screen == page[-1].screen:
        return False
    may_end = any(option.stops for before in page for option in before.options)
    return may_end or sum(map(_weight, (*page, question))) > MOST


def _weight(question: Question) -> int:
    return WEIGHTS.get(question.kind, 1)


def shown_pages(pages: Sequence[Sequence[str]], shown: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Group what an answer is asked into pages: [(code of the page's first question, its items), …].

    pages : of the form, as from `pages`. Those of which nothing is asked are left out.
    """
    grouped = ((codes[0], [item for item in shown if item.question.code in codes]) for codes in pages)
    return [(name, items) for name, items in grouped if items]


def page_with(place: str | None, paged: Sequence[tuple[str, list[Item]]]) -> int:
    """Return which page holds the screen of this name; the first where none does."""
    return next((n for n, (_, items) in enumerate(paged) if place in {item.screen for item in items}), 0)
