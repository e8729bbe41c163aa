"""待办: what waits for somebody, what is due first comes first; what waits for the youth waits for nobody here."""

from datetime import timedelta

import pytest

from db import (
    confirmations,
    follow_up,
    guardians,
    hand_overs,
    need_ledger,
    pairings,
    people,
    referrals,
    talks,
    to_dos,
    to_dos_above,
)
from db.entries import PAGE_SIZE
from db.errors import NotAllowed, NotFound
from db.models import Organisation
from db.talk_form import TalkForm
from db.vocabulary import Channel, NeedState, Role, TalkReason, ToDoKind, YouthGroup
from tests import builders
from tests.cast import a_person
from tests.services.test_every_step import agree


def listed(session, actor, today):
    found, total = to_dos.list_for(session, actor=actor, today=today)
    assert total == len(found)
    return [(to_do.kind, to_do.about) for to_do in found]


def accepted(session, actor, now):
    need = builders.a_need(session, actor.organisation_id, now=now)
    follow_up.accept(session, actor=actor, need_id=need.id, version=need.version, now=now)
    return need


def paired(session, actor, now, days_ago):
    return pairings.pair_up(
        session, actor=actor, branch_id=actor.organisation_id, alias=f"{days_ago}天前", now=now - timedelta(days=days_ago),
        youth_group=YouthGroup.MEMBER, channel=Channel.PHONE, paired_on=(now - timedelta(days=days_ago)).date(),
    )  # fmt: skip


def test_what_is_due_first_comes_first(session, cast, now, today):
    accepted(session, cast.chen, now)
    builders.a_need(session, cast.branch_a, now=now)
    paired(session, cast.chen, now, 91)
    form = TalkForm(
        today, Channel.IN_PERSON, YouthGroup.MEMBER, next(iter(TalkReason)), alias="小林", next_on=today
    )
    talks.record(session, actor=cast.chen, form=form, now=now)
    found, _ = to_dos.list_for(session, actor=cast.chen, today=today)
    kinds = [ToDoKind.CONTACT, ToDoKind.TALK_AGAIN, ToDoKind.ACCEPT, ToDoKind.SETTLE]
    assert [to_do.kind for to_do in found] == kinds
    assert [to_do.is_late(on=today) for to_do in found] == [True, False, False, False]
    assert [to_do.about for to_do in found][:2] == ["91天前", "小林"]
    # As the list of needs counts them.
    rows, _ = need_ledger.waiting_for(session, actor=cast.chen, on=today)
    assert [to_do.days_left for to_do in found] == [0, 0, *(row.days_left for row in rows)]


def test_what_waits_for_the_youth_waits_for_nobody_here(session, cast, now, today):
    need = accepted(session, cast.chen, now)
    follow_up.ask(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, question="哪天方便？"
    )
    assert listed(session, cast.chen, today) == []


def test_what_the_youth_has_said_waits_until_somebody_acts_on_it(session, cast, now, today):
    need = accepted(session, cast.chen, now)

    def take(service, **values):
        service(session, actor=cast.chen, need_id=need.id, version=need.version, now=now, **values)
        return [kind for kind, _ in listed(session, cast.chen, today)]

    take(follow_up.ask, question="哪天方便？")
    confirmations.answer(session, need_id=need.id, text="周六", today=today)
    assert take(hand_overs.share, person_ids=[]) == [ToDoKind.GO_ON]
    assert take(follow_up.note, text="就周六") == [ToDoKind.SETTLE]
    assert take(referrals.propose, recipient="区人社局", text="见习") == []
    agree(session, need_id=need.id, today=today)
    assert take(follow_up.note, text="正在联系") == [ToDoKind.SEND]
    assert take(referrals.record_sent) == [ToDoKind.SETTLE]


def test_all_that_waits_is_counted_and_what_is_most_pressing_listed(session, cast, now, today):
    waiting = {"state": NeedState.ASKED, "due_on": today}
    for n in range(PAGE_SIZE + 3):
        builders.a_need(session, cast.branch_a, now=now, number=f"A{n}", **waiting)
        builders.a_need(session, cast.branch_a, now=now, number=f"B{n}")
    paired(session, cast.chen, now, 91)
    found, total = to_dos.list_for(session, actor=cast.chen, today=today)
    assert (len(found), total) == (PAGE_SIZE + 1, PAGE_SIZE + 4)
    assert {to_do.kind for to_do in found} == {ToDoKind.CONTACT, ToDoKind.ACCEPT}


@pytest.mark.parametrize(("days", "n"), [(82, 0), (83, 1), (90, 1)])
def test_a_pairing_comes_up_a_week_before_it_is_silent(session, cast, now, today, days, n):
    paired(session, cast.chen, now, days)
    assert len(listed(session, cast.chen, today)) == n


