"""同意码: nobody under 14 is heard without a guardian's code, and no code leads to what its child answered."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import corrections, drafts, minors, own_answers, parental_codes, slip_codes, workdays
from db.errors import Conflict, Invalid, NotFound, Refused, TooLate
from db.models import AuditEntry, Draft, NeedContact, ParentalCode, Response
from db.vocabulary import AgeBand, MinorsMode
from tests import builders, school, sheets
from tests.own_answers import in_step, opened, reopen
from tests.school import CHILD

OTHER = "another-child-s-phone"


@pytest.fixture
def link(session, cast, now):
    return school.a_school(session, cast, now)


def n_rows(session, kind):
    return session.scalar(select(func.count()).select_from(kind))


def the_code(session):
    session.expire_all()
    return session.scalars(select(ParentalCode)).one()


def stop(session, link, now, device=CHILD):
    wave, branch = sheets.at(session, link, now)
    where = {"wave_id": wave.id, "branch_id": branch.branch_id}
    own_answers.stop(session, device=device, today=now.date(), **where)


def test_a_child_answers_with_a_code_and_counts_with_the_other_minors(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    assert school.answer(session, link, code, now)
    response = session.scalars(select(Response)).one()
    assert (response.age_band, response.answers["Q1"]) == (AgeBand.MINOR, "under-14")
    assert in_step(session)


def test_without_a_code_nothing_is_taken_and_the_draft_stays_until_it_is_left(session, cast, link, now):
    school.codes(session, cast, now)
    school.fill_in(session, link, now)
    with pytest.raises(Invalid, match="parental_code_missing"):
        school.send(session, link, now)
    assert n_rows(session, Response) == 0
    stop(session, link, now)
    assert n_rows(session, Draft) == 0


def test_a_note_in_the_draft_is_no_consent(session, link, now):
    school.fill_in(session, link, now)
    school.save(session, link, now, **{drafts.PARENTAL_CONSENT: True})
    with pytest.raises(Invalid, match="parental_code_missing"):
        school.send(session, link, now)


def test_elsewhere_and_by_default_under_14_is_stopped_as_ever(session, cast, link, now):
    other = builders.a_link(session, cast.branch_a, now=now).token
    school.fill_in(session, other, now)
    for act in (school.send, lambda *given: school.enter(given[0], given[1], "ABCD2345", given[2])):
        with pytest.raises(Invalid, match="under_14"):
            act(session, other, now)
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    assert school.enter(session, link, code, now)
    minors.change(session, actor=cast.li, seen=MinorsMode.SCHOOL, to=MinorsMode.BLOCK_UNDER_14, now=now)
    with pytest.raises(Invalid, match="under_14"):
        school.send(session, link, now)


def test_the_same_code_again_for_the_same_draft_changes_nothing(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    assert school.enter(session, link, code, now)
    assert school.enter(session, link, f" {code[:4].lower()}-{code[4:]} ", now)
    receipt = school.send(session, link, now)
    assert school.send(session, link, now) == receipt
    assert n_rows(session, Response) == 1


def test_a_code_is_for_one_draft_and_for_one_answer(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    assert school.enter(session, link, code, now)
    school.fill_in(session, link, now, OTHER)
    with pytest.raises(Conflict, match="parental_code_used"):
        school.enter(session, link, code, now, OTHER)
    school.send(session, link, now)
    with pytest.raises(Conflict, match="parental_code_used"):
        school.enter(session, link, code, now, OTHER)


def test_a_draft_that_is_left_gives_its_code_back(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    assert school.enter(session, link, code, now)
    stop(session, link, now)
    assert (the_code(session).draft_key, the_code(session).is_used) == (None, False)
    assert school.answer(session, link, code, now, OTHER)


def test_another_code_for_the_same_draft_gives_the_first_one_back(session, cast, link, now):
    first, second = school.codes(session, cast, now, n=2)
    school.fill_in(session, link, now)
    assert school.enter(session, link, first, now)
    assert school.enter(session, link, second, now)
    school.send(session, link, now)
    assert school.answer(session, link, first, now, OTHER)


def test_whoever_turns_out_to_be_older_gives_the_code_back(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    assert school.enter(session, link, code, now)
    school.save(session, link, now, Q1="14-17")
    assert school.send(session, link, now)
    assert (the_code(session).draft_key, the_code(session).is_used) == (None, False)


def test_after_the_submit_the_code_names_no_draft_and_no_answer(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.answer(session, link, code, now)
    row = the_code(session)
    assert (row.draft_key, row.is_used) == (None, True)
    said = {row.code_hash, code}
    for kind in (Response, Draft, AuditEntry):
        for other in session.scalars(select(kind)):
            assert not any(word in str(vars(other)) for word in said)


def test_a_code_is_good_for_its_own_survey_only(session, cast, link, now):
    school.fill_in(session, link, now)
    wave, _ = sheets.at(session, link, now)
    elsewhere = slip_codes.key(ParentalCode, "ABCD2345", wave.id, cast.branch_a)
    session.add(ParentalCode(code_hash=elsewhere, wave_id=wave.id, branch_id=cast.branch_a))
    for wrong in ("ABCD2345", "", "中文"):
        assert not school.enter(session, link, wrong, now)


def test_ten_wrong_codes_are_enough(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    school.fill_in(session, link, now)
    for _ in range(slip_codes.MOST_FAILURES):
        assert not school.enter(session, link, "WRNG2345", now)
    with pytest.raises(TooLate, match="too_many_slip_codes"):
        school.enter(session, link, code, now)
    assert school.enter(session, link, code, now + timedelta(minutes=16))


def test_without_a_draft_there_is_nothing_to_agree_to(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    with pytest.raises(NotFound, match="draft_gone"):
        school.enter(session, link, code, now)
    school.answer(session, link, code, now)
    with pytest.raises(NotFound, match="draft_gone"):
        school.enter(session, link, code, now)


def test_a_child_corrects_its_answer_without_a_second_code(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    receipt = school.answer(session, link, code, now)
    reopen(session, receipt, now, CHILD)
    school.save(session, link, now, Q10="1")
    assert school.send(session, link, now) is None
    assert session.scalars(select(Response)).one().answers["Q10"] == "1"
    assert in_step(session)


def test_whoever_corrects_the_age_to_under_14_needs_a_code_and_leaves_no_way_to_be_reached(
    session, cast, link, now
):
    (code,) = school.codes(session, cast, now)
    asks = {**sheets.ASKS, "Q12": "contact", "Q12f": "小李", "Q12g": "微信 a1", "Q12h": True}
    receipt = sheets.answer(session, link, CHILD, now, **{"Q1": "18-22", **asks})
    found = opened(session, receipt, now)
    assert found.response_id is not None
    assert n_rows(session, NeedContact) == 1
    corrections.begin(
        session, response_id=found.response_id, need_id=found.need_id, code=receipt, device=CHILD, now=now
    )
    school.save(session, link, now, Q1="under-14")
    with pytest.raises(Invalid, match="parental_code_missing"):
        school.send(session, link, now)
    assert school.enter(session, link, code, now)
    assert school.send(session, link, now) is None
    assert n_rows(session, NeedContact) == 0
    assert session.scalars(select(Response)).one().age_band is AgeBand.MINOR


def test_a_child_may_ask_for_something_without_being_reached(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    receipt = school.answer(session, link, code, now, **sheets.ASKS)
    assert opened(session, receipt, now).need_id is not None
    assert n_rows(session, NeedContact) == 0


def test_a_child_s_contact_is_refused_whatever_the_browser_sends(session, cast, link, now):
    (code,) = school.codes(session, cast, now)
    asks = {**sheets.ASKS, "Q12": "contact", "Q12f": "小李", "Q12g": "微信 a1", "Q12h": True}
    school.fill_in(session, link, now, **asks)
    assert school.enter(session, link, code, now)
    with pytest.raises(Invalid, match="answers_incomplete") as refused:
        school.send(session, link, now)
    assert refused.value.facts["problems"] == {"Q12": "answer_unknown_option"}


def test_codes_are_made_by_the_school_for_its_open_survey_and_counted(session, cast, link, now):
    where = {"actor": cast.qian, "branch_id": cast.branch_c}
    assert len(set(school.codes(session, cast, now, n=3))) == 3
    entry = parental_codes.entry(session, today=now.date(), **where)
    assert entry is not None
    assert entry.n_codes == 3
    for n in (0, slip_codes.MOST_AT_ONCE + 1):
        with pytest.raises(Invalid, match="codes_out_of_range"):
            parental_codes.mint(session, n=n, now=now, **where)
    later = now + timedelta(days=40)
    assert parental_codes.entry(session, today=later.date(), **where) is None
    with pytest.raises(TooLate, match="wave_closed"):
        parental_codes.mint(session, n=1, now=later, **where)
    verbs = list(session.scalars(select(AuditEntry.verb)))
    assert verbs.count("mint_parental_codes") == 1


def test_a_branch_that_is_no_school_makes_none(session, cast, link, now):
    where = {"actor": cast.chen, "branch_id": cast.branch_a}
    assert parental_codes.entry(session, today=now.date(), **where) is None
    with pytest.raises(Invalid, match="children_not_taken"):
        parental_codes.mint(session, n=1, now=now, **where)


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "li", "zhou", "wu"])
def test_nobody_else_makes_codes(session, cast, link, now, name):
    with pytest.raises(Refused, match=r"no_right|organisation_unknown"):
        parental_codes.mint(session, actor=getattr(cast, name), branch_id=cast.branch_c, n=1, now=now)


def test_codes_are_forgotten_when_the_survey_cannot_open_again(session, cast, link, now):
    school.codes(session, cast, now, n=2)
    last = workdays.last_day(sheets.at(session, link, now)[0].month)
    assert parental_codes.tidy(session, on=last) == 0
    assert parental_codes.tidy(session, on=last + timedelta(days=1)) == 2
