"""Answers on paper: a sheet that was typed in is an answer like any other, once, and can be taken back whole."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import answer_sheets, duties, paper_sheets, releases, secrets, tallies
from db.errors import Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, CrisisMark, Draft, Need, Receipt, Response, Wave
from db.vocabulary import AgeBand, Duty
from tests import builders, school, sheets

SHEET = {
    "Q1": "18-22",
    "Q2": ["EMP", "HOU"],
    "Q2b:EMP": "EMP2",
    **{f"Q{q}:{code}": "4" for q in (3, 4) for code in ("EMP", "LOV", "CUL")},
    "Q10": "5",
}


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def add(session, cast, now, *, number="one", **but):
    values = {"actor": cast.chen, "branch_id": cast.branch_a, "version": 1, "answers": SHEET, **but}
    wave_id = values.pop("wave_id", None) or session.scalars(select(Wave.id)).one()
    paper_sheets.add(session, sheet=number, wave_id=wave_id, now=now, **values)


def take_back(session, cast, now, *, number="one", **but):
    values = {"actor": cast.chen, "branch_id": cast.branch_a, **but}
    wave_id = session.scalars(select(Wave.id)).one()
    paper_sheets.take_back(session, sheet=number, wave_id=wave_id, now=now, **values)


def n(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_typed_sheet_counts_as_an_answer_and_leaves_nothing_else(session, cast, wave, now):
    add(session, cast, now)
    stored = session.scalars(select(Response)).one()
    assert (stored.age_band, stored.notice_version) == (AgeBand("18-22"), paper_sheets.NOTICE_VERSION)
    assert stored.answers == SHEET
    lit = duties.lights(
        session, actor=cast.chen, branch_id=cast.branch_a, month=wave.month, today=wave.month.replace(day=18)
    )
    assert lit[Duty.SURVEY].is_done
    assert tallies.count_responses(session, wave_id=wave.id) == tallies.stored(session, wave_id=wave.id)
    assert [n(session, table) for table in (Draft, Receipt, Need)] == [0, 0, 0]


@pytest.mark.doubts
def test_it_is_never_too_fast_but_all_alike_is_looked_at_again(session, cast, wave, now):
    for number in range(3):
        add(session, cast, now, number=f"sheet-{number}")
    assert not any(session.scalars(select(Response.is_doubtful)))
    alike = {**SHEET, "Q3:AID": "4", "Q4:AID": "4"}
    add(session, cast, now, number="alike", answers=alike)
    assert sum(session.scalars(select(Response.is_doubtful))) == 1


def test_the_same_sheet_twice_is_one_answer_and_another_a_second(session, cast, wave, now):
    for number in ("one", "one", "two"):
        add(session, cast, now, number=number)
    assert n(session, Response) == 2


def test_what_is_written_is_sealed_and_looked_through_like_online(session, cast, wave, now):
    add(session, cast, now, answers={**SHEET, "Q11": "真的不想活了"})
    stored = session.scalars(select(Response)).one()
    assert "Q11" not in stored.answers
    assert answer_sheets.texts_of(stored) == {"Q11": "真的不想活了"}
    mark = session.scalars(select(CrisisMark)).one()
    assert secrets.unseal(secrets.TEXT, mark.text_sealed) == "真的不想活了"


def test_what_is_asked_of_us_is_not_taken_from_paper(session, cast, wave, now):
    add(session, cast, now, answers={**SHEET, "Q12": "code_only", "Q12a": "EMP2"})
    assert not [key for key in session.scalars(select(Response)).one().answers if key.startswith("Q12")]
    assert n(session, Need) == 0


def test_a_sheet_taken_back_leaves_nothing_behind(session, cast, wave, now):
    sheets.answer(session, builders.a_link(session, cast.branch_a, now=now).token, "a-phone", now)
    before = tallies.stored(session, wave_id=wave.id)
    add(session, cast, now, answers={**SHEET, "Q11": "真的不想活了"})
    take_back(session, cast, now)
    assert tallies.stored(session, wave_id=wave.id) == before
    assert (n(session, Response), n(session, CrisisMark)) == (1, 0)
    with pytest.raises(NotFound, match="paper_sheet_gone"):
        take_back(session, cast, now)
    add(session, cast, now)
    assert n(session, Response) == 2


def test_only_what_was_typed_in_is_taken_back(session, cast, wave, now):
    sheets.answer(session, builders.a_link(session, cast.branch_a, now=now).token, "a-phone", now)
    for number in ("a-phone", "", "paper:a-phone"):
        with pytest.raises(NotFound, match="paper_sheet_gone"):
            take_back(session, cast, now, number=number)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"Q1": "18-22"}, "paper_empty"),
        ({"Q2": ["EMP"]}, "answers_incomplete"),
        ({**SHEET, "Q1": "under-14"}, "under_14"),
        ({**SHEET, "Q2": ["EMP", "none"]}, "answers_incomplete"),
        ({**SHEET, "Q10": "9"}, "answers_incomplete"),
        ({"Q1": "14-17", "Q2": ["HOU"], "Q2b:HOU": "HOU2"}, "answers_incomplete"),
    ],
)
def test_what_does_not_fit_is_refused(session, cast, wave, now, answers, code):
    with pytest.raises(Invalid, match=code):
        add(session, cast, now, answers=answers)
    assert n(session, Response) == 0


def test_under_14_is_not_taken_from_paper_in_school_mode_either(session, cast, now):
    school.a_school(session, cast, now)
    own = {"actor": cast.qian, "branch_id": cast.branch_c}
    with pytest.raises(Invalid, match="under_14"):
        add(session, cast, now, answers={**SHEET, "Q1": "under-14"}, **own)
    add(session, cast, now, answers={**SHEET, "Q1": "14-17"}, **own)


def test_after_the_close_nothing_comes_in_and_nothing_goes(session, cast, wave, now):
    add(session, cast, now)
    late = now + timedelta(days=8)
    for change in (add, take_back):
        with pytest.raises(TooLate, match="paper_closed"):
            change(session, cast, late, number="one")
    assert paper_sheets.find(session, actor=cast.chen, branch_id=cast.branch_a, today=late.date()) is None
    releases.release(session, wave=wave, now=late, by="system")
    assert session.scalars(select(Response.device_hash)).one() is None
    with pytest.raises(TooLate, match="paper_closed"):
        add(session, cast, now, number="two")


def test_a_form_of_another_month_is_refused(session, cast, wave, now):
    with pytest.raises(TooLate, match="paper_closed"):
        add(session, cast, now, wave_id=wave.id + 1)


@pytest.mark.parametrize(
    ("name", "why"), [("zhao", NotFound), ("qian", NotFound), ("wang", NotAllowed), ("li", NotAllowed)]
)
def test_only_the_branch_itself_types_in(session, cast, wave, now, name, why):
    actor = getattr(cast, name)
    add(session, cast, now)
    for change in (add, take_back):
        with pytest.raises(why):
            change(session, cast, now, actor=actor)
    with pytest.raises(why):
        paper_sheets.find(session, actor=actor, branch_id=cast.branch_a, today=now.date())


def test_the_log_says_who_types_in_but_gives_no_sheet_a_time(session, cast, wave, now):
    for number in range(3):
        add(session, cast, now + timedelta(minutes=number), number=str(number))
    assert list(session.scalars(select(AuditEntry.verb))) == [paper_sheets.TYPED_IN]
    take_back(session, cast, now, number="2")
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.verb, e.actor, e.facts) for e in entries][1:] == [
        (paper_sheets.TAKEN_BACK, cast.chen.audit_name, {})
    ]
