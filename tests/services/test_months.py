"""What is due by time: opened, handed over, released, forgotten — once, and each by itself."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import claims, confirmations, drafts, in_hand, lapses, months, waves, workdays
from db.models import Need, Organisation
from tests import builders, sheets
from tests import cast as casting
from tests.cast import Cast


def test_a_survey_s_need_is_handed_over_on_the_next_working_morning(
    session: Session, cast: Cast, now: datetime
) -> None:
    builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.answer(session, link, "phone", now, **sheets.ASKS)
    # Friday to Sunday are a holiday; Monday before eight is too early.
    for hours in (6, 24, 48, 72, 93):
        assert months.turn(session, now=now + timedelta(hours=hours)).needs_handed_over == 0
    monday = now + timedelta(days=4)
    assert months.turn(session, now=monday).needs_handed_over == 1
    assert months.turn(session, now=monday).needs_handed_over == 0
    need = session.scalars(select(Need)).one()
    assert need.handed_on == date(2026, 6, 22)
    assert need.accept_by == date(2026, 6, 25)


def test_a_branch_that_comes_later_joins_the_open_month(session: Session, cast: Cast, now: datetime) -> None:
    wave = builders.a_wave(session, now=now)
    committee = session.get_one(Organisation, cast.committee)
    late = casting.an_organisation(session, committee, "新建团支部")
    months.turn(session, now=now)
    found = waves.open_wave(session, branch_id=late.id, on=workdays.today(now))
    assert found is not None
    assert found.id == wave.id


def test_one_thing_that_cannot_be_done_keeps_nothing_else_waiting(
    session: Session, cast: Cast, now: datetime
) -> None:
    # No questionnaire at all, and a need that waits for its morning.
    builders.the_categories(session)
    builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    assert months.turn(session, now=now).needs_handed_over == 1


@pytest.mark.parametrize(
    "fault", [StaleDataError("secret"), OperationalError("secret", {}, Exception())], ids=["stale", "busy"]
)
def test_who_writes_at_the_same_moment_stops_one_step_of_the_turn_and_no_other(
    session: Session,
    cast: Cast,
    now: datetime,
    fault: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def crossed(*_: object, **__: object) -> int:
        raise fault

    monkeypatch.setattr(lapses, "remind", crossed)
    monkeypatch.setattr(drafts, "tidy", crossed)
    monkeypatch.setattr(claims, "tidy", crossed)
    after: list[date] = []
    monkeypatch.setattr(in_hand, "tidy", lambda _, on: after.append(on))
    builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    assert months.turn(session, now=now).needs_handed_over == 1
    assert f"not done (remind): {type(fault).__name__}" in caplog.text
    # Of all that is forgotten, too, one thing keeps no other.
    assert f"not done (tidy db.claims): {type(fault).__name__}" in caplog.text
    assert after == [workdays.today(now)]
    assert "secret" not in caplog.text


def test_a_need_taken_back_before_its_morning_reaches_nobody_and_keeps_no_other_waiting(
    session: Session, cast: Cast, now: datetime
) -> None:
    waiting = {"handed_on": None, "accept_by": None, "now": now}
    taken_back = builders.a_need(session, cast.branch_a, **waiting)
    confirmations.withdraw(session, need_id=taken_back.id, today=workdays.today(now))
    other = builders.a_need(session, cast.branch_a, **waiting)
    assert months.turn(session, now=now).needs_handed_over == 1
    assert other.handed_on == workdays.today(now)
    assert taken_back.handed_on is None
