"""移交 and 协办: a colleague agrees first, the old owner stays in charge until then, and the youth learns nothing."""

import pytest
from sqlalchemy import select

from db import confirmations, follow_up, hand_overs, need_ledger, transfers
from db.errors import Conflict, Invalid, NotAllowed
from db.models import NeedCoOwner, Organisation, Person
from db.vocabulary import NeedState, Role, Verb
from tests import builders
from tests.cast import a_person


@pytest.fixture
def sun(session, cast, now):
    return a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)


@pytest.fixture
def need(session, cast, sun, now):
    """A need of which the cadre 孙 is in charge."""
    found = builders.a_need(session, cast.branch_a, now=now)
    take(session, follow_up.accept, sun, found, now)
    return found


def take(session, service, actor, need, now, **values):
    service(session, actor=actor, need_id=need.id, version=need.version, now=now, **values)


def open_file(session, actor, need, today):
    return need_ledger.get_for(session, actor=actor, need_id=need.id, on=today)


def test_the_old_owner_stays_in_charge_until_the_colleague_agrees(session, cast, sun, need, now, today):
    due = need.due_on
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    assert need.owner_id == sun.id
    asked = open_file(session, cast.chen, need, today)
    assert (asked.hands.owner, asked.hands.next_owner) == ("孙", "陈")
    assert {Verb.TAKE_ON, Verb.TURN_DOWN} <= set(asked.steps)
    assert not {Verb.TAKE_ON, Verb.TURN_DOWN} & set(open_file(session, sun, need, today).steps)
    [row], _ = need_ledger.list_for(session, actor=cast.chen, kind=None, on=today)
    assert row.is_handed_on
    take(session, hand_overs.take_on, cast.chen, need, now)
    assert (need.owner_id, need.next_owner_id, need.due_on) == (cast.chen.id, None, due)


def test_whoever_turns_it_down_leaves_it_with_its_owner(session, cast, sun, need, now):
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    take(session, hand_overs.turn_down, cast.chen, need, now)
    assert (need.owner_id, need.next_owner_id, need.state) == (sun.id, None, NeedState.ACCEPTED)
    with pytest.raises(Conflict, match="not_asked"):
        take(session, hand_overs.take_on, cast.chen, need, now)


def test_only_who_was_asked_answers_and_only_the_owner_asks(session, cast, sun, need, now, today):
    qi = a_person(session, session.get_one(Organisation, cast.branch_a), "齐", "qi", Role.CADRE, now=now)
    with pytest.raises(Conflict, match="not_in_charge"):
        take(session, hand_overs.hand_on, qi, need, now, person_id=cast.chen.id)
    assert Verb.HAND_ON not in open_file(session, qi, need, today).steps
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    for answer in (hand_overs.take_on, hand_overs.turn_down):
        with pytest.raises(Conflict, match="not_asked"):
            take(session, answer, qi, need, now)


@pytest.mark.parametrize("whom", ["sun", "zhao", "wang"])
def test_nobody_is_asked_but_a_colleague(session, cast, sun, need, now, whom):
    person = sun if whom == "sun" else getattr(cast, whom)
    with pytest.raises(Invalid, match="owner_unknown"):
        take(session, hand_overs.hand_on, sun, need, now, person_id=person.id)


def test_what_an_owner_who_has_left_was_in_charge_of_is_anybody_s_to_give(session, cast, sun, need, now):
    session.get_one(Person, sun.id).is_active = False
    qi = a_person(session, session.get_one(Organisation, cast.branch_a), "齐", "qi", Role.CADRE, now=now)
    take(session, hand_overs.hand_on, qi, need, now, person_id=cast.chen.id)
    assert need.next_owner_id == cast.chen.id


def test_the_secretary_decides_at_once_and_everybody_else_asks(session, cast, sun, need, now, today):
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    take(session, follow_up.assign, cast.chen, need, now, person_id=sun.id)
    assert (need.owner_id, need.next_owner_id) == (sun.id, None)
    take(session, transfers.transfer, sun, need, now, reason="需要街道协调")
    hua = a_person(
        session, session.get_one(Organisation, cast.committee), "华", "hua", Role.COMMITTEE, now=now
    )
    take(session, transfers.take_over, cast.wang, need, now)
    with pytest.raises(NotAllowed, match="ask_first"):
        take(session, follow_up.assign, cast.wang, need, now, person_id=hua.id)
    assert Verb.ASSIGN not in open_file(session, cast.wang, need, today).steps
    assert open_file(session, hua, need, today).assignable == {hua.id}


def test_helpers_are_named_to_colleagues_only_and_leave_with_the_need(session, cast, sun, need, now, today):
    take(session, hand_overs.share, sun, need, now, person_ids=[cast.chen.id])
    assert open_file(session, sun, need, today).hands.helping == ((cast.chen.id, "陈"),)
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    take(session, hand_overs.take_on, cast.chen, need, now)
    assert open_file(session, sun, need, today).hands.helping == ()
    take(session, hand_overs.share, cast.chen, need, now, person_ids=[sun.id])
    take(session, transfers.transfer, cast.chen, need, now, reason="需要街道协调")
    assert session.scalars(select(NeedCoOwner)).all() == []


@pytest.mark.parametrize("whom", ["owner", "stranger"])
def test_neither_the_owner_nor_a_stranger_helps(session, cast, sun, need, now, whom):
    person = sun if whom == "owner" else cast.zhao
    with pytest.raises(Invalid, match="owner_unknown"):
        take(session, hand_overs.share, sun, need, now, person_ids=[person.id])


def test_the_youth_reads_nothing_of_what_happens_among_colleagues(session, cast, sun, need, now, today):
    before = confirmations.story(session, need_id=need.id).messages
    take(session, hand_overs.share, sun, need, now, person_ids=[cast.chen.id])
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    take(session, hand_overs.turn_down, cast.chen, need, now)
    assert confirmations.story(session, need_id=need.id).messages == before
    assert len(open_file(session, sun, need, today).messages) == len(before) + 3


def test_an_open_question_ends_with_the_need(session, cast, sun, need, now):
    take(session, hand_overs.hand_on, sun, need, now, person_id=cast.chen.id)
    take(session, follow_up.settle, sun, need, now, title="贴出清单", result="在公告栏")
    assert need.next_owner_id is None
