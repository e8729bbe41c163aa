"""The named adult: who names one, and what nobody else at that committee can then open."""

import pytest
from sqlalchemy import select

from db import follow_up, guardians, need_ledger, people, transfers
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.exchange import need_words
from db.exchange.extent import extent_of
from db.models import AuditEntry, Guardian, Organisation
from db.vocabulary import Role
from db.workdays import month_of
from tests import builders
from tests.cast import a_person


@pytest.fixture
def sun(session, cast, now):
    """A second officer at the committee of branch A."""
    committee = session.get_one(Organisation, cast.committee)
    return a_person(session, committee, "孙", "sun", Role.COMMITTEE, now=now)


@pytest.fixture
def sensitive(session, cast, now):
    """A sensitive need of branch A that came to its committee."""
    return builders.a_need(
        session,
        cast.branch_a,
        now=now,
        text="压力很大",
        organisation_id=cast.committee,
        goes_to_committee=True,
        category_code="PSY",
        sub_item_code="PSY1",
        is_sensitive=True,
    )


def named(session, cast, person, now, organisation_id=None):
    guardians.name(
        session,
        actor=cast.li,
        organisation_id=organisation_id or cast.committee,
        person_id=person and person.id,
        now=now,
    )


def opened(session, actor, need, today):
    return need_ledger.get_for(session, actor=actor, need_id=need.id, on=today).text


def test_without_a_guardian_everybody_at_the_committee_opens_what_is_sensitive(
    session, cast, sun, sensitive, today
):
    assert (
        opened(session, cast.wang, sensitive, today) == opened(session, sun, sensitive, today) == "压力很大"
    )


def test_with_one_nobody_else_there_opens_it(session, cast, sun, sensitive, now, today):
    named(session, cast, sun, now)
    assert opened(session, sun, sensitive, today) == "压力很大"
    with pytest.raises(NotAllowed, match="guardian_only"):
        opened(session, cast.wang, sensitive, today)


@pytest.mark.parametrize("step", ["accept", "decline", "ask", "note", "settle", "open_contact"])
def test_nor_takes_a_step_with_it(session, cast, sun, sensitive, now, step):
    named(session, cast, sun, now)
    values = {
        "accept": {},
        "decline": {"reason": "办不了"},
        "ask": {"question": "在哪里？"},
        "note": {"text": "在办"},
        "settle": {"title": "谈话", "result": "办了"},
    }
    given = {} if step == "open_contact" else {"version": sensitive.version, **values[step]}
    with pytest.raises(NotAllowed, match="guardian_only"):
        getattr(follow_up, step)(session, actor=cast.wang, need_id=sensitive.id, now=now, **given)


def test_others_see_it_in_the_list_without_its_category(session, cast, sun, sensitive, now, today):
    named(session, cast, sun, now)
    (row,), _ = need_ledger.list_for(session, actor=cast.wang, kind=None, on=today)
    assert (row.category, row.sub_item, row.is_closed) == ("敏感类", None, True)
    (row,), _ = need_ledger.list_for(session, actor=sun, kind=None, on=today)
    assert (row.category, row.is_closed) == ("心理健康", False)


def test_an_export_gives_its_words_to_the_guardian_only(session, cast, sun, sensitive, now, today):
    named(session, cast, sun, now)

    def cells(actor):
        _, rows = need_words.read(session, extent_of(session, actor=actor, month=month_of(today)))
        return [cell for row in rows for cell in row]

    assert "压力很大" in cells(sun)
    assert "压力很大" not in cells(cast.wang)
    assert "敏感类" in cells(cast.wang)


def test_what_is_not_sensitive_stays_open_to_all(session, cast, sun, now, today):
    named(session, cast, sun, now)
    need = builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee, text="找实习")
    assert opened(session, cast.wang, need, today) == "找实习"


