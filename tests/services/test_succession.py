"""换届交接: the work goes along, what was said in confidence does not, and the account ends — all or nothing."""

# long: what goes along and what does not, one rule each

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import account_changes, follow_up, guardians, hand_overs, pairings, people, succession, talks
from db.errors import Conflict, Invalid, NotAllowed
from db.models import (
    AuditEntry,
    NeedCoOwner,
    NeedEvent,
    Organisation,
    Pairing,
    PairingContact,
    Person,
    SignIn,
    Talk,
)
from db.talk_form import TalkForm
from db.vocabulary import Channel, NeedState, Role, TalkReason, Verb, Visibility, YouthGroup
from tests import builders
from tests.cast import a_person, a_sign_in


@pytest.fixture
def sun(session, cast, now):
    return a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)


@pytest.fixture
def need(session, cast, now):
    """A need of which the secretary 陈 is in charge."""
    found = builders.a_need(session, cast.branch_a, now=now)
    follow_up.accept(session, actor=cast.chen, need_id=found.id, version=found.version, now=now)
    return found


def paired(session, who, now) -> Pairing:
    pairing_id = pairings.pair_up(
        session, actor=who, branch_id=who.organisation_id, alias="小林", youth_group=YouthGroup.MEMBER,
        channel=Channel.IN_PERSON, paired_on=now.date(), now=now,
    )  # fmt: skip
    pairings.record_contact(
        session, actor=who, pairing_id=pairing_id, contacted_on=now.date(), channel=Channel.PHONE, note="在找工作", now=now
    )  # fmt: skip
    return session.get_one(Pairing, pairing_id)


def talked(session, who, now) -> Talk:
    form = TalkForm(
        talked_on=now.date(), channel=Channel.IN_PERSON, youth_group=YouthGroup.MEMBER, reason=next(iter(TalkReason)),
        category_codes=(), text="压力大", alias="小林", visibility=Visibility.WRITER_AND_SECRETARY, next_on=None,
    )  # fmt: skip
    talks.record(session, actor=who, form=form, now=now)
    return session.scalars(select(Talk).where(Talk.person_id == who.id)).one()


def hand_over(session, actor, successor, now, person=None):
    person_id = (person or actor).id
    succession.hand_over(session, actor=actor, person_id=person_id, successor_id=successor.id, now=now)


def test_the_work_goes_along_and_what_was_said_in_confidence_is_deleted(session, cast, sun, need, now):
    pairing, talk = paired(session, cast.chen, now), talked(session, cast.chen, now)
    work = succession.work_of(session, actor=cast.chen, person_id=cast.chen.id)
    assert [found.state for found in work.needs] == [NeedState.ACCEPTED]
    assert (work.counts.n_pairings, work.counts.n_texts) == (1, 2)
    hand_over(session, cast.chen, sun, now)
    session.refresh(talk)
    assert (need.owner_id, pairing.person_id) == (sun.id, sun.id)
    assert (talk.person_id, talk.summary_sealed, talk.alias_sealed) == (cast.chen.id, None, None)
    found = pairings.get_for(session, actor=sun, pairing_id=pairing.id, on=now.date())
    assert [contact.note for contact in found.contacts] == [None, None]
    assert found.row.alias == "小林"
    after = succession.work_of(session, actor=cast.li, person_id=cast.chen.id)
    assert after.counts.is_nothing


def test_a_need_that_is_settled_has_no_day_on_which_it_is_due(session, cast, need, now):
    def days():
        work = succession.work_of(session, actor=cast.chen, person_id=cast.chen.id)
        return [found.due_on for found in work.needs]

    assert days() == [need.due_on]
    need.state = NeedState.SETTLED
    session.flush()
    assert need.due_on is not None
    assert days() == [None]


@pytest.mark.parametrize("state", [NeedState.RAISED, NeedState.TRANSFERRED])
def test_what_nobody_has_accepted_stays_with_the_organisation_and_is_told(session, cast, sun, state, now):
    need = builders.a_need(session, cast.branch_a, now=now, state=state)
    builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    assert succession.work_of(session, actor=cast.chen, person_id=cast.chen.id).n_unaccepted == 1
    hand_over(session, cast.chen, sun, now)
    assert (need.owner_id, need.state) == (None, state)


