"""On time is what was settled for good by the day first promised; who waited how long to be accepted."""

from datetime import date

import pytest

from db import confirmations, flows, follow_up, promptness, transfers
from db.errors import NotAllowed
from db.models import Organisation
from db.vocabulary import Level, NeedState, Outcome, Verb
from db.workdays import Workdays
from tests import builders
from tests.cast import an_organisation
from tests.services.test_deadlines import day, moment, take

FEB, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
END = day("2026-05-20")


@pytest.fixture
def need(session, cast):
    """A need accepted on Monday 9 March 2026, promised for Monday 30 March."""
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, found, "2026-03-09")
    assert found.due_on == day("2026-03-30")
    return found


def settle(session, cast, need, on):
    take(session, follow_up.settle, cast.chen, need, on, title="办好了", result="已经办好。")


def reopen(session, need, on, *, due=None):
    """The youth rejects it; `due` is a deadline that the handler is given anew."""
    confirmations.reopen(session, need_id=need.id, reason="没有解决", today=day(on))
    if due:
        need.due_on, need.extended_from = day(due), None
        session.flush()


def on_time(session, cast, *, today=END, months=(FEB, MARCH, APRIL)):
    """Due and on time in each of the months."""
    found = flows.of_needs(
        session, actor=cast.wang, organisation_id=cast.committee, months=list(months), today=today
    )
    return list(zip(found["due"].tolist(), found["on_time"].tolist(), strict=True))


@pytest.mark.parametrize(("settled", "n"), [("2026-03-12", 1), ("2026-03-30", 1), ("2026-03-31", 0)])
def test_what_was_settled_by_the_day_promised_was_on_time(session, cast, need, settled, n):
    settle(session, cast, need, settled)
    assert on_time(session, cast) == [(0, 0), (1, n), (0, 0)]


def test_declining_with_a_reason_is_an_answer_too(session, cast, need):
    take(session, follow_up.decline, cast.chen, need, "2026-03-20", reason="办不了")
    assert on_time(session, cast) == [(0, 0), (1, 1), (0, 0)]


@pytest.mark.parametrize("due", [None, "2026-05-11"], ids=["old deadline", "a new deadline"])
def test_a_settling_that_the_youth_rejected_counts_for_nothing(session, cast, need, due):
    settle(session, cast, need, "2026-03-12")
    reopen(session, need, "2026-04-17", due=due)
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]
    # Settled again within a new deadline, it is still not what was promised first.
    settle(session, cast, need, "2026-04-20")
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]


def test_settling_early_and_being_reopened_gains_nothing(session, cast, need):
    settle(session, cast, need, "2026-03-10")
    reopen(session, need, "2026-03-11", due="2026-04-01")
    settle(session, cast, need, "2026-03-31")
    reopen(session, need, "2026-04-02", due="2026-04-24")
    settle(session, cast, need, "2026-04-03")
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=day("2026-04-04"))
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]


def test_what_was_put_right_by_the_day_promised_was_on_time(session, cast, need):
    settle(session, cast, need, "2026-03-12")
    reopen(session, need, "2026-03-16", due="2026-04-07")
    settle(session, cast, need, "2026-03-27")
    assert on_time(session, cast) == [(0, 0), (1, 1), (0, 0)]


def test_a_rejected_refusal_counts_for_nothing(session, cast, need):
    take(session, follow_up.decline, cast.chen, need, "2026-03-12", reason="办不了")
    reopen(session, need, "2026-03-16", due="2026-04-07")
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]
    take(session, follow_up.decline, cast.chen, need, "2026-03-18", reason="确实办不了")
    assert on_time(session, cast) == [(0, 0), (1, 1), (0, 0)]


def test_an_extension_moves_nothing_whether_it_is_reopened_or_not(session, cast, need):
    take(session, follow_up.extend, cast.chen, need, "2026-03-20", until=day("2026-04-10"), reason="等场地")
    settle(session, cast, need, "2026-04-08")
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]
    reopen(session, need, "2026-04-09", due="2026-04-30")
    settle(session, cast, need, "2026-04-10")
    assert on_time(session, cast) == [(0, 0), (1, 0), (0, 0)]


def test_a_wait_for_the_youth_moves_the_promise(session, cast, need):
    take(session, follow_up.ask, cast.chen, need, "2026-03-26", question="哪一栋？")
    confirmations.answer(session, need_id=need.id, text="三号", today=day("2026-03-31"))
    settle(session, cast, need, "2026-04-02")
    reopen(session, need, "2026-04-20", due="2026-05-11")
    assert on_time(session, cast) == [(0, 0), (0, 0), (1, 0)]


