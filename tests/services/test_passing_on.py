"""Who is in charge of a need, and passing it up and back: what each side sees, and who may do it."""

import itertools

import pytest
from sqlalchemy import select

from db import board, confirmations, follow_up, hand_overs, need_ledger, need_steps, transfers
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, Guardian, NeedEvent, Organisation, Person
from db.moves import MOVES
from db.rights import RIGHTS, Noun
from db.vocabulary import NeedState, Outcome, Party, Role, Verb
from tests import builders
from tests.cast import a_person

REASON = "需要街道协调场地"


@pytest.fixture
def need(session, cast, now):
    return builders.a_need(session, cast.branch_a, now=now, text="想找实习")


def take(session, service, actor, need, now, **values):
    return service(session, actor=actor, need_id=need.id, version=need.version, now=now, **values)


def passed(session, cast, need, now):
    return take(session, transfers.transfer, cast.chen, need, now, reason=REASON)


def open_file(session, actor, need, today):
    return need_ledger.get_for(session, actor=actor, need_id=need.id, on=today)


@pytest.mark.parametrize("state", [s for s, verb in MOVES if verb is Verb.TRANSFER])
def test_a_need_passed_up_is_the_committee_s_and_the_branch_keeps_a_line_without_text(
    session, cast, now, today, state
):
    need = builders.a_need(session, cast.branch_a, now=now, text="想找实习", state=state)
    assert passed(session, cast, need, now) == "东区街道团工委"
    with pytest.raises(NotFound, match="need_unknown"):
        open_file(session, cast.chen, need, today)
    assert need_ledger.list_for(session, actor=cast.chen, kind=None, on=today) == ([], 0)
    [line] = transfers.passed_on(session, actor=cast.chen)
    assert (line.number, line.handler, line.state) == (
        need.number or "",
        "东区街道团工委",
        NeedState.TRANSFERRED,
    )
    assert "想找实习" not in str(line)
    assert open_file(session, cast.wang, need, today).text == "想找实习"


def test_the_youth_reads_that_it_was_passed_on_and_why(session, cast, need, now):
    passed(session, cast, need, now)
    story = confirmations.story(session, need_id=need.id)
    assert story.handler == "东区街道团工委"
    assert (story.messages[-1].verb, story.messages[-1].note) == (Verb.TRANSFER, REASON)
    assert story.steps == (Verb.WITHDRAW,)


def test_the_committee_has_three_working_days_to_take_it_over_and_then_its_own_deadline(
    session, cast, need, now, today
):
    take(session, follow_up.accept, cast.chen, need, now)
    first = need.accepted_on
    passed(session, cast, need, now)
    assert (need.owner_id, need.accept_by.isoformat()) == (None, "2026-06-24")
    assert need_ledger.pressing_for(session, actor=cast.wang, today=today).to_accept == 1
    take(session, transfers.take_over, cast.wang, need, now)
    assert (need.state, need.owner_id, need.accepted_on) == (NeedState.ACCEPTED, cast.wang.id, first)
    assert need.due_on.isoformat() == "2026-07-10"


def test_the_committee_may_return_it_and_the_branch_accepts_it_anew(session, cast, need, now, today):
    passed(session, cast, need, now)
    take(session, transfers.give_back, cast.wang, need, now, reason="支部可以自己办")
    assert (need.state, need.organisation_id) == (NeedState.RAISED, cast.branch_a)
    assert transfers.passed_on(session, actor=cast.chen) == []
    file = open_file(session, cast.chen, need, today)
    assert file.messages[-1].note == "支部可以自己办"
    assert Verb.ACCEPT in file.steps
    with pytest.raises(NotFound):
        open_file(session, cast.wang, need, today)


