"""A youth reopens a need: it is due anew, and no month that has been counted changes."""

from datetime import date

import pytest

from db import (
    confirmations,
    deadlines,
    flows,
    follow_up,
    need_ledger,
    need_lines,
)
from db.errors import Conflict
from db.vocabulary import DueState, NeedState, StateType, Urgency
from db.workdays import Workdays
from tests import builders
from tests.services.test_deadlines import DAYS, day, moment, take

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def need(session, cast):
    """A need accepted on 9 March, due on 30 March and settled on 20 March."""
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, found, "2026-03-09")
    settle(session, cast.chen, found, "2026-03-20")
    return found


def settle(session, actor, need, on):
    take(session, follow_up.settle, actor, need, on, title="已联系", result="请来")


def reopen(session, need, on):
    confirmations.reopen(session, need_id=need.id, reason="还是不行", today=day(on))


def line(session, actor, on):
    rows, _ = need_ledger.list_for(session, actor=actor, kind=StateType.OPEN, on=day(on))
    return rows[0]


@pytest.mark.parametrize(("urgency", "n"), [(Urgency.NORMAL, 15), (Urgency.SOON, 10), (Urgency.URGENT, 5)])
def test_a_reopened_need_is_due_anew_by_its_urgency_from_that_day(session, cast, need, urgency, n):
    need.urgency = urgency
    reopen(session, need, "2026-06-18")
    due = Workdays().after(day("2026-06-18"), n)
    assert (need.state, need.due_on) == (NeedState.REOPENED, due)
    row = line(session, cast.chen, "2026-06-18")
    assert (row.wait_until, row.days_left, row.is_late) == (due, n, False)
    counts = need_lines.counts(
        session, actor=cast.wang, organisation_id=cast.committee, today=day("2026-06-18")
    )
    assert counts[DueState.LATE] == 0


def test_both_sides_read_the_new_deadline(session, cast, need):
    reopen(session, need, "2026-06-18")
    story = confirmations.story(session, need_id=need.id)
    assert story.due_on == story.messages[-1].until == day("2026-07-10")
    file = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=day("2026-06-18"))
    assert file.messages[-1].until == day("2026-07-10")


def test_the_district_s_own_days_off_do_not_count(session, cast, need):
    reopen(session, need, "2026-09-30")
    assert need.due_on == DAYS.after(day("2026-09-30"), 15)
    assert DAYS.is_working(need.due_on)


def test_a_need_declined_at_once_is_due_too_when_its_youth_does_not_agree(session, cast):
    need = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.decline, cast.chen, need, "2026-03-10", reason="不归我们管")
    reopen(session, need, "2026-03-11")
    assert need.due_on == DAYS.after(day("2026-03-11"), 15)
    assert need.first_due_on == need.due_on


def test_each_deadline_is_put_off_once(session, cast, need):
    reopen(session, need, "2026-06-18")
    until = deadlines.latest_extension(DAYS, need.due_on)
    take(session, follow_up.extend, cast.chen, need, "2026-06-22", until=until, reason="等场地")
    assert (need.extended_from, need.due_on) == (day("2026-07-10"), until)
    with pytest.raises(Conflict, match="extended_already"):
        take(session, follow_up.extend, cast.chen, need, "2026-06-23", until=until, reason="再等")


def test_after_a_reopening_the_pause_for_the_youth_moves_the_new_deadline(session, cast, need):
    reopen(session, need, "2026-06-18")
    take(session, follow_up.ask, cast.chen, need, "2026-06-22", question="哪里不行？")
    confirmations.answer(session, need_id=need.id, text="太远", today=day("2026-06-24"))
    assert need.due_on == DAYS.after(day("2026-07-10"), 2)


def on_time(session, cast, month, today):
    found = flows.of_needs(
        session, actor=cast.wang, organisation_id=cast.committee, months=[month], today=day(today)
    )
    return found[["due", "on_time"]].iloc[0].tolist()


def test_a_reopening_moves_no_need_to_another_month_and_what_was_rejected_was_not_on_time(
    session, cast, need
):
    assert on_time(session, cast, MARCH, "2026-06-30") == [1, 1]
    # Much later than any extension reaches, and twice.
    for n, on in enumerate(("2026-06-18", "2026-08-18")):
        reopen(session, need, on)
        assert need.first_due_on == day("2026-03-30")
        assert on_time(session, cast, MARCH, "2026-12-01") == [1, 0], n
        for month in (6, 7, 9):
            assert on_time(session, cast, date(2026, month, 1), "2026-12-01") == [0, 0]
        settle(session, cast.chen, need, on)


def test_of_an_extended_need_the_deadline_before_the_extension_stays_the_one_it_is_measured_by(session, cast):
    need = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, need, "2026-03-09")
    take(session, follow_up.extend, cast.chen, need, "2026-03-20", until=day("2026-04-10"), reason="等场地")
    settle(session, cast.chen, need, "2026-04-08")
    reopen(session, need, "2026-06-18")
    assert (need.first_due_on, need.extended_from) == (day("2026-03-30"), None)
    assert on_time(session, cast, MARCH, "2026-12-01") == [1, 0]
