"""Settled needs whose youth says nothing: asked once more, ended, counted apart; and heard whenever they speak."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from analysis import follow_up as standing_of
from db import claims, confirmations, courses, follow_up, frames, lapses, months, promptness
from db.models import Need, NeedEvent
from db.vocabulary import NeedSource, NeedState, Outcome, Party, Verb
from db.workdays import month_of
from tests import builders
from tests.services.test_deadlines import day, moment

SETTLED = day("2026-03-12")


@pytest.fixture
def need(session, cast):
    return settled(session, cast)


def settled(session, cast, **but):
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"), **but)
    for service, values in (
        (follow_up.accept, {}),
        (follow_up.settle, {"title": "贴出岗位清单", "result": "在公告栏"}),
    ):
        common = {"actor": cast.chen, "need_id": found.id, "version": found.version}
        service(session, **common, now=moment("2026-03-12"), **values)
    return found


def pass_days(session, until, *, since=0):
    for n in range(since, until + 1):
        today = SETTLED + timedelta(days=n)
        lapses.remind(session, today=today)
        lapses.lapse(session, today=today)


def steps(session, need):
    query = select(NeedEvent).where(NeedEvent.need_id == need.id).order_by(NeedEvent.seq)
    return [
        (event.verb, (event.happened_on - SETTLED).days)
        for event in session.scalars(query)
        if event.party is Party.SYSTEM
    ]


def test_it_is_asked_about_once_more_after_seven_days_and_ends_after_fifteen(session, cast, need):
    pass_days(session, 40)
    assert steps(session, need) == [(Verb.REMIND, 7), (Verb.LAPSE, 15)]
    assert (need.state, need.closed_on) == (NeedState.LAPSED, SETTLED + timedelta(days=15))
    assert (need.outcome, need.rating) == (None, None)


def test_what_was_settled_long_ago_is_asked_about_first_and_then_has_its_days(session, need):
    pass_days(session, 70, since=60)
    assert steps(session, need) == [(Verb.REMIND, 60), (Verb.LAPSE, 68)]


@pytest.mark.parametrize("spoken", [3, 9])
def test_who_has_spoken_is_not_asked_again(session, need, spoken):
    pass_days(session, spoken)
    confirmations.confirm(
        session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=SETTLED + timedelta(days=spoken)
    )
    pass_days(session, 40, since=spoken)
    assert need.state is NeedState.CONFIRMED
    assert Verb.LAPSE not in dict(steps(session, need))


def test_each_settling_is_asked_about_for_itself(session, cast, need):
    pass_days(session, 8)
    confirmations.reopen(session, need_id=need.id, reason="清单过期了", today=day("2026-03-20"))
    common = {"actor": cast.chen, "need_id": need.id, "version": need.version}
    follow_up.settle(session, **common, now=moment("2026-03-20"), title="换新清单", result="已换")
    pass_days(session, 40, since=8)
    assert steps(session, need) == [(Verb.REMIND, 7), (Verb.REMIND, 15), (Verb.LAPSE, 23)]


def test_what_a_cadre_wrote_down_and_nobody_claimed_ends_by_word_of_mouth(session, cast):
    unclaimed, claimed = (settled(session, cast, source=NeedSource.TALK) for _ in range(2))
    token = claims.mint(session, need_id=claimed.id, today=SETTLED)
    claims.claim(session, token=token, holder="phone", today=SETTLED)
    pass_days(session, 40)
    assert (unclaimed.state, steps(session, unclaimed)) == (NeedState.RELAYED, [(Verb.RELAY, 15)])
    assert claimed.state is NeedState.LAPSED


def test_the_link_of_a_talk_is_good_as_long_as_it_says_and_the_youth_is_heard(session, cast):
    need = settled(session, cast, source=NeedSource.TALK)
    token = claims.mint(session, need_id=need.id, today=SETTLED)
    pass_days(session, 20)
    late = SETTLED + timedelta(days=21)
    claims.claim(session, token=token, holder="phone", today=late)
    assert confirmations.story(session, need_id=need.id).steps == (Verb.CONFIRM, Verb.REOPEN)
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.PARTLY, rating=3, today=late)
    assert (need.state, need.closed_on) == (NeedState.CONFIRMED, late)


def test_the_youth_s_word_wins_over_silence(session, need):
    pass_days(session, 40)
    assert confirmations.story(session, need_id=need.id).steps == (Verb.CONFIRM, Verb.REOPEN)
    confirmations.reopen(session, need_id=need.id, reason="清单过期了", today=SETTLED + timedelta(days=41))
    assert (need.state, need.settled_on, need.closed_on) == (NeedState.REOPENED, None, None)
    pass_days(session, 90, since=42)
    assert need.state is NeedState.REOPENED


def test_silence_is_counted_as_an_end_that_is_no_confirmation(session, cast, need):
    relayed = settled(session, cast, source=NeedSource.TALK)
    pass_days(session, 40)
    assert relayed.state is NeedState.RELAYED
    funnel = standing_of.funnel(frames.need_standings(session, actor=cast.chen)).set_index("step")
    assert funnel["n"].tolist() == [2, 2, 2, 0]
    assert funnel.loc["settled", ["waiting", "lapsed", "relayed"]].tolist() == [0, 1, 1]
    march = month_of(SETTLED)
    went = courses.of_months(session, actor=cast.chen, organisation_id=cast.branch_a, months=[march])
    assert sorted(zip(went["state"], went["settled_on"], strict=True)) == [
        ("lapsed", SETTLED),
        ("relayed", SETTLED),
    ]
    counted = promptness.confirmed(session, actor=cast.li, month=march)
    assert counted[["settled", "confirmed"]].values.tolist() == [[1, 0]]


def test_a_turn_does_both_and_says_so(session, cast, need):
    asked = months.turn(session, now=moment("2026-03-19"))
    assert (asked.needs_reminded, asked.needs_ended) == (1, 0)
    ended = months.turn(session, now=moment("2026-03-27"))
    assert (ended.needs_reminded, ended.needs_ended) == (0, 1)
    assert months.turn(session, now=moment("2026-03-27")).needs_ended == 0
    assert session.get(Need, need.id).state is NeedState.LAPSED
