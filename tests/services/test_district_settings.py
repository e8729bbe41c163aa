"""The district's own working days and the contact that youth are shown."""

from datetime import date

import pytest
from sqlalchemy import select

from db import day_overrides, district_contact, links
from db.district_contact import NOBODY, DistrictContact
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, DayOverride
from db.workdays import Workdays
from pages.shared import wording
from tests import builders

NEW_YEAR = date(2027, 1, 1)
MONDAY = date(2027, 2, 1)


def mark(session, cast, now, first, last=None, *, is_working=False, note="元旦", actor=None):
    return day_overrides.mark(
        session,
        actor=actor or cast.li,
        first=first,
        last=last or first,
        is_working=is_working,
        note=note,
        now=now,
    )


def test_a_holiday_that_nobody_has_announced_is_set(session, cast, now):
    # Saturday to Monday: the weekend is free already.
    assert mark(session, cast, now, date(2027, 1, 30), MONDAY, note="春节") == 1
    assert Workdays.of(session).first_of(MONDAY) == date(2027, 2, 2)
    (row,) = day_overrides.list_for(session, actor=cast.li, since=MONDAY)
    assert (row.day, row.is_working, row.note) == (MONDAY, False, "春节")


def test_a_make_up_day_is_set_and_taken_back(session, cast, now):
    sunday = date(2027, 1, 3)
    mark(session, cast, now, sunday, is_working=True, note="")
    assert Workdays.of(session).is_working(sunday)
    day_overrides.unmark(session, actor=cast.zhou, day=sunday, now=now)
    assert not Workdays.of(session).is_working(sunday)
    verbs = list(session.scalars(select(AuditEntry.verb)))
    assert verbs == ["mark_days", "unmark_day"]


def test_saying_what_the_calendar_says_again_removes_the_override(session, cast, now):
    mark(session, cast, now, MONDAY)
    mark(session, cast, now, MONDAY, is_working=True)
    assert session.scalars(select(DayOverride)).all() == []


@pytest.mark.parametrize(
    ("first", "last", "note", "code"),
    [
        (date(2027, 1, 2), date(2027, 1, 1), "", "days_malformed"),
        (date(2027, 1, 1), date(2027, 2, 1), "", "days_malformed"),
        (date(2027, 1, 1), date(2027, 1, 1), "长" * 61, "day_note_too_long"),
        (date(2027, 1, 2), date(2027, 1, 3), "", "days_are_so_already"),
    ],
)
def test_days_that_make_no_sense_are_refused(session, cast, now, first, last, note, code):
    with pytest.raises((Invalid, Conflict), match=code):
        mark(session, cast, now, first, last, note=note)


def test_a_day_that_was_not_set_is_not_taken_back(session, cast, now):
    with pytest.raises(NotFound, match="day_not_marked"):
        day_overrides.unmark(session, actor=cast.li, day=NEW_YEAR, now=now)


def set_contact(
    session, cast, now, name="区团委权益部", phone="010-1234 5678 转801", *, seen=None, actor=None
):
    district_contact.change(
        session,
        actor=actor or cast.li,
        seen=seen or district_contact.read(session),
        name=name,
        phone=phone,
        now=now,
    )


def test_the_contact_stands_in_the_privacy_notice(session, cast, now):
    link = builders.a_link(session, cast.branch_a, now=now)
    assert "联系人" not in wording.notice(links.find_branch(session, token=link.token))
    set_contact(session, cast, now)
    notice = wording.notice(links.find_branch(session, token=link.token))
    assert notice.replace("\\", "").endswith(
        "联系人：区团委权益部，电话：010-1234 5678 转801。（告知书第3版）"
    )


def test_marks_of_markdown_in_the_contact_are_shown_as_typed(session, cast, now):
    link = builders.a_link(session, cast.branch_a, now=now)
    set_contact(session, cast, now, name="*王* [科]")
    assert "*王* [科]" in wording.notice(links.find_branch(session, token=link.token))


def test_the_contact_is_cleared_with_both_empty(session, cast, now):
    set_contact(session, cast, now)
    set_contact(session, cast, now, name=" ", phone="")
    assert district_contact.read(session) == NOBODY


@pytest.mark.parametrize(
    ("name", "phone", "code"),
    [
        ("王", "", "contact_incomplete"),
        ("", "010-12345678", "contact_incomplete"),
        ("长" * 21, "010-12345678", "contact_name_too_long"),
        ("王", "打给我", "phone_malformed"),
        ("王", "1" * 31, "phone_malformed"),
    ],
)
def test_half_a_contact_is_refused(session, cast, now, name, phone, code):
    with pytest.raises(Invalid, match=code):
        set_contact(session, cast, now, name=name, phone=phone)


def test_of_two_who_set_it_at_once_the_second_sees_the_first(session, cast, now):
    set_contact(session, cast, now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        set_contact(session, cast, now, name="另一位", seen=DistrictContact())


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_nobody_else_sets_anything(session, cast, now, name):
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        set_contact(session, cast, now, actor=actor)
    with pytest.raises(NotAllowed):
        mark(session, cast, now, NEW_YEAR, actor=actor)
    with pytest.raises(NotAllowed):
        day_overrides.unmark(session, actor=actor, day=NEW_YEAR, now=now)
    with pytest.raises(NotAllowed):
        day_overrides.list_for(session, actor=actor, since=NEW_YEAR)


def test_the_log_does_not_hold_the_number(session, cast, now):
    set_contact(session, cast, now)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.facts) == ("change_contact", {})
