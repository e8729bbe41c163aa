"""本月加问 prepared for a month to come: kept until its survey stands, then asked from the first phone on."""

import pytest

from db import month_questions, waves, workdays
from db.errors import Refused
from db.models import PlannedQuestion, Wave, WaveBranch
from db.vocabulary import QuestionKind
from tests import builders

ASKED = {"kind": QuestionKind.SINGLE, "options": ("图书馆", "球场"), "minded": ()}


@pytest.fixture
def following(session, cast, now):
    """The month after the present one; the present one has its wave."""
    builders.a_wave(session, now=now)
    return workdays.add_months(workdays.month_of(workdays.today(now)), 1)


def plan(session, actor, month, now, text="周末想去哪儿？", seen=0):
    where = {"organisation_id": actor.organisation_id, "month": month}
    month_questions.put(session, actor=actor, **where, seen=seen, text=text, now=now, **ASKED)


def planned(session, actor, month, now):
    where = {"organisation_id": actor.organisation_id, "month": month}
    return month_questions.find(session, actor=actor, **where, now=now)


def test_it_waits_for_its_month_and_is_asked_from_the_first_day_on(session, cast, following, now):
    plan(session, cast.chen, following, now)
    plan(session, cast.li, following, now, text="夜校想学什么？")
    found = planned(session, cast.chen, following, now)
    assert (found.is_planned, found.can_change, found.extra.text) == (True, True, "周末想去哪儿？")
    wave = waves.open_month(session, month=following, now=now)
    assert [v["text"] for v in wave.extra["versions"]] == ["夜校想学什么？"]
    extra = {row.branch_id: row.extra for row in session.query(WaveBranch).filter_by(wave_id=wave.id)}
    assert extra.pop(cast.branch_a)["versions"][0]["text"] == "周末想去哪儿？"
    assert set(extra.values()) == {None}
    assert session.query(Wave).filter_by(month=wave.month).one().id == wave.id
    assert session.query(PlannedQuestion).count() == 0
    assert not planned(session, cast.chen, following, now).is_planned


def test_what_nobody_was_asked_is_replaced_whole_and_goes_on_counting(session, cast, following, now):
    plan(session, cast.chen, following, now)
    plan(session, cast.chen, following, now, text="夜校想学什么？", seen=1)
    with pytest.raises(Refused, match="changed_meanwhile"):
        plan(session, cast.chen, following, now, text="食堂怎么样？", seen=1)
    wave = waves.open_month(session, month=following, now=now)
    row = session.get(WaveBranch, (wave.id, cast.branch_a))
    assert [(v["number"], v["text"], v["is_ended"]) for v in row.extra["versions"]] == [
        (2, "夜校想学什么？", False)
    ]
    # Its next wording is a third one, never the second once more.
    plan(session, cast.chen, following, now, text="食堂怎么样？", seen=2)
    assert planned(session, cast.chen, following, now).number == 3


def test_what_is_taken_back_in_time_is_never_asked(session, cast, following, now):
    plan(session, cast.chen, following, now)
    where = {"organisation_id": cast.branch_a, "month": following}
    month_questions.withdraw(session, actor=cast.chen, **where, seen=1, now=now)
    assert planned(session, cast.chen, following, now).extra is None
    # Who saw the first wording does not write over what came since.
    with pytest.raises(Refused, match="changed_meanwhile"):
        plan(session, cast.chen, following, now, seen=0)
    wave = waves.open_month(session, month=following, now=now)
    assert session.get(WaveBranch, (wave.id, cast.branch_a)).extra is None


@pytest.mark.parametrize("months", [-1, 2])
def test_only_this_month_and_the_next_are_planned(session, cast, following, now, months):
    month = workdays.add_months(following, months - 1)
    assert not planned(session, cast.chen, month, now).can_change
    with pytest.raises(Refused, match="extra_too_late"):
        plan(session, cast.chen, month, now)


def test_what_is_planned_while_the_survey_opens_is_not_lost(session, cast, following, now):
    wave = waves.open_month(session, month=following, now=now)
    stored = {
        "versions": [{"number": 1, "kind": "text", "text": "问什么？", "options": [], "is_ended": False}]
    }
    session.add(PlannedQuestion(month=following, organisation_id=cast.branch_a, extra=stored))
    session.flush()
    waves.open_month(session, month=following, now=now)
    assert session.get(WaveBranch, (wave.id, cast.branch_a)).extra == stored