def test_what_a_youth_sent_past_the_branch_never_comes_to_it(session, cast, now, today):
    need = builders.a_need(
        session, cast.branch_a, now=now, organisation_id=cast.committee, goes_to_committee=True,
        state=NeedState.TRANSFERRED,
    )  # fmt: skip
    assert Verb.RETURN not in open_file(session, cast.wang, need, today).steps
    with pytest.raises(Conflict, match="sent_past_the_branch"):
        take(session, transfers.give_back, cast.wang, need, now, reason="请支部办")
    assert transfers.passed_on(session, actor=cast.chen) == []


def test_passing_up_and_returning_take_a_reason(session, cast, need, now):
    with pytest.raises(Invalid, match="text_missing"):
        take(session, transfers.transfer, cast.chen, need, now, reason=" ")
    passed(session, cast, need, now)
    with pytest.raises(Invalid, match="text_missing"):
        take(session, transfers.give_back, cast.wang, need, now, reason="")


def test_nothing_is_passed_to_a_committee_without_anybody(session, cast, now):
    need = builders.a_need(session, cast.branch_c, now=now)
    with pytest.raises(Conflict, match="nobody_above"):
        take(session, transfers.transfer, cast.qian, need, now, reason=REASON)
    assert need.organisation_id == cast.branch_c


def test_of_two_who_pass_it_on_the_second_is_told_to_look_again(session, cast, need, now):
    seen = need.version
    take(session, follow_up.accept, cast.chen, need, now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        transfers.transfer(session, actor=cast.chen, need_id=need.id, version=seen, now=now, reason=REASON)


def test_every_passing_on_is_logged_and_audited_without_words(session, cast, need, now):
    passed(session, cast, need, now)
    take(session, transfers.take_over, cast.wang, need, now)
    verbs = session.scalars(
        select(NeedEvent.verb).where(NeedEvent.need_id == need.id).order_by(NeedEvent.seq)
    )
    assert list(verbs) == [Verb.RAISE, Verb.TRANSFER, Verb.TAKE_OVER]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject == f"need:{need.id}")).all()
    assert {entry.verb for entry in entries} == {"transfer", "take_over"}
    assert REASON not in str([entry.facts for entry in entries])


def test_a_passed_need_still_counts_for_its_branch_on_the_board(session, cast, need, now, today):
    passed(session, cast, need, now)
    later = today.replace(month=7)
    assert board.of_last_month(session, today=later, branch_id=cast.branch_a).open == 1


@pytest.fixture
def sun(session, cast, now):
    """孙, a second cadre of branch A."""
    branch = session.get_one(Organisation, cast.branch_a)
    return a_person(session, branch, "孙", "sun", Role.CADRE, now=now)


def test_a_secretary_puts_a_colleague_in_charge_and_the_youth_reads_no_name(
    session, cast, need, sun, now, today
):
    take(session, follow_up.accept, cast.chen, need, now)
    take(session, follow_up.assign, cast.chen, need, now, person_id=sun.id)
    file = open_file(session, cast.chen, need, today)
    assert (file.hands.owner, [c.name for c in file.colleagues]) == ("孙", ["孙", "陈"])
    story = confirmations.story(session, need_id=need.id)
    assert story.messages[-1].verb is Verb.ASSIGN
    assert "孙" not in str(story)


@pytest.mark.parametrize("whom", ["zhao", "wang", "zhou"])
def test_nobody_of_another_organisation_is_put_in_charge(session, cast, need, now, whom):
    take(session, follow_up.accept, cast.chen, need, now)
    with pytest.raises(Invalid, match="owner_unknown"):
        take(session, follow_up.assign, cast.chen, need, now, person_id=getattr(cast, whom).id)


def test_nobody_who_has_left_is_put_in_charge(session, cast, need, sun, now, today):
    take(session, follow_up.accept, cast.chen, need, now)
    session.get_one(Person, sun.id).ends_on = today.replace(day=1)
    session.flush()
    with pytest.raises(Invalid, match="owner_unknown"):
        take(session, follow_up.assign, cast.chen, need, now, person_id=sun.id)


