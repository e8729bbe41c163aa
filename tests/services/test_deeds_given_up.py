"""A deed that is begun and given up: by its branch, at any time, with a reason; and nothing that stood there goes unasked."""

from datetime import date

import pytest

from db import deed_changes, deed_links, deeds
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.models import AuditEntry, Deed
from db.rights import correcting
from db.vocabulary import OPEN_STATES
from pages.shared import texts
from tests import builders
from tests.services.test_deed_changes import JUNE, at, correct, finish, light, record


def give_up(session, actor, deed_id, now, reason="场地批不下来", **but):
    version = session.get_one(Deed, deed_id).version
    values = {"version": version, "reason": reason, **but}
    deed_changes.give_up(session, actor=actor, deed_id=deed_id, now=now, **values)


@pytest.mark.parametrize(
    ("day", "june", "august"), [((7, 5), False, False), ((7, 6), True, True), ((9, 20), True, True)]
)
def test_a_branch_gives_up_what_is_not_done_at_any_time_and_nothing_closed_changes(
    session, cast, now, day, june, august
):
    deed_id = record(session, cast.chen, now, done_on=None)
    give_up(session, cast.chen, deed_id, at(*day))
    row = session.get_one(Deed, deed_id)
    assert (row.given_up_on, row.given_up_reason, row.month) == (date(2026, *day), "场地批不下来", JUNE)
    assert light(session, cast, JUNE, date(2026, 6, 18)).is_done is june
    assert light(session, cast, JUNE, date(2026, 9, 20)).is_done is august
    assert deeds.begun_for(session, actor=cast.chen, organisation_id=cast.branch_a) == ()
    [told] = deeds.given_up_for(session, actor=cast.chen, since=JUNE)
    assert (told.id, told.given_up_reason) == (deed_id, "场地批不下来")
    assert deeds.given_up_for(session, actor=cast.wang, since=JUNE) == ()
    [entry] = session.query(AuditEntry).filter_by(verb="give_up_deed").all()
    assert "场地" not in str(entry.facts)


def test_only_the_branch_itself_gives_up_with_a_reason_and_what_is_not_done(session, cast, now):
    deed_id, done = record(session, cast.chen, now, done_on=None), record(session, cast.chen, now)
    later = at(7, 20)
    for actor in (cast.wang, correcting(cast.wang, "没办"), cast.zhao):
        with pytest.raises(NotFound, match="deed_unknown"):
            give_up(session, actor, deed_id, later)
    for reason, code in (
        (" \n", "line_missing"),
        ("长" * 201, "line_too_long"),
        ("王小明同学电话13800001234不要了", "reason_naming"),
    ):
        with pytest.raises(Invalid, match=code):
            give_up(session, cast.chen, deed_id, later, reason)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        give_up(session, cast.chen, deed_id, later, version=0)
    with pytest.raises(Conflict, match="deed_is_done"):
        give_up(session, cast.chen, done, later)
    with pytest.raises(TooLate, match="month_closed"):
        deeds.strike(session, actor=cast.chen, deed_id=done, now=later)


def test_what_was_given_up_is_not_taken_up_again_and_lets_go_of_its_needs(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now)
    deed_id = record(session, cast.chen, now, done_on=None, need_ids=[need.id])
    give_up(session, cast.chen, deed_id, now)
    assert deeds.lines_of(session, need_id=need.id) == ()
    assert need.state in OPEN_STATES
    for change in (
        lambda: give_up(session, cast.chen, deed_id, now),
        lambda: finish(session, cast.chen, deed_id, now, date(2026, 6, 18)),
        lambda: correct(session, cast.chen, deed_id, now),
        lambda: deeds.strike(session, actor=cast.chen, deed_id=deed_id, now=now),
    ):
        with pytest.raises(Conflict, match="deed_given_up"):
            change()
    with pytest.raises(NotFound, match="deed_unknown"):
        deed_links.link(session, actor=cast.chen, deed_id=deed_id, need_id=need.id)


# What stands there


def test_a_correction_empties_no_number_unless_that_is_meant(session, cast, now):
    deed_id = record(session, cast.chen, now, beneficiaries=30)
    with pytest.raises(Invalid, match="fields_emptied") as refused:
        correct(session, cast.chen, deed_id, now)
    assert refused.value.facts["names"] == "受益人数"
    correct(session, cast.chen, deed_id, now, beneficiaries=0)
    assert session.get_one(Deed, deed_id).beneficiaries == 0
    correct(session, cast.chen, deed_id, now, meant_empty=("受益人数",))
    assert session.get_one(Deed, deed_id).beneficiaries is None
    begun = record(session, cast.chen, now, done_on=None, beneficiaries=5)
    finish(session, cast.chen, begun, now, date(2026, 6, 18))
    assert session.get_one(Deed, begun).beneficiaries == 5


@pytest.mark.parametrize("name", ["wang", "li"])
def test_to_those_above_a_refusal_says_nothing_of_needs(session, cast, now, name):
    need = builders.a_need(session, cast.branch_a, now=now)
    deed_id = record(session, cast.chen, now, need_ids=[need.id])
    with pytest.raises(Conflict, match="deed_serves_needs"):
        deeds.strike(session, actor=cast.chen, deed_id=deed_id, now=now)
    with pytest.raises(Conflict, match="deed_stays") as refused:
        deeds.strike(session, actor=correcting(getattr(cast, name), "没办"), deed_id=deed_id, now=at(7, 9))
    assert "需求" not in texts.sentence(refused.value)
    assert not refused.value.facts
