"""Changing the tree that stands: names, facts, closing and taking back."""

import pytest
from sqlalchemy import select

from db import links, organisations, people, reorganising, settings
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, Organisation
from db.reorganising import Facts
from db.vocabulary import Domain, Level
from tests import builders


def change(session, cast, now, key, *, actor=None, seen=None, **but):
    row = session.get_one(Organisation, key)
    before = reorganising.facts_of(row)
    facts = Facts(**{**vars(before), **but})
    reorganising.change(
        session, actor=actor or cast.li, organisation_id=key, seen=seen or before, facts=facts, now=now
    )
    return row


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_nobody_else_changes_the_tree(session, cast, now, name):
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        change(session, cast, now, cast.branch_a, actor=actor, name="新名字")
    for service in (reorganising.close, reorganising.reopen):
        with pytest.raises(NotAllowed):
            service(session, actor=actor, organisation_id=cast.branch_a, now=now)


def test_the_administrator_may(session, cast, now):
    change(session, cast, now, cast.branch_a, actor=cast.zhou, name="东风二村团支部")


def test_facts_change_and_the_log_says_which_not_what(session, cast, now):
    row = change(
        session,
        cast,
        now,
        cast.branch_a,
        name=" 东风社区 第一团支部🌱 ",
        domain=Domain.RURAL,
        declared_youth=31,
        has_student_secretary=True,
    )
    assert row.name == "东风社区 第一团支部🌱"
    assert (row.domain, row.declared_youth, row.has_student_secretary) == (Domain.RURAL, 31, True)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "change_organisation")).one()
    assert entry.facts == {"changed": ["name", "domain", "declared_youth", "has_student_secretary"]}


def test_saving_without_a_change_leaves_no_trace(session, cast, now):
    change(session, cast, now, cast.branch_a)
    assert not session.scalars(select(AuditEntry)).all()


def test_the_district_s_name_is_the_one_in_the_headings(session, cast, now):
    change(session, cast, now, cast.district, name="青山新区团委")
    assert settings.get(session, "district_name") == "青山新区团委"


def test_of_two_who_change_at_once_the_second_sees_the_first(session, cast, now):
    seen = reorganising.facts_of(session.get_one(Organisation, cast.branch_a))
    change(session, cast, now, cast.branch_a, declared_youth=30)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change(session, cast, now, cast.branch_a, seen=seen, name="另一个名字")


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"name": "长" * 61}, "organisation_name_malformed"),
        ({"name": "光明科技团支部"}, "organisation_exists"),
        ({"domain": None}, "domain_missing"),
        ({"declared_youth": 0}, "declared_youth_malformed"),
    ],
)
def test_facts_that_do_not_fit_are_refused(session, cast, now, but, code):
    with pytest.raises((Invalid, Conflict), match=code):
        change(session, cast, now, cast.branch_a, **but)


def close(session, cast, now, key):
    reorganising.close(session, actor=cast.li, organisation_id=key, now=now)


def test_a_closed_branch_has_no_link_and_no_accounts_and_comes_back(session, cast, now):
    link = builders.a_link(session, cast.branch_a, now=now)
    close(session, cast, now, cast.branch_a)
    with pytest.raises(TooLate, match="link_revoked"):
        links.find_branch(session, token=link.token)
    assert people.actor_of(session, person_id=cast.chen.id, now=now) is None
    reorganising.reopen(session, actor=cast.li, organisation_id=cast.branch_a, now=now)
    assert links.find_branch(session, token=link.token).branch_id == cast.branch_a
    assert people.actor_of(session, person_id=cast.chen.id, now=now) is not None


def test_what_still_has_work_is_not_closed(session, cast, now):
    with pytest.raises(Conflict, match="organisation_has_below"):
        close(session, cast, now, cast.committee)
    with pytest.raises(Invalid, match="district_stays"):
        close(session, cast, now, cast.district)
    builders.a_need(session, cast.branch_a, now=now)
    with pytest.raises(Conflict, match="organisation_has_needs"):
        close(session, cast, now, cast.branch_a)


def test_nothing_reopens_or_begins_below_what_is_closed(session, cast, now):
    close(session, cast, now, cast.branch_c)
    close(session, cast, now, cast.other_committee)
    with pytest.raises(Conflict, match="organisation_closed"):
        reorganising.reopen(session, actor=cast.li, organisation_id=cast.branch_c, now=now)
    with pytest.raises(Conflict, match="organisation_closed"):
        organisations.add(
            session,
            actor=cast.li,
            parent_id=cast.other_committee,
            level=Level.BRANCH,
            name="新支部",
            domain=Domain.OTHER,
            now=now,
        )


def test_what_does_not_exist_is_not_changed(session, cast, now):
    with pytest.raises(NotFound, match="organisation_unknown"):
        close(session, cast, now, 10**6)
