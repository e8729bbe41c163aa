"""Activities and deeds recorded by themselves: what is kept, what is refused, whose they are."""

import uuid
from datetime import UTC, date, datetime

import pytest

from db import activities, deeds, entries
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import Activity, AuditEntry, Deed
from db.vocabulary import ActivityKind, DeedKind, NeedState
from tests import builders

JUNE = date(2026, 6, 1)
JULY_6 = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)


def hold(session, actor, now, **but):
    values = {
        "branch_id": actor.organisation_id,
        "held_on": date(2026, 6, 12),
        "theme": "端午包粽子",
        "kind": ActivityKind.CULTURE_SPORT,
        "attended_people": 18,
        **but,
    }
    return activities.record_activity(session, actor=actor, now=now, **values)


def listed(session, actor, **but):
    return activities.list_for(session, actor=actor, **{"month": JUNE, **but})


def test_an_activity_is_recorded_listed_and_audited(session, cast, now):
    activity_id = hold(session, cast.chen, now, place="社区礼堂")
    line = listed(session, cast.chen).rows[0]
    assert (line.theme, line.place, line.attended_people) == ("端午包粽子", "社区礼堂", 18)
    entry = session.query(AuditEntry).one()
    assert (entry.verb, entry.subject) == ("record_activity", f"activity:{activity_id}")


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"theme": " \n"}, "line_missing"),
        ({"theme": "长" * 61}, "line_too_long"),
        ({"place": "长" * 61}, "line_too_long"),
        ({"attended_people": -1}, "people_out_of_range"),
        ({"attended_people": 10**9}, "people_out_of_range"),
        ({"held_on": date(2026, 6, 19)}, "day_ahead"),
        ({"category_code": "NONE"}, "category_unknown"),
    ],
)
def test_an_activity_that_does_not_fit_is_refused(session, cast, now, but, code):
    with pytest.raises(Invalid, match=code):
        hold(session, cast.chen, now, **but)
    assert session.query(Activity).count() == 0


def test_a_pasted_table_becomes_one_line_and_emoji_stay(session, cast, now):
    hold(session, cast.chen, now, theme="包粽子\t18人\r\n礼堂 🎋\x00")
    assert listed(session, cast.chen).rows[0].theme == "包粽子 18人 礼堂 🎋"


def test_today_may_be_recorded_and_a_month_that_is_over_until_the_5th(session, cast, now, today):
    hold(session, cast.chen, now, held_on=today)
    with pytest.raises(TooLate, match="month_closed"):
        hold(session, cast.chen, JULY_6)


def test_each_sees_what_is_within_the_right(session, cast, now):
    hold(session, cast.chen, now)
    hold(session, cast.qian, now, theme="西苑的活动")
    assert [r.theme for r in listed(session, cast.chen).rows] == ["端午包粽子"]
    assert [r.theme for r in listed(session, cast.wang).rows] == ["端午包粽子"]
    assert listed(session, cast.li).total == 2
    assert listed(session, cast.chen, branch_id=cast.branch_c).total == 0
    with pytest.raises(NotAllowed, match="no_right"):
        listed(session, cast.wu)


def test_a_long_list_comes_in_pages_newest_first(session, cast, now):
    for n in range(entries.PAGE_SIZE + 1):
        hold(session, cast.chen, now, held_on=date(2026, 6, 1 + n % 15))
    first, second = listed(session, cast.chen), listed(session, cast.chen, page=2)
    assert (len(first.rows), len(second.rows), first.total) == (20, 1, 21)
    assert first.rows[0].held_on == date(2026, 6, 15)
    assert second.rows[0].held_on == JUNE


def test_a_mistake_is_struck_by_the_branch_within_the_time_for_corrections(session, cast, now):
    activity_id = hold(session, cast.chen, now)
    for actor, refusal in ((cast.qian, NotFound), (cast.zhao, NotFound), (cast.wang, Conflict)):
        with pytest.raises(refusal):
            activities.strike(session, actor=actor, activity_id=activity_id, now=now)
    with pytest.raises(TooLate, match="month_closed"):
        activities.strike(session, actor=cast.chen, activity_id=activity_id, now=JULY_6)
    activities.strike(session, actor=cast.chen, activity_id=activity_id, now=now)
    assert listed(session, cast.chen).total == 0
    with pytest.raises(NotFound, match="activity_unknown"):
        activities.strike(session, actor=cast.chen, activity_id=activity_id, now=now)


def do(session, actor, now, **but):
    values = {
        "organisation_id": actor.organisation_id,
        "title": "给宿舍装了热水器",
        "kind": DeedKind.HARD_PROBLEM,
        "done_on": date(2026, 6, 12),
        "beneficiaries": 40,
        **but,
    }
    return deeds.record_deed(session, actor=actor, now=now, **values)


def test_a_deed_is_recorded_with_the_needs_it_serves_which_stay_open(session, cast, now):
    one = builders.a_need(session, cast.branch_a, now=now, state=NeedState.IN_PROGRESS)
    two = builders.a_need(session, cast.branch_a, now=now)
    deed_id = do(session, cast.chen, now, need_ids=[one.id, two.id])
    line = deeds.list_for(session, actor=cast.chen, month=JUNE).rows[0]
    assert (line.title, line.n_needs, line.kind) == ("给宿舍装了热水器", 2, DeedKind.HARD_PROBLEM)
    assert session.get(Deed, deed_id).category_code == "EMP"
    assert one.state is NeedState.IN_PROGRESS


def test_a_deed_serves_no_need_of_another_branch_and_none_that_is_not_handed_over(session, cast, now):
    other = builders.a_need(session, cast.branch_b, now=now)
    early = builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    upward = builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee)
    for need_id in (other.id, early.id, upward.id, uuid.uuid4()):
        with pytest.raises(NotFound, match="need_unknown"):
            do(session, cast.chen, now, need_ids=[need_id])
    assert session.query(Deed).count() == 0


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "长" * 61}, "title_too_long"),
        ({"beneficiaries": -1}, "beneficiaries_out_of_range"),
        ({"done_on": date(2026, 6, 19)}, "day_ahead"),
    ],
)
def test_a_deed_that_does_not_fit_is_refused(session, cast, now, but, code):
    with pytest.raises(Invalid, match=code):
        do(session, cast.chen, now, **but)


def test_a_deed_that_serves_a_need_stays_and_another_may_be_struck(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now)
    serving, alone = do(session, cast.chen, now, need_ids=[need.id]), do(session, cast.chen, now)
    with pytest.raises(Conflict, match="deed_serves_needs"):
        deeds.strike(session, actor=cast.chen, deed_id=serving, now=now)
    with pytest.raises(NotFound, match="deed_unknown"):
        deeds.strike(session, actor=cast.zhao, deed_id=alone, now=now)
    deeds.strike(session, actor=cast.chen, deed_id=alone, now=now)
    assert [line.id for line in deeds.list_for(session, actor=cast.chen, month=JUNE).rows] == [serving]


def test_deeds_are_listed_within_the_right(session, cast, now):
    do(session, cast.chen, now)
    do(session, cast.qian, now)
    assert deeds.list_for(session, actor=cast.wang, month=JUNE).total == 1
    assert deeds.list_for(session, actor=cast.li, month=JUNE).total == 2
    assert deeds.list_for(session, actor=cast.li, month=JUNE, organisation_id=cast.branch_c).total == 1
