"""谈心: what is written down, what is refused, and what becomes of it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import need_ledger, talks
from db.claims import Offered, Request
from db.errors import Conflict, Invalid, NotAllowed, TooLate
from db.models import Need, Organisation, Talk
from db.rights import Actor
from db.vocabulary import Channel, NeedSource, NeedState, TalkReason, Urgency, Visibility, YouthGroup
from tests.cast import Cast
from tests.talks import TODAY, WORDS, a_colleague, a_form, audited, record, rows


@pytest.fixture
def colleague(session: Session, cast: Cast, now: datetime) -> Actor:
    return a_colleague(session, cast, now)


def test_four_things_are_enough(session: Session, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now)
    [row] = rows(session, colleague)
    assert (row.id, row.talked_on, row.channel) == (talk_id, TODAY, Channel.IN_PERSON)
    assert (row.youth_group, row.reason) == (YouthGroup.NEWCOMER, TalkReason.CARE)
    assert (row.has_text, row.can_open, row.alias, row.next_on) == (False, False, None, None)
    assert row.visibility is Visibility.WRITER
    assert audited(session, "record_talk") == [colleague.audit_name]


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"channel": None}, "channel_missing"),
        ({"youth_group": None}, "youth_group_missing"),
        ({"reason": None}, "talk_reason_missing"),
        ({"talked_on": TODAY + timedelta(days=1)}, "day_ahead"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_before_today"),
        ({"text": "长" * 501}, "text_too_long"),
        ({"alias": "长" * 21}, "alias_too_long"),
        ({"category_codes": ("EMP", "EDU", "HOU", "CUL")}, "too_many_categories"),
        ({"category_codes": ("EMP1",)}, "category_unknown"),
        ({"category_codes": ("none",)}, "category_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_leaves_nothing(
    session: Session, colleague: Actor, now: datetime, but: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        talks.record(session, actor=colleague, form=a_form(**but), now=now)
    assert refused.value.code == code
    assert session.scalars(select(Talk)).all() == []


def test_a_month_that_is_closed_takes_no_more_talks_and_loses_none(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS)
    later = now + timedelta(days=18)
    with pytest.raises(TooLate, match="month_closed"):
        talks.record(session, actor=colleague, form=a_form(), now=later)
    with pytest.raises(TooLate, match="month_closed"):
        talks.delete(session, actor=colleague, talk_id=talk_id, version=1, now=later)
    moved = a_form(talked_on=date(2026, 7, 1))
    with pytest.raises(TooLate, match="month_closed"):
        talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=moved, now=later)
    change = {"actor": colleague, "talk_id": talk_id, "version": 1, "form": a_form(), "now": later}
    with pytest.raises(Invalid, match="fields_emptied"):
        talks.change(session, **change)
    talks.change(session, **change, meant_empty=("谈话要点",))
    assert not rows(session, colleague)[0].has_text


def test_the_writer_changes_a_talk_after_opening_it(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, alias="小马", category_codes=("EMP",))
    form, version = talks.form_of(session, actor=colleague, talk_id=talk_id, now=now)
    assert form == a_form(text=WORDS, alias="小马", category_codes=("EMP",))
    assert len(audited(session, "open_talk")) == 1
    change = {"actor": colleague, "talk_id": talk_id, "version": version, "now": now}
    form = a_form(text="", reason=TalkReason.ASKED_FOR)
    with pytest.raises(Invalid, match="fields_emptied") as refused:
        talks.change(session, form=form, **change)
    assert refused.value.facts["names"] == "谈话要点、化名、涉及哪方面"
    talks.change(session, form=form, meant_empty=("谈话要点", "化名", "涉及哪方面"), **change)
    [row] = rows(session, colleague)
    assert (row.reason, row.has_text, row.alias, row.categories) == (TalkReason.ASKED_FOR, False, None, ())


def test_of_two_who_change_the_second_is_told(session: Session, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now)
    talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=a_form(text=WORDS), now=now)
    for writing in (talks.delete, talks.met_again):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            writing(session, actor=colleague, talk_id=talk_id, version=1, now=now)


def test_a_contact_agreed_on_comes_first_when_it_is_due_and_only_for_its_writer(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    due = record(session, colleague, now, talked_on=TODAY - timedelta(days=5), next_on=TODAY)
    latest = record(session, colleague, now)
    assert [row.id for row in rows(session, colleague)] == [due, latest]
    assert [row.id for row in rows(session, colleague, TODAY - timedelta(days=1))] == [latest, due]
    assert [row.id for row in rows(session, cast.chen)] == [latest, due]
    assert all(row.next_on is None for row in rows(session, cast.chen))
    talks.met_again(session, actor=colleague, talk_id=due, version=1, now=now)
    assert [row.id for row in rows(session, colleague)] == [latest, due]


def test_a_day_that_was_agreed_on_may_be_over_when_the_talk_is_changed(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, next_on=TODAY)
    later = now + timedelta(days=3)
    kept = a_form(next_on=TODAY, text=WORDS)
    talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=kept, now=later)
    with pytest.raises(Invalid, match="next_before_today"):
        talks.change(
            session,
            actor=colleague,
            talk_id=talk_id,
            version=2,
            form=a_form(next_on=TODAY + timedelta(days=1)),
            now=later,
        )


def test_a_long_list_comes_in_pages(session: Session, colleague: Actor, now: datetime) -> None:
    ids = [record(session, colleague, now) for _ in range(talks.PAGE_SIZE + 1)]
    listed = talks.list_for(session, actor=colleague, on=TODAY, page=2)
    assert ([row.id for row in listed.rows], listed.total) == ([ids[0]], talks.PAGE_SIZE + 1)


def test_a_talk_turns_into_needs_in_the_same_step(session: Session, colleague: Actor, now: datetime) -> None:
    offered: tuple[Offered, ...] = talks.record(
        session,
        actor=colleague,
        form=a_form(),
        now=now,
        requests=(
            Request("EMP2", "想找一个暑期实习", Urgency.SOON, is_agreed=True),
            Request("HOU1", "合租房要到期了", is_agreed=True),
        ),
    )
    found = {need.number: need for need in session.scalars(select(Need))}
    assert [offer.number for offer in offered] == [n for o in offered for n in found if n == o.number]
    need = found[offered[0].number]
    assert (need.source, need.state, need.urgency) == (NeedSource.TALK, NeedState.RAISED, Urgency.SOON)
    assert (need.handed_on, need.branch_id) == (TODAY, colleague.organisation_id)
    assert offered[0].label == "就业创业 · 实习见习"
    assert offered[0].token not in repr(offered)
    listed, _ = need_ledger.list_for(session, actor=colleague, kind=None, on=TODAY)
    assert {row.awaits_claim for row in listed} == {True}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request("", "想找实习", is_agreed=True), "sub_item_missing"),
        (Request("EMP", "想找实习", is_agreed=True), "sub_item_missing"),
        (Request("EMP2", " ", is_agreed=True), "text_missing"),
        (Request("EMP2", "长" * 501, is_agreed=True), "text_too_long"),
        (Request("EMP2", "想找实习"), "agreement_missing"),
    ],
)
def test_a_request_without_what_it_needs_is_refused(
    session: Session, colleague: Actor, now: datetime, request_: Request, code: str
) -> None:
    with session.begin_nested() as step, pytest.raises(Invalid) as refused:
        talks.record(session, actor=colleague, form=a_form(), now=now, requests=(request_,))
    assert refused.value.code == code
    if step.is_active:
        step.rollback()
    assert session.scalars(select(Need)).all() == []


def test_a_sensitive_request_goes_to_the_committee_where_a_student_is_secretary(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    session.get_one(Organisation, cast.branch_a).has_student_secretary = True
    [offered] = talks.record(
        session,
        actor=colleague,
        form=a_form(),
        now=now,
        requests=(Request("PSY1", "压力很大", is_agreed=True),),
    )
    assert offered.handler == "东区街道团工委"
    assert need_ledger.list_for(session, actor=colleague, kind=None, on=TODAY) == ([], 0)


def test_talks_are_counted_per_branch_within_one_s_scope(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    for actor, day in [(colleague, TODAY), (cast.chen, date(2026, 6, 1)), (cast.qian, TODAY)]:
        record(session, actor, now, talked_on=day)
    record(session, colleague, now - timedelta(days=18), talked_on=date(2026, 5, 31))
    june = date(2026, 6, 1)
    assert talks.counts(session, actor=cast.chen, month=june) == {cast.branch_a: 2}
    assert talks.counts(session, actor=cast.wang, month=june) == {cast.branch_a: 2}
    assert talks.counts(session, actor=cast.li, month=june) == {cast.branch_a: 2, cast.branch_c: 1}
    with pytest.raises(NotAllowed, match="no_right"):
        talks.counts(session, actor=cast.zhou, month=june)
