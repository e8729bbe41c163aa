"""Open needs one by one, as those above the branch see them."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from db import need_lines, releases, tallies
from db.errors import NotAllowed, NotFound
from db.models import Wave
from db.need_lines import NeedLine
from db.vocabulary import AgeBand, DueState, NeedState
from tests import builders

MARCH = date(2026, 3, 1)


@pytest.fixture
def large(session, cast, now) -> Wave:
    """In March, released, branch A had ten answers and branch B nine."""
    wave = builders.a_wave(session, now=now, month=MARCH, opens_on=MARCH, closes_on=date(2026, 3, 25))
    for branch, n in ((cast.branch_a, 10), (cast.branch_b, 9)):
        tallies.add(
            session, wave_id=wave.id, branch_id=branch, age_band=AgeBand.FROM_18, is_doubtful=False,
            counts=dict.fromkeys(tallies.increments({"Q2": ["EMP"]}), n),
        )  # fmt: skip
    releases.release(session, wave=wave, now=now, by="system")
    return wave


def lines(session, actor, organisation_id, today, **but) -> list[NeedLine]:
    return need_lines.list_for(session, actor=actor, organisation_id=organisation_id, today=today, **but)


def test_a_line_holds_no_text_no_number_no_key_and_no_date():
    assert {field.name for field in fields(NeedLine)} == {
        "handler_id", "handler", "category", "is_sensitive", "state", "due", "days", "has_risen",
    }  # fmt: skip


def test_a_large_branch_shows_the_category_and_a_small_one_does_not(session, cast, now, today, large):
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_b, now=now)
    found = {line.handler: line.category for line in lines(session, cast.wang, cast.committee, today)}
    assert found == {"东风社区团支部": "就业创业", "光明科技团支部": None}


def test_a_sensitive_need_is_sensitive_and_no_more_and_of_a_small_branch_not_even_that(
    session, cast, now, today, large
):
    for branch in (cast.branch_a, cast.branch_b):
        builders.a_need(
            session, branch, now=now, category_code="PSY", sub_item_code="PSY1", is_sensitive=True
        )
    found = {line.handler: line for line in lines(session, cast.wang, cast.committee, today)}
    assert {name: (line.category, line.is_sensitive) for name, line in found.items()} == {
        "东风社区团支部": (None, True),
        "光明科技团支部": (None, False),
    }


def test_which_branches_are_small_does_not_change_within_a_quarter(session, cast, now, large):
    builders.a_need(session, cast.branch_a, now=now)
    told = [
        lines(session, cast.wang, cast.committee, day)[0].category
        for day in (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert told == ["就业创业", "就业创业", None]


def test_what_went_to_the_committee_names_no_branch(session, cast, now, today):
    builders.a_need(session, cast.branch_b, now=now, organisation_id=cast.committee, goes_to_committee=True)
    (line,) = lines(session, cast.li, cast.district, today)
    # Of a branch of few answers nothing is told, wherever the need lies now.
    assert (line.handler, line.category) == ("东区街道团工委", None)
    assert lines(session, cast.li, cast.branch_b, today) == []


def test_late_ones_come_first_and_may_be_asked_for_alone(session, cast, now, today):
    def due(day, **but):
        return builders.a_need(session, cast.branch_a, now=now, state=NeedState.ACCEPTED, due_on=day, **but)

    due(today + timedelta(days=30))
    due(today - timedelta(days=1), raised_on=today - timedelta(days=20))
    due(today)
    builders.a_need(session, cast.branch_a, now=now, accept_by=today - timedelta(days=2))
    found = lines(session, cast.wang, cast.committee, today)
    assert [line.due for line in found] == [DueState.LATE, DueState.LATE, DueState.NEAR, DueState.ON_TIME]
    assert found[0].days == 20
    late = lines(session, cast.wang, cast.committee, today, due=DueState.LATE)
    assert [line.state for line in late] == [NeedState.ACCEPTED, NeedState.RAISED]
    assert need_lines.counts(session, actor=cast.wang, organisation_id=cast.committee, today=today) == {
        DueState.LATE: 2, DueState.NEAR: 1, DueState.ON_TIME: 1,
    }  # fmt: skip


def test_near_counts_working_days(session, cast, now, today):
    # Thursday; Friday 19 June is a holiday (端午), so two working days reach until Tuesday.
    for day in (22, 23, 24):
        builders.a_need(session, cast.branch_a, now=now, state=NeedState.ACCEPTED, due_on=date(2026, 6, day))
    counts = need_lines.counts(session, actor=cast.wang, organisation_id=cast.committee, today=today)
    assert (counts[DueState.NEAR], counts[DueState.ON_TIME]) == (2, 1)


def test_what_is_not_handed_over_or_no_longer_open_is_not_listed(session, cast, now, today):
    builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED)
    assert lines(session, cast.li, cast.district, today) == []


def test_a_list_comes_page_by_page(session, cast, now, today):
    for _ in range(need_lines.PAGE_SIZE + 1):
        builders.a_need(session, cast.branch_a, now=now)
    assert len(lines(session, cast.wang, cast.committee, today)) == need_lines.PAGE_SIZE
    assert len(lines(session, cast.wang, cast.committee, today, page=2)) == 1


def test_a_committee_lists_its_own_tree_only_and_nobody_else_lists(session, cast, now, today):
    builders.a_need(session, cast.branch_c, now=now)
    assert lines(session, cast.wang, cast.committee, today) == []
    with pytest.raises(NotFound, match="organisation_unknown"):
        lines(session, cast.wang, cast.other_committee, today)
    with pytest.raises(NotFound, match="organisation_unknown"):
        lines(session, cast.wang, cast.branch_c, today)
    for actor in (cast.chen, cast.zhao, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            lines(session, actor, cast.branch_a, today)
        with pytest.raises(NotAllowed, match="no_right"):
            need_lines.counts(session, actor=actor, organisation_id=cast.branch_a, today=today)


def test_what_is_late_by_more_than_three_working_days_has_risen_one_level(session, cast, now, today):
    # Thursday 18 June; the Monday before is three working days ago, the Friday before that four.
    for due in (date(2026, 6, 15), date(2026, 6, 12)):
        builders.a_need(session, cast.branch_a, now=now, state=NeedState.ACCEPTED, due_on=due)
    found = lines(session, cast.wang, cast.committee, today)
    assert sorted(line.has_risen for line in found) == [False, True]
    at_committee = {"organisation_id": cast.committee, "state": NeedState.ACCEPTED}
    builders.a_need(session, cast.branch_b, now=now, due_on=date(2026, 6, 1), **at_committee)

    def late(actor, scope):
        found = need_lines.how_late(session, actor=actor, organisation_id=scope, today=today)
        assert found.counts == need_lines.counts(session, actor=actor, organisation_id=scope, today=today)
        return {at.handler: (at.n, at.n_risen, at.is_mine) for at in found.late}

    # What a branch has rises to its committee, what the committee itself has to the district.
    assert late(cast.wang, cast.committee) == {
        "东风社区团支部": (2, 1, True),
        "东区街道团工委": (1, 1, False),
    }
    assert late(cast.li, cast.district) == {
        "东风社区团支部": (2, 1, False),
        "东区街道团工委": (1, 1, True),
    }
    with pytest.raises(NotFound, match="organisation_unknown"):
        late(cast.wang, cast.other_committee)
    with pytest.raises(NotAllowed, match="no_right"):
        late(cast.chen, cast.branch_a)
