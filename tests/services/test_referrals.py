"""Passing a need on to somebody outside: only the words to which its youth agreed, and silence is no consent."""

import pytest
from sqlalchemy import select

from db import confirmations, deadlines, follow_up, frames, months, referrals, secrets
from db.errors import Conflict, Invalid
from db.models import AuditEntry, NeedEvent
from db.vocabulary import NeedState, Party, Verb
from tests import builders
from tests.services.test_deadlines import day, moment
from tests.services.test_every_step import agree

TO, WORDS = "区人社局", "一名青年想了解就业见习\n请告知报名办法"


@pytest.fixture
def need(session, cast):
    """A need accepted on Monday 9 March 2026: due on Monday 30 March."""
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, found, "2026-03-09")
    return found


def take(session, service, actor, need, on, **values):
    service(session, actor=actor, need_id=need.id, version=need.version, now=moment(on), **values)


def propose(session, cast, need, on="2026-03-10", text=WORDS):
    take(session, referrals.propose, cast.chen, need, on, recipient=f" {TO} ", text=text)


def last(session, need):
    query = select(NeedEvent).where(NeedEvent.need_id == need.id).order_by(NeedEvent.seq.desc())
    return session.scalars(query).first()


def test_the_youth_reads_exactly_what_goes_to_whom(session, cast, need):
    propose(session, cast, need)
    story = confirmations.story(session, need_id=need.id)
    assert story.referral == referrals.Referral(TO, WORDS)
    assert (story.state, story.steps) == (
        NeedState.AWAITING_CONSENT,
        (Verb.WITHDRAW, Verb.AGREE, Verb.REFUSE),
    )
    sealed = last(session, need)
    assert WORDS.encode() not in sealed.note_sealed
    assert TO not in str(sealed.facts)
    assert session.query(AuditEntry).filter_by(verb="propose").count() == 1


def test_the_consent_names_the_words_it_was_given_for(session, cast, need):
    propose(session, cast, need, text="第一稿")
    referrals.refuse(session, need_id=need.id, today=day("2026-03-10"))
    propose(session, cast, need)
    proposed = last(session, need)
    agree(session, need_id=need.id, today=day("2026-03-11"))
    agreed = last(session, need)
    said = secrets.unseal(secrets.TEXT, proposed.note_sealed)
    assert (agreed.verb, agreed.party, agreed.facts["to_step"]) == (Verb.AGREE, Party.YOUTH, proposed.seq)
    assert agreed.facts["words_hash"] == secrets.keyed_hash("consent", need.id, said)
    assert (need.state, need.organisation_id) == (NeedState.REFERRED, cast.branch_a)


def test_the_handler_stays_in_charge_tells_what_the_department_says_and_settles(session, cast, need):
    propose(session, cast, need)
    agree(session, need_id=need.id, today=day("2026-03-10"))
    take(session, follow_up.note, cast.chen, need, "2026-03-12", text="人社局已经收到")
    assert need.state is NeedState.REFERRED
    assert frames.need_standings(session, actor=cast.chen)["state"].tolist() == ["referred"]
    take(session, follow_up.settle, cast.chen, need, "2026-03-16", title="转人社局", result="可以线上报名")
    assert (need.state, need.first_due_on) == (NeedState.SETTLED, day("2026-03-30"))


def test_consent_is_good_for_the_words_that_were_read_and_for_no_others(session, cast, need):
    propose(session, cast, need, text="第一稿")
    read = confirmations.story(session, need_id=need.id).proposal
    take(session, follow_up.start, cast.chen, need, "2026-03-10")
    propose(session, cast, need)
    with pytest.raises(Conflict, match="proposal_changed"):
        referrals.agree(session, need_id=need.id, proposal=read, today=day("2026-03-11"))
    assert (need.state, last(session, need).verb) == (NeedState.AWAITING_CONSENT, Verb.PROPOSE)


def test_that_the_words_went_outside_is_said_once_for_each_consent(session, cast, need):
    for text in (WORDS, "第二稿"):
        propose(session, cast, need, text=text)
        with pytest.raises(Conflict, match="not_agreed"):
            take(session, referrals.record_sent, cast.chen, need, "2026-03-10")
        agree(session, need_id=need.id, today=day("2026-03-10"))
        assert confirmations.story(session, need_id=need.id).sent_on is None
        take(session, referrals.record_sent, cast.chen, need, "2026-03-11")
        story = confirmations.story(session, need_id=need.id)
        assert (story.sent_on, story.messages[-1].note) == (day("2026-03-11"), f"已按您同意的原文转给{TO}。")
        with pytest.raises(Conflict, match="sent_already"):
            take(session, referrals.record_sent, cast.chen, need, "2026-03-11")
        take(session, follow_up.start, cast.chen, need, "2026-03-12")


def test_who_does_not_agree_keeps_the_need_here_with_what_was_said(session, cast, need):
    propose(session, cast, need)
    referrals.refuse(session, need_id=need.id, today=day("2026-03-11"), reason="不想让别人知道")
    assert need.state is NeedState.IN_PROGRESS
    assert confirmations.story(session, need_id=need.id).messages[-1].note == "不想让别人知道"


def test_silence_is_no_consent_and_gives_the_need_back_after_five_working_days(session, cast, need):
    propose(session, cast, need)
    assert need.due_on == day("2026-04-07")  # five working days later; 6 April is a holiday
    assert months.turn(session, now=moment("2026-03-17")).needs_not_referred == 0
    assert months.turn(session, now=moment("2026-03-18")).needs_not_referred == 1
    assert (need.state, need.due_on) == (NeedState.IN_PROGRESS, day("2026-04-07"))
    assert last(session, need).party is Party.SYSTEM
    with pytest.raises(Conflict, match="move_impossible"):
        agree(session, need_id=need.id, today=day("2026-03-18"))


def test_the_clock_stops_for_five_days_of_questions_and_consent_together(session, cast, need):
    take(session, follow_up.ask, cast.chen, need, "2026-03-09", question="哪一类？")
    confirmations.answer(session, need_id=need.id, text="见习", today=day("2026-03-12"))
    assert need.due_on == day("2026-04-02")
    propose(session, cast, need, "2026-03-12")
    referrals.refuse(session, need_id=need.id, today=day("2026-03-20"))
    assert need.due_on == day("2026-04-07")
    waited = [event.facts.get(deadlines.WAITED, 0) for event in session.scalars(select(NeedEvent))]
    assert sum(waited) == deadlines.DAYS_TO_WAIT


@pytest.mark.parametrize(
    ("recipient", "text", "code"),
    [(" ", WORDS, "text_missing"), (TO, "", "text_missing"), ("长" * 31, WORDS, "text_too_long")],
)
def test_both_the_words_and_the_name_are_needed(session, cast, need, recipient, text, code):
    with pytest.raises(Invalid, match=code):
        take(session, referrals.propose, cast.chen, need, "2026-03-10", recipient=recipient, text=text)
    assert need.state is NeedState.ACCEPTED
