"""Minors are not offered what is only for adults, nobody under 14 is asked how to be reached, and all count in one band."""

import pytest
from sqlalchemy import select

from db import ages, asking, links, minors, settings, tallies, waves
from db.asking import Asking
from db.district_contact import NOBODY
from db.errors import Conflict, Invalid, NotAllowed
from db.models import AuditEntry
from db.vocabulary import AgeBand, MinorsMode
from tests import builders
from tests.school import a_school, in_school_mode, set_contact

ADULT = {"HOU2", "LOV2", "EMP4"}
CONSENTED = Asking(month_number=6, has_parental_consent=True)


def asked(age: str, **answers: object) -> list[asking.Item]:
    given = {"Q1": age, "Q2": ["HOU", "LOV", "EMP"], "Q12": "code_only", **answers}
    return asking.items(builders.monthly_form(), CONSENTED, given)


def offered(age: str) -> set[str]:
    return {code for item in asked(age) if item.question.code in ("Q2b", "Q12a") for code in item.codes}


def test_adults_are_offered_everything() -> None:
    assert offered("18-22") >= ADULT


@pytest.mark.parametrize("age", ages.MINORS)
def test_minors_are_not(age: str) -> None:
    assert not offered(age) & ADULT
    assert "HOU1" in offered(age)


def test_under_14_is_not_asked_how_to_be_reached_even_if_it_was_chosen_before() -> None:
    for age, is_asked in (("under-14", False), ("14-17", True)):
        shown = {item.key: item for item in asked(age, Q12="contact")}
        assert ("contact" in shown["Q12"].codes) is is_asked
        assert ({"Q12f", "Q12g", "Q12h"} <= set(shown)) is is_asked
        assert bool({"Q12f", "Q12g", "Q12h"} & set(shown)) is is_asked


def test_all_minors_count_in_one_band_and_in_one_answer() -> None:
    assert {ages.band_of({"Q1": age}) for age in ages.MINORS} == {AgeBand.MINOR}
    assert tallies.increments({"Q1": "under-14"}) == tallies.increments({"Q1": "14-17"})
    assert ages.band_of({"Q1": "18-22"}) is AgeBand.FROM_18
    assert ages.band_of({}) is AgeBand.UNKNOWN


def change(session, actor, now, *, to=MinorsMode.SCHOOL, seen=MinorsMode.BLOCK_UNDER_14):
    minors.change(session, actor=actor, seen=seen, to=to, now=now)


def test_nobody_under_14_is_taken_unless_the_district_says_so(session, cast, now) -> None:
    assert minors.mode(session) is MinorsMode.BLOCK_UNDER_14
    assert not minors.takes_children_at(session, branch_id=cast.branch_c)


def test_school_mode_is_for_schools_alone_and_stands_in_the_log(session, cast, now) -> None:
    link = a_school(session, cast, now)
    assert minors.takes_children_at(session, branch_id=cast.branch_c)
    assert not minors.takes_children_at(session, branch_id=cast.branch_a)
    other = builders.a_link(session, cast.branch_a, now=now).token
    for token, takes in ((link, True), (other, False)):
        branch = links.find_branch(session, token=token)
        wave = waves.open_wave(session, branch_id=branch.branch_id, on=now.date())
        assert wave is not None
        assert wave.takes_children is takes
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "change_minors_mode")).one()
    assert (entry.subject, entry.facts) == ("setting:minors_mode", {"mode": "school"})


def test_guardians_must_have_somebody_to_ask(session, cast, now) -> None:
    with pytest.raises(Invalid, match="contact_needed"):
        change(session, cast.li, now)
    in_school_mode(session, cast, now)
    with pytest.raises(Invalid, match="contact_needed"):
        set_contact(session, cast.li, now, NOBODY)
    change(session, cast.zhou, now, seen=MinorsMode.SCHOOL, to=MinorsMode.BLOCK_UNDER_14)
    set_contact(session, cast.li, now, NOBODY)
    assert settings.get(session, "contact_phone") is None


def test_of_two_who_change_it_at_once_the_second_sees_the_first(session, cast, now) -> None:
    in_school_mode(session, cast, now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change(session, cast.li, now)


@pytest.mark.parametrize("name", ["chen", "wang", "wu", "qian"])
def test_nobody_else_changes_it(session, cast, now, name) -> None:
    with pytest.raises(NotAllowed):
        change(session, getattr(cast, name), now)
