"""The first start: one link, used once; and the lease under which the months turn."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import guardians, leases, organisations, questionnaires, set_up, settings
from db.errors import Invalid, NotFound, TooLate
from db.models import Person
from db.vocabulary import Role

PASSWORD = "Qing-shan-2026"


def use(session, token, now, **but):
    values = {"district_name": "青山区", "username": "li.qs", "name": "李", "password": PASSWORD, **but}
    return set_up.use_link(session, token=token, now=now, **values)


def test_the_link_makes_the_district_its_account_and_the_defaults(session, now):
    actor = use(session, set_up.first_link(session, now=now), now)
    assert actor.role is Role.DISTRICT
    assert not actor.must_change_password
    assert organisations.district(session).name == settings.get(session, "district_name") == "青山区"
    assert questionnaires.monthly_version(session).published_at is not None
    # Nobody's danger waits until somebody thinks of naming a reader.
    assert guardians.of(session, organisation_id=actor.organisation_id).name == "李"


def test_a_used_link_is_too_late_and_so_is_every_other(session, now):
    first, second = set_up.first_link(session, now=now), set_up.first_link(session, now=now)
    use(session, first, now)
    for token in (first, second):
        with pytest.raises(TooLate, match="set_up_done"):
            set_up.check_link(session, token=token)


def test_no_link_is_made_once_somebody_has_an_account(session, cast, now):
    assert set_up.first_link(session, now=now) is None


def test_an_invented_link_is_unknown(session):
    with pytest.raises(NotFound, match="set_up_link_unknown"):
        set_up.check_link(session, token="invented")


def test_looking_does_not_use_the_link_up(session, now):
    token = set_up.first_link(session, now=now)
    set_up.check_link(session, token=token)
    set_up.check_link(session, token=token)


def test_a_refused_form_makes_nothing(session, now):
    token = set_up.first_link(session, now=now)
    with pytest.raises(Invalid, match="password_short"), session.begin_nested():
        use(session, token, now, password="short")
    assert session.scalars(select(Person)).all() == []
    assert organisations.district(session) is None
    set_up.check_link(session, token=token)


def test_one_of_two_servers_holds_the_lease(session, now):
    def take(holder, at):
        return leases.take(session, name="turn", holder=holder, now=at, seconds=60)

    assert take("a:1", now)
    assert take("a:1", now + timedelta(seconds=30))
    assert not take("b:2", now + timedelta(seconds=60))
    assert take("b:2", now + timedelta(seconds=90))
    assert not take("a:1", now + timedelta(seconds=91))
    leases.give_back(session, name="turn", holder="b:2", now=now + timedelta(seconds=92))
    assert take("a:1", now + timedelta(seconds=92))