def test_a_sensitive_need_passed_up_falls_under_the_guardian(session, cast, sun, now, today):
    named(session, cast, sun, now)
    need = builders.a_need(
        session, cast.branch_a, now=now, category_code="PSY", sub_item_code="PSY1", is_sensitive=True
    )
    assert opened(session, cast.chen, need, today)
    transfers.transfer(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, reason="请上级办"
    )
    with pytest.raises((NotAllowed, NotFound)):
        opened(session, cast.wang, need, today)


def test_another_committee_is_not_touched(session, cast, sun, now, today):
    named(session, cast, sun, now)
    assert guardians.closed_to(session, actor=cast.wang) == {cast.committee}
    assert guardians.closed_to(session, actor=sun) == set()


def test_the_guardian_is_named_changed_and_unnamed_and_each_is_audited(session, cast, sun, now):
    named(session, cast, sun, now)
    named(session, cast, cast.wang, now)
    assert guardians.of(session, organisation_id=cast.committee).name == "王"
    named(session, cast, None, now)
    assert guardians.of(session, organisation_id=cast.committee) is None
    verbs = list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert verbs[-3:] == ["name_guardian", "name_guardian", "clear_guardian"]


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "zhou", "wu"])
def test_only_the_district_names_one(session, cast, now, name):
    with pytest.raises(NotAllowed):
        guardians.name(
            session,
            actor=getattr(cast, name),
            organisation_id=cast.committee,
            person_id=cast.wang.id,
            now=now,
        )


def test_the_district_has_one_of_its_own(session, cast, now):
    named(session, cast, cast.li, now, organisation_id=cast.district)
    assert guardians.of(session, organisation_id=cast.district).id == cast.li.id


@pytest.mark.parametrize("name", ["chen", "qian", "zhou", "li"])
def test_only_who_works_there_and_reads_needs_can_be_named(session, cast, now, name):
    with pytest.raises(Invalid, match="guardian_does_not_fit"):
        named(session, cast, getattr(cast, name), now)


def test_a_branch_has_none(session, cast, now):
    with pytest.raises(Invalid, match="guardian_not_here"):
        named(session, cast, cast.chen, now, organisation_id=cast.branch_a)


def test_the_choice_holds_nobody_who_has_left(session, cast, sun, now, today):
    people.end_account(session, actor=cast.li, username="sun", now=now)
    found = guardians.candidates_for(session, actor=cast.li, organisation_id=cast.committee, today=today)
    assert found == [(cast.wang.id, "王")]


def test_a_guardian_s_account_ends_only_after_another_is_named(session, cast, sun, now):
    named(session, cast, sun, now)
    with pytest.raises(Conflict, match="is_guardian"):
        people.end_account(session, actor=cast.li, username="sun", now=now)
    named(session, cast, cast.wang, now)
    people.end_account(session, actor=cast.li, username="sun", now=now)


def test_a_branch_is_told_who_reads_its_sensitive_needs(session, cast, sun, now, today):
    def told(actor, branch_id=cast.branch_a):
        return guardians.for_branch(session, actor=actor, branch_id=branch_id, today=today)

    assert told(cast.chen) is None
    session.get_one(Organisation, cast.branch_a).has_student_secretary = True
    named(session, cast, sun, now)
    row = told(cast.chen)
    assert (row.organisation_name, row.person_name, row.is_absent) == ("东区街道团工委", "孙", False)
    with pytest.raises(NotFound):
        told(cast.qian)


def test_a_guardian_who_was_let_go_otherwise_is_shown_as_absent(session, cast, sun, now, today):
    session.add(Guardian(organisation_id=cast.other_committee, person_id=sun.id))
    session.flush()
    rows = {r.organisation_id: r for r in guardians.list_for(session, actor=cast.li, today=today)}
    assert rows[cast.other_committee].is_absent
    assert rows[cast.committee].person_id is None
    assert set(rows) == {cast.district, cast.committee, cast.other_committee}


def test_the_district_is_never_left_without_one(session, cast, now):
    named(session, cast, cast.li, now, cast.district)
    with pytest.raises(Invalid, match="guardian_needed"):
        named(session, cast, None, now, cast.district)
    assert guardians.of(session, organisation_id=cast.district).name == "李"
