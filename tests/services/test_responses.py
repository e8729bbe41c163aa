"""From the first answer to the receipt: drafts, the submit, tallies."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import drafts, receipts, responses, secrets, tallies
from db.errors import Conflict, Invalid, TooLate
from db.models import Draft, Need, NeedContact, Response, Tally
from db.vocabulary import AgeBand, NeedSource, NeedState, Urgency
from tests import builders, sheets
from tests.cast import Cast

PHONE = "a-phone"


@pytest.fixture
def link(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_submit_writes_the_sheet_the_tallies_and_the_receipt(
    session: Session, cast: Cast, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now, Q1="23-28", Q2=["EMP", "HOU"])
    response = session.scalars(select(Response)).one()
    assert response.branch_id == cast.branch_a
    assert response.age_band is AgeBand.FROM_23
    assert response.answers["Q2"] == ["EMP", "HOU"]
    assert "Q11" not in response.answers
    assert receipts.exists(session, code=code)
    assert tallies.stored(session, wave_id=response.wave_id) == tallies.count_responses(
        session, wave_id=response.wave_id
    )


def test_no_time_of_day_is_kept_with_an_answer(session: Session, link: str, now: datetime) -> None:
    sheets.answer(session, link, PHONE, now)
    draft = session.scalars(select(Draft)).one()
    assert draft.touched_at is None
    assert draft.answers_sealed is None


def test_a_second_submit_shows_the_same_code_and_writes_nothing(
    session: Session, link: str, now: datetime
) -> None:
    code = sheets.answer(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    assert responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now) == code
    assert count(session, Response) == 1


def test_after_我已保存_the_code_is_gone_but_still_opens(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    drafts.forget_code(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    state = drafts.load(session, device=PHONE, wave_id=wave.id, branch_id=branch.branch_id)
    assert state is not None
    assert state.is_submitted
    assert state.code is None
    with pytest.raises(Conflict) as refused:
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    assert refused.value.code == "already_answered"
    opened = receipts.open_receipt(session, code=code, device=PHONE, now=now)
    assert opened is not None
    assert opened.response_id is not None


def test_a_device_answers_a_wave_once_even_without_its_draft(
    session: Session, link: str, now: datetime
) -> None:
    sheets.answer(session, link, PHONE, now)
    session.delete(session.scalars(select(Draft)).one())
    sheets.fill_in(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    with pytest.raises(Conflict):
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)


def test_what_is_missing_is_named_and_nothing_is_written(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now)
    changes = {drafts.CONSENT: "1", "Q1": "18-22", "Q2": ["EMP", "HOU", "PSY", "EDU"]}
    drafts.save(session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes=changes, now=now)
    with pytest.raises(Invalid) as refused:
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    problems = refused.value.facts["problems"]
    assert isinstance(problems, dict)
    assert problems["Q2"] == "answer_too_many"
    assert problems["Q10"] == "answer_required"
    assert count(session, Response) == count(session, Tally) == 0


def test_without_consent_nothing_is_taken(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=now)
    with pytest.raises(Invalid) as refused:
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    assert refused.value.code == "consent_missing"


def test_a_forged_under_14_sheet_is_refused(session: Session, link: str, now: datetime) -> None:
    sheets.fill_in(session, link, PHONE, now, Q1="under-14")
    wave, branch = sheets.at(session, link, now)
    with pytest.raises(Invalid) as refused:
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    assert refused.value.code == "under_14"


def test_answers_to_questions_out_of_sight_are_dropped(session: Session, link: str, now: datetime) -> None:
    sheets.fill_in(session, link, PHONE, now, Q2=["EMP"], Q12="none")
    wave, branch = sheets.at(session, link, now)
    drafts.save(
        session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={"Q2": ["none"]}, now=now
    )
    responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    stored = session.scalars(select(Response)).one().answers
    assert "Q2b:EMP" not in stored
    assert "Q6" not in stored


def test_a_closed_wave_takes_neither_answers_nor_submits(session: Session, link: str, now: datetime) -> None:
    sheets.fill_in(session, link, PHONE, now)
    wave, branch = sheets.at(session, link, now)
    later = now + timedelta(days=10)
    with pytest.raises(TooLate):
        drafts.save(session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={}, now=later)
    with pytest.raises(TooLate):
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=later)


def test_a_wave_is_open_until_midnight_in_shanghai(session: Session, link: str, now: datetime) -> None:
    wave, branch = sheets.at(session, link, now)
    last_minute = datetime(2026, 6, 25, 15, 59, tzinfo=now.tzinfo)
    drafts.begin(session, device=PHONE, wave=wave, branch_id=branch.branch_id, now=last_minute)
    with pytest.raises(TooLate):
        drafts.begin(
            session,
            device="other",
            wave=wave,
            branch_id=branch.branch_id,
            now=last_minute + timedelta(minutes=1),
        )


def test_an_answer_becomes_a_need_only_if_asked_for(session: Session, link: str, now: datetime) -> None:
    sheets.answer(session, link, PHONE, now, Q2=["HOU"], Q12="none")
    assert count(session, Need) == 0
    code = sheets.answer(session, link, "another", now, **sheets.ASKS)
    need = session.scalars(select(Need)).one()
    assert (need.category_code, need.sub_item_code) == ("HOU", "HOU4")
    assert need.source is NeedSource.SURVEY
    assert need.urgency is Urgency.SOON
    assert need.state is NeedState.RAISED
    assert secrets.unseal_optional(secrets.TEXT, need.text_sealed) == "宿舍热水不够"
    opened = receipts.open_receipt(session, code=code, device=PHONE, now=now)
    assert opened is not None
    assert opened.need_id == need.id


def test_a_need_from_a_survey_waits_for_the_next_morning(session: Session, link: str, now: datetime) -> None:
    sheets.answer(session, link, PHONE, now, **sheets.ASKS)
    need = session.scalars(select(Need)).one()
    assert need.handed_on is None


def test_a_need_for_the_committee_never_reaches_the_branch(
    session: Session, cast: Cast, link: str, now: datetime
) -> None:
    sheets.answer(session, link, PHONE, now, **{**sheets.ASKS, "Q12d": "committee"})
    assert session.scalars(select(Need)).one().organisation_id == cast.committee


def test_contact_data_are_sealed_and_apart(session: Session, link: str, now: datetime) -> None:
    asks = {**sheets.ASKS, "Q12": "contact", "Q12f": "小林", "Q12g": "13800000000", "Q12h": True}
    sheets.answer(session, link, PHONE, now, **asks)
    contact = session.scalars(select(NeedContact)).one()
    assert b"13800000000" not in contact.contact_sealed
    stored = session.scalars(select(Response)).one()
    assert not any(key.startswith("Q12") for key in stored.answers)


def test_sensitive_words_need_their_own_consent(session: Session, link: str, now: datetime) -> None:
    asks = {**sheets.ASKS, "Q2": ["PSY"], "Q12a": "PSY1"}
    sheets.fill_in(session, link, PHONE, now, **asks)
    wave, branch = sheets.at(session, link, now)
    drafts.save(session, device=PHONE, wave=wave, branch_id=branch.branch_id, changes={"Q12e": None}, now=now)
    with pytest.raises(Invalid) as refused:
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=now)
    assert refused.value.facts["problems"] == {"Q12e": "answer_required"}


def test_retally_rebuilds_equal_tallies_and_notices_a_difference(
    session: Session, link: str, now: datetime
) -> None:
    for n in range(5):
        sheets.answer(session, link, f"phone-{n}", now, Q2=["EMP", "HOU"])
    wave, _ = sheets.at(session, link, now)
    assert not tallies.retally(session, wave_id=wave.id)
    before = tallies.stored(session, wave_id=wave.id)
    session.scalars(select(Tally)).first().n += 7  # type: ignore[union-attr]
    session.flush()
    assert tallies.retally(session, wave_id=wave.id)
    session.expire_all()
    assert tallies.stored(session, wave_id=wave.id) == before


def test_a_deleted_answer_is_subtracted(session: Session, link: str, now: datetime) -> None:
    sheets.answer(session, link, PHONE, now)
    response = session.scalars(select(Response)).one()
    tallies.subtract(session, response_id=response.id)
    session.delete(response)
    session.flush()
    session.expire_all()
    assert tallies.stored(session, wave_id=response.wave_id) == {}


def test_ten_wrong_codes_close_the_door_for_a_while(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    for _ in range(receipts.MOST_FAILURES):
        assert receipts.open_receipt(session, code="WRNG2345", device=PHONE, now=now) is None
    with pytest.raises(TooLate):
        receipts.open_receipt(session, code=code, device=PHONE, now=now)
    assert receipts.open_receipt(session, code=code, device="another", now=now) is not None
    assert (
        receipts.open_receipt(session, code=code, device=PHONE, now=now + timedelta(minutes=16)) is not None
    )


def test_a_code_is_read_as_people_type_it(session: Session, link: str, now: datetime) -> None:
    code = sheets.answer(session, link, PHONE, now)
    typed = f" {code[:4].lower()} {code[4:]} "
    assert receipts.open_receipt(session, code=typed, device=PHONE, now=now) is not None
