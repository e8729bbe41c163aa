"""Changing an account that stands, and what is out of order among accounts and organisations."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import account_changes, guardians, hints, passwords, people
from db.account_changes import Account
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, Guardian, Organisation, Person
from db.vocabulary import Role


def change(session, cast, now, username="chen", *, actor=None, seen=None, **but):
    person = session.scalars(select(Person).where(Person.username == username)).one()
    before = account_changes.account_of(person)
    account_changes.change(
        session,
        actor=actor or cast.li,
        username=username,
        seen=seen or before,
        account=Account(**{**vars(before), **but}),
        now=now,
    )
    return person


def test_a_secretary_takes_over_another_branch(session, cast, now):
    change(session, cast, now, organisation_id=cast.branch_b, role=Role.CADRE)
    actor = people.actor_of(session, person_id=cast.chen.id, now=now)
    assert (actor.role, actor.organisation_id) == (Role.CADRE, cast.branch_b)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "change_person")).one()
    assert entry.facts == {"changed": ["role", "organisation_id"]}


def test_an_account_with_a_last_day_ends_by_itself(session, cast, now, today):
    change(session, cast, now, ends_on=today)
    assert people.actor_of(session, person_id=cast.chen.id, now=now) is not None
    assert people.actor_of(session, person_id=cast.chen.id, now=now + timedelta(days=1)) is None


def test_a_role_changes_only_to_one_that_fits_the_organisation(session, cast, now):
    with pytest.raises(Invalid, match="role_does_not_fit"):
        change(session, cast, now, role=Role.COMMITTEE)
    with pytest.raises(Invalid, match="role_does_not_fit"):
        change(session, cast, now, organisation_id=cast.committee)
    change(session, cast, now, organisation_id=cast.committee, role=Role.COMMITTEE)


def test_nobody_changes_their_own_place_but_their_name(session, cast, now):
    with pytest.raises(NotAllowed, match="own_account_change"):
        change(session, cast, now, "li", role=Role.AUDITOR)
    with pytest.raises(NotAllowed, match="own_account_change"):
        change(session, cast, now, "li", ends_on=date(2030, 1, 1))
    assert change(session, cast, now, "li", name=" 李  梅 ").name == "李 梅"


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_nobody_else_changes_accounts(session, cast, now, name):
    with pytest.raises(NotAllowed):
        change(session, cast, now, "qian", actor=getattr(cast, name), name="别人")
    with pytest.raises(NotAllowed):
        account_changes.reopen(session, actor=getattr(cast, name), username="qian", now=now)


def test_a_guardian_does_not_leave_before_another_is_named(session, cast, now):
    guardians.name(session, actor=cast.li, organisation_id=cast.committee, person_id=cast.wang.id, now=now)
    with pytest.raises(Conflict, match="is_guardian"):
        change(session, cast, now, "wang", organisation_id=cast.other_committee)
    change(session, cast, now, "wang", name="王芳")


def test_nobody_moves_to_what_is_closed(session, cast, now):
    session.get_one(Organisation, cast.branch_b).is_active = False
    session.flush()
    with pytest.raises(Conflict, match="organisation_closed"):
        change(session, cast, now, organisation_id=cast.branch_b)
    with pytest.raises(Conflict, match="organisation_closed"):
        people.add_person(
            session,
            actor=cast.li,
            username="new.one",
            name="新",
            role=Role.CADRE,
            organisation_id=cast.branch_b,
            now=now,
        )


def test_of_two_who_change_at_once_the_second_sees_the_first(session, cast, now):
    seen = account_changes.account_of(session.get_one(Person, cast.chen.id))
    change(session, cast, now, name="陈晨")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change(session, cast, now, seen=seen, name="陈静")


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_name_that_is_none_is_refused(session, cast, now, name):
    with pytest.raises(Invalid, match="name_missing"):
        change(session, cast, now, name=name)


def test_an_unknown_account_is_not_changed(session, cast, now):
    seen = Account("某", Role.CADRE, cast.branch_a)
    with pytest.raises(NotFound, match="person_unknown"):
        account_changes.change(session, actor=cast.li, username="nobody", seen=seen, account=seen, now=now)


def test_a_closed_account_opens_again_with_a_new_password(session, cast, now):
    people.end_account(session, actor=cast.li, username="chen", now=now)
    made = account_changes.reopen(session, actor=cast.li, username="chen", now=now)
    person = session.get_one(Person, cast.chen.id)
    assert person.is_active
    assert person.must_change_password
    assert passwords.is_right(person.password_hash, made.password)


def found(session, cast, today, actor=None):
    return hints.of(session, actor=actor or cast.li, today=today)


def test_where_all_is_in_order_nothing_is_said(session, cast, now, today):
    assert found(session, cast, today).unguarded == ("青山区",)
    guardians.name(session, actor=cast.li, organisation_id=cast.district, person_id=cast.li.id, now=now)
    assert found(session, cast, today) == hints.Hints((), (), (), ())


def test_a_branch_without_people_and_people_without_a_branch_are_named(session, cast, now, today):
    change(session, cast, now, "zhao", ends_on=today - timedelta(days=1))
    people.end_account(session, actor=cast.li, username="chen", now=now)
    assert found(session, cast, today).empty_branches == (cast.branch_a, cast.branch_b)
    session.get_one(Organisation, cast.branch_c).is_active = False
    session.flush()
    assert found(session, cast, today).stranded_people == (("钱", "qian", cast.branch_c),)


def test_a_committee_that_needs_a_guardian_is_named_until_it_has_one(session, cast, now, today):
    guardians.name(session, actor=cast.li, organisation_id=cast.district, person_id=cast.li.id, now=now)
    session.get_one(Organisation, cast.branch_a).has_student_secretary = True
    session.flush()
    assert found(session, cast, today).unguarded == ("东区街道团工委",)
    guardians.name(session, actor=cast.li, organisation_id=cast.committee, person_id=cast.wang.id, now=now)
    assert found(session, cast, today).unguarded == ()
    session.get_one(Person, cast.wang.id).is_active = False
    session.flush()
    assert found(session, cast, today).absent_guardians == ("东区街道团工委",)


def test_a_branch_directly_below_the_district_leans_on_the_district_s_guardian(session, cast, today):
    branch = session.get_one(Organisation, cast.branch_a)
    branch.has_student_secretary = True
    branch.parent_id, branch.path = cast.district, f"{cast.district}.{branch.id}."
    session.add(Guardian(organisation_id=cast.committee, person_id=cast.wang.id))
    session.flush()
    assert found(session, cast, today).unguarded == ("青山区",)


@pytest.mark.parametrize("name", ["chen", "wang", "wu"])
def test_hints_are_for_those_who_keep_accounts(session, cast, today, name):
    with pytest.raises(NotAllowed):
        found(session, cast, today, actor=getattr(cast, name))


def test_accounts_are_counted_per_organisation(session, cast, now):
    people.end_account(session, actor=cast.li, username="chen", now=now)
    counts = hints.accounts_per_organisation(session, actor=cast.li)
    assert counts[cast.district] == 3
    assert cast.branch_a not in counts