def test_the_account_ends_and_the_successor_becomes_secretary(session, cast, sun, now):
    a_sign_in(session, cast.chen, now=now)
    hand_over(session, cast.chen, sun, now)
    assert people.actor_of(session, person_id=cast.chen.id, now=now) is None
    in_force = select(SignIn).where(SignIn.person_id == cast.chen.id, SignIn.revoked_at.is_(None))
    assert session.scalars(in_force).all() == []
    assert session.get_one(Person, sun.id).role is Role.SECRETARY


def test_the_log_of_the_need_and_the_audit_tell_of_it_and_name_nobody(session, cast, sun, need, now):
    hand_over(session, cast.chen, sun, now)
    last = session.scalars(
        select(NeedEvent).where(NeedEvent.need_id == need.id).order_by(NeedEvent.seq.desc())
    ).first()
    assert (last.verb, last.to_state) == (Verb.ASSIGN, NeedState.ACCEPTED)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "hand_over_office")).one()
    assert entry.facts == {"to": sun.id, "n_needs": 1, "n_pairings": 0, "n_texts": 0}


def test_what_others_asked_for_or_are_helped_with_goes_on_without(session, cast, sun, now):
    asked, helped = (builders.a_need(session, cast.branch_a, now=now) for _ in range(2))
    for found in (asked, helped):
        follow_up.accept(session, actor=sun, need_id=found.id, version=found.version, now=now)
    hand_overs.hand_on(
        session, actor=sun, need_id=asked.id, version=asked.version, now=now, person_id=cast.chen.id
    )
    hand_overs.share(
        session, actor=sun, need_id=helped.id, version=helped.version, now=now, person_ids=[cast.chen.id]
    )
    hand_over(session, cast.chen, sun, now)
    assert (asked.owner_id, asked.next_owner_id) == (sun.id, None)
    assert session.scalars(select(NeedCoOwner)).all() == []


@pytest.mark.parametrize("who", ["zhao", "qian", "wang", "wu"])
def test_nobody_hands_over_another_s_work_but_who_runs_the_accounts(session, cast, sun, who, now):
    with pytest.raises(NotAllowed, match="no_right"):
        hand_over(session, getattr(cast, who), sun, now, person=cast.chen)
    hand_over(session, cast.zhou, sun, now, person=cast.chen)
    assert not session.get_one(Person, cast.chen.id).is_active


def test_it_goes_to_a_colleague_of_the_same_organisation_and_once(session, cast, sun, need, now):
    for other in (cast.zhao, cast.wang, cast.chen):
        with pytest.raises(Invalid, match="successor_unknown"):
            hand_over(session, cast.chen, other, now)
    hand_over(session, cast.zhou, sun, now, person=cast.chen)
    with pytest.raises(Conflict, match="office_handed_over"):
        hand_over(session, cast.zhou, sun, now, person=cast.chen)
    assert need.owner_id == sun.id


def test_what_an_ended_account_left_behind_can_still_be_handed_over(session, cast, sun, need, now):
    pairing = paired(session, cast.chen, now)
    with pytest.raises(Conflict, match="work_in_hand"):
        people.end_account(session, actor=cast.li, username="chen", now=now)
    people.end_account(session, actor=cast.li, username="chen", now=now, leaves_work=True)
    assert succession.work_of(session, actor=cast.li, person_id=cast.chen.id).promotes
    hand_over(session, cast.zhou, sun, now, person=cast.chen)
    assert (need.owner_id, pairing.person_id) == (sun.id, sun.id)
    assert session.get_one(Person, sun.id).role is Role.SECRETARY
    with pytest.raises(Conflict, match="office_handed_over"):
        hand_over(session, cast.zhou, sun, now, person=cast.chen)


def test_the_successor_of_a_secretary_who_was_replaced_stays_a_cadre(session, cast, sun, need, now):
    people.end_account(session, actor=cast.li, username="chen", now=now, leaves_work=True)
    a_person(session, session.get_one(Organisation, cast.branch_a), "吴", "wu2", Role.SECRETARY, now=now)
    hand_over(session, cast.zhou, sun, now, person=cast.chen)
    assert session.get_one(Person, sun.id).role is Role.CADRE


