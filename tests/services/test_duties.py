"""The five lights: every rule as a table of cases, dates around the 25th and the month's end included."""

from datetime import date

import pytest

from db import duties, month_records
from db.models import Deed
from db.vocabulary import Duty, Hindrance, Inapplicable, LightState, NeedState
from tests import builders
from tests.records import a_deed, a_pairing, a_talk, an_activity, answers, begin

JUNE = date(2026, 6, 1)
RECORDED = (Duty.ACTIVITY, Duty.PAIRING, Duty.DEED, Duty.TALK)


def day(month, number):
    return date(2026, month, number)


def lights(session, cast, *, today, month=JUNE, actor=None):
    session.flush()
    return duties.lights(session, actor=actor or cast.chen, branch_id=cast.branch_a, month=month, today=today)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 6, 1), LightState.NOT_DUE),
        (date(2026, 6, 25), LightState.NOT_DUE),
        (date(2026, 6, 26), LightState.DUE_SOON),
        (date(2026, 6, 30), LightState.DUE_SOON),
        (date(2026, 7, 1), LightState.MISSED),
        (date(2026, 7, 5), LightState.MISSED),
        (date(2026, 5, 31), LightState.NOT_DUE),
    ],
)
def test_without_a_record_a_light_is_grey_to_the_25th_and_never_red_within_the_month(
    session, cast, today, state
):
    found = lights(session, cast, today=today)
    assert {found[duty].state for duty in RECORDED} == {state}


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 12, 25), LightState.NOT_DUE),
        (date(2026, 12, 31), LightState.DUE_SOON),
        (date(2027, 1, 1), LightState.MISSED),
    ],
)
def test_december_ends_with_the_year(session, cast, today, state):
    found = lights(session, cast, month=date(2026, 12, 1), today=today)
    assert {found[duty].state for duty in RECORDED} == {state}


def test_february_has_three_days_after_the_25th():
    states = [duties.without_record(date(2026, 2, 1), date(2026, 2, d)) for d in (25, 26, 28)]
    assert states == [LightState.NOT_DUE, LightState.DUE_SOON, LightState.DUE_SOON]
    assert duties.without_record(date(2026, 2, 1), date(2026, 3, 1)) is LightState.MISSED


MAKERS = {
    Duty.ACTIVITY: an_activity,
    Duty.PAIRING: lambda session, actor, on: a_pairing(session, actor, on, on),
    Duty.DEED: a_deed,
    Duty.TALK: a_talk,
}


@pytest.mark.parametrize("duty", RECORDED)
def test_one_record_lights_its_duty_and_no_other(session, cast, duty):
    MAKERS[duty](session, cast.chen, day(6, 10))
    found = lights(session, cast, today=day(6, 18))
    assert found[duty] == duties.Light(LightState.DONE, 1)
    assert {other for other in RECORDED if found[other].is_done} == {duty}


@pytest.mark.parametrize("duty", RECORDED)
@pytest.mark.parametrize("on", [date(2026, 5, 31), date(2026, 7, 1)])
def test_the_days_beside_the_month_are_of_another_month(session, cast, duty, on):
    MAKERS[duty](session, cast.chen, on)
    assert lights(session, cast, today=day(7, 3))[duty].state is LightState.MISSED


@pytest.mark.parametrize("duty", RECORDED)
@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2026, 6, 30)])
def test_the_first_and_the_last_day_are_of_the_month(session, cast, duty, on):
    MAKERS[duty](session, cast.chen, on)
    assert lights(session, cast, today=day(7, 3))[duty].is_done


@pytest.mark.parametrize("duty", RECORDED)
def test_another_branch_s_records_light_nothing_here(session, cast, duty):
    MAKERS[duty](session, cast.zhao, day(6, 10))
    assert not lights(session, cast, today=day(6, 18))[duty].is_done


def test_an_activity_of_tomorrow_is_not_held_yet(session, cast):
    an_activity(session, cast.chen, day(6, 19))
    assert not lights(session, cast, today=day(6, 18))[Duty.ACTIVITY].is_done
    assert lights(session, cast, today=day(6, 19))[Duty.ACTIVITY].is_done


def test_a_contact_with_a_pair_of_earlier_months_counts_and_the_pair_alone_does_not(session, cast):
    a_pairing(session, cast.chen, day(3, 2), day(3, 2), day(6, 4), day(6, 9))
    a_pairing(session, cast.chen, day(6, 2))
    assert lights(session, cast, today=day(6, 18))[Duty.PAIRING].n == 2


def test_a_deed_that_only_progressed_is_green_too(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.IN_PROGRESS)
    begin(session, need, day(6, 5))
    light = lights(session, cast, today=day(6, 18))[Duty.DEED]
    assert light == duties.Light(LightState.DONE, 0, 1)