def test_a_need_reopened_before_the_log_kept_its_promise_is_measured_by_its_deadline(session, cast):
    old = builders.a_need(
        session, cast.branch_a, now=moment("2026-03-09"), due_on=day("2026-03-30"), state=NeedState.SETTLED
    )
    steps = [("2026-03-12", Verb.SETTLE), ("2026-03-16", Verb.REOPEN), ("2026-03-27", Verb.SETTLE)]
    for on, verb in steps:
        builders.a_step(session, old, verb, NeedState.SETTLED, on=day(on))
    assert on_time(session, cast) == [(0, 0), (1, 1), (0, 0)]


@pytest.mark.parametrize(("today", "counts"), [("2026-03-29", (0, 0)), ("2026-03-30", (1, 1))])
def test_a_deadline_that_lies_ahead_counts_neither_way(session, cast, need, today, counts):
    open_one = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    settle(session, cast, need, "2026-03-12")
    again = builders.a_need(session, cast.branch_a, now=moment("2026-03-10"))
    take(session, follow_up.accept, cast.chen, again, "2026-03-10")
    settle(session, cast, again, "2026-03-11")
    reopen(session, again, "2026-03-12")
    assert (again.first_due_on, again.due_on) == (day("2026-03-31"), day("2026-04-02"))
    assert open_one.due_on is None
    assert on_time(session, cast, today=day(today))[1] == counts


def test_withdrawn_ones_do_not_count(session, cast, need):
    settle(session, cast, need, "2026-03-12")
    reopen(session, need, "2026-03-16")
    confirmations.withdraw(session, need_id=need.id, today=day("2026-03-17"))
    assert on_time(session, cast) == [(0, 0)] * 3


def test_each_committee_s_needs_count_for_it_and_the_order_is_that_of_names(session, cast, need):
    settle(session, cast, need, "2026-03-12")
    late = builders.a_need(session, cast.branch_c, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.qian, late, "2026-03-09")
    found = promptness.of_committees(session, actor=cast.li, month=MARCH, today=END)
    assert found.values.tolist() == [
        [cast.committee, "东区街道团工委", 1, 1],
        [cast.other_committee, "西区街道团工委", 1, 0],
    ]
    # A committee learns nothing of another.
    own = promptness.of_committees(session, actor=cast.wang, month=MARCH, today=END)
    assert own["committee"].tolist() == [cast.committee]


def waits(session, actor, today):
    found = promptness.waits(session, actor=actor, month=MARCH, today=day(today))
    return sorted(found.values.tolist())


def test_waits_are_working_days_from_the_hand_over_to_the_first_who_takes_it_on(session, cast, need):
    above = session.get_one(Organisation, cast.committee)
    general = an_organisation(session, above, "东区团总支", level=Level.GENERAL_BRANCH)
    below = an_organisation(session, general, "东区第一团支部")
    builders.a_need(session, below.id, now=moment("2026-03-12"), handed_on=day("2026-03-12"))
    passed = builders.a_need(session, cast.branch_a, now=moment("2026-03-06"))
    take(session, transfers.transfer, cast.chen, passed, "2026-03-09", reason="要协调")
    take(session, transfers.take_over, cast.wang, passed, "2026-03-16")
    refused = builders.a_need(session, cast.branch_c, now=moment("2026-03-09"))
    take(session, follow_up.decline, cast.qian, refused, "2026-03-10", reason="办不了")
    assert waits(session, cast.li, "2026-03-17") == [
        [cast.committee, 0, True, 1],
        [cast.committee, 3, False, 1],
        [cast.committee, 6, True, 1],
        [cast.other_committee, 1, True, 1],
    ]
    assert all(row[0] == cast.committee for row in waits(session, cast.wang, "2026-03-17"))


def test_who_may_still_be_accepted_in_time_is_not_counted_yet_even_if_accepted(session, cast, need):
    builders.a_need(session, cast.branch_a, now=moment("2026-03-10"))
    assert waits(session, cast.li, "2026-03-11") == []
    assert waits(session, cast.li, "2026-03-12") == [[cast.committee, 0, True, 1]]
    withdrawn = builders.a_need(session, cast.branch_b, now=moment("2026-03-09"), state=NeedState.WITHDRAWN)
    assert Workdays().between(withdrawn.handed_on, day("2026-03-12")) == 3
    assert len(waits(session, cast.li, "2026-03-12")) == 1


def test_who_may_not_count_needs_is_refused(session, cast):
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            promptness.waits(session, actor=actor, month=MARCH, today=END)
        with pytest.raises(NotAllowed, match="no_right"):
            promptness.of_committees(session, actor=actor, month=MARCH, today=END)
