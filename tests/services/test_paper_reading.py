"""What is typed from a sheet of paper: a table of texts, and what they are read as or refused for."""

from dataclasses import replace

import pytest

from db import extra_questions, paper_form, paper_reading
from db.asking import Asking
from db.extra_questions import Extra
from db.vocabulary import QuestionKind, RatingScope
from tests import builders

FORM = builders.monthly_form()
ASKING = Asking(month_number=3, without=paper_form.left_out())
AGED = {"version": "1", "Q1": "2"}
RATED = {"Q3:EMP": "4", "Q4:EMP": "5", "Q3:LOV": "3", "Q4:LOV": "none", "Q3:CUL": "1", "Q4:CUL": "1"}


def read(form=FORM, **typed):
    return paper_reading.read(form, ASKING, AGED | typed)


@pytest.mark.parametrize(
    ("field", "text", "answers"),
    [
        ("Q1", " 2 ", {}),
        ("Q1b", "１", {"Q1b": "member"}),
        ("Q2", "1 3 12", {"Q2": ["EMP", "HOU", "GRW"]}),
        ("Q2", "1,3、12", {"Q2": ["EMP", "HOU", "GRW"]}),
        ("Q2", "1.2 3。1 13", {"Q2": ["EMP", "HOU", "OTH"], "Q2b:EMP": "EMP2", "Q2b:HOU": "HOU1"}),
        ("Q2", "1.6", {"Q2": ["EMP"], "Q2b:EMP": "unsure"}),
        ("Q2", "0", {"Q2": ["none"]}),
        ("Q6", "13", {"Q6": ["information", "introduction"]}),
        ("Q6", "1 3", {"Q6": ["information", "introduction"]}),
        ("Q9", "0", {"Q9": ["none"]}),
        ("Q10", "5", {"Q10": "5"}),
        ("Q10", "0", {"Q10": "unknown"}),
        ("Q11", " 想有个球场 ", {"Q11": "想有个球场"}),
        ("ratings", "45 30 11 --", RATED),
        ("ratings", "4530 11。。", RATED),
        ("ratings", "", {}),
    ],
)
def test_what_is_typed_is_read(field, text, answers):
    found = read(**{"Q2": "1", field: text})
    if field != "Q2":
        answers = {"Q2": ["EMP"], **answers}
    assert (found.wrong, found.answers) == ({}, {"Q1": "18-22", **answers})


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("version", "", "paper_version_unknown"),
        ("version", "4", "paper_version_unknown"),
        ("Q1", "", "paper_age_missing"),
        ("Q1", "0", "paper_under_14"),
        ("Q1", "7", "paper_number_unknown"),
        ("Q1", "1 2", "paper_one_only"),
        ("Q1", "12", "paper_number_unknown"),
        ("Q2", "14", "paper_number_unknown"),
        ("Q2", "1.9", "paper_number_unknown"),
        ("Q2", "1.", "paper_number_unknown"),
        ("Q2", "13.1", "paper_number_unknown"),
        ("Q2", "x", "paper_number_unknown"),
        ("Q2", "1.1 1.2", "paper_closer_twice"),
        ("Q2", "13 13", "paper_number_twice"),
        ("Q2", "1 2 3 4", "paper_too_many"),
        ("Q2", "1 0", "paper_exclusive"),
        ("Q6", "123", "paper_too_many"),
        ("Q9", "11", "paper_number_twice"),
        ("ratings", "4530111", "paper_ratings_count"),
        ("ratings", "45301161", "paper_rating_unknown"),
        ("ratings", "05301111", "paper_rating_unknown"),
        ("Q11", "长" * 201, "paper_too_long"),
    ],
)
def test_what_cannot_be_taken_is_named_at_its_field(field, text, code):
    found = read(**{"Q2": "1", field: text})
    assert {key: why.code for key, why in found.wrong.items()} == {field: code}


def test_of_a_wrong_sheet_nothing_else_is_lost():
    found = read(Q2="1 99", Q6="1", Q10="5", ratings="1")
    assert set(found.wrong) == {"Q2", "ratings"}
    assert found.answers["Q10"] == "5"


def test_what_is_not_for_minors_is_refused_at_its_category():
    found = paper_reading.read(FORM, ASKING, {"version": "1", "Q1": "1", "Q2": "3.2"})
    assert found.wrong["Q2"].code == "paper_adults_only"
    assert not read(Q2="3.2").wrong


def test_a_sheet_with_nothing_but_an_age_is_refused():
    assert read().wrong["Q1"].code == "paper_empty"


def test_the_version_decides_what_is_rated():
    rows = {
        str(version): [key for key in read(version=str(version), ratings=digits).answers if key != "Q1"]
        for version, digits in ((1, "44444444"), (2, "44444444"), (3, "44444444"))
    }
    assert [sorted({key.partition(":")[2] for key in keys}) for keys in rows.values()] == [
        ["AID", "CUL", "EMP", "LOV"],
        ["EDU", "INT", "PSY", "VOL"],
        ["GRW", "HOU", "PHY", "RTS"],
    ]


def test_one_version_has_no_number_and_picked_categories_alone_are_rated():
    form = replace(FORM, rating_scope=RatingScope.PICKED_ONLY)
    assert paper_form.n_versions(form) == 1
    found = read(form, version="", Q2="2 1", ratings="1234")
    assert not found.wrong
    assert {key: v for key, v in found.answers.items() if ":" in key} == {
        "Q3:EMP": "1", "Q4:EMP": "2", "Q3:EDU": "3", "Q4:EDU": "4",
    }  # fmt: skip


def test_a_question_that_was_added_and_ended_is_still_read_from_old_sheets():
    old = Extra(1, QuestionKind.SINGLE, "热水够吗？", ("够", "不够"), is_ended=True)
    new = Extra(2, QuestionKind.MULTI, "缺什么？", ("热水", "球场"))
    form = extra_questions.joined(FORM, district=extra_questions.written([old, new]))
    assert [q.name for q in paper_form.questions(form, ASKING)].count("区加问") == 1
    assert read(form, X0v1="2").answers["X0v1"] == "o2"
    assert read(form, X0v2="12").answers["X0v2"] == ["o1", "o2"]


def test_what_is_printed_is_what_somebody_is_asked():
    printed = {month: _keys(month) for month in (3, 4)}
    assert printed[3] == ["Q1", "Q1b", "Q2", "ratings", "Q6", "Q7", "Q8", "Q8b", "Q9", "Q10", "Q11"]
    assert printed[4] == ["Q1", "Q1b", "Q2", "ratings", "Q6", "Q9", "Q10", "Q11"]
    hints = {q.key: q.hints for q in paper_form.questions(FORM, ASKING) if q.hints}
    assert {key: [(h.name, h.numbers, h.is_for) for h in found] for key, found in hints.items()} == {
        "Q6": [("3", ("0",), False)],
        "Q8b": [("7", ("2", "3"), True)],
    }


def _keys(month):
    return [q.key for q in paper_form.questions(FORM, replace(ASKING, month_number=month))]
