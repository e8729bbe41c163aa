"""邀请码: one answer per code, whoever's device it is; nobody knows who has which."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import drafts, invites, releases, responses, slip_codes, workdays
from db.errors import Conflict, Invalid, Refused, TooLate
from db.models import AuditEntry, InviteCode, Response, Wave
from db.rights import Actor
from tests import builders, sheets


@pytest.fixture
def link(session, cast, now):
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def with_codes(session, cast, now, n=2):
    take(session, cast.chen, cast.branch_a, now)
    return invites.mint(session, actor=cast.chen, branch_id=cast.branch_a, n=n, now=now)


def take(session, actor, branch_id, now, *, codes=True):
    invites.take(session, actor=actor, branch_id=branch_id, with_codes=codes, now=now)


def enter(session, link, code, now, device="a-shared-computer"):
    wave, branch = sheets.at(session, link, now)
    return invites.enter(
        session, code=code, wave_id=wave.id, branch_id=branch.branch_id, device=device, now=now
    )


def test_a_code_is_good_for_its_own_survey_only(session, cast, link, now):
    code, _ = with_codes(session, cast, now)
    other = builders.a_link(session, cast.branch_b, now=now).token
    assert enter(session, link, code, now)
    assert enter(session, link, f" {code[:4].lower()}-{code[4:]} ", now)
    assert not enter(session, other, code, now)
    assert not enter(session, link, "WRNG2345", now)
    assert not enter(session, link, "", now)


def test_two_people_answer_at_one_device_and_each_once(session, cast, link, now):
    for code in with_codes(session, cast, now):
        device = invites.device_of(code)
        assert sheets.answer(session, link, device, now)
        wave, branch = sheets.at(session, link, now)
        drafts.forget_code(session, device=device, wave_id=wave.id, branch_id=branch.branch_id)
        with pytest.raises(Conflict, match="already_answered"):
            responses.submit(session, device=device, wave=wave, branch=branch, now=now)
    assert session.scalar(select(func.count()).select_from(Response)) == 2


def test_a_half_filled_sheet_is_found_with_the_code_from_anywhere(session, cast, link, now):
    code, _ = with_codes(session, cast, now)
    sheets.fill_in(session, link, invites.device_of(code), now, Q1="23-28")
    wave, branch = sheets.at(session, link, now)
    found = drafts.load(
        session,
        device=invites.device_of(f"{code[:4]} {code[4:]}".lower()),
        wave_id=wave.id,
        branch_id=branch.branch_id,
    )
    assert found is not None
    assert found.answers["Q1"] == "23-28"


def test_the_database_holds_no_code_and_not_who_used_one(session, cast, link, now):
    codes = with_codes(session, cast, now)
    sheets.answer(session, link, invites.device_of(codes[0]), now)
    kept = {row.code_hash for row in session.scalars(select(InviteCode))}
    assert len(kept) == 2
    assert not {row.device_hash for row in session.scalars(select(Response))} & kept
    facts = [entry.facts for entry in session.scalars(select(AuditEntry))]
    assert not any(code in str(facts) for code in codes)


def test_only_a_branch_that_takes_codes_makes_some(session, cast, link, now):
    with pytest.raises(Invalid, match="codes_not_taken"):
        invites.mint(session, actor=cast.chen, branch_id=cast.branch_a, n=1, now=now)
    take(session, cast.chen, cast.branch_a, now)
    for n in (0, -1, slip_codes.MOST_AT_ONCE + 1):
        with pytest.raises(Invalid, match="codes_out_of_range"):
            invites.mint(session, actor=cast.chen, branch_id=cast.branch_a, n=n, now=now)


def test_a_branch_cannot_make_codes_without_end(session, cast, link, now, monkeypatch):
    monkeypatch.setattr(slip_codes, "MOST", 3)
    with_codes(session, cast, now, n=3)
    with pytest.raises(Invalid, match="too_many_slips"):
        invites.mint(session, actor=cast.chen, branch_id=cast.branch_a, n=1, now=now)


def test_back_to_devices_the_survey_asks_for_no_code_and_what_was_sent_stays(session, cast, link, now):
    code, _ = with_codes(session, cast, now)
    sheets.answer(session, link, invites.device_of(code), now)
    assert sheets.at(session, link, now)[0].takes_codes
    take(session, cast.chen, cast.branch_a, now, codes=False)
    assert not sheets.at(session, link, now)[0].takes_codes
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    verbs = list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert verbs[-3:] == ["take_codes", "mint_codes", "take_devices"]


def test_ten_wrong_codes_are_enough(session, cast, link, now):
    code, _ = with_codes(session, cast, now)
    for _ in range(slip_codes.MOST_FAILURES):
        assert not enter(session, link, "WRNG2345", now)
    with pytest.raises(TooLate, match="too_many_slip_codes"):
        enter(session, link, code, now)
    assert enter(session, link, code, now, device="another")
    assert enter(session, link, code, now + timedelta(minutes=16))


@pytest.mark.parametrize("name", ["zhao", "wang", "zhou", "wu"])
def test_nobody_else_makes_codes_or_changes_how_it_is_entered(session, cast, link, now, name):
    actor: Actor = getattr(cast, name)
    with pytest.raises(Refused, match=r"no_right|organisation_unknown"):
        take(session, actor, cast.branch_a, now)
    with pytest.raises(Refused, match=r"no_right|organisation_unknown"):
        invites.mint(session, actor=actor, branch_id=cast.branch_a, n=1, now=now)


def test_without_an_open_survey_there_is_nothing_to_enter(session, cast, link, now):
    later = now + timedelta(days=40)
    assert invites.entry(session, actor=cast.chen, branch_id=cast.branch_a, today=later.date()) is None
    with pytest.raises(TooLate, match="wave_closed"):
        take(session, cast.chen, cast.branch_a, later)


@pytest.mark.parametrize("is_released", [False, True])
def test_codes_are_forgotten_when_the_survey_cannot_open_again(session, cast, link, now, is_released):
    """Closed by hand it can, until its month is over or it is released."""
    with_codes(session, cast, now)
    wave = session.get_one(Wave, sheets.at(session, link, now)[0].id)
    wave.closes_on = workdays.today(now)
    assert invites.tidy(session, on=workdays.last_day(wave.month)) == 0
    if is_released:
        releases.release(session, wave=wave, now=now + timedelta(days=1), by="test")
        assert invites.tidy(session, on=workdays.today(now) + timedelta(days=1)) == 2
    else:
        assert invites.tidy(session, on=workdays.last_day(wave.month) + timedelta(days=1)) == 2
