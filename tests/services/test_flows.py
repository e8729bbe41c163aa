"""What happened month by month: needs and deeds."""

from datetime import date

import pytest

from db import flows
from db.errors import NotFound
from db.models import Deed
from db.vocabulary import DeedKind, NeedState
from tests import builders
from tests.services.test_frames import JUNE, confirmed

MAY = date(2026, 5, 1)


def counted(session, actor, organisation_id, today) -> dict[str, list[int]]:
    found = flows.of_needs(
        session, actor=actor, organisation_id=organisation_id, months=[MAY, JUNE], today=today
    )
    assert found["month"].tolist() == [MAY, JUNE]
    return {name: found[name].tolist() for name in found.columns[1:]}


def test_flows_count_what_happened_in_a_month_whenever_it_was_raised(session, cast, now, today):
    need = builders.a_need(session, cast.branch_a, now=now, month=MAY, raised_on=date(2026, 5, 20))
    confirmed(session, need, today, 5)
    builders.a_need(session, cast.branch_c, now=now)
    assert counted(session, cast.wang, cast.committee, today) == {
        "raised": [1, 0], "settled": [0, 1], "confirmed": [0, 1], "due": [0, 0], "on_time": [0, 0],
    }  # fmt: skip
    assert counted(session, cast.li, cast.district, today)["raised"] == [1, 1]


def test_on_time_is_by_the_first_deadline_and_of_those_that_fell_due(session, cast, now, today):
    def due(day, **but):
        return builders.a_need(session, cast.branch_a, now=now, due_on=day, **but)

    confirmed(session, due(today), today, 5)
    confirmed(session, due(date(2026, 6, 25), extended_from=date(2026, 6, 10)), today, 5)
    due(date(2026, 6, 17))  # late
    due(today)  # today is the day
    due(date(2026, 6, 16), state=NeedState.WITHDRAWN)
    due(date(2026, 5, 31))
    found = counted(session, cast.wang, cast.committee, today)
    assert (found["due"], found["on_time"]) == ([1, 4], [0, 1])


def test_a_branch_seen_from_above_counts_what_it_handles(session, cast, now, today):
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee, goes_to_committee=True)
    assert counted(session, cast.wang, cast.branch_a, today)["raised"] == [0, 1]
    assert counted(session, cast.wang, cast.committee, today)["raised"] == [0, 2]
    with pytest.raises(NotFound, match="organisation_unknown"):
        counted(session, cast.wang, cast.branch_c, today)


def test_deeds_of_a_branch_are_counted_by_month(session, cast, now, today):
    for done_on, people in ((today, 12), (today, None), (date(2026, 5, 3), 4), (None, None)):
        session.add(
            Deed(
                organisation_id=cast.branch_a, month=(done_on or today).replace(day=1), title="装热水器",
                kind=DeedKind.PRACTICAL, done_on=done_on, beneficiaries=people, person_id=cast.chen.id,
            )
        )  # fmt: skip
    session.flush()

    def of_branch(actor, branch):
        found = flows.of_deeds(session, actor=actor, organisation_id=branch, months=[MAY, JUNE])
        return found.values.tolist()

    assert of_branch(cast.wang, cast.branch_a) == [[MAY, 1, 4], [JUNE, 2, 12]]
    assert of_branch(cast.wang, cast.branch_b) == [[MAY, 0, 0], [JUNE, 0, 0]]
    with pytest.raises(NotFound, match="organisation_unknown"):
        of_branch(cast.wang, cast.branch_c)
