"""What is closed, has left or has not begun takes nothing: branches, months, waves, adults who are there no longer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    account_changes,
    crisis,
    deeds,
    duties,
    follow_up,
    guardians,
    links,
    people,
    releases,
    reorganising,
    responses,
    wishes,
    workdays,
)
from db.errors import Conflict, TooLate
from db.models import CrisisMark, Guardian, MonthRecord, Need, Person, Response
from db.vocabulary import Duty, LightState, NeedState, Role, Urgency
from db.wishes import Wish
from tests import builders, sheets
from tests.cast import a_person

DANGER = "不想活了"


def an_adult(session, cast, now, organisation_id, **but):
    """Name somebody of a committee as its adult."""
    place = session.get_one(links.Organisation, organisation_id)
    named = a_person(session, place, "孙", "sun", Role.COMMITTEE, now=now)
    guardians.name(session, actor=cast.li, organisation_id=organisation_id, person_id=named.id, now=now)
    for name, value in but.items():
        setattr(session.get_one(Person, named.id), name, value)
    session.flush()
    return named


def waiting(session, actor, today):
    return crisis.count_waiting(session, actor=actor, today=today)


@pytest.mark.parametrize("gone", [{"ends_on": date(2020, 1, 1)}, {"is_active": False}])
def test_danger_goes_past_an_adult_who_is_there_no_longer(session, cast, now, today, gone):
    an_adult(session, cast, now, cast.committee, **gone)
    crisis.mark(session, text=DANGER, branch_id=cast.branch_a, month=today, today=today)
    assert (waiting(session, cast.wang, today), waiting(session, cast.li, today)) == (0, 1)


def test_what_waited_for_an_adult_who_left_is_open_to_the_colleagues(session, cast, now, today):
    named = an_adult(session, cast, now, cast.committee)
    crisis.mark(session, text=DANGER, branch_id=cast.branch_a, month=today, today=today)
    assert waiting(session, cast.wang, today) == 0
    session.get_one(Person, named.id).ends_on = today - timedelta(days=1)
    session.flush()
    [row] = crisis.list_for(session, actor=cast.wang, today=today)
    assert crisis.open_text(session, actor=cast.wang, mark_id=row.id, now=now) == DANGER


def test_a_closed_committee_leaves_its_marks_and_its_adult_to_nobody(session, cast, now, today):
    an_adult(session, cast, now, cast.other_committee)
    crisis.mark(session, text=DANGER, branch_id=cast.branch_c, month=today, today=today)
    reorganising.move(
        session, actor=cast.li, organisation_id=cast.branch_c, parent_id=cast.committee, now=now
    )
    reorganising.close(session, actor=cast.li, organisation_id=cast.other_committee, now=now)
    assert session.scalars(select(CrisisMark.organisation_id)).all() == [cast.district]
    assert waiting(session, cast.li, today) == 1
    assert session.scalars(select(Guardian)).all() == []
    people.end_account(session, actor=cast.li, username="sun", now=now)


def test_neither_closing_nor_reopening_is_done_twice(session, cast, now, today):
    builders.a_span(session, cast.branch_a, date(2020, 1, 1))
    reorganising.close(session, actor=cast.li, organisation_id=cast.branch_a, now=now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        reorganising.close(session, actor=cast.li, organisation_id=cast.branch_a, now=now)
    reorganising.reopen(session, actor=cast.li, organisation_id=cast.branch_a, now=now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        reorganising.reopen(session, actor=cast.li, organisation_id=cast.branch_a, now=now)


def test_a_page_that_was_open_sends_nothing_to_a_closed_branch(session, cast, now, today):
    builders.the_categories(session)
    builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.fill_in(session, link, "phone", now, **sheets.ASKS)
    wave, branch = sheets.at(session, link, now)
    reorganising.close(session, actor=cast.li, organisation_id=cast.branch_a, now=now)
    with pytest.raises(TooLate, match="link_revoked"):
        responses.submit(session, device="phone", wave=wave, branch=branch, now=now)
    wish = Wish("EMP2", "想知道附近有什么岗位", Urgency.NORMAL, False, False)
    with pytest.raises(TooLate, match="link_revoked"):
        wishes.send(session, branch=branch, nonce=wishes.new_nonce(), wish=wish, today=today)
    assert session.scalars(select(Need)).all() == []
    assert session.scalars(select(Response)).all() == []


def test_settling_writes_no_deed_into_a_month_that_is_closed(session, cast, now, today):
    builders.a_span(session, cast.branch_a, date(2020, 1, 1))
    march = workdays.add_months(workdays.month_of(today), -3)
    session.add(MonthRecord(branch_id=cast.branch_a, month=march, confirmed_at=now, person_id=cast.chen.id))
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.ACCEPTED)
    settle = {"actor": cast.chen, "need_id": need.id, "version": need.version, "now": now, "result": "办好了"}
    for day in (march, date(1999, 1, 1)):
        with pytest.raises(TooLate, match="month_closed"):
            follow_up.settle(session, title="办了一件事", done_on=day, **settle)
    lights = duties.lights(session, actor=cast.li, branch_id=cast.branch_a, month=march, today=today)
    assert lights[Duty.DEED].state is LightState.MISSED
    follow_up.settle(session, title="办了\n一件事", done_on=today, **settle)
    [line] = deeds.lines_of(session, need_id=need.id)
    assert line.title == "办了 一件事"


def test_a_wave_that_has_not_opened_is_not_released(session, cast, now):
    later = workdays.today(now) + timedelta(days=1)
    wave = builders.a_wave(session, now=now, opens_on=later, closes_on=later)
    for early in (False, True):
        with pytest.raises(TooLate, match="wave_not_opened"):
            releases.release_by_hand(session, actor=cast.li, wave_id=wave.id, now=now, early=early)


def test_an_account_that_is_opened_again_can_be_used(session, cast, now, today):
    chen = session.get_one(Person, cast.chen.id)
    chen.ends_on, chen.is_active = today - timedelta(days=1), False
    session.flush()
    account_changes.reopen(session, actor=cast.li, username=chen.username, now=now)
    assert people.actor_of(session, person_id=chen.id, now=now) is not None


def test_a_branch_with_sensitive_needs_gets_no_student_as_secretary(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, is_sensitive=True)
    branch = session.get_one(links.Organisation, cast.branch_a)
    seen = reorganising.facts_of(branch)
    change = {"actor": cast.li, "organisation_id": branch.id, "now": now, "seen": seen}
    with pytest.raises(Conflict, match="branch_has_sensitive_needs"):
        reorganising.change(session, facts=replace(seen, has_student_secretary=True), **change)
    need.state = NeedState.CONFIRMED
    need.outcome = "solved"
    session.flush()
    reorganising.change(session, facts=replace(seen, has_student_secretary=True), **change)