@pytest.mark.parametrize(
    ("today", "n", "state"),
    [
        (date(2026, 6, 1), 0, LightState.NOT_OPENED),
        (date(2026, 6, 2), 0, LightState.NO_ANSWERS),
        (date(2026, 6, 25), 0, LightState.NO_ANSWERS),
        (date(2026, 6, 26), 0, LightState.CLOSED_EMPTY),
        (date(2026, 7, 9), 0, LightState.CLOSED_EMPTY),
        (date(2026, 6, 2), 1, LightState.DONE),
        (date(2026, 7, 9), 1, LightState.DONE),
    ],
)
def test_the_survey_is_green_from_one_answer_and_never_red(session, cast, now, today, n, state):
    wave = builders.a_wave(session, now=now, opens_on=day(6, 2))
    if n:
        answers(session, wave, cast.branch_a, n)
    answers(session, wave, cast.branch_b, 5)
    found = lights(session, cast, today=today)[Duty.SURVEY]
    assert (found.state, found.n) == (state, n)


def test_answers_that_need_checking_are_not_valid_ones(session, cast, now):
    wave = builders.a_wave(session, now=now)
    answers(session, wave, cast.branch_a, 4, is_doubtful=True)
    assert lights(session, cast, today=day(6, 18))[Duty.SURVEY].state is LightState.NO_ANSWERS


def test_a_month_without_a_survey_does_not_count_it(session, cast):
    light = lights(session, cast, today=day(7, 3))[Duty.SURVEY]
    assert light.state is LightState.NOT_OPENED
    assert not light.applies


@pytest.mark.parametrize("today", [date(2026, 6, 18), date(2026, 6, 28), date(2026, 7, 2)])
@pytest.mark.parametrize("duty", list(Duty))
def test_what_did_not_apply_is_grey_with_its_reason_at_any_time(session, cast, now, duty, today):
    builders.a_wave(session, now=now)
    month_records.exempt(
        session,
        actor=cast.chen,
        branch_id=cast.branch_a,
        month=JUNE,
        duty=duty,
        reason=Inapplicable.SEASON,
        now=now,
    )
    found = lights(session, cast, today=today)
    assert found[duty] == duties.Light(LightState.EXEMPT, reason="季节或假期")
    assert duty not in duties.undone(found)


def test_what_was_done_after_all_is_green(session, cast, now):
    month_records.exempt(
        session,
        actor=cast.chen,
        branch_id=cast.branch_a,
        month=JUNE,
        duty=Duty.ACTIVITY,
        reason=Inapplicable.NO_YOUTH,
        now=now,
    )
    an_activity(session, cast.chen, day(6, 18))
    assert lights(session, cast, today=day(6, 18))[Duty.ACTIVITY].is_done


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 6, 18), LightState.HINDERED),
        (date(2026, 6, 30), LightState.HINDERED),
        (date(2026, 7, 1), LightState.MISSED),
    ],
)
def test_what_is_not_done_for_a_reason_counts_all_the_same_and_is_not_red_within_the_month(
    session, cast, now, today, state
):
    month_records.explain(
        session,
        actor=cast.chen,
        branch_id=cast.branch_a,
        month=JUNE,
        duty=Duty.TALK,
        reason=Hindrance.PART_TIME,
        now=now,
    )
    found = lights(session, cast, today=today)
    assert found[Duty.TALK] == duties.Light(state, reason="兼职精力不足")
    assert found[Duty.TALK].applies
    assert duties.explained(found) == {Duty.TALK: "兼职精力不足"}
    assert Duty.TALK not in duties.undone(found)


def test_a_survey_that_was_not_there_stays_out_of_it_whatever_is_said(session, cast, now):
    month_records.explain(
        session,
        actor=cast.chen,
        branch_id=cast.branch_a,
        month=JUNE,
        duty=Duty.SURVEY,
        reason=Hindrance.UNIT,
        now=now,
    )
    assert not lights(session, cast, today=day(7, 2))[Duty.SURVEY].applies


def test_what_was_begun_is_progress_of_its_month_also_when_it_is_done_in_a_later_one(session, cast):
    a_deed(session, cast.chen, day(7, 3))
    session.flush()
    session.query(Deed).update({"begun_on": day(6, 20)})
    assert lights(session, cast, today=day(7, 9))[Duty.DEED] == duties.Light(LightState.DONE, 0, 1)
    july = lights(session, cast, today=day(7, 9), month=date(2026, 7, 1))
    assert july[Duty.DEED] == duties.Light(LightState.DONE, 1)
