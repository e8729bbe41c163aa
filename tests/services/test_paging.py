"""Which questions share a page that cannot change while it is filled in."""

import pytest
from hypothesis import given

from db import asking, paging
from db.asking import Asking
from tests import builders
from tests.services.test_any_answer_sheet import sheets

FORM = builders.monthly_form()
BY_CODE = {question.code: question for question in FORM.questions}


def test_every_question_stands_on_one_page_in_the_order_asked():
    assert [code for page in paging.pages(FORM) for code in page] == [q.code for q in FORM.questions]


@pytest.mark.parametrize("page", paging.pages(FORM), ids=lambda page: page[0])
def test_no_question_needs_an_answer_of_its_own_page(page):
    for code in page:
        assert not paging.needs_answers_to(BY_CODE[code]) & set(page)


def test_what_may_end_the_survey_is_asked_before_anything_else_is():
    assert paging.pages(FORM)[0] == ("Q1", "Q1b")


def test_a_page_is_short_and_the_two_ratings_of_a_category_stay_together():
    pages = paging.pages(FORM)
    assert any({"Q3", "Q4"} <= set(page) for page in pages)
    assert 5 <= len(pages) <= 9


@given(sheets())
def test_whatever_was_answered_all_that_is_asked_stands_on_the_pages_once(drawn):
    when, answers = drawn
    shown = asking.items(FORM, when, answers)
    paged = paging.shown_pages(paging.pages(FORM), shown)
    keys = [item.key for _, items in paged for item in items]
    assert sorted(keys) == sorted(item.key for item in shown)
    assert len(set(keys)) == len(keys)


@given(sheets())
def test_answering_a_page_does_not_change_what_stands_on_it(drawn):
    when, answers = drawn
    before: dict = {}
    for codes in paging.pages(FORM):
        own = [i for i in asking.items(FORM, when, before) if i.question.code in codes]
        before |= {item.key: answers.get(item.key) for item in own}
        again = [i for i in asking.items(FORM, when, before) if i.question.code in codes]
        assert [(i.key, i.codes) for i in own] == [(i.key, i.codes) for i in again]


def test_the_page_of_a_screen_is_found_and_an_unknown_one_begins_anew():
    paged = paging.shown_pages(paging.pages(FORM), asking.items(FORM, Asking(6), {"Q2": ["EMP"]}))
    names = [name for name, _ in paged]
    assert paging.page_with("needs", paged) == names.index("Q2")
    assert paging.page_with(None, paged) == paging.page_with("gone", paged) == 0
