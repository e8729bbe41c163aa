"""Drafts: written as it is given, readable by nobody, gone in time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import drafts, responses, workdays
from db.errors import NotFound
from db.models import Draft
from tests import builders, sheets
from tests.cast import Cast

PHONE = "a-phone"


@pytest.fixture
def link(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_answer_saved_is_there_on_another_server(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now)
    drafts.save(
        session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={"Q1": "18-22"}, now=now
    )
    drafts.save(
        session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={"Q11": "写到一半"}, now=now
    )
    session.expire_all()
    state = drafts.load(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert state is not None
    assert state.answers == {"Q1": "18-22", "Q11": "写到一半"}


def test_beginning_again_keeps_answers_draws_and_code(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    first = drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now)
    again = drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now)
    assert again == first


def test_a_draft_is_not_readable_in_the_database(session: Session, link: str, now: datetime) -> None:
    sheets.fill_in(session, link, PHONE, now, Q11="我想找个伴打球")
    draft = session.scalars(select(Draft)).one()
    assert draft.answers_sealed is not None
    assert "打球".encode() not in draft.answers_sealed
    assert PHONE not in draft.key_hash


def test_leaving_deletes_the_draft_but_never_a_sent_answer(
    session: Session, link: str, now: datetime
) -> None:
    sheets.fill_in(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    drafts.discard(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert count(session, Draft) == 0
    with pytest.raises(NotFound):
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    sheets.answer(session, link, PHONE, now)
    drafts.discard(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert count(session, Draft) == 1


def test_drafts_die_a_day_after_the_wave_closes_and_codes_a_day_after_the_submit(
    session: Session, link: str, now: datetime
) -> None:
    sheets.fill_in(session, link, PHONE, now)
    sheets.answer(session, link, "another", now)
    wave, branch = sheets.at(session, link, now)
    drafts.tidy(session, on=workdays.today(now))
    kept = drafts.load(session, device="another", wave_id=wave.id, branch_id=branch.branch_id)
    assert kept is not None
    assert kept.code is not None
    drafts.tidy(session, on=wave.closes_on)
    session.expire_all()
    sent = drafts.load(session, device="another", wave_id=wave.id, branch_id=branch.branch_id)
    assert sent is not None
    assert sent.code is None
    assert count(session, Draft) == 2
    assert drafts.tidy(session, on=wave.closes_on + timedelta(days=2)) == 2
    assert count(session, Draft) == 0
