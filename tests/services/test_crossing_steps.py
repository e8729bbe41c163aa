"""Two at work on the same needs at once, each in a transaction of its own: whoever comes second sees what the first did."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import confirmations, duplicates, engine, faults, follow_up, months, people, referrals, succession
from db.errors import Refused
from db.models import Need, NeedEvent, Organisation
from db.vocabulary import NeedState, Role, Verb
from pages.plain import receipt
from pages.plain.receipt_steps import STEPS
from tests import builders
from tests import cast as casting
from tests.services.test_every_step import agree

# SQLite has one writer at a time.
pytestmark = pytest.mark.parametrize("any_database", ["postgresql"], indirect=True)
# As long as whoever comes second is given to get as far as it can.
BESIDE = 0.3


@pytest.fixture
def house(any_database, now):
    with engine.transaction() as session:
        return casting.gather(session, now=now)


@pytest.fixture
def needs(house, now):
    """Two needs of one branch that are worked on."""
    with engine.transaction() as session:
        state = NeedState.IN_PROGRESS
        return [
            builders.a_need(session, house.branch_a, now=now, state=state, number=f"X2606-{n:04}").id
            for n in (1, 2)
        ]


def step(service, actor, need_id, now, **values):
    """Return a step with the version that is there now, to be taken in a transaction."""
    version = stored(need_id).version
    return lambda session: service(session, actor=actor, need_id=need_id, version=version, now=now, **values)


def stored(need_id):
    with engine.reading() as session:
        return session.get_one(Need, need_id)


def crossed(first, second):
    """Take one step, begin another beside it, end the first; return what the second came to: a code if refused."""
    came_to = []

    def come_second():
        try:
            with faults.as_refusals(), engine.transaction() as own:
                came_to.append(second(own))
        except Refused as refused:
            came_to.append(refused.code)

    beside = threading.Thread(target=come_second)
    with engine.transaction() as session:
        first(session)
        beside.start()
        beside.join(BESIDE)
    beside.join()
    return came_to[0]


def test_two_needs_are_not_merged_into_one_another(house, needs, now):
    one, other = needs
    there = step(duplicates.merge, house.chen, one, now, into=other)
    back = step(duplicates.merge, house.chen, other, now, into=one)
    assert crossed(there, back) == "changed_meanwhile"
    assert [stored(need).merged_into for need in needs] == [other, None]


def test_nothing_is_merged_into_what_is_being_settled(house, needs, now):
    one, other = needs
    settle = step(follow_up.settle, house.chen, other, now, title="换门", result="换了门")
    assert crossed(settle, step(duplicates.merge, house.chen, one, now, into=other)) == "not_to_merge_with"
    assert [stored(need).state for need in needs] == [NeedState.IN_PROGRESS, NeedState.SETTLED]
    assert stored(one).merged_into is None


def test_who_settles_has_seen_what_is_settled_with_it(house, needs, now):
    one, other = needs
    settle = step(follow_up.settle, house.chen, other, now, title="换门", result="换了门")
    assert crossed(step(duplicates.merge, house.chen, one, now, into=other), settle) == "changed_meanwhile"
    assert stored(other).state is NeedState.IN_PROGRESS


def test_a_merged_need_that_is_taken_back_keeps_no_settling(house, needs, now, today):
    one, other = needs
    with engine.transaction() as session:
        step(duplicates.merge, house.chen, one, now, into=other)(session)
    settle = step(follow_up.settle, house.chen, other, now, title="换门", result="换了门")
    withdrawn = lambda session: confirmations.withdraw(session, need_id=one, today=today)  # noqa: E731
    assert crossed(withdrawn, settle) is None
    assert [stored(need).state for need in needs] == [NeedState.WITHDRAWN, NeedState.SETTLED]


def test_an_account_that_ends_at_this_moment_takes_nothing_over(house, now):
    with engine.transaction() as session:
        branch = session.get_one(Organisation, house.branch_a)
        sun = casting.a_person(session, branch, "孙", "sun", Role.CADRE, now=now)
    end = lambda session: people.end_account(session, actor=house.li, username="sun", now=now)  # noqa: E731
    hand_over = lambda session: succession.hand_over(  # noqa: E731
        session, actor=house.chen, person_id=house.chen.id, successor_id=sun.id, now=now
    )
    assert crossed(end, hand_over) == "successor_unknown"


@pytest.fixture
def proposed(house, needs, now):
    with engine.transaction() as session:
        step(referrals.propose, house.chen, needs[0], now, recipient="区人社局", text="第一稿")(session)
    return needs[0]


def test_consent_is_not_recorded_for_words_that_come_while_it_is_given(house, proposed, now, today):
    with engine.reading() as session:
        story = confirmations.story(session, need_id=proposed)
    read = {"seen": str(len(story.messages)), "proposal": story.proposal}

    def rewrite(session):
        follow_up.start(
            session, actor=house.chen, need_id=proposed, version=stored(proposed).version, now=now
        )
        version = session.get_one(Need, proposed).version
        common = {"actor": house.chen, "need_id": proposed, "version": version, "now": now}
        referrals.propose(session, **common, recipient="派出所", text="第二稿")

    def youth(session):
        receipt._take(session, step=STEPS["agree"], need_id=proposed, fields=read, today=today)

    assert crossed(rewrite, youth) == "proposal_changed"
    assert stored(proposed).state is NeedState.AWAITING_CONSENT
    with engine.reading() as session:
        assert not session.scalars(select(NeedEvent).where(NeedEvent.verb == Verb.AGREE)).all()


def test_the_turn_leaves_to_the_youth_what_the_youth_is_at(house, proposed, now, today):
    waiting = {"now": now, "handed_on": None, "accept_by": None}
    with engine.transaction() as session:
        taken_back, other = [builders.a_need(session, house.branch_a, **waiting).id for _ in range(2)]
    # A working morning eleven days later.
    late = now + timedelta(days=11)

    def youth(session):
        agree(session, need_id=proposed, today=today)
        confirmations.withdraw(session, need_id=taken_back, today=today)

    report = crossed(youth, lambda session: months.turn(session, now=late))
    assert (report.needs_not_referred, report.needs_handed_over) == (0, 1)
    assert [stored(need).state for need in (proposed, taken_back)] == [
        NeedState.REFERRED,
        NeedState.WITHDRAWN,
    ]
    assert stored(other).handed_on is not None
