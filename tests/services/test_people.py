"""Accounts: who may make one, which role fits where, and what a password must be."""

import pytest
from sqlalchemy import select

from db import passwords, people, sign_ins
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, Person, SignIn
from db.rights import Operator
from db.vocabulary import Role
from tests.cast import PASSWORD, a_sign_in, try_to_sign_in

GOOD = "Qing-shan-2026"


def add(session, now, *, actor, organisation_id, role=Role.CADRE, username="sun", **but):
    return people.add_person(
        session,
        actor=actor,
        username=username,
        name="孙",
        role=role,
        organisation_id=organisation_id,
        now=now,
        **but,
    )


def test_the_district_adds_a_cadre_who_must_change_the_one_time_password(session, cast, now):
    made = add(session, now, actor=cast.li, organisation_id=cast.branch_a)
    person = session.get_one(Person, made.person_id)
    assert person.must_change_password
    assert passwords.is_right(person.password_hash, made.password)
    passwords.check_rule(made.password, username="sun")


def test_an_operator_may_give_a_password_that_needs_no_change(session, cast, now):
    made = add(
        session,
        now,
        actor=Operator("root"),
        organisation_id=cast.branch_a,
        password=GOOD,
        must_change=False,
    )
    assert not session.get_one(Person, made.person_id).must_change_password


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_nobody_else_adds_accounts(session, cast, now, name):
    with pytest.raises(NotAllowed):
        add(session, now, actor=getattr(cast, name), organisation_id=cast.branch_a)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.SECRETARY, "committee"),
        (Role.CADRE, "district"),
        (Role.COMMITTEE, "branch_a"),
        (Role.COMMITTEE, "district"),
        (Role.DISTRICT, "committee"),
        (Role.ADMIN, "branch_a"),
        (Role.AUDITOR, "committee"),
    ],
)
def test_a_role_fits_only_organisations_of_its_level(session, cast, now, role, place):
    with pytest.raises(Invalid, match="role_does_not_fit"):
        add(session, now, actor=cast.li, organisation_id=getattr(cast, place), role=role)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.SECRETARY, "branch_a"), (Role.COMMITTEE, "committee"), (Role.AUDITOR, "district")],
)
def test_a_role_fits_its_own_level(session, cast, now, role, place):
    made = add(session, now, actor=cast.li, organisation_id=getattr(cast, place), role=role)
    actor = people.actor_of(session, person_id=made.person_id, now=now)
    assert actor is not None
    assert actor.role is role


def test_two_accounts_never_share_a_username(session, cast, now):
    with pytest.raises(Conflict, match="username_taken"):
        add(session, now, actor=cast.li, organisation_id=cast.branch_a, username=" CHEN ")


@pytest.mark.parametrize("username", ["", "li", "王小明", "a b c", "-abc", "a" * 41])
def test_a_malformed_username_is_refused(session, cast, now, username):
    with pytest.raises(Invalid, match="username_malformed"):
        add(session, now, actor=cast.li, organisation_id=cast.branch_a, username=username)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-efghi", "password_short"),
        ("Ab1-" * 40, "password_long"),
        ("abcdefghij12", "password_simple"),
        ("MyPassword-1", "password_common"),
        ("Xwang.li-2026", "password_common"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, code):
    with pytest.raises(Invalid, match=code):
        passwords.check_rule(password, username="wang.li")


@pytest.mark.parametrize("password", [GOOD, "青山绿水蓝天Lan-7", "correct Horse 7"])
def test_a_password_of_three_kinds_is_taken(password):
    passwords.check_rule(password, username="sun")


def test_the_same_password_typed_full_width_is_the_same():
    assert passwords.is_right(passwords.hash_of("Qing-2026-shan"), "Ｑing-2026-shan")


def test_one_time_passwords_differ_and_fit_the_rule():
    made = {passwords.new_one_time() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_rule(password, username="sun")


def test_a_reset_ends_every_sign_in_and_the_lock(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    for _ in range(5):
        try_to_sign_in(session, username="chen", password="wrong", now=now)
    made = people.reset_password(session, actor=cast.zhou, username="chen", now=now)
    assert try_to_sign_in(session, username="chen", password=made.password, now=now).refusal is None
    assert sign_ins.who(session, token=token, now=now) is None
    actor = people.actor_of(session, person_id=made.person_id, now=now)
    assert actor is not None
    assert actor.must_change_password


def test_a_committee_cannot_reset_a_password(session, cast, now):
    with pytest.raises(NotAllowed):
        people.reset_password(session, actor=cast.wang, username="chen", now=now)


def test_an_unknown_account_cannot_be_reset(session, cast, now):
    with pytest.raises(NotFound, match="person_unknown"):
        people.reset_password(session, actor=cast.li, username="nobody", now=now)


def change(session, actor, *, old, new, **but):
    checked = passwords.check(people.look_up_password(session, actor=actor), old)
    new_hash = passwords.hash_of(new)
    people.change_password(session, actor=actor, old=checked, new=new, new_hash=new_hash, **but)


def test_changing_one_s_password_keeps_this_sign_in_and_ends_the_others(session, cast, now):
    here, elsewhere = a_sign_in(session, cast.chen, now=now), a_sign_in(session, cast.chen, now=now)
    change(session, cast.chen, old=PASSWORD, new=GOOD, token=here, now=now)
    assert sign_ins.who(session, token=here, now=now) is not None
    assert sign_ins.who(session, token=elsewhere, now=now) is None
    assert try_to_sign_in(session, username="chen", password=GOOD, now=now).refusal is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("not it", GOOD, "password_wrong"),
        (PASSWORD, PASSWORD, "password_unchanged"),
        (PASSWORD, "short", "password_short"),
    ],
)
def test_a_password_is_not_changed_without_a_good_one_on_both_sides(session, cast, now, old, new, code):
    with pytest.raises((NotAllowed, Invalid), match=code):
        change(session, cast.chen, old=old, new=new, token=None, now=now)


def test_a_password_that_was_changed_meanwhile_is_not_changed_again(session, cast, now):
    checked = passwords.check(people.look_up_password(session, actor=cast.chen), PASSWORD)
    people.reset_password(session, actor=cast.zhou, username="chen", now=now)
    with pytest.raises(NotAllowed, match="password_wrong"):
        people.change_password(
            session, actor=cast.chen, old=checked, new=GOOD, new_hash="x", token=None, now=now
        )


def test_a_closed_account_is_nobody_and_signed_out(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    people.end_account(session, actor=cast.li, username="chen", now=now)
    assert people.actor_of(session, person_id=cast.chen.id, now=now) is None
    assert sign_ins.who(session, token=token, now=now) is None
    assert session.scalars(select(SignIn).where(SignIn.revoked_at.is_(None))).all() == []


def test_nobody_closes_their_own_account(session, cast, now):
    with pytest.raises(NotAllowed, match="own_account"):
        people.end_account(session, actor=cast.li, username="li", now=now)


def test_the_list_holds_everybody_for_the_district_and_nothing_for_a_branch(session, cast, now):
    assert {row.username for row in people.list_for(session, actor=cast.li)} >= {"chen", "zhao", "qian"}
    with pytest.raises(NotAllowed):
        people.list_for(session, actor=cast.chen)


def test_making_an_account_is_audited_without_name_or_password(session, cast, now):
    made = add(session, now, actor=cast.li, organisation_id=cast.branch_a)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "add_person")).one()
    assert (entry.actor, entry.subject) == (f"person:{cast.li.id}", f"person:{made.person_id}")
    assert entry.facts == {"role": "cadre"}
