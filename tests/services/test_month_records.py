"""The month of a branch: what did not apply, its confirmation, and until when it is corrected."""

from datetime import UTC, date, datetime

import pytest

from db import activities, month_records
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, MonthExemption, MonthRecord
from db.vocabulary import ActivityKind, Duty, Hindrance, Inapplicable

JUNE = date(2026, 6, 1)


def at(month, day, year=2026):
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def confirm(session, cast, now, actor=None, month=JUNE):
    month_records.confirm(session, actor=actor or cast.chen, branch_id=cast.branch_a, month=month, now=now)


def exempt(session, cast, now, **but):
    values = {
        "actor": cast.chen,
        "branch_id": cast.branch_a,
        "month": JUNE,
        "duty": Duty.ACTIVITY,
        "reason": Inapplicable.SEASON,
        **but,
    }
    month_records.exempt(session, now=now, **values)


def explain(session, cast, now, **but):
    values = {"actor": cast.chen, "branch_id": cast.branch_a, "month": JUNE, "duty": Duty.ACTIVITY}
    month_records.explain(session, now=now, **{**values, "reason": Hindrance.FUNDS, **but})


def hold(session, cast, on, now):
    return activities.record_activity(
        session,
        actor=cast.chen,
        branch_id=cast.branch_a,
        held_on=on,
        theme="观影",
        kind=ActivityKind.CULTURE_SPORT,
        now=now,
    )


def verbs(session):
    return [entry.verb for entry in session.query(AuditEntry).order_by(AuditEntry.id)]


@pytest.mark.parametrize("now", [at(6, 25), at(6, 30), at(7, 5)])
def test_the_secretary_confirms_from_the_25th_to_the_5th(session, cast, now):
    confirm(session, cast, now)
    record = session.get(MonthRecord, (cast.branch_a, JUNE))
    assert (record.confirmed_at, record.person_id) == (now, cast.chen.id)
    assert verbs(session) == ["confirm_month"]


def test_before_the_25th_it_is_too_early_and_after_the_5th_too_late(session, cast):
    with pytest.raises(Conflict, match="month_not_ripe"):
        confirm(session, cast, at(6, 24))
    with pytest.raises(TooLate, match="month_closed"):
        confirm(session, cast, at(7, 6))
    assert session.get(MonthRecord, (cast.branch_a, JUNE)) is None


def test_december_may_be_confirmed_and_corrected_until_the_5th_of_january(session, cast):
    december = date(2026, 12, 1)
    confirm(session, cast, at(1, 5, 2027), month=december)
    hold(session, cast, date(2026, 12, 30), at(1, 5, 2027))
    with pytest.raises(TooLate, match="month_closed"):
        hold(session, cast, date(2026, 12, 30), at(1, 6, 2027))


def test_the_last_moment_is_midnight_in_shanghai(session, cast):
    confirm(session, cast, datetime(2026, 7, 5, 15, 59, tzinfo=UTC))
    with pytest.raises(TooLate, match="month_closed"):
        hold(session, cast, date(2026, 6, 30), datetime(2026, 7, 5, 16, 0, tzinfo=UTC))


def test_confirming_twice_does_nothing_more(session, cast):
    confirm(session, cast, at(6, 26))
    confirm(session, cast, at(6, 28))
    assert session.get(MonthRecord, (cast.branch_a, JUNE)).confirmed_at == at(6, 26)
    assert verbs(session) == ["confirm_month"]


def test_only_the_branch_s_own_secretary_confirms(session, cast):
    for name in ("zhao", "wang", "li", "zhou", "wu"):
        with pytest.raises(NotAllowed, match="no_right"):
            confirm(session, cast, at(6, 26), actor=getattr(cast, name))
    with pytest.raises(NotFound, match="organisation_unknown"):
        confirm(session, cast, at(6, 26), actor=cast.qian)


def test_a_change_after_confirming_is_noted_until_the_5th_and_refused_later(session, cast):
    confirm(session, cast, at(6, 26))
    hold(session, cast, date(2026, 6, 27), at(7, 2))
    exempt(session, cast, at(7, 2))
    assert verbs(session) == [
        "confirm_month",
        "change_confirmed_month",
        "record_activity",
        "change_confirmed_month",
        "exempt",
    ]
    with pytest.raises(TooLate, match="month_closed"):
        hold(session, cast, date(2026, 6, 27), at(7, 6))
    with pytest.raises(TooLate, match="month_closed"):
        exempt(session, cast, at(7, 6))


