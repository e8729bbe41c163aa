"""The youth's own answer by its receipt: read, corrected until the wave closes, deleted."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import corrections, drafts, own_answers, receipts, releases, tallies
from db.errors import Invalid, NotFound, TooLate
from db.links import live_link
from db.models import Draft, Need, NeedContact, Response, Wave
from db.vocabulary import NeedState
from tests import builders, sheets
from tests.cast import Cast
from tests.own_answers import PHONE, in_step, opened, reopen, response_of, send

OTHER = "another-phone"


@pytest.fixture
def link(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def test_what_was_answered_is_read_in_words_and_in_the_order_asked(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28", Q2=["EMP", "HOU"], Q11="想要一间自习室")
    found = own_answers.read(session, response_id=response_of(session, code, now), now=now)
    said = {(line.topic, line.question): line.answer for line in found.lines}
    assert said["", "您的年龄段"] == "23—28岁"
    assert said["", "这个月，您最需要哪方面的帮助？"] == "就业创业、住房安居"
    assert said["", "还有什么想说的，或一个小心愿？"] == "想要一间自习室"
    assert next(iter(said)) == ("", "您的年龄段")
    assert found.can_correct
    assert not found.is_released


@pytest.mark.parametrize("seed", range(6))
def test_every_stored_answer_is_told_whatever_was_drawn(
    session: Session, link: str, now: datetime, seed: int
) -> None:
    wave, branch = sheets.at(session, link, now)
    drafts.begin(
        session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now, draw=random.Random(seed)
    )
    code = sheets.answer(session, link, PHONE, now, Q2=["EMP"])
    response = session.scalars(select(Response)).one()
    found = own_answers.read(session, response_id=response_of(session, code, now), now=now)
    assert len(found.lines) == len(response.answers) + 1  # and the words


def test_a_deleted_answer_counts_nowhere_and_its_code_says_so(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, **sheets.ASKS)
    sheets.answer(session, link, OTHER, now)
    key = response_of(session, code, now)
    length = len(receipt_row(session, code))
    own_answers.delete(session, code=code, response_id=key, device=PHONE)
    own_answers.delete(session, code=code, response_id=key, device=PHONE)
    found = opened(session, code, now)
    assert (found.response_id, found.is_deleted) == (None, True)
    assert found.need_id == session.scalars(select(Need.id)).one()
    assert len(receipt_row(session, code)) == length
    assert len(session.scalars(select(Response)).all()) == 1
    assert in_step(session)
    with pytest.raises(NotFound, match="answer_gone"):
        own_answers.read(session, response_id=key, now=now)


def receipt_row(session: Session, code: str) -> bytes:
    row = session.get(receipts.Receipt, receipts._key(code))
    assert row is not None
    return row.contents_sealed


def test_what_is_released_stays_when_an_answer_is_deleted(
    session: Session, cast: Cast, link: str, now: datetime
) -> None:
    codes = [sheets.answer(session, link, f"phone-{n}", now) for n in range(3)]
    wave_id = session.scalars(select(Response.wave_id)).first()
    assert wave_id is not None
    keys = [response_of(session, code, now) for code in codes]
    releases.release(session, wave=session.get_one(Wave, wave_id), now=now + timedelta(days=40), by="nobody")
    before = tallies.stored(session, wave_id=wave_id)
    own_answers.delete(session, code=codes[0], response_id=keys[0], device=PHONE)
    assert tallies.stored(session, wave_id=wave_id) == before
    assert not tallies.retally(session, wave_id=wave_id)
    assert tallies.stored(session, wave_id=wave_id) == before


def test_whoever_turns_out_to_be_under_14_keeps_no_answer(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    reopen(session, code, now)
    with pytest.raises(Invalid, match="under_14"):
        send(session, link, now, Q1="under-14")
    wave, branch = sheets.at(session, link, now)
    own_answers.stop(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id, today=now.date())
    assert session.scalars(select(Response)).all() == []
    assert session.scalars(select(Draft)).all() == []
    assert in_step(session)


def test_a_closed_branch_s_answer_can_be_read_and_deleted_but_not_corrected(
    session: Session, cast: Cast, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now)
    live = live_link(session, branch_id=cast.branch_a)
    assert live is not None
    live.revoked_at = now
    session.flush()
    key = response_of(session, code, now)
    found = own_answers.read(session, response_id=key, now=now)
    assert (found.can_correct, found.is_closed) == (False, False)
    with pytest.raises(TooLate, match="wave_closed"):
        reopen(session, code, now)
    own_answers.delete(session, code=code, response_id=key, device=PHONE)


def test_whoever_turns_out_to_be_under_14_has_asked_for_nothing_either(
    session: Session, link: str, now: datetime
) -> None:
    asks = {**sheets.ASKS, "Q12": "contact", "Q12f": "小李", "Q12g": "微信 a1", "Q12h": True}
    code = sheets.answer(session, link, PHONE, now, **asks)
    found = opened(session, code, now)
    assert found.response_id is not None
    corrections.begin(
        session, response_id=found.response_id, need_id=found.need_id, code=code, device=PHONE, now=now
    )
    wave, branch = sheets.at(session, link, now)
    where = {"wave_id": wave.id, "branch_id": branch.branch_id}
    own_answers.stop(session, device=PHONE, today=now.date(), **where)
    assert session.scalars(select(NeedContact)).all() == []
    need = session.scalars(select(Need)).one()
    assert (need.state, need.text_sealed) == (NeedState.WITHDRAWN, None)
    assert not own_answers.exists(session, response_id=found.response_id)


def test_a_stop_in_a_tab_that_lags_behind_takes_the_sent_answer_along(
    session: Session, link: str, now: datetime
) -> None:
    sheets.answer(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    own_answers.stop(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id, today=now.date())
    assert session.scalars(select(Response)).all() == []
    assert in_step(session)


def test_who_deletes_on_the_own_phone_may_answer_anew(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    own_answers.delete(session, code=code, response_id=response_of(session, code, now), device=PHONE)
    assert session.scalars(select(Draft)).all() == []
    assert sheets.answer(session, link, PHONE, now) != code
    assert len(session.scalars(select(Response)).all()) == 1


def test_deleting_ends_a_correction_of_it_and_nothing_else_on_the_device(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now)
    other = sheets.answer(session, link, OTHER, now)
    reopen(session, code, now)
    own_answers.delete(session, code=other, response_id=response_of(session, other, now), device=PHONE)
    assert len(session.scalars(select(Draft)).all()) == 2
    own_answers.delete(session, code=code, response_id=response_of(session, code, now), device=PHONE)
    assert len(session.scalars(select(Draft)).all()) == 1
