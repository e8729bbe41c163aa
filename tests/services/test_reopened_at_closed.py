"""A need that its youth reopens after its handler was closed goes to whoever works above."""

import pytest
from sqlalchemy import select

from db import confirmations, duties, follow_up, need_ledger, reorganising, transfers
from db.errors import Conflict
from db.models import Guardian, Need, NeedEvent, Organisation
from db.vocabulary import Duty, LightState, NeedState, Party, Role, Verb
from tests import builders
from tests.cast import a_person, an_organisation
from tests.services.test_deadlines import DAYS, day, moment, take
from tests.services.test_reopening import JUNE, MARCH, line, need, reopen, settle

__all__ = ["need"]


def close(session, cast, organisation_id, on):
    reorganising.close(session, actor=cast.li, organisation_id=organisation_id, now=moment(on))


def test_reopened_at_a_closed_branch_it_goes_to_its_committee(session, cast, need):
    close(session, cast, cast.branch_a, "2026-06-15")
    reopen(session, need, "2026-06-18")
    assert (need.state, need.organisation_id, need.owner_id) == (
        NeedState.TRANSFERRED,
        cast.committee,
        None,
    )
    assert need.accept_by == DAYS.after(day("2026-06-18"), 3)
    row = line(session, cast.wang, "2026-06-18")
    assert (row.id, row.wait_until, row.is_late) == (need.id, need.accept_by, False)
    take(session, transfers.take_over, cast.wang, need, "2026-06-22")
    assert (need.state, need.due_on) == (NeedState.ACCEPTED, DAYS.after(day("2026-06-22"), 15))
    settle(session, cast.wang, need, "2026-06-24")


def test_the_youth_reads_that_it_went_on_and_to_whom(session, cast, need):
    close(session, cast, cast.branch_a, "2026-06-15")
    reopen(session, need, "2026-06-18")
    story = confirmations.story(session, need_id=need.id)
    assert story.handler == "东区街道团工委"
    last = story.messages[-1]
    assert (last.verb, last.party, last.state) == (Verb.HAND_OVER, Party.SYSTEM, NeedState.TRANSFERRED)
    assert story.steps == (Verb.WITHDRAW,)
    event = session.scalars(select(NeedEvent).where(NeedEvent.verb == Verb.HAND_OVER)).one()
    assert event.facts == {"to": cast.committee}


def test_a_declined_need_of_a_closed_branch_goes_up_as_well(session, cast):
    need = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.decline, cast.chen, need, "2026-03-10", reason="不归我们管")
    close(session, cast, cast.branch_a, "2026-06-15")
    reopen(session, need, "2026-06-18")
    assert need.organisation_id == cast.committee


def test_where_the_committee_is_closed_too_the_district_gets_it(session, cast, now):
    need = builders.a_need(session, cast.branch_c, now=now, state=NeedState.SETTLED)
    for closed in (cast.branch_c, cast.other_committee):
        close(session, cast, closed, "2026-06-18")
    reopen(session, need, "2026-06-22")
    assert need.organisation_id == cast.district
    take(session, transfers.take_over, cast.li, need, "2026-06-22")


def test_a_committee_s_own_need_goes_on_when_the_committee_is_closed(session, cast, now):
    need = builders.a_need(
        session, cast.branch_c, now=now, organisation_id=cast.other_committee, goes_to_committee=True,
        state=NeedState.SETTLED,
    )  # fmt: skip
    for closed in (cast.branch_c, cast.other_committee):
        close(session, cast, closed, "2026-06-18")
    reopen(session, need, "2026-06-22")
    assert need.organisation_id == cast.district


def test_where_nobody_works_at_the_committee_it_goes_on_to_who_can_do_it(session, cast, now):
    need = builders.a_need(session, cast.branch_c, now=now, state=NeedState.SETTLED)
    close(session, cast, cast.branch_c, "2026-06-18")
    reopen(session, need, "2026-06-22")
    assert need.organisation_id == cast.district


def test_a_general_branch_is_passed_over(session, cast, now):
    committee = session.get_one(Organisation, cast.committee)
    general = an_organisation(session, committee, "东区团总支", level="general_branch")
    branch = an_organisation(session, general, "东区第三团支部")
    need = builders.a_need(session, branch.id, now=now, state=NeedState.SETTLED)
    close(session, cast, branch.id, "2026-06-18")
    reopen(session, need, "2026-06-22")
    assert need.organisation_id == cast.committee


def test_a_sensitive_one_goes_where_the_named_adult_is(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED, is_sensitive=True)
    committee = session.get_one(Organisation, cast.committee)
    named = a_person(session, committee, "郑", "zheng", Role.COMMITTEE, now=now)
    session.add(Guardian(organisation_id=cast.committee, person_id=named.id))
    session.flush()
    close(session, cast, cast.branch_a, "2026-06-18")
    reopen(session, need, "2026-06-22")
    assert line(session, cast.wang, "2026-06-22").is_closed
    take(session, transfers.take_over, named, need, "2026-06-22")


def test_nothing_is_returned_to_a_closed_branch(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=moment("2026-06-15"))
    take(session, transfers.transfer, cast.chen, need, "2026-06-16", reason="要上级协调")
    close(session, cast, cast.branch_a, "2026-06-17")
    file = need_ledger.get_for(session, actor=cast.wang, need_id=need.id, on=day("2026-06-18"))
    assert Verb.RETURN not in file.steps
    with pytest.raises(Conflict, match="organisation_closed"):
        take(session, transfers.give_back, cast.wang, need, "2026-06-18", reason="支部可以办")
    assert need.organisation_id == cast.committee


def test_a_branch_that_was_taken_back_sees_the_line_of_what_went_on(session, cast, need):
    close(session, cast, cast.branch_a, "2026-06-15")
    reopen(session, need, "2026-06-18")
    reorganising.reopen(session, actor=cast.li, organisation_id=cast.branch_a, now=moment("2026-06-22"))
    [kept] = transfers.passed_on(session, actor=cast.chen)
    assert (kept.handler, kept.passed_on) == ("东区街道团工委", day("2026-06-18"))


@pytest.mark.parametrize("how", ["closed", "transferred"])
def test_what_the_branch_had_done_for_it_stays_in_the_branch_s_month(session, cast, how):
    need = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"))
    take(session, follow_up.accept, cast.chen, need, "2026-03-09")
    take(session, follow_up.start, cast.chen, need, "2026-03-10")
    if how == "closed":
        settle(session, cast.chen, need, "2026-04-01")
        close(session, cast, cast.branch_a, "2026-06-15")
        reopen(session, need, "2026-06-18")
    else:
        take(session, transfers.transfer, cast.chen, need, "2026-06-18", reason="要上级协调")
    take(session, transfers.take_over, cast.wang, need, "2026-06-22")
    take(session, follow_up.start, cast.wang, need, "2026-06-23")
    deeds = [
        duties.lights(session, actor=cast.li, branch_id=cast.branch_a, month=month, today=day("2026-06-30"))[
            Duty.DEED
        ]
        for month in (MARCH, JUNE)
    ]
    assert deeds[0] == duties.Light(LightState.DONE, 0, 1)
    assert not deeds[1].is_done


def test_at_a_working_branch_it_stays(session, cast, need):
    reopen(session, need, "2026-06-18")
    assert need.organisation_id == cast.branch_a
    verbs = session.scalars(select(NeedEvent.verb).where(NeedEvent.need_id == need.id))
    assert Verb.HAND_OVER not in set(verbs)
    assert session.scalars(select(Need)).one() is need