def test_pairings_and_talks_are_one_s_own_and_needs_the_branch_s(session, cast, now, today):
    sun = a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)
    paired(session, sun, now, 91)
    builders.a_need(session, cast.branch_a, now=now)
    assert [kind for kind, _ in listed(session, cast.chen, today)] == [ToDoKind.ACCEPT]
    assert listed(session, cast.zhao, today) == []
    with pytest.raises(NotAllowed, match="no_right"):
        listed(session, cast.wu, today)


def test_a_committee_s_own_needs_wait_for_it_and_nothing_of_its_branches(session, cast, now, today):
    own = {"organisation_id": cast.committee, "now": now}
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_a, state=NeedState.TRANSFERRED, **own)
    builders.a_need(session, cast.branch_a, state=NeedState.ASKED, due_on=today, **own)
    builders.a_need(session, cast.branch_a, state=NeedState.DEFERRED, due_on=today + timedelta(days=1), **own)
    builders.a_need(session, cast.branch_a, state=NeedState.DEFERRED, due_on=today, **own)
    handed = builders.a_need(session, cast.branch_a, state=NeedState.ACCEPTED, due_on=today, **own)
    handed.next_owner_id = cast.wang.id
    session.flush()
    kinds = [to_do.kind for to_do in to_dos_above.list_for(session, actor=cast.wang, today=today)[0]]
    assert kinds == [ToDoKind.LOOK_AGAIN, ToDoKind.TAKE_ON, ToDoKind.ACCEPT]
    assert to_dos_above.list_for(session, actor=cast.li, today=today) == ([], 0)
    with pytest.raises(NotAllowed, match="no_right"):
        to_dos_above.list_for(session, actor=cast.wu, today=today)


def test_of_a_sensitive_need_only_the_named_adult_is_told_what_it_is_about(session, cast, now, today):
    builders.a_need(
        session,
        cast.branch_a,
        state=NeedState.TRANSFERRED,
        organisation_id=cast.committee,
        is_sensitive=True,
        now=now,
    )
    other = a_person(
        session, session.get_one(Organisation, cast.committee), "孟", "meng", Role.COMMITTEE, now=now
    )
    abouts = {}
    for named in (None, other):
        if named is not None:
            guardians.name(
                session, actor=cast.li, organisation_id=cast.committee, person_id=named.id, now=now
            )
        for actor in (cast.wang, other):
            found, _ = to_dos_above.list_for(session, actor=actor, today=today)
            abouts[named is not None, actor.id] = [to_do.about for to_do in found]
    assert abouts[True, cast.wang.id] == [guardians.SENSITIVE]
    assert abouts[True, other.id] == abouts[False, cast.wang.id] != [guardians.SENSITIVE]


def left_behind(session, cast, now):
    """A need and a pairing of 孙, whose account ended without a hand-over."""
    sun = a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)
    need, pairing_id = accepted(session, sun, now), paired(session, sun, now, 1)
    assert [kind for kind, _ in listed(session, cast.chen, now.date())] == [ToDoKind.SETTLE]
    people.end_account(session, actor=cast.li, username="sun", now=now, leaves_work=True)
    return need, pairing_id


def test_what_an_ended_account_left_behind_is_the_secretary_s_to_give_to_somebody(session, cast, now, today):
    need, pairing_id = left_behind(session, cast, now)
    cadre = a_person(
        session, session.get_one(Organisation, cast.branch_a), "钱", "qian2", Role.CADRE, now=now
    )
    kinds = [kind for kind, _ in listed(session, cast.chen, today)]
    assert kinds == [ToDoKind.ASSIGN, ToDoKind.PAIR_ANEW]
    assert [kind for kind, _ in listed(session, cadre, today)] == [ToDoKind.SETTLE]
    follow_up.assign(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, person_id=cadre.id
    )
    pairings.assign(session, actor=cast.chen, pairing_id=pairing_id, person_id=cadre.id, now=now)
    assert [kind for kind, _ in listed(session, cast.chen, today)] == [ToDoKind.SETTLE]
    for refused in (cast.chen, cadre):
        with pytest.raises((NotFound, NotAllowed)):
            pairings.assign(session, actor=refused, pairing_id=pairing_id, person_id=cast.chen.id, now=now)


def test_a_committee_is_told_of_what_its_own_people_left_behind(session, cast, now, today):
    own = {"organisation_id": cast.committee, "state": NeedState.ASKED, "now": now}
    builders.a_need(session, cast.branch_a, owner_id=cast.chen.id, **own)
    found, total = to_dos_above.list_for(session, actor=cast.wang, today=today)
    assert [(to_do.kind, to_do.due_on) for to_do in found] == [(ToDoKind.ASSIGN, today)]
    assert total == 1
