"""Questions as data: what one answer is asked, in which order, and what may be sent. No database."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import asking, fitting
from db.asking import Asking, Item
from db.questions import Form, Option, Question, read_form
from db.vocabulary import QuestionKind, RatingScope
from tests import builders

FORM = builders.monthly_form()
JUNE, MAY = Asking(month_number=6), Asking(month_number=5)
ASKED_FOR = {"Q2": ["HOU"], "Q12": "contact"}


def shown(answers, when=MAY, form=FORM):
    return asking.items(form, when, answers)


def keys(answers, when=MAY, form=FORM):
    return [item.key for item in shown(answers, when, form)]


def item_of(key, answers=(), when=MAY) -> Item:
    return next(item for item in shown(dict(answers), when) if item.key == key)


def form_of(scope: RatingScope) -> Form:
    return read_form("", scope, builders.monthly_definition())


def test_every_kind_of_question_is_in_the_monthly_questionnaire():
    assert {question.kind for question in FORM.questions} == set(QuestionKind)


def test_codes_are_unique():
    codes = [question.code for question in FORM.questions]
    assert len(set(codes)) == len(codes)
    for question in FORM.questions:
        assert len({option.code for option in question.options}) == len(question.options)


def test_every_condition_points_at_an_earlier_question_and_its_options():
    seen: dict[str, Question] = {}
    for question in FORM.questions:
        for condition in question.show_if:
            source = seen[condition.question]
            if not source.options_from:
                assert set(condition.any + condition.without) <= {o.code for o in source.options}
        seen[question.code] = question


def test_three_thirds_rate_every_category_but_other_exactly_once():
    sets = [[c.code for c in asking.rating_rows(FORM, third, {})] for third in range(3)]
    rated = [code for one in sets for code in one]
    assert [len(one) for one in sets] == [4, 4, 4]
    assert sorted(rated) == sorted(c.code for c in FORM.categories if c.code != "OTH")
    assert [c.code for c in asking.rating_rows(FORM, 5, {})] == sets[2]


@pytest.mark.parametrize(
    ("scope", "n"),
    [(RatingScope.ALL, 12), (RatingScope.ROTATE_HALF, 6), (RatingScope.PICKED_ONLY, 2)],
)
def test_other_scopes_rate_what_they_say(scope, n):
    rows = asking.rating_rows(form_of(scope), 0, {"Q2": ["EMP", "HOU", "OTH"]})
    assert len(rows) == n


def test_importance_and_satisfaction_of_a_category_stand_on_one_card():
    screens = dict(asking.screens(shown({})))
    cards = {name: [i.key for i in group] for name, group in screens.items() if name.startswith("rating:")}
    assert len(cards) == 4
    for name, pair in cards.items():
        code = name.split(":")[1]
        assert pair == [f"Q3:{code}", f"Q4:{code}"]


@pytest.mark.parametrize("month", range(1, 13))
def test_quarter_end_questions_are_asked_in_quarter_end_months_only(month):
    asked = set(keys({}, Asking(month_number=month)))
    assert ({"Q7", "Q8"} <= asked) is (month in (3, 6, 9, 12))


@given(st.integers(0, 1000))
def test_however_the_categories_turn_other_and_no_need_stay_last(rotation):
    codes = item_of("Q2", when=Asking(month_number=5, rotation=rotation)).codes
    assert codes[-2:] == ("OTH", "none")
    assert sorted(codes) == sorted(item_of("Q2").codes)


def test_every_category_comes_first_in_some_turn():
    firsts = {item_of("Q2", when=Asking(month_number=5, rotation=n)).codes[0] for n in range(12)}
    assert len(firsts) == 12


def test_scales_never_turn():
    for rotation in range(6):
        item = next(i for i in shown({}, Asking(5, rotation=rotation)) if i.key.startswith("Q3:"))
        assert item.codes == ("1", "2", "3", "4", "5")


def test_sub_items_are_asked_for_each_picked_category_that_has_several():
    assert [k for k in keys({"Q2": ["HOU", "OTH"]}) if k.startswith("Q2b")] == ["Q2b:HOU"]
    assert item_of("Q2b:HOU", {"Q2": ["HOU"]}).codes == ("HOU1", "HOU2", "HOU3", "HOU4", "unsure")
    assert item_of("Q2b:HOU", {"Q2": ["HOU"]}).text == "住房安居：具体是哪方面？"


def test_who_needs_nothing_is_not_asked_for_ways_nor_for_a_request():
    assert not {"Q6", "Q12"} & set(keys({"Q2": ["none"]}))
    assert not {"Q6", "Q12"} & set(keys({}))
    assert {"Q6", "Q12"} <= set(keys({"Q2": ["EMP"]}))


def test_a_request_opens_its_questions_and_contact_only_where_wanted():
    assert "Q12a" not in keys({"Q2": ["HOU"], "Q12": "none"})
    without_contact = set(keys({"Q2": ["HOU"], "Q12": "code_only"}))
    assert {"Q12a", "Q12b", "Q12c", "Q12d"} <= without_contact
    assert not {"Q12f", "Q12g", "Q12h"} & without_contact
    assert {"Q12f", "Q12g", "Q12h"} <= set(keys(ASKED_FOR))


def test_the_consent_is_asked_for_before_sensitive_text_only():
    sensitive = next(s.code for c in FORM.categories for s in c.children if FORM.is_sensitive(s.code))
    parent = FORM.parent_of(sensitive)
    assert "Q12e" in keys({"Q2": [parent.code], "Q12": "code_only", "Q12a": sensitive})
    assert "Q12e" not in keys({"Q2": ["HOU"], "Q12": "code_only", "Q12a": "HOU1"})


def test_a_request_is_about_something_that_was_picked():
    item = item_of("Q12a", ASKED_FOR)
    assert item.codes == ("HOU1", "HOU2", "HOU3", "HOU4")
    assert fitting.problem(item, "EMP1") == "answer_unknown_option"


def test_what_hangs_on_a_hidden_question_is_hidden_too():
    stale = {"Q2": ["none"], "Q12": "contact", "Q12a": "HOU1", "Q12g": "13800000000"}
    assert not [key for key in keys(stale) if key.startswith("Q12")]
    assert asking.visible_answers(shown(stale), stale) == {"Q2": ["none"]}
    assert "Q8b" not in keys({"Q8": "not"}, MAY)
    assert "Q8b" in keys({"Q8": "not"}, JUNE)


def test_under_14_stops_the_survey_and_no_other_age_does():
    assert asking.stops(shown({}), {"Q1": "under-14"})
    assert not any(asking.stops(shown({}), {"Q1": o.code}) for o in FORM.questions[0].options[1:])


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("Q1", "14-17", None),
        ("Q1", "15", "answer_unknown_option"),
        ("Q1", None, "answer_required"),
        ("Q1", ["14-17"], "answer_unknown_option"),
        ("Q1b", None, None),
        ("Q2", ["EMP", "EDU", "HOU"], None),
        ("Q2", ["EMP", "EDU", "HOU", "LOV"], "answer_too_many"),
        ("Q2", ["EMP", "none"], "answer_exclusive"),
        ("Q2", ["none"], None),
        ("Q2", [], "answer_required"),
        ("Q2", ["EMP", "EMP"], "answer_malformed"),
        ("Q2", ["EMP1"], "answer_unknown_option"),
        ("Q2", "EMP", "answer_malformed"),
        ("Q2", [{"EMP": 1}], "answer_unknown_option"),
        ("Q9", ["activity", "none"], "answer_exclusive"),
        ("Q11", "", None),
        ("Q11", "字" * 200, None),
        ("Q11", "字" * 201, "answer_too_long"),
        ("Q11", 5, "answer_malformed"),
        ("Q12g", "   ", "answer_required"),
        ("Q12h", True, None),
        ("Q12h", "yes", "answer_malformed"),
        ("Q12h", False, "answer_required"),
        ("Q2b:HOU", "unsure", None),
        ("Q2b:HOU", "EMP1", "answer_unknown_option"),
    ],
)
def test_an_answer_fits_or_says_why(key, value, code):
    assert fitting.problem(item_of(key, ASKED_FOR), value) == code


def test_tapping_an_exclusive_option_clears_the_others():
    item = item_of("Q2")
    assert asking.settle_exclusive(item, ["EMP"], ["EMP", "none"]) == ["none"]
    assert asking.settle_exclusive(item, ["none"], ["none", "EMP"]) == ["EMP"]
    assert asking.settle_exclusive(item, ["EMP", "HOU"], ["HOU"]) == ["HOU"]
    assert asking.settle_exclusive(item, ["none"], []) == []
    assert doctest.testmod(asking).failed == 0


def test_words_are_put_into_texts_and_unknown_places_stay():
    assert asking.fill("{month}月，{reader}查看{x}", {"month": "6", "reader": "书记"}) == "6月，书记查看{x}"


def test_a_label_is_found_and_an_unknown_code_shows_itself():
    assert item_of("Q1").label_of("14-17") == "14—17岁"
    assert item_of("Q1").label_of("gone") == "gone"


@pytest.mark.parametrize(
    "spoilt",
    [{}, {"questions": [{"code": "Q"}]}, {"questions": [{"kind": "guess"}]}, {"questions": [{"x": 1}]}],
)
def test_a_definition_that_is_none_is_not_read(spoilt):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_form("", RatingScope.ALL, spoilt)


def test_a_version_without_categories_can_be_asked_too():
    question = Question("S1", QuestionKind.SINGLE, "几年级？", "s", options=(Option("1", "一年级"),))
    form = Form("导入", RatingScope.ALL, (question,))
    assert [item.key for item in asking.items(form, MAY, {})] == ["S1"]