def test_a_change_before_confirming_is_noted_once(session, cast):
    hold(session, cast, date(2026, 6, 10), at(6, 10))
    assert verbs(session) == ["record_activity"]


def test_a_reason_comes_from_the_list_or_in_own_words(session, cast):
    explain(session, cast, at(6, 10))
    explain(session, cast, at(6, 10), duty=Duty.TALK, reason=Hindrance.OTHER, words="  全员在外实习 \n")
    exempt(session, cast, at(6, 10), duty=Duty.PAIRING)
    found = {row.duty: (row.reason, row.applies) for row in session.query(MonthExemption)}
    assert found == {
        Duty.ACTIVITY: ("funds", True),
        Duty.TALK: ("全员在外实习", True),
        Duty.PAIRING: ("season", False),
    }
    told = [month_records.reason_text(reason) for reason, _ in found.values()]
    assert set(told) == {"经费不足", "全员在外实习", "季节或假期"}


@pytest.mark.parametrize(
    ("say", "but", "code"),
    [
        (explain, {"reason": None}, "exemption_reason_missing"),
        (exempt, {"reason": None}, "exemption_reason_missing"),
        (explain, {"reason": Hindrance.OTHER, "words": " \n"}, "exemption_reason_missing"),
        (explain, {"reason": Hindrance.OTHER, "words": "长" * 201}, "text_too_long"),
        (explain, {"reason": Hindrance.OTHER, "words": "李明没来，13800000000"}, "reason_naming"),
        (explain, {"reason": Hindrance.OTHER, "words": "王小明同学住院"}, "reason_naming"),
        (explain, {"reason": Hindrance.OTHER, "words": "漏水，302室"}, "reason_naming"),
        (explain, {"reason": Hindrance.OTHER, "words": "加微信wx_abc123"}, "reason_naming"),
        (explain, {"month": date(2026, 7, 1)}, "month_ahead"),
        (exempt, {"month": date(2026, 7, 1)}, "month_ahead"),
    ],
)
def test_a_reason_that_is_none_is_refused(session, cast, say, but, code):
    with pytest.raises(Invalid, match=code):
        say(session, cast, at(6, 10), **but)
    assert session.query(MonthExemption).count() == 0


def test_two_hundred_characters_fit(session, cast):
    explain(session, cast, at(6, 10), reason=None, words="😀" * 200)
    assert session.query(MonthExemption).one().reason == "😀" * 200


def test_what_is_said_last_takes_the_place_of_the_first(session, cast):
    explain(session, cast, at(6, 10))
    exempt(session, cast, at(6, 11), reason=Inapplicable.AWAY)
    row = session.query(MonthExemption).one()
    assert (row.reason, row.applies) == ("away", False)


def test_it_is_withdrawn_once(session, cast):
    exempt(session, cast, at(6, 10))
    values = {
        "actor": cast.chen,
        "branch_id": cast.branch_a,
        "month": JUNE,
        "duty": Duty.ACTIVITY,
    }
    month_records.withdraw_exemption(session, now=at(6, 12), **values)
    assert session.query(MonthExemption).count() == 0
    with pytest.raises(NotFound, match="exemption_unknown"):
        month_records.withdraw_exemption(session, now=at(6, 12), **values)


def test_nobody_sets_it_for_another_branch(session, cast):
    with pytest.raises(NotFound, match="organisation_unknown"):
        exempt(session, cast, at(6, 10), actor=cast.qian)
    for actor in (cast.wang, cast.li):
        with pytest.raises(Conflict, match="month_still_open"):
            exempt(session, cast, at(6, 10), actor=actor)


def test_the_state_says_what_may_still_be_done(session, cast):
    def state(today):
        return month_records.state_of(
            session, actor=cast.chen, branch_id=cast.branch_a, month=JUNE, today=today
        )

    assert (state(date(2026, 6, 24)).may_change, state(date(2026, 6, 24)).may_confirm) == (True, False)
    assert state(date(2026, 6, 25)).may_confirm
    confirm(session, cast, at(6, 26))
    assert not state(date(2026, 6, 26)).may_confirm
    assert state(date(2026, 7, 5)).may_change
    assert not state(date(2026, 7, 6)).may_change