def test_a_sensitive_need_is_put_into_nobody_s_hands_but_the_named_adult_s(session, cast, now, today):
    committee = session.get_one(Organisation, cast.committee)
    named = a_person(session, committee, "郑", "zheng", Role.COMMITTEE, now=now)
    need = builders.a_need(
        session, cast.branch_a, now=now, organisation_id=cast.committee, is_sensitive=True,
        state=NeedState.ACCEPTED,
    )  # fmt: skip
    session.add(Guardian(organisation_id=cast.committee, person_id=named.id))
    session.flush()
    assert not {Verb.ASSIGN, Verb.HAND_ON, Verb.SHARE} & set(open_file(session, named, need, today).steps)
    with pytest.raises(Invalid, match="owner_unknown"):
        take(session, hand_overs.hand_on, named, need, now, person_id=cast.wang.id)


def test_where_there_is_only_one_nobody_is_asked_whom_to_put_in_charge(session, cast, need, now, today):
    take(session, follow_up.accept, cast.chen, need, now)
    assert Verb.ASSIGN not in open_file(session, cast.chen, need, today).steps


SERVICES = {
    Verb.ASSIGN: (follow_up.assign, {"person_id": 0}),
    Verb.EXTEND: (follow_up.extend, {"until": None, "reason": REASON}),
    Verb.TRANSFER: (transfers.transfer, {"reason": REASON}),
    Verb.TAKE_OVER: (transfers.take_over, {}),
    Verb.RETURN: (transfers.give_back, {"reason": REASON}),
}
NAMES = ("chen", "zhao", "wang", "li", "zhou", "wu", "qian")
PLACES = ("branch_a", "branch_b", "committee", "district")
HOME = {"chen": "branch_a", "zhao": "branch_b", "wang": "committee", "li": "district", "qian": "branch_c"}


@pytest.mark.parametrize(("name", "verb"), [*itertools.product(NAMES, SERVICES)])
def test_a_step_is_taken_by_whoever_the_table_says_on_one_s_own_needs_only(
    session, cast, now, today, name, verb
):
    actor, (service, values) = getattr(cast, name), SERVICES[verb]
    is_theirs = (actor.role, Noun.NEED, need_steps.ACTS[verb]) in RIGHTS
    state = next(s for (s, v), (party, _) in MOVES.items() if v is verb and party is Party.CADRE)
    for place in PLACES:
        need = builders.a_need(
            session, cast.branch_a, now=now, organisation_id=getattr(cast, place), state=state,
            due_on=today.replace(day=30), handed_on=today,
        )  # fmt: skip
        given = dict(values)
        if verb is Verb.ASSIGN:
            given["person_id"] = actor.id
        if verb is Verb.EXTEND:
            given["until"] = today.replace(month=7, day=3)
        if is_theirs and HOME.get(name) == place:
            take(session, service, actor, need, now, **given)
            assert need.state is MOVES[state, verb][1]
            continue
        with pytest.raises((NotFound, NotAllowed)):
            take(session, service, actor, need, now, **given)
        assert need.state is state


@pytest.mark.parametrize(("name", "state"), [*itertools.product(HOME, NeedState)])
def test_what_is_offered_is_never_refused_for_want_of_a_right(session, cast, now, today, name, state):
    actor, home = getattr(cast, name), getattr(cast, HOME[name])
    need = builders.a_need(session, cast.branch_a, now=now, organisation_id=home, due_on=today)
    need.state = state
    need.outcome = Outcome.SOLVED
    session.flush()
    for verb in open_file(session, actor, need, today).steps:
        assert (actor.role, Noun.NEED, need_steps.ACTS[verb]) in RIGHTS


def test_every_step_of_a_handler_names_the_right_it_takes():
    of_handlers = {verb for (_, verb), (party, _) in MOVES.items() if party is Party.CADRE}
    assert of_handlers == set(need_steps.ACTS)


def test_the_reasons_are_sealed(session, cast, need, now):
    passed(session, cast, need, now)
    event = session.scalars(select(NeedEvent).where(NeedEvent.verb == Verb.TRANSFER)).one()
    assert REASON.encode() not in event.note_sealed
