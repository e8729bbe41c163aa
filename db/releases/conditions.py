"""Which questions only some were asked, and what decided it: how many answered them would tell of that."""

from collections.abc import Iterable, Iterator

from db import tallies
from db.questions import Form, Question
from db.vocabulary import RatingScope

Line = tuple[str, str]  # question, row
Count = tuple[str, str, str]  # question, row, cell


def asked_of(form: Form, lines: Iterable[Line]) -> dict[Line, frozenset[Count]]:
    """Return line → the counts on which it hangs who was asked it, for `analysis.disclosure.gate`.

    lines : what is counted of a questionnaire. What everybody was asked is left out.
    """
    questions = {question.code: question for question in form.questions}
    found = {
        (code, row): frozenset(_conditions(form, questions.get(code), row))
        for code, row in dict.fromkeys(lines)
    }
    return {line: counts for line, counts in found.items() if counts}


def _conditions(form: Form, question: Question | None, row: str) -> Iterator[Count]:
    if question is None:
        # Sheets and ratings; which categories are rated may hang on which are named.
        if row and form.rating_scope is RatingScope.PICKED_ONLY:
            yield tallies.PICKED, "", row
        return
    if question.per is not None:
        yield question.per, "", row
    for condition in question.show_if:
        sensitive = [c.code for c in form.categories if condition.sensitive and form.is_sensitive(c.code)]
        yield from (
            (condition.question, "", code) for code in (*condition.any, *condition.without, *sensitive)
        )
