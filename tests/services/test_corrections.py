"""Corrections of an answer by its receipt: until the wave closes, in the place of the first."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import corrections, drafts, own_answers, responses, words
from db.errors import Conflict, NotFound, TooLate
from db.models import CrisisMark, Need, Response
from db.vocabulary import AgeBand
from tests import builders, sheets
from tests.cast import Cast
from tests.own_answers import PHONE, in_step, opened, reopen, response_of, send

OTHER = "another-phone"


@pytest.fixture
def link(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def test_a_correction_takes_the_place_of_the_answer_under_the_same_code(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28", Q2=["EMP"])
    before = session.scalars(select(Response)).one().id
    assert reopen(session, code, now) == link
    # Until it is sent, the old one counts.
    assert session.scalars(select(Response)).one().age_band is AgeBand.FROM_23
    assert send(session, link, now, Q1="29-35", Q2=["EMP", "HOU"]) is None
    response = session.scalars(select(Response)).one()
    assert (response.id, response.age_band, response.answers["Q2"]) == (
        before,
        AgeBand.FROM_29,
        ["EMP", "HOU"],
    )
    assert in_step(session)
    assert response_of(session, code, now) == before
    # Sent once more, it says that it was sent.
    with pytest.raises(Conflict, match="already_answered"):
        send_again(session, link, now)


def send_again(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)


def test_a_correction_on_another_phone_leaves_one_answer(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28")
    reopen(session, code, now, OTHER)
    send(session, link, now, OTHER, Q1="18-22")
    assert session.scalars(select(Response)).one().age_band is AgeBand.FROM_18
    assert in_step(session)


def test_a_correction_asks_for_nothing_to_be_done_and_changes_no_need(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, **sheets.ASKS)
    reopen(session, code, now)
    send(session, link, now, Q10="1")
    need = session.scalars(select(Need)).one()
    assert opened(session, code, now).need_id == need.id
    assert not any(key.startswith("Q12") for key in session.scalars(select(Response)).one().answers)


def test_an_answer_can_be_corrected_twice_and_the_draft_is_found_again(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28")
    reopen(session, code, now)
    wave, branch = sheets.at(session, link, now)
    drafts.save(
        session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={"Q1": "18-22"}, now=now
    )
    reopen(session, code, now)
    found = drafts.load(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert found is not None
    assert found.answers["Q1"] == "18-22"
    assert found.code is None
    send(session, link, now)
    reopen(session, code, now)
    send(session, link, now, Q1="29-35")
    assert session.scalars(select(Response)).one().age_band is AgeBand.FROM_29


def test_new_words_wait_for_the_next_morning_and_are_looked_at_for_danger(
    session: Session, cast: Cast, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, Q11="一切都好")
    words.hand_over(session)
    reopen(session, code, now)
    send(session, link, now, Q10="1")
    assert session.scalars(select(Response)).one().is_text_handed
    reopen(session, code, now)
    send(session, link, now, Q11="我不想活了")
    assert not session.scalars(select(Response)).one().is_text_handed
    assert len(session.scalars(select(CrisisMark)).all()) == 1


def test_another_answer_on_the_device_is_not_pushed_aside(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    sheets.fill_in(session, link, OTHER, now)
    with pytest.raises(Conflict, match="draft_in_the_way"):
        reopen(session, code, now, OTHER)
    third = "a-third-phone"
    sheets.answer(session, link, third, now)
    with pytest.raises(Conflict, match="draft_in_the_way"):
        reopen(session, code, now, third)
    wave, branch = sheets.at(session, link, now)
    drafts.forget_code(session, device=third, wave_id=wave.id, branch_id=branch.branch_id)
    reopen(session, code, now, third)


def test_after_closing_nothing_is_corrected(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    later = now + timedelta(days=40)
    assert not own_answers.read(session, response_id=response_of(session, code, now), now=later).can_correct
    with pytest.raises(TooLate, match="wave_closed"):
        reopen(session, code, later)


def test_a_correction_of_an_answer_that_was_deleted_is_refused(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now)
    reopen(session, code, now)
    own_answers.delete(session, code=code, response_id=response_of(session, code, now), device="")
    with pytest.raises(NotFound, match="answer_gone"):
        send(session, link, now, Q1="29-35")
    assert session.scalars(select(Response)).all() == []


def test_a_dropped_correction_leaves_the_answer(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28")
    reopen(session, code, now)
    wave, branch = sheets.at(session, link, now)
    drafts.discard(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert session.scalars(select(Response)).one().age_band is AgeBand.FROM_23
    assert responses.answered(session, PHONE, wave.id, branch)
    reopen(session, code, now)


def test_a_device_that_only_corrected_may_still_answer_for_itself(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now)
    reopen(session, code, now, OTHER)
    send(session, link, now, OTHER, Q1="18-22")
    assert sheets.answer(session, link, OTHER, now)
    assert len(session.scalars(select(Response)).all()) == 2
    assert in_step(session)


def test_dropping_leaves_alone_what_is_no_correction(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28")
    sheets.fill_in(session, link, OTHER, now)
    wave, branch = sheets.at(session, link, now)
    where = {"wave_id": wave.id, "branch_id": branch.branch_id}
    corrections.drop(session, device=OTHER, **where)
    assert drafts.load(session, device=OTHER, **where) is not None
    reopen(session, code, now)
    corrections.drop(session, device=PHONE, **where)
    assert drafts.load(session, device=PHONE, **where) is None
    assert session.scalars(select(Response)).one().age_band is AgeBand.FROM_23
