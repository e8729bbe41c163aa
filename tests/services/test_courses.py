"""How needs went, day by day, from the event log; and never more than one may count."""

from datetime import date, timedelta

import pytest

from analysis import cohorts, flow, rates
from db import confirmations, courses, flows, follow_up, frames, promptness
from db.errors import NotAllowed, NotFound
from db.models import Organisation
from db.vocabulary import Domain, Level, NeedState, Outcome
from tests import builders
from tests.cast import an_organisation
from tests.services.test_deadlines import day, moment, take

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
END = day("2026-05-20")


def settle(session, actor, need, on):
    take(session, follow_up.settle, actor, need, on, title="办好了", result="已经办好。")


def confirm(session, need, on):
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=day(on))


@pytest.fixture
def went(session, cast):
    """Needs of March that went every way: confirmed, settled, being done again, declined, withdrawn, untouched."""

    def raised(branch=cast.branch_a, on="2026-03-09"):
        return builders.a_need(session, branch, now=moment(on))

    def accepted(branch=cast.branch_a, actor=cast.chen):
        need = raised(branch)
        take(session, follow_up.accept, actor, need, "2026-03-10")
        return need

    done, again, waiting, refused, back = (accepted() for _ in range(5))
    settle(session, cast.chen, done, "2026-03-16")
    confirm(session, done, "2026-03-20")
    settle(session, cast.chen, again, "2026-03-12")
    confirmations.reopen(session, need_id=again.id, reason="没有解决", today=day("2026-03-18"))
    settle(session, cast.chen, waiting, "2026-04-02")
    take(session, follow_up.decline, cast.chen, refused, "2026-03-11", reason="办不了")
    confirmations.withdraw(session, need_id=back.id, today=day("2026-03-13"))
    raised(cast.branch_b)
    settle(session, cast.qian, accepted(cast.branch_c, cast.qian), "2026-03-16")
    return session


def rows(session, actor, organisation_id, months=(MARCH,)):
    found = courses.of_months(session, actor=actor, organisation_id=organisation_id, months=list(months))
    kept = found.drop(columns=["month", "raised_on"]).astype(object)
    return sorted(kept.where(kept.notna(), None).values.tolist(), key=str)


def test_a_course_says_when_each_need_was_taken_on_and_settled_and_where_it_stands_since_when(went, cast):
    ten = day("2026-03-10")
    assert rows(went, cast.wang, cast.committee) == sorted(
        [
            [ten, day("2026-03-16"), day("2026-03-20"), "confirmed", 1],
            [ten, None, None, "open", 1],
            [ten, day("2026-04-02"), day("2026-04-02"), "settled", 1],
            [ten, None, day("2026-03-11"), "declined", 1],
            [ten, None, day("2026-03-13"), "withdrawn", 1],
            [None, None, None, "open", 1],
        ],
        key=str,
    )


def test_needs_that_went_alike_are_one_row(went, cast):
    builders.a_need(went, cast.branch_a, now=moment("2026-03-09"))
    assert [None, None, None, "open", 2] in rows(went, cast.wang, cast.committee)
    assert sum(row[-1] for row in rows(went, cast.li, cast.district)) == 8


def test_only_the_months_asked_for_and_one_s_own_tree_are_counted(went, cast):
    assert rows(went, cast.li, cast.other_committee) == [
        [day("2026-03-10"), day("2026-03-16"), day("2026-03-16"), "settled", 1]
    ]
    assert rows(went, cast.wang, cast.committee, months=[APRIL]) == []
    where = {"months": [MARCH]}
    with pytest.raises(NotFound, match="organisation_unknown"):
        courses.of_months(went, actor=cast.wang, organisation_id=cast.other_committee, **where)
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            courses.of_months(went, actor=actor, organisation_id=cast.committee, **where)


def test_a_need_that_was_not_handed_over_yet_is_in_no_count(session, cast):
    builders.a_need(session, cast.branch_a, now=moment("2026-03-09"), handed_on=None)
    assert rows(session, cast.wang, cast.committee) == []
    assert steps(session, cast.wang, cast.committee).empty


def test_a_course_names_nothing(went, cast):
    found = courses.of_months(went, actor=cast.li, organisation_id=cast.district, months=[MARCH])
    assert list(found.columns) == ["month", "raised_on", "taken_on", "settled_on", "turned_on", "state", "n"]


def test_courses_become_days_until_closed_for_good(went, cast):
    found = courses.of_months(went, actor=cast.wang, organisation_id=cast.committee, months=[MARCH])
    days, closed = cohorts.until_closed(found, today=END)
    assert sorted(zip(days.tolist(), closed.tolist(), strict=True)) == [
        (2, True), (4, True), (7, True), (24, True), (72, False), (72, False),
    ]  # fmt: skip
    assert sorted(end or "" for end in cohorts.until_end(found, today=END)[1]) == [
        "", "", "", "confirmed", "declined", "withdrawn",
    ]  # fmt: skip


