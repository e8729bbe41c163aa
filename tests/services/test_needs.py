"""From need to deed to confirmation: who may do what, in which order, and what is written."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import confirmations, follow_up, months, need_ledger, needs, workdays
from db.errors import Conflict, Invalid
from db.models import AuditEntry, Deed, Need, NeedContact, NeedEvent
from db.vocabulary import NeedSource, NeedState, Outcome, Urgency, Verb
from tests import builders
from tests.cast import Cast


@pytest.fixture
def need(session: Session, cast: Cast, now: datetime) -> Need:
    return builders.a_need(session, cast.branch_a, now=now, text="想找实习")


def accepted(session: Session, cast: Cast, need: Need, now: datetime) -> None:
    follow_up.accept(session, actor=cast.chen, need_id=need.id, version=need.version, now=now)


def settled(session: Session, cast: Cast, need: Need, now: datetime) -> None:
    accepted(session, cast, need, now)
    follow_up.settle(
        session,
        actor=cast.chen,
        need_id=need.id,
        version=need.version,
        now=now,
        title="对接两家企业实习岗位",
        result="已联系两家企业，本周可以面试。",
        beneficiaries=3,
    )


def test_accepting_freezes_the_deadline_in_working_days(
    session: Session, cast: Cast, need: Need, now: datetime
) -> None:
    accepted(session, cast, need, now)
    # 2026-06-19 to 21 is the Dragon Boat holiday: 15 working days after 18 June end on 10 July.
    assert need.state is NeedState.ACCEPTED
    assert need.due_on == date(2026, 7, 10)
    need.urgency = Urgency.URGENT
    assert need.due_on == date(2026, 7, 10)


def test_settling_makes_a_deed_that_the_youth_can_read_of(
    session: Session, cast: Cast, need: Need, now: datetime
) -> None:
    settled(session, cast, need, now)
    deed = session.scalars(select(Deed)).one()
    assert deed.organisation_id == cast.branch_a
    file = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=workdays.today(now))
    assert [line.title for line in file.deeds] == ["对接两家企业实习岗位"]
    story = confirmations.story(session, need_id=need.id)
    assert story.messages[-1].note == "已联系两家企业，本周可以面试。"


def test_one_deed_may_settle_several_needs(session: Session, cast: Cast, need: Need, now: datetime) -> None:
    settled(session, cast, need, now)
    deed = session.scalars(select(Deed)).one()
    other = builders.a_need(session, cast.branch_a, now=now)
    accepted(session, cast, other, now)
    follow_up.settle(
        session,
        actor=cast.chen,
        need_id=other.id,
        version=other.version,
        now=now,
        title="",
        result="同一批岗位。",
        deed_id=deed.id,
    )
    file = need_ledger.get_for(session, actor=cast.chen, need_id=other.id, on=workdays.today(now))
    assert file.deeds[0].n_needs == 2


def test_the_youth_confirms_and_rates(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    settled(session, cast, need, now)
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.PARTLY, rating=4, today=today)
    assert (need.state, need.outcome, need.rating) == (NeedState.CONFIRMED, Outcome.PARTLY, 4)
    assert need.closed_on == today


def test_a_confirmation_needs_an_outcome_and_stars(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    settled(session, cast, need, now)
    for outcome, rating in ((Outcome.UNSOLVED, 3), (Outcome.SOLVED, 0), (Outcome.SOLVED, 6)):
        with pytest.raises(Invalid):
            confirmations.confirm(session, need_id=need.id, outcome=outcome, rating=rating, today=today)
    assert need.state is NeedState.SETTLED


def test_what_is_not_solved_goes_back_with_the_reason_and_can_be_settled_again(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    settled(session, cast, need, now)
    with pytest.raises(Invalid):
        confirmations.reopen(session, need_id=need.id, reason="  ", today=today)
    confirmations.reopen(session, need_id=need.id, reason="岗位都不招人了", rating=2, today=today)
    assert need.state is NeedState.REOPENED
    assert need.settled_on is None
    deed = session.scalars(select(Deed)).one()
    follow_up.settle(
        session,
        actor=cast.chen,
        need_id=need.id,
        version=need.version,
        now=now,
        title="",
        result="换了一家企业。",
        deed_id=deed.id,
    )
    assert need.state is NeedState.SETTLED


def test_a_question_and_its_answer_are_the_thread(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    accepted(session, cast, need, now)
    follow_up.ask(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, question="想去哪类企业？"
    )
    assert confirmations.story(session, need_id=need.id).steps == (Verb.ANSWER, Verb.WITHDRAW)
    confirmations.answer(session, need_id=need.id, text="做软件的", today=today)
    notes = [m.note for m in confirmations.story(session, need_id=need.id).messages if m.note]
    assert notes == ["想去哪类企业？", "做软件的"]
    assert need.state is NeedState.IN_PROGRESS


def test_a_decline_carries_a_reason_and_can_be_contested(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    with pytest.raises(Invalid):
        follow_up.decline(session, actor=cast.chen, need_id=need.id, version=need.version, now=now, reason="")
    follow_up.decline(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, reason="不在本区办理范围"
    )
    assert need.state is NeedState.DECLINED
    confirmations.reopen(session, need_id=need.id, reason="邻近支部可以办", today=today)
    assert need.state is NeedState.REOPENED


def test_the_second_of_two_cadres_is_told_to_look_again(
    session: Session, cast: Cast, need: Need, now: datetime
) -> None:
    seen = need.version
    accepted(session, cast, need, now)
    with pytest.raises(Conflict) as refused:
        follow_up.start(session, actor=cast.chen, need_id=need.id, version=seen, now=now)
    assert refused.value.code == "changed_meanwhile"


def test_opening_contact_data_is_audited_and_they_go_after_90_days(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    need = needs.raise_need(
        session,
        branch_id=cast.branch_a,
        source=NeedSource.WISH,
        category_code="EMP",
        sub_item_code="EMP1",
        text="请联系我",
        urgency=Urgency.NORMAL,
        goes_to_committee=False,
        today=today,
        contact=needs.Contact("小林", "wx-lin", "1"),
    )
    assert follow_up.open_contact(session, actor=cast.chen, need_id=need.id, now=now) == ("小林", "wx-lin")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "open_contact")).one()
    assert "lin" not in str(entry.facts) + entry.subject
    confirmations.withdraw(session, need_id=need.id, today=today)
    assert months.turn(session, now=now + timedelta(days=89)).contacts_deleted == 0
    assert months.turn(session, now=now + timedelta(days=90)).contacts_deleted == 1
    assert session.scalars(select(NeedContact)).all() == []


def test_a_late_confirmation_does_not_keep_contact_data_longer(
    session: Session, cast: Cast, now: datetime, need: Need, today: date
) -> None:
    session.add(NeedContact(need_id=need.id, contact_sealed=b"x", consent_version="1"))
    settled(session, cast, need, now)
    later = today + timedelta(days=80)
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=later)
    assert months.turn(session, now=now + timedelta(days=89)).contacts_deleted == 0
    assert months.turn(session, now=now + timedelta(days=90)).contacts_deleted == 1


def test_every_step_is_in_the_log_and_the_state_is_its_last_line(
    session: Session, cast: Cast, need: Need, now: datetime, today: date
) -> None:
    settled(session, cast, need, now)
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=today)
    events = session.scalars(
        select(NeedEvent).where(NeedEvent.need_id == need.id).order_by(NeedEvent.seq)
    ).all()
    assert [e.verb for e in events] == [Verb.RAISE, Verb.ACCEPT, Verb.SETTLE, Verb.CONFIRM]
    assert all(after.from_state is before.to_state for before, after in itertools.pairwise(events))
    assert events[-1].to_state is need.state
    assert events[-1].person_id is None


def test_contact_data_go_after_a_decline_and_after_a_settling_too(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    for step in ("decline", "settle"):
        need = needs.raise_need(
            session,
            branch_id=cast.branch_a,
            source=NeedSource.WISH,
            category_code="EMP",
            sub_item_code="EMP1",
            text="请联系我",
            urgency=Urgency.NORMAL,
            goes_to_committee=False,
            today=today,
            contact=needs.Contact(None, f"wx-{step}", "1"),
        )
        if step == "settle":
            settled(session, cast, need, now)
        else:
            follow_up.decline(
                session, actor=cast.chen, need_id=need.id, version=need.version, now=now, reason="不在范围"
            )
    assert months.turn(session, now=now + timedelta(days=90)).contacts_deleted == 2
