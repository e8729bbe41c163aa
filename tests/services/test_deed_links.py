"""Which needs a deed serves: all open ones to choose from, and a link put right while the month is open."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db import deed_links, deeds, follow_up, need_ledger, transfers
from db.errors import Conflict, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, Deed, Guardian, Need, NeedEvent, need_deeds
from db.rights import correcting
from db.vocabulary import DeedKind, NeedState, StateType, Verb
from tests import builders


@pytest.fixture
def need(session, cast, now):
    return builders.a_need(session, cast.branch_a, now=now, state=NeedState.IN_PROGRESS, number="X2606-AAAA")


@pytest.fixture
def other(session, cast, now):
    return builders.a_need(
        session, cast.branch_a, now=now, number="X2606-BBBB", category_code="HOU", sub_item_code="HOU1"
    )


def record(session, actor, now, *needs, done_on=date(2026, 6, 12)):
    return deeds.record_deed(
        session,
        actor=actor,
        organisation_id=actor.organisation_id,
        title="装了热水器",
        kind=DeedKind.PRACTICAL,
        done_on=done_on,
        now=now,
        need_ids=[need.id for need in needs],
    )


def served(session, actor, deed_id):
    return deed_links.served_by(session, actor=actor, deed_ids=[deed_id]).get(deed_id, ())


def linked(session, deed_id):
    return set(session.scalars(select(need_deeds.c.need_id).where(need_deeds.c.deed_id == deed_id)))


def correct(session, actor, deed_id, now, seen, wanted):
    values = {"seen": [need.id for need in seen], "need_ids": [need.id for need in wanted]}
    deed_links.correct(session, actor=actor, deed_id=deed_id, now=now, **values)


def settle(session, actor, need, now, **how):
    values = {"title": "修好了热水器", "result": "可以用了", **how}
    follow_up.settle(session, actor=actor, need_id=need.id, version=need.version, now=now, **values)


def test_every_open_need_is_offered_not_only_the_first_page(session, cast, now):
    for n in range(need_ledger.PAGE_SIZE + 5):
        builders.a_need(session, cast.branch_a, now=now, number=f"X2606-{n:04}")
    builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED)
    builders.a_need(session, cast.branch_b, now=now)
    builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    found = deed_links.open_needs(session, actor=cast.chen)
    assert len(found) == need_ledger.PAGE_SIZE + 5
    counts = need_ledger.counts_for(session, actor=cast.chen)
    assert len(found) == counts[StateType.OPEN]


def test_what_only_the_guardian_opens_is_offered_without_its_category(session, cast, now):
    builders.a_need(
        session, cast.branch_a, now=now, organisation_id=cast.committee, is_sensitive=True,
        category_code="PSY", sub_item_code=None,
    )  # fmt: skip
    assert deed_links.open_needs(session, actor=cast.wang)[0].category != "敏感类"
    session.add(Guardian(organisation_id=cast.committee, person_id=cast.li.id))
    session.flush()
    [found] = deed_links.open_needs(session, actor=cast.wang)
    assert (found.category, found.sub_item) == ("敏感类", None)


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_who_handles_no_needs_is_offered_none(session, cast, name):
    with pytest.raises(NotAllowed, match="no_right"):
        deed_links.open_needs(session, actor=getattr(cast, name))


def test_a_wrong_link_is_put_right_and_the_category_follows(session, cast, now, need, other):
    deed_id = record(session, cast.chen, now, need)
    correct(session, cast.chen, deed_id, now, [need], [other])
    assert linked(session, deed_id) == {other.id}
    assert session.get_one(Deed, deed_id).category_code == "HOU"
    correct(session, cast.chen, deed_id, now, [other], [])
    assert linked(session, deed_id) == set()
    assert session.get_one(Deed, deed_id).category_code is None
    deeds.strike(session, actor=cast.chen, deed_id=deed_id, now=now)
    assert session.scalars(select(AuditEntry.verb).where(AuditEntry.verb == "correct_deed")).all() == [
        "correct_deed",
        "correct_deed",
    ]


def test_what_was_settled_with_a_deed_stays(session, cast, now, need, other):
    deed_id = record(session, cast.chen, now, other)
    settle(session, cast.chen, need, now, deed_id=deed_id)
    stays = {choice.id: choice.stays for choice in served(session, cast.chen, deed_id)}
    assert stays == {need.id: True, other.id: False}
    correct(session, cast.chen, deed_id, now, [need, other], [])
    assert linked(session, deed_id) == {need.id}
    need.state = NeedState.REOPENED
    session.flush()
    correct(session, cast.chen, deed_id, now, [need], [])
    assert linked(session, deed_id) == {need.id}, "also when the youth asks for it to be done again"


def test_a_link_to_a_need_that_was_settled_with_another_deed_may_go(session, cast, now, need):
    wrong = record(session, cast.chen, now, need)
    settle(session, cast.chen, need, now)
    [right] = session.scalars(select(NeedEvent.facts).where(NeedEvent.verb == Verb.SETTLE))
    assert [choice.stays for choice in served(session, cast.chen, wrong)] == [False]
    assert [choice.stays for choice in served(session, cast.chen, right["deed"])] == [True]
    correct(session, cast.chen, wrong, now, [need], [])
    assert [deed.title for deed in deeds.lines_of(session, need_id=need.id)] == ["修好了热水器"]


def test_where_the_log_does_not_name_the_deed_every_link_of_a_settled_need_stays(session, cast, now, need):
    deed_id = record(session, cast.chen, now, need)
    session.add(
        NeedEvent(
            need_id=need.id, seq=9, happened_on=need.raised_on, verb=Verb.SETTLE, party="cadre",
            from_state=NeedState.IN_PROGRESS, to_state=NeedState.SETTLED, facts={},
        )
    )  # fmt: skip
    session.flush()
    assert [choice.stays for choice in served(session, cast.chen, deed_id)] == [True]


def test_a_refused_settling_makes_no_deed(session, cast, now, need):
    with pytest.raises(Conflict, match="changed_meanwhile"):
        follow_up.settle(
            session,
            actor=cast.chen,
            need_id=need.id,
            version=need.version + 1,
            now=now,
            title="修好",
            result="好",
        )
    need.state = NeedState.DECLINED
    session.flush()
    with pytest.raises(Conflict, match="move_impossible"):
        settle(session, cast.chen, need, now)
    assert session.query(Deed).count() == 0


def test_of_two_who_correct_at_once_the_second_is_told(session, cast, now, need, other):
    deed_id = record(session, cast.chen, now, need)
    correct(session, cast.chen, deed_id, now, [need], [other])
    with pytest.raises(Conflict, match="changed_meanwhile"):
        correct(session, cast.chen, deed_id, now, [need], [])
    assert linked(session, deed_id) == {other.id}


def test_a_need_that_was_passed_on_since_is_neither_shown_nor_let_go(session, cast, now, need, other):
    deed_id = record(session, cast.chen, now, need, other)
    transfers.transfer(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, reason="要街道协调"
    )
    assert [choice.id for choice in served(session, cast.chen, deed_id)] == [other.id]
    correct(session, cast.chen, deed_id, now, [other], [])
    assert linked(session, deed_id) == {need.id}


def test_nobody_links_a_need_of_somebody_else(session, cast, now, need):
    deed_id = record(session, cast.chen, now, need)
    theirs = builders.a_need(session, cast.branch_b, now=now)
    for wanted in (theirs, Need(id=uuid.uuid4())):
        with pytest.raises(NotFound, match="need_unknown"):
            correct(session, cast.chen, deed_id, now, [need], [wanted])
    assert linked(session, deed_id) == {need.id}


def test_a_deed_is_corrected_by_its_own_branch_while_its_month_is_open(session, cast, now, need):
    deed_id = record(session, cast.chen, now, need)
    for name in ("zhao", "qian"):
        with pytest.raises(NotFound, match="deed_unknown"):
            correct(session, getattr(cast, name), deed_id, now, [need], [])
    for name in ("zhou", "wu"):
        with pytest.raises(NotAllowed, match="no_right"):
            correct(session, getattr(cast, name), deed_id, now, [need], [])
    august = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
    for actor in (cast.wang, cast.li):
        with pytest.raises(Conflict, match="month_still_open"):
            correct(session, actor, deed_id, now, [need], [])
        # Which needs it serves is the branch's to say, also later.
        with pytest.raises(NotFound, match="deed_unknown"):
            correct(session, correcting(actor, "记错了"), deed_id, august, [need], [])
    with pytest.raises(TooLate, match="month_closed"):
        correct(session, cast.chen, deed_id, datetime(2026, 8, 3, 2, 0, tzinfo=UTC), [need], [])
    assert linked(session, deed_id) == {need.id}
