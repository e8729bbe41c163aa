"""Every step of every state: by its party, by another, from another state, twice, and by two at once."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import (
    confirmations,
    deferrals,
    duplicates,
    engine,
    faults,
    follow_up,
    hand_overs,
    referrals,
    transfers,
)
from db.errors import Conflict, NotAllowed, NotFound, Refused
from db.models import NeedEvent, Organisation
from db.moves import IN_CHARGE, MOVES
from db.need_steps import ACTS
from db.rights import RIGHTS, Noun
from db.vocabulary import NeedState, Outcome, Party, Role, Verb
from tests import builders
from tests import cast as casting
from tests.cast import a_person

WORDS = "还在协调场地"
# What a step of a handler takes besides need and version: a function of (need, colleague, today).
HANDLER: dict[Verb, tuple[Callable[..., Any], Callable[..., dict[str, Any]]]] = {
    Verb.ACCEPT: (follow_up.accept, lambda *_: {}),
    Verb.START: (follow_up.start, lambda *_: {}),
    Verb.ASK: (follow_up.ask, lambda *_: {"question": WORDS}),
    Verb.NOTE: (follow_up.note, lambda *_: {"text": WORDS}),
    Verb.SETTLE: (follow_up.settle, lambda *_: {"title": WORDS, "result": WORDS}),
    Verb.DECLINE: (follow_up.decline, lambda *_: {"reason": WORDS}),
    Verb.ASSIGN: (follow_up.assign, lambda need, colleague, today: {"person_id": colleague.id}),
    Verb.EXTEND: (
        follow_up.extend,
        lambda need, colleague, today: {"until": need.due_on + timedelta(days=1), "reason": WORDS},
    ),
    Verb.TRANSFER: (transfers.transfer, lambda *_: {"reason": WORDS}),
    Verb.TAKE_OVER: (transfers.take_over, lambda *_: {}),
    Verb.RETURN: (transfers.give_back, lambda *_: {"reason": WORDS}),
    Verb.DEFER: (
        deferrals.defer,
        lambda need, colleague, today: {"until": today + timedelta(days=90), "reason": WORDS},
    ),
    Verb.RESUME: (deferrals.resume, lambda *_: {}),
    Verb.HAND_ON: (hand_overs.hand_on, lambda need, colleague, today: {"person_id": colleague.id}),
    Verb.TAKE_ON: (hand_overs.take_on, lambda *_: {}),
    Verb.TURN_DOWN: (hand_overs.turn_down, lambda *_: {}),
    Verb.SHARE: (hand_overs.share, lambda need, colleague, today: {"person_ids": [colleague.id]}),
    Verb.MERGE: (duplicates.merge, lambda need, colleague, today: {"into": need.merged_into or uuid.uuid4()}),
    Verb.SPLIT: (duplicates.split, lambda *_: {}),
    Verb.PROPOSE: (referrals.propose, lambda *_: {"recipient": "区人社局", "text": WORDS}),
}


def agree(session, *, need_id, today):
    """Agree to what stands on the receipt page."""
    read = confirmations.story(session, need_id=need_id).proposal
    referrals.agree(session, need_id=need_id, proposal=read, today=today)


YOUTH: dict[Verb, tuple[Callable[..., Any], dict[str, Any]]] = {
    Verb.ANSWER: (confirmations.answer, {"text": WORDS}),
    Verb.CONFIRM: (confirmations.confirm, {"outcome": Outcome.SOLVED, "rating": 5}),
    Verb.REOPEN: (confirmations.reopen, {"reason": WORDS}),
    Verb.WITHDRAW: (confirmations.withdraw, {}),
    Verb.AGREE: (agree, {}),
    Verb.REFUSE: (referrals.refuse, {"reason": WORDS}),
}


def of_party(party):
    return {verb for (_, verb), (who, _) in MOVES.items() if who is party}


def test_no_step_is_left_out_here():
    assert set(HANDLER) == of_party(Party.CADRE)
    # A claim is taken with its link: tests of claims.
    assert set(YOUTH) == of_party(Party.YOUTH) - {Verb.CLAIM}


@pytest.fixture
def sun(session, cast, now):
    """A colleague of the secretary in branch A."""
    return a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)


@pytest.fixture
def standing(session, cast, sun, now, today):
    """Make a need that stands in a state, with whoever handles it there."""

    other = builders.a_need(session, cast.branch_a, now=now, state=NeedState.ACCEPTED)

    def made(state):
        is_above = state is NeedState.TRANSFERRED
        promised = today + timedelta(days=20)
        need = builders.a_need(
            session,
            cast.branch_a,
            now=now,
            state=state,
            organisation_id=cast.committee if is_above else cast.branch_a,
            due_on=promised,
            first_due_on=promised,
            # Whoever handles it was asked to take it on; it is settled with another.
            next_owner_id=cast.chen.id if state in IN_CHARGE else None,
            merged_into=other.id if state in IN_CHARGE else None,
            outcome=Outcome.SOLVED if state is NeedState.CONFIRMED else None,
        )
        if state is NeedState.AWAITING_CONSENT:
            builders.a_step(session, need, Verb.PROPOSE, state, on=today)
        return need, cast.wang if is_above else cast.chen

    return made


def take(session, verb, need, actor, colleague, now, today, **but):
    service, values = HANDLER[verb]
    given = {"need_id": need.id, "version": need.version, **values(need, colleague, today), **but}
    service(session, actor=actor, now=now, **given)


@pytest.mark.parametrize("verb", list(HANDLER))
def test_a_handler_takes_a_step_from_the_states_of_the_table_once_and_from_no_other(
    session, cast, sun, standing, now, today, verb
):
    for state in NeedState:
        need, handler = standing(state)
        version = need.version
        if (state, verb) not in MOVES:
            with pytest.raises(Refused), session.begin_nested():
                take(session, verb, need, handler, sun, now, today)
            session.refresh(need)
            assert (need.state, need.version) == (state, version), state
            continue
        take(session, verb, need, handler, sun, now, today)
        assert need.state is MOVES[state, verb][1], state
        assert need.version > version
        # Twice with the same form, or by a colleague with a form drawn before.
        for actor in (handler, sun):
            may = (actor.role, Noun.NEED, ACTS[verb]) in RIGHTS
            with pytest.raises((Conflict, NotFound) if may else NotAllowed), session.begin_nested():
                take(session, verb, need, actor, sun, now, today, version=version)


@pytest.mark.parametrize("verb", list(HANDLER))
def test_nobody_else_takes_a_step_of_a_handler(session, cast, sun, standing, now, today, verb):
    state = next(state for state, step in MOVES if step is verb)
    need, handler = standing(state)
    for other in {*cast.everybody, sun} - {handler}:
        if other == sun and handler == cast.chen and verb is not Verb.ASSIGN:
            continue
        with pytest.raises((NotAllowed, NotFound)), session.begin_nested():
            take(session, verb, need, other, sun, now, today)
    assert need.state is state


@pytest.mark.parametrize("verb", list(YOUTH))
def test_the_youth_takes_a_step_from_the_states_of_the_table_once_and_from_no_other(
    session, standing, today, verb
):
    service, values = YOUTH[verb]
    for state in NeedState:
        need, _ = standing(state)
        if (state, verb) in MOVES:
            service(session, need_id=need.id, today=today, **values)
            assert need.state is MOVES[state, verb][1], state
        after = need.state
        with pytest.raises(Conflict, match="move_impossible"), session.begin_nested():
            service(session, need_id=need.id, today=today, **values)
        session.refresh(need)
        assert need.state is after


def test_of_two_at_once_one_is_told_that_the_need_has_changed(any_database, now, today):
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.IN_PROGRESS)
        key, version = need.id, need.version
    together, refused = threading.Barrier(2), []

    def send(verb):
        together.wait()
        service, values = HANDLER[verb]
        common = {"actor": cast.chen, "need_id": key, "version": version, "now": now}
        try:
            with faults.as_refusals(), engine.transaction() as own:
                service(own, **common, **values(None, None, today))
        except Refused as found:
            refused.append(found.code)

    taps = [threading.Thread(target=send, args=[verb]) for verb in (Verb.DEFER, Verb.NOTE)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert refused == ["changed_meanwhile"]
    with engine.reading() as session:
        logged = session.scalars(select(NeedEvent.verb).where(NeedEvent.need_id == key)).all()
    assert len({Verb.DEFER, Verb.NOTE} & set(logged)) == 1
