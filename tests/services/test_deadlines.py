"""The clock of a need: working days, the pause while the youth is asked, one extension."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import confirmations, deadlines, follow_up, need_ledger
from db.errors import Conflict, Invalid, NotAllowed, TooLate
from db.models import DayOverride
from db.vocabulary import NeedState, Urgency, Verb
from db.workdays import Workdays
from tests import builders

DAYS = Workdays()


def day(text):
    return date.fromisoformat(text)


def moment(text):
    """Ten in the morning in Shanghai."""
    return datetime.fromisoformat(f"{text}T02:00").replace(tzinfo=UTC)


WAITS = [
    # asked on, answered on, deadline before, deadline after, and why
    ("2026-03-09", "2026-03-09", "2026-03-20", "2026-03-20", "answered the same day"),
    ("2026-03-09", "2026-03-11", "2026-03-20", "2026-03-24", "two days, over a weekend"),
    ("2026-03-13", "2026-03-15", "2026-03-20", "2026-03-20", "a weekend is no waiting"),
    ("2026-03-13", "2026-03-16", "2026-03-20", "2026-03-23", "Friday to Monday is one day"),
    ("2026-03-09", "2026-04-20", "2026-03-20", "2026-03-27", "never more than five"),
    ("2026-06-18", "2026-06-22", "2026-06-25", "2026-06-26", "the Dragon Boat holiday does not count"),
    (
        "2026-02-13",
        "2026-02-24",
        "2026-02-27",
        "2026-03-02",
        "make-up Saturdays are working days on both sides",
    ),
    ("2026-12-30", "2027-01-05", "2026-12-31", "2027-01-06", "across New Year, into a year not announced"),
    ("2026-03-23", "2026-03-25", "2026-03-20", "2026-03-20", "what was late stays late"),
]


@pytest.mark.parametrize(("asked", "answered", "due", "after", "why"), WAITS, ids=[w[-1] for w in WAITS])
def test_waiting_for_the_youth_moves_the_deadline_by_the_working_days_it_took(
    asked, answered, due, after, why
):
    assert deadlines.after_wait(DAYS, day(due), asked_on=day(asked), until=day(answered)) == day(after)


@given(st.dates(day("2025-01-01"), day("2027-12-01")), st.integers(0, 20), st.integers(0, 60))
def test_a_wait_never_shortens_a_deadline_and_never_adds_more_than_five_working_days(asked, ahead, waited):
    due = DAYS.after(asked, ahead) if ahead else asked
    after = deadlines.after_wait(DAYS, due, asked_on=asked, until=asked + timedelta(days=waited))
    assert due <= after
    assert DAYS.between(due, after) <= min(
        deadlines.DAYS_TO_WAIT, DAYS.between(asked, asked + timedelta(waited))
    )


@pytest.mark.parametrize("urgency", list(Urgency))
@pytest.mark.parametrize("start", ["2026-02-13", "2026-09-30", "2026-12-31", "2027-01-01"])
def test_every_deadline_falls_on_a_working_day(start, urgency):
    for due in (deadlines.to_accept(DAYS, day(start)), deadlines.to_settle(DAYS, day(start), urgency)):
        assert DAYS.is_working(due)
        assert DAYS.is_working(deadlines.latest_extension(DAYS, due))


@pytest.fixture
def need(session, cast, now):
    """A need accepted on Monday 9 March 2026: due on Monday 30 March."""
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, found, "2026-03-09")
    assert found.due_on == day("2026-03-30")
    return found


def take(session, service, actor, need, on, **values):
    return service(session, actor=actor, need_id=need.id, version=need.version, now=moment(on), **values)


def ask(session, cast, need, on):
    take(session, follow_up.ask, cast.chen, need, on, question="哪类企业？")


def answer(session, need, on):
    confirmations.answer(session, need_id=need.id, text="都可以", today=day(on))


def test_the_clock_stands_while_the_youth_is_asked_and_goes_on_with_the_answer(session, cast, need):
    ask(session, cast, need, "2026-03-10")
    assert need.due_on == day("2026-04-07")  # Qingming lies between
    answer(session, need, "2026-03-12")
    assert need.due_on == day("2026-04-01")


def test_when_nobody_answers_the_clock_goes_on_after_five_working_days(session, cast, need):
    ask(session, cast, need, "2026-03-10")
    stopped = need.due_on
    # Nothing runs by night: the deadline stood there from the first day on.
    file = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=day("2026-04-08"))
    assert file.row.is_late
    take(session, follow_up.start, cast.chen, need, "2026-04-08")
    assert need.due_on == stopped


def test_asking_again_gives_no_more_than_what_is_left_of_five_days(session, cast, need):
    ask(session, cast, need, "2026-03-10")
    answer(session, need, "2026-03-13")  # three days
    ask(session, cast, need, "2026-03-16")
    answer(session, need, "2026-03-25")  # two are left
    assert need.due_on == DAYS.after(day("2026-03-30"), 5)
    due = need.due_on
    ask(session, cast, need, "2026-03-26")
    assert need.due_on == due


@pytest.mark.parametrize("how", ["start", "settle", "decline", "withdraw"])
def test_however_the_waiting_ends_the_deadline_is_that_of_the_days_waited(session, cast, need, how):
    ask(session, cast, need, "2026-03-10")
    steps = {
        "start": lambda: take(session, follow_up.start, cast.chen, need, "2026-03-11"),
        "settle": lambda: take(
            session, follow_up.settle, cast.chen, need, "2026-03-11", title="已联系", result="请来"
        ),
        "decline": lambda: take(
            session, follow_up.decline, cast.chen, need, "2026-03-11", reason="不归我们管"
        ),
        "withdraw": lambda: confirmations.withdraw(session, need_id=need.id, today=day("2026-03-11")),
    }
    steps[how]()
    assert need.due_on == day("2026-03-31")


def test_the_district_s_own_days_off_count_for_the_pause(session, cast, need):
    session.add(DayOverride(day=day("2026-03-11"), is_working=False, note="运动会"))
    session.flush()
    ask(session, cast, need, "2026-03-10")
    answer(session, need, "2026-03-12")
    assert need.due_on == day("2026-03-31")


def test_changing_the_owner_does_not_end_the_waiting(session, cast, need):
    ask(session, cast, need, "2026-03-10")
    stopped = need.due_on
    take(session, follow_up.assign, cast.chen, need, "2026-03-11", person_id=cast.chen.id)
    assert (need.state, need.due_on) == (NeedState.ASKED, stopped)


def extend(session, cast, need, until, on="2026-03-20", reason="场地还在协调"):
    take(session, follow_up.extend, cast.chen, need, on, until=day(until), reason=reason)


def test_a_deadline_is_put_off_once_and_the_youth_reads_why_and_until_when(session, cast, need):
    extend(session, cast, need, "2026-04-10")
    assert (need.extended_from, need.due_on) == (day("2026-03-30"), day("2026-04-10"))
    said = confirmations.story(session, need_id=need.id).messages[-1]
    assert (said.verb, said.note, said.until) == (Verb.EXTEND, "场地还在协调", day("2026-04-10"))
    with pytest.raises(Conflict, match="extended_already"):
        extend(session, cast, need, "2026-04-15")


@pytest.mark.parametrize("until", ["2026-03-30", "2026-03-20", "2026-04-22"])
def test_the_new_date_is_later_and_by_fifteen_working_days_at_most(session, cast, need, until):
    # Fifteen working days after 30 March are 21 April: Qingming and three weekends lie between.
    with pytest.raises(Invalid, match="extension_out_of_range"):
        extend(session, cast, need, until)
    extend(session, cast, need, "2026-04-21")


def test_an_extension_takes_a_reason(session, cast, need):
    with pytest.raises(Invalid, match="text_missing"):
        extend(session, cast, need, "2026-04-10", reason=" ")


def test_a_deadline_that_has_passed_cannot_be_put_off(session, cast, need):
    extended = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=day("2026-03-30"))
    assert Verb.EXTEND in extended.steps
    late = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=day("2026-03-31"))
    assert Verb.EXTEND not in late.steps
    with pytest.raises(TooLate, match="deadline_passed"):
        extend(session, cast, need, "2026-04-10", on="2026-03-31")


def test_while_the_youth_is_asked_nothing_is_put_off(session, cast, need):
    ask(session, cast, need, "2026-03-10")
    with pytest.raises(Conflict, match="move_impossible"):
        extend(session, cast, need, "2026-04-10")


def test_an_extension_and_a_pause_add_up(session, cast, need):
    extend(session, cast, need, "2026-04-10")
    ask(session, cast, need, "2026-04-01")
    answer(session, need, "2026-04-03")
    assert need.due_on == DAYS.after(day("2026-04-10"), 2)


def test_an_auditor_does_not_put_off_anything(session, cast, need):
    with pytest.raises(NotAllowed):
        take(session, follow_up.extend, cast.wu, need, "2026-03-20", until=day("2026-04-10"), reason="…")