def steps(session, actor, organisation_id, first=MARCH, last=END):
    return flows.of_days(session, actor=actor, organisation_id=organisation_id, first=first, last=last)


def test_each_day_has_what_came_and_what_was_closed(went, cast):
    assert steps(went, cast.wang, cast.committee, last=day("2026-03-31")).values.tolist() == [
        [day("2026-03-09"), 6, 0, 0],
        [day("2026-03-11"), 0, 0, 1],
        [day("2026-03-12"), 0, 0, 1],
        [day("2026-03-13"), 0, 0, 1],
        [day("2026-03-16"), 0, 0, 1],
        [day("2026-03-18"), 0, 1, 0],
    ]


def test_what_was_before_the_window_stands_on_the_day_before_it(went, cast):
    found = steps(went, cast.wang, cast.committee, first=day("2026-03-17"))
    assert found.iloc[0].tolist() == [day("2026-03-16"), 2, 0, 0]
    whole = flow.backlog(steps(went, cast.wang, cast.committee), first=MARCH, last=END)
    part = flow.backlog(found, first=day("2026-03-17"), last=END)
    assert whole.loc[whole["day"] >= day("2026-03-17"), "open"].tolist() == part["open"].tolist()


def test_what_the_log_leaves_open_is_what_is_open(went, cast):
    for actor, scope in ((cast.wang, cast.committee), (cast.li, cast.district)):
        days = flow.backlog(steps(went, actor, scope), first=MARCH, last=END)
        standing = frames.open_needs(went, actor=actor, organisation_id=scope, today=END)
        assert days["open"].iloc[-1] == standing["n"].sum() == 2
    # Of the other committee's one, nothing is left.
    assert steps(went, cast.li, cast.other_committee)["closed"].sum() == 1


def test_who_may_not_count_needs_is_not_told_their_flow(went, cast):
    with pytest.raises(NotAllowed, match="no_right"):
        steps(went, cast.zhou, cast.committee)
    with pytest.raises(NotFound, match="organisation_unknown"):
        steps(went, cast.wang, cast.other_committee)


def test_on_time_counted_in_the_database_is_on_time_as_the_figure_defines_it(session, cast):
    settled_on = ["2026-03-20", "2026-03-30", "2026-03-31", "2026-04-20", None]
    due = []
    for on in settled_on:
        need = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
        take(session, follow_up.accept, cast.chen, need, "2026-03-09")
        if on is not None:
            settle(session, cast.chen, need, on)
        due.append(need.first_due_on)
    closed = [on and day(on) for on in settled_on]
    for today in (day("2026-03-29"), day("2026-03-30"), END):
        figure = rates.on_time(due, closed, first=MARCH, last=APRIL - timedelta(days=1), today=today)
        found = flows.of_needs(
            session, actor=cast.wang, organisation_id=cast.committee, months=[MARCH], today=today
        )
        assert (found["on_time"].iloc[0], found["due"].iloc[0]) == (figure.x, figure.n)
    assert figure == rates.Rate(2, 5)


def test_of_what_a_committee_settled_the_confirmed_are_counted(went, cast):
    found = promptness.confirmed(went, actor=cast.li, month=MARCH)
    assert sorted(found.values.tolist()) == [[cast.committee, 2, 1], [cast.other_committee, 1, 0]]
    assert promptness.confirmed(went, actor=cast.wang, month=MARCH)["committee"].tolist() == [cast.committee]
    assert promptness.confirmed(went, actor=cast.li, month=APRIL).empty
    builders.a_need(went, cast.branch_b, now=moment("2026-03-09"), state=NeedState.RELAYED)
    assert sorted(promptness.confirmed(went, actor=cast.li, month=MARCH)["settled"]) == [1, 2]
    with pytest.raises(NotAllowed, match="no_right"):
        promptness.confirmed(went, actor=cast.wu, month=MARCH)


def test_a_committee_is_of_the_domain_of_more_than_half_of_its_working_branches(session, cast):
    # One branch of each of two domains is no more than half.
    assert promptness.domains(session, actor=cast.li) == {cast.other_committee: Domain.SCHOOL}
    above = session.get_one(Organisation, cast.committee)
    general = an_organisation(session, above, "东区团总支", level=Level.GENERAL_BRANCH)
    an_organisation(session, general, "东区第一团支部", domain=Domain.NONPUBLIC)
    an_organisation(session, above, "撤销的团支部", domain=Domain.RURAL, is_active=False)
    found = promptness.domains(session, actor=cast.li)
    assert found == {cast.committee: Domain.NONPUBLIC, cast.other_committee: Domain.SCHOOL}
    assert promptness.domains(session, actor=cast.wang) == {cast.committee: Domain.NONPUBLIC}
    with pytest.raises(NotAllowed, match="no_right"):
        promptness.domains(session, actor=cast.zhou)
