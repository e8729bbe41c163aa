"""The same thing asked for twice: suggested by likeness, decided by the handler, settled once, confirmed by each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db import confirmations, deferrals, duplicates, follow_up, need_ledger, transfers
from db.errors import Conflict, Invalid, NotFound
from db.likeness import likeness
from db.models import AuditEntry, NeedEvent, need_deeds
from db.vocabulary import NeedState, Outcome, Verb
from tests import builders
from tests.services.test_deadlines import day

TEXT = "宿舍晚上没有热水，想请帮忙反映"
ALIKE = "宿舍没有热水已经一周了，请帮忙反映一下"
OTHER = "想找一份暑期的会计实习"


@pytest.fixture
def first(session, cast, now):
    return a_need(session, cast, now, text=TEXT)


@pytest.fixture
def second(session, cast, now):
    return a_need(session, cast, now, text=ALIKE)


def a_need(session, cast, now, **but):
    values = {"state": NeedState.IN_PROGRESS, "due_on": day("2026-07-01"), "number": None, **but}
    values["number"] = values["number"] or f"X2606-{abs(hash(values['text'])) % 10_000:04}"
    return builders.a_need(session, values.pop("branch", cast.branch_a), now=now, **values)


def take(session, service, actor, need, now, **values):
    service(session, actor=actor, need_id=need.id, version=need.version, now=now, **values)


def merged(session, cast, second, first, now):
    take(session, duplicates.merge, cast.chen, second, now, into=first.id)


def suggested(session, cast, need):
    return [one.id for one in duplicates.suggest(session, actor=cast.chen, need_id=need.id)]


def test_what_is_alike_is_suggested_and_nothing_else(session, cast, first, second, now):
    a_need(session, cast, now, text=OTHER)
    assert suggested(session, cast, second) == [first.id]
    assert suggested(session, cast, first) == [second.id]


@pytest.mark.parametrize(
    "but",
    [
        {"is_sensitive": True},
        {"state": NeedState.SETTLED},
        {"state": NeedState.RAISED},
        {"category_code": "HOUSE", "sub_item_code": None},
        {"branch": "branch_b"},
    ],
    ids=str,
)
def test_nothing_sensitive_ended_new_of_another_category_or_handler_is_suggested(
    session, cast, first, now, but
):
    if "branch" in but:
        but = {"branch": cast.branch_b, "organisation_id": cast.branch_b}
    if "category_code" in but:
        but["category_code"] = next(c["code"] for c in builders.raw_categories() if c["code"] != "EMP")
    a_need(session, cast, now, text=ALIKE, **but)
    assert suggested(session, cast, first) == []


def test_every_other_need_of_the_handler_is_offered_after_what_is_alike(session, cast, first, second, now):
    house = next(c["code"] for c in builders.raw_categories() if c["code"] != "EMP")
    other = a_need(session, cast, now, text=OTHER, category_code=house, sub_item_code=None)
    for but in ({"is_sensitive": True}, {"state": NeedState.SETTLED}, {"merged_into": other.id}):
        a_need(session, cast, now, text=ALIKE + "！", number=f"X{len(but)}{next(iter(but))}", **but)
    theirs = {"branch": cast.branch_b, "organisation_id": cast.branch_b}
    a_need(session, cast, now, text=ALIKE, number="X-theirs", **theirs)
    offered = duplicates.offer(session, actor=cast.chen, need_id=second.id)
    assert [one.id for one in offered] == [first.id, other.id]
    assert [one.likeness > 0 for one in offered] == [True, False]
    # It leads another.
    assert duplicates.offer(session, actor=cast.chen, need_id=other.id) == ()


def test_for_a_sensitive_need_nothing_is_suggested(session, cast, now, second):
    sensitive = a_need(session, cast, now, text=TEXT, is_sensitive=True)
    assert suggested(session, cast, sensitive) == []
    with pytest.raises(Conflict, match="never_merged"):
        merged(session, cast, sensitive, second, now)
    with pytest.raises(Invalid, match="not_to_merge_with"):
        merged(session, cast, second, sensitive, now)


def test_one_settling_settles_both_and_each_youth_speaks_for_themselves(session, cast, first, second, now):
    merged(session, cast, second, first, now)
    assert confirmations.story(session, need_id=second.id).messages[-1].verb is Verb.MERGE
    take(session, follow_up.settle, cast.chen, first, now, title="修好热水", result="热水恢复了")
    assert (first.state, second.state) == (NeedState.SETTLED, NeedState.SETTLED)
    assert second.settled_on == day("2026-06-18")
    notes = [confirmations.story(session, need_id=need.id).messages[-1].note for need in (first, second)]
    assert notes == ["热水恢复了"] * 2
    assert len(set(session.scalars(select(need_deeds.c.deed_id)))) == 1
    assert session.query(AuditEntry).filter_by(verb="settle").count() == 2
    today = day("2026-06-19")
    confirmations.confirm(session, need_id=first.id, outcome=Outcome.SOLVED, rating=5, today=today)
    assert second.state is NeedState.SETTLED
    confirmations.reopen(session, need_id=second.id, reason="我们楼还没有", today=today)
    assert (second.merged_into, first.state) == (None, NeedState.CONFIRMED)


def test_what_was_put_aside_meanwhile_goes_its_own_way(session, cast, first, second, now):
    merged(session, cast, second, first, now)
    take(session, deferrals.defer, cast.chen, second, now, until=day("2026-08-01"), reason="等检修")
    take(session, follow_up.settle, cast.chen, first, now, title="修好热水", result="热水恢复了")
    assert (second.state, second.merged_into) == (NeedState.DEFERRED, None)


def test_split_it_is_settled_alone(session, cast, first, second, now, today):
    merged(session, cast, second, first, now)
    file = need_ledger.get_for(session, actor=cast.chen, need_id=second.id, on=today)
    assert (file.together.leads, Verb.SPLIT in file.steps, Verb.MERGE in file.steps) == (
        first.number,
        True,
        False,
    )
    leading = need_ledger.get_for(session, actor=cast.chen, need_id=first.id, on=today)
    assert leading.together.followers == (second.number,)
    take(session, duplicates.split, cast.chen, second, now)
    take(session, follow_up.settle, cast.chen, first, now, title="修好热水", result="热水恢复了")
    assert second.state is NeedState.IN_PROGRESS
    with pytest.raises(Conflict, match="not_merged"):
        take(session, duplicates.split, cast.chen, second, now)


def test_nothing_is_merged_in_a_chain_a_circle_or_with_itself(session, cast, first, second, now):
    third = a_need(session, cast, now, text=ALIKE + "。")
    merged(session, cast, second, first, now)
    with pytest.raises(Conflict, match="leads_others"):
        merged(session, cast, first, third, now)
    for into in (second, third):
        with pytest.raises(Invalid, match="not_to_merge_with"):
            merged(session, cast, third, into, now)
    assert suggested(session, cast, first) == []


def test_a_need_of_another_handler_is_none_to_merge_with(session, cast, first, now):
    theirs = a_need(session, cast, now, text=ALIKE, branch=cast.branch_b, organisation_id=cast.branch_b)
    with pytest.raises(NotFound, match="need_unknown"):
        merged(session, cast, first, theirs, now)


def test_what_is_passed_up_is_merged_no_more(session, cast, first, second, now):
    merged(session, cast, second, first, now)
    take(session, transfers.transfer, cast.chen, second, now, reason="需要街道协调")
    take(session, follow_up.settle, cast.chen, first, now, title="修好热水", result="热水恢复了")
    assert (second.merged_into, second.state) == (None, NeedState.TRANSFERRED)


@pytest.mark.parametrize("end", ["decline", "withdraw", "transfer"])
def test_what_followed_a_need_that_ends_otherwise_goes_its_own_way(
    session, cast, first, second, now, today, end
):
    merged(session, cast, second, first, now)
    if end == "withdraw":
        confirmations.withdraw(session, need_id=first.id, today=today)
    else:
        service = follow_up.decline if end == "decline" else transfers.transfer
        take(session, service, cast.chen, first, now, reason="不归团组织办")
    assert (second.merged_into, second.state) == (None, NeedState.IN_PROGRESS)
    file = need_ledger.get_for(session, actor=cast.chen, need_id=second.id, on=today)
    assert file.together.leads is None
    assert Verb.SPLIT not in file.steps


def test_the_log_of_neither_names_the_other(session, cast, first, second, now):
    merged(session, cast, second, first, now)
    said = str([event.facts for event in session.scalars(select(NeedEvent))])
    assert first.number not in said
    assert str(first.id) not in said


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways_and_lies_between_nothing_and_all(one, other):
    how = likeness(one, other)
    assert 0 <= how <= 1 + 1e-9
    assert how == pytest.approx(likeness(other, one))
    assert likeness(one, one) == pytest.approx(1) or likeness(one, one) == 0
    assert likeness(one, None) == 0