def end(session, cast, now, **values):
    people.end_account(session, actor=cast.li, username="chen", now=now, **values)


def move(session, cast, now, **values):
    before = account_changes.account_of(session.get_one(Person, cast.chen.id))
    account = replace(before, organisation_id=cast.branch_b)
    account_changes.change(
        session, actor=cast.li, username="chen", seen=before, account=account, now=now, **values
    )


def expire(session, cast, now, **values):
    before = account_changes.account_of(session.get_one(Person, cast.chen.id))
    # Today is the last day: tomorrow nobody is asked.
    account = replace(before, ends_on=now.date())
    account_changes.change(
        session, actor=cast.li, username="chen", seen=before, account=account, now=now, **values
    )


@pytest.mark.parametrize(
    ("leave", "verb"), [(end, "end_account"), (move, "change_person"), (expire, "change_person")]
)
def test_who_leaves_without_handing_over_leaves_no_confidence_behind_and_only_when_it_is_wanted(
    session, cast, need, now, leave, verb
):
    pairing, talk = paired(session, cast.chen, now), talked(session, cast.chen, now)
    with pytest.raises(Conflict, match="work_in_hand") as refused:
        leave(session, cast, now)
    assert refused.value.facts == {"n_needs": 1, "n_helping": 0, "n_pairings": 1, "n_texts": 2}
    leave(session, cast, now, leaves_work=True)
    session.expire_all()
    assert (talk.summary_sealed, talk.alias_sealed, talk.branch_id) == (None, None, cast.branch_a)
    assert [
        contact.note_sealed
        for contact in session.scalars(select(PairingContact).where(PairingContact.pairing_id == pairing.id))
    ] == [None, None]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).one()
    assert entry.facts.items() >= {"n_needs": 1, "n_pairings": 1, "n_texts": 2}.items()


@pytest.mark.parametrize("leave", [end, move])
def test_who_only_helps_or_is_asked_to_take_over_leaves_that_place_too(session, cast, now, leave):
    need = builders.a_need(session, cast.branch_a, now=now)
    need.next_owner_id = cast.chen.id
    session.add(NeedCoOwner(need_id=need.id, person_id=cast.chen.id))
    session.flush()
    with pytest.raises(Conflict, match="work_in_hand") as refused:
        leave(session, cast, now)
    assert refused.value.facts["n_helping"] == 2
    leave(session, cast, now, leaves_work=True)
    session.expire_all()
    assert need.next_owner_id is None
    assert session.query(NeedCoOwner).count() == 0


def test_whoever_has_nothing_in_hand_leaves_without_being_asked(session, cast, now):
    move(session, cast, now)
    end(session, cast, now)
    assert not session.get_one(Person, cast.chen.id).is_active


def test_a_guardian_is_replaced_first(session, cast, now):
    heir = a_person(
        session, session.get_one(Organisation, cast.committee), "孟", "meng", Role.COMMITTEE, now=now
    )
    guardians.name(session, actor=cast.li, organisation_id=cast.committee, person_id=cast.wang.id, now=now)
    with pytest.raises(Conflict, match="is_guardian"):
        hand_over(session, cast.wang, heir, now)
    guardians.name(session, actor=cast.li, organisation_id=cast.committee, person_id=heir.id, now=now)
    hand_over(session, cast.wang, heir, now + timedelta(minutes=1))
    assert not session.get_one(Person, cast.wang.id).is_active


def test_the_successor_must_have_room_for_the_pairings_or_nothing_moves(
    session, cast, sun, need, now, monkeypatch
):
    monkeypatch.setattr(pairings, "MOST_PAIRINGS", 1)
    paired(session, cast.chen, now)
    paired(session, sun, now)
    with pytest.raises(Conflict, match="pairings_full"), session.begin_nested():
        hand_over(session, cast.chen, sun, now)
    session.expire_all()
    assert (need.owner_id, session.get_one(Person, cast.chen.id).is_active) == (cast.chen.id, True)
