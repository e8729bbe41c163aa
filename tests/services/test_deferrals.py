"""暂缓: a need is put aside with a reason and a day; what was promised stays promised."""

from datetime import date, timedelta

import pytest

from db import confirmations, deadlines, deferrals, follow_up, frames, need_ledger, promptness, transfers
from db.errors import Conflict, Invalid
from db.models import AuditEntry
from db.vocabulary import NeedState, Verb
from db.workdays import Workdays
from tests import builders
from tests.services.test_deadlines import day, moment

REASON = "场馆在修，三月底才开放"


@pytest.fixture
def need(session, cast):
    """A need accepted on Monday 9 March 2026: due on Monday 30 March."""
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, found, "2026-03-09")
    return found


def take(session, service, actor, need, on, **values):
    service(session, actor=actor, need_id=need.id, version=need.version, now=moment(on), **values)


def defer(session, cast, need, on, until):
    take(session, deferrals.defer, cast.chen, need, on, until=day(until), reason=REASON)


def test_the_youth_reads_why_and_when_and_may_take_it_back(session, cast, need):
    defer(session, cast, need, "2026-03-12", "2026-05-06")
    story = confirmations.story(session, need_id=need.id)
    last = story.messages[-1]
    assert (story.state, last.verb, last.note) == (NeedState.DEFERRED, Verb.DEFER, REASON)
    assert (last.until, story.due_on) == (day("2026-05-06"), day("2026-05-06"))
    assert story.steps == (Verb.WITHDRAW,)
    assert session.query(AuditEntry).filter_by(verb="defer").count() == 1


DAYS_LEFT = [
    # put aside on, taken up on, due then, and why (it was due on Monday 30 March)
    (
        "2026-03-12",
        "2026-05-06",
        "2026-05-21",
        "twelve days were left and are left, May's make-up Saturday too",
    ),
    ("2026-03-30", "2026-05-06", "2026-05-06", "on its last day it comes back on its last day"),
    ("2026-03-31", "2026-05-06", "2026-03-30", "what was late comes back late"),
    ("2026-03-12", "2026-03-12", "2026-03-30", "no day is won by putting it aside and taking it up"),
]


@pytest.mark.parametrize(("aside", "up", "due", "why"), DAYS_LEFT, ids=[d[-1] for d in DAYS_LEFT])
def test_a_need_taken_up_has_the_days_that_were_left_and_its_promise_stays(
    session, cast, need, aside, up, due, why
):
    defer(session, cast, need, aside, "2026-05-06")
    take(session, deferrals.resume, cast.chen, need, up)
    assert (need.state, need.due_on) == (NeedState.IN_PROGRESS, day(due))
    assert need.first_due_on == day("2026-03-30")
    assert confirmations.story(session, need_id=need.id).messages[-1].until == day(due)


def test_putting_aside_sheds_no_lateness(session, cast, need):
    defer(session, cast, need, "2026-03-12", "2026-05-06")
    [march] = promptness.of_committees(
        session, actor=cast.wang, month=date(2026, 3, 1), today=day("2026-04-01")
    ).to_dict("records")
    assert (march["due"], march["on_time"]) == (1, 0)
    take(session, deferrals.resume, cast.chen, need, "2026-05-06")
    take(session, follow_up.settle, cast.chen, need, "2026-05-07", title="开放场馆", result="可以来了")
    [march] = promptness.of_committees(
        session, actor=cast.wang, month=date(2026, 3, 1), today=day("2026-06-01")
    ).to_dict("records")
    assert (march["due"], march["on_time"]) == (1, 0)


def test_it_rests_until_its_day_and_then_it_is_due_and_late(session, cast, need):
    defer(session, cast, need, "2026-03-12", "2026-05-06")

    def pressing(on):
        found = need_ledger.pressing_for(session, actor=cast.chen, today=day(on))
        return found.in_progress, found.late

    assert [pressing(on) for on in ("2026-04-20", "2026-05-06", "2026-05-07")] == [(0, 0), (1, 0), (1, 1)]
    [row], _ = need_ledger.list_for(session, actor=cast.chen, kind=None, on=day("2026-05-07"))
    assert (row.wait_until, row.is_late) == (day("2026-05-06"), True)
    standing = frames.need_standings(session, actor=cast.chen)
    assert standing["state"].tolist() == ["deferred"]


@pytest.mark.parametrize("until", ["2026-03-12", "2026-03-30", "2026-09-13"])
def test_the_day_is_later_than_the_deadline_and_within_six_months(session, cast, need, until):
    with pytest.raises(Invalid, match="review_out_of_range") as refused:
        defer(session, cast, need, "2026-03-12", until)
    assert refused.value.facts["first"] == day("2026-03-31")
    assert refused.value.facts["last"] == day("2026-09-12")


def test_nobody_puts_it_aside_for_ever_time_and_again(session, cast, need):
    defer(session, cast, need, "2026-03-12", "2026-09-12")
    take(session, deferrals.resume, cast.chen, need, "2026-09-11")
    assert need.due_on > day("2026-09-12")
    file = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=day("2026-09-11"))
    assert file.review_days is None
    assert Verb.DEFER not in file.steps
    with pytest.raises(Conflict, match="deferred_long_enough"):
        defer(session, cast, need, "2026-09-11", "2026-12-01")


def test_a_reason_is_required(session, cast, need):
    with pytest.raises(Invalid, match="text_missing"):
        take(session, deferrals.defer, cast.chen, need, "2026-03-12", until=day("2026-05-06"), reason=" ")


def test_a_deferred_need_that_is_passed_up_keeps_its_promise(session, cast, need):
    defer(session, cast, need, "2026-03-12", "2026-05-06")
    take(session, transfers.transfer, cast.chen, need, "2026-04-20", reason=REASON)
    take(session, transfers.take_over, cast.wang, need, "2026-04-21")
    assert need.first_due_on == day("2026-03-30")


def test_six_months_later_is_the_same_day_or_the_month_s_last():
    assert deadlines.months_later(day("2026-01-15"), 6) == day("2026-07-15")
    assert deadlines.months_later(day("2026-08-31"), 6) == day("2027-02-28")
    due = day("2026-03-20")
    for n in range(40):
        after = deadlines.after_deferral(
            Workdays(), due, deferred_on=day("2026-03-18"), resumed_on=day("2026-03-18") + timedelta(n)
        )
        assert after >= due
