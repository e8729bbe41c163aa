"""Whatever is answered, in whatever order: drawn at random, judged by the rules of db.asking."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from db import ages, asking, fitting
from db.asking import Asking, Item
from db.vocabulary import QuestionKind
from tests import builders

FORM = builders.monthly_form()
JUNE = Asking(month_number=6)


def a_value(draw, item: Item):
    """Draw an answer that fits, or none."""
    if draw(st.integers(0, 9)) == 0:
        return None
    match item.question.kind:
        case QuestionKind.TEXT:
            return draw(st.text(string.printable + "青年", max_size=item.question.max_chars))
        case QuestionKind.CONSENT:
            return draw(st.booleans())
        case QuestionKind.MULTI:
            return _some(draw, item)
    return draw(st.sampled_from(item.codes)) if item.codes else None


def _some(draw, item: Item) -> list[str]:
    most = item.question.max_choices or len(item.codes)
    taken: list[str] = []
    for code in draw(st.lists(st.sampled_from(item.codes), max_size=most, unique=True)):
        taken = asking.settle_exclusive(item, taken, [*taken, code])
    return taken


@st.composite
def sheets(draw) -> tuple[Asking, dict]:
    """Draw an answer sheet as a youth fills it: each question as it appears, some changed afterwards."""
    when = Asking(draw(st.integers(1, 12)), draw(st.integers(0, 5)), draw(st.integers(0, 20)))
    answers: dict = {}
    while waiting := [item for item in asking.items(FORM, when, answers) if item.key not in answers]:
        answers[waiting[0].key] = a_value(draw, waiting[0])
    for key in draw(st.lists(st.sampled_from(["Q1", "Q2", "Q8", "Q12"]), max_size=2)):
        item = next((i for i in asking.items(FORM, when, answers) if i.key == key), None)
        if item:
            answers[key] = a_value(draw, item)
    return when, answers


# No deadline: a sheet is some 30 draws, and a slow machine is not a wrong rule.
@settings(deadline=None, max_examples=150)
@given(sheets())
def test_what_was_answered_as_asked_lacks_at_most_required_answers(sheet):
    when, answers = sheet
    items = asking.items(FORM, when, answers)
    kept = asking.visible_answers(items, answers)
    assert set(kept) <= {item.key for item in items}
    faults = fitting.problems(items, kept)
    # A request about a category that was deselected afterwards has to be chosen anew; so has what somebody turns out to
    # be too young for.
    anew = {"Q12a", "Q12", "Q2b"} if answers["Q1"] in ages.MINORS else {"Q12a"}
    assert {code for key, code in faults.items() if key.partition(":")[0] not in anew} <= {"answer_required"}


@settings(deadline=None, max_examples=150)
@given(sheets())
def test_dropping_what_is_hidden_changes_nothing_that_is_shown(sheet):
    when, answers = sheet
    items = asking.items(FORM, when, answers)
    assert asking.items(FORM, when, asking.visible_answers(items, answers)) == items


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from([q.code for q in FORM.questions] + ["Q2b:HOU", "Q3:EMP"]), anything))
def test_whatever_a_browser_sends_is_judged_and_never_breaks_us(answers):
    items = asking.items(FORM, JUNE, answers)
    assert fitting.problems(items, answers)
    asking.visible_answers(items, answers)
    asking.stops(items, answers)
