"""What becomes of a deed: its title, day and kind put right, done at last, kept off the public board."""

from datetime import UTC, date, datetime

import pytest

from db import board, deed_changes, deeds, duties, follow_up, titles
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, Deed
from db.vocabulary import DeedKind, Duty, NeedState
from tests import builders

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
TELLING = "给302室王小明同学修灯"


def at(month, day):
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


def record(session, actor, now, **but):
    values = {"title": "装了热水器", "kind": DeedKind.PRACTICAL, "done_on": date(2026, 6, 12), **but}
    return deeds.record_deed(session, actor=actor, organisation_id=actor.organisation_id, now=now, **values)


def correct(session, actor, deed_id, now, **but):
    row = session.get_one(Deed, deed_id)
    values = {"version": row.version, "title": row.title, "kind": row.kind, "done_on": row.done_on, **but}
    deed_changes.correct(session, actor=actor, deed_id=deed_id, now=now, **values)


def finish(session, actor, deed_id, now, done_on, **but):
    version = session.get_one(Deed, deed_id).version
    values = {"version": version, "done_on": done_on, **but}
    deed_changes.finish(session, actor=actor, deed_id=deed_id, now=now, **values)


def show(session, actor, deed_id, now, is_shown):
    version = session.get_one(Deed, deed_id).version
    deed_changes.put_on_board(
        session, actor=actor, deed_id=deed_id, version=version, is_shown=is_shown, now=now
    )


def on_board(session, today=date(2026, 6, 20), branch_id=None):
    session.flush()
    return [title for title, _ in board.of_last_month(session, today=today, branch_id=branch_id).deeds]


def light(session, cast, month, today):
    session.flush()
    found = duties.lights(session, actor=cast.chen, branch_id=cast.branch_a, month=month, today=today)
    return found[Duty.DEED]


def test_title_kind_and_day_are_put_right_also_when_a_need_was_settled_with_it(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.IN_PROGRESS)
    follow_up.settle(
        session,
        actor=cast.chen,
        need_id=need.id,
        version=need.version,
        now=now,
        title="修了灯",
        result="好了",
    )
    deed = session.query(Deed).one()
    correct(session, cast.chen, deed.id, now, title="修好路灯", kind=DeedKind.KIND, done_on=date(2026, 6, 3))
    assert (deed.title, deed.kind, deed.done_on) == ("修好路灯", DeedKind.KIND, date(2026, 6, 3))
    assert session.query(AuditEntry).filter_by(verb="change_deed").count() == 1


def test_a_deed_moves_to_another_month_only_where_both_are_open(session, cast, now):
    deed_id = record(session, cast.chen, now)
    correct(session, cast.chen, deed_id, at(7, 5), done_on=date(2026, 7, 2))
    assert session.get_one(Deed, deed_id).month == JULY
    with pytest.raises(TooLate, match="month_closed"):
        correct(session, cast.chen, deed_id, at(7, 6), done_on=date(2026, 6, 12))


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"title": "长" * 61}, "title_too_long"),
        ({"title": TELLING}, "title_telling"),
        ({"done_on": date(2026, 6, 19)}, "day_ahead"),
        ({"beneficiaries": -1}, "beneficiaries_out_of_range"),
    ],
)
def test_what_does_not_fit_changes_nothing(session, cast, now, but, code):
    deed_id = record(session, cast.chen, now)
    with pytest.raises(Invalid, match=code):
        correct(session, cast.chen, deed_id, now, **but)


def test_of_two_who_change_a_deed_the_second_is_told(session, cast, now):
    deed_id = record(session, cast.chen, now)
    correct(session, cast.chen, deed_id, now, title="装了两台热水器")
    for change in (
        correct,
        lambda *a, **b: deed_changes.put_on_board(
            a[0], actor=a[1], deed_id=a[2], now=a[3], is_shown=False, **b
        ),
    ):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            change(session, cast.chen, deed_id, now, version=1)


def test_a_title_that_may_tell_who_it_was_for_is_kept_only_by_who_has_read_the_warning(session, cast, now):
    with pytest.raises(Invalid, match="title_telling") as refused:
        record(session, cast.chen, now, title=TELLING)
    assert refused.value.facts["words"] == "302室”“王小明同学"
    # The warning was read over other words, or over some of them.
    for other in (["给301室修灯"], [TELLING[:6]], [TELLING, "x"]):
        with pytest.raises(Invalid, match="title_telling"):
            record(session, cast.chen, now, title=TELLING, minded=other)
    assert record(session, cast.chen, now, title=TELLING, minded=[f"{TELLING} "])


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("电话13800000000", ["13800000000"]),
        ("帮小张找到工作", ["小张"]),
        ("5号楼的灯", ["5号楼"]),
        ("王某的救助", ["王某"]),
        ("给宿舍装了两台热水器", []),
        ("2026年暑期小区篮球赛", []),
        ("为20名新同学办了入学手续", []),
    ],
)
def test_what_looks_like_a_name_a_number_or_a_room(title, found):
    assert titles.telling(title) == found


def test_a_deed_kept_off_the_board_is_gone_at_once_and_comes_back(session, cast, now):
    deed_id = record(session, cast.chen, now)
    assert on_board(session) == on_board(session, branch_id=cast.branch_a) == ["装了热水器"]
    show(session, cast.chen, deed_id, now, False)
    assert on_board(session) == on_board(session, branch_id=cast.branch_a) == []
    show(session, cast.li, deed_id, now, True)
    assert on_board(session) == ["装了热水器"]


@pytest.mark.parametrize("name", ["chen", "wang", "li"])
def test_it_is_taken_off_whether_its_month_is_open_or_closed(session, cast, now, name):
    deed_id = record(session, cast.chen, now)
    show(session, getattr(cast, name), deed_id, at(7, 20), False)
    assert on_board(session, today=date(2026, 7, 20)) == []
    assert session.query(AuditEntry).filter_by(verb="hide_deed").count() == 1


def test_nobody_else_takes_it_off(session, cast, now):
    deed_id = record(session, cast.chen, now)
    for name, refusal in (("zhao", NotFound), ("qian", NotFound), ("zhou", NotAllowed), ("wu", NotAllowed)):
        with pytest.raises(refusal):
            show(session, getattr(cast, name), deed_id, now, False)


def test_what_those_above_take_off_only_they_show_again(session, cast, now):
    deed_id = record(session, cast.chen, now)
    show(session, cast.wang, deed_id, now, False)
    with pytest.raises(NotAllowed, match="deed_hidden_above"):
        show(session, cast.chen, deed_id, now, True)
    show(session, cast.li, deed_id, now, True)
    show(session, cast.chen, deed_id, now, False)
    show(session, cast.chen, deed_id, now, True)


def test_those_above_see_what_their_boards_tell_and_what_was_taken_off(session, cast, now):
    record(session, cast.chen, now)
    hidden = record(session, cast.zhao, now, title="送了热饮")
    record(session, cast.qian, now, title="办了讲座")
    record(session, cast.chen, now, title="还没办完", done_on=None)
    show(session, cast.zhao, hidden, now, False)
    told = board.told_deeds(session, actor=cast.wang, today=date(2026, 6, 18))
    assert {(row.title, row.is_hidden) for row in told.rows} == {("装了热水器", False), ("送了热饮", True)}
    assert board.told_deeds(session, actor=cast.li, today=date(2026, 6, 18)).total == 3
    with pytest.raises(NotAllowed):
        board.told_deeds(session, actor=cast.wu, today=date(2026, 6, 18))


def test_a_deed_is_begun_and_done_in_a_later_month_and_each_month_keeps_what_it_had(session, cast, now):
    deed_id = record(session, cast.chen, now, done_on=None)
    assert [
        row.title for row in deeds.begun_for(session, actor=cast.chen, organisation_id=cast.branch_a)
    ] == ["装了热水器"]
    assert deeds.list_for(session, actor=cast.chen, month=JUNE).total == 0
    assert on_board(session) == []
    assert light(session, cast, JUNE, date(2026, 6, 18)) == duties.Light(duties.LightState.DONE, 0, 1)
    finish(session, cast.chen, deed_id, at(7, 20), date(2026, 7, 18), beneficiaries=9, result="用上了")
    row = session.get_one(Deed, deed_id)
    assert (row.month, row.beneficiaries, row.result) == (JULY, 9, "用上了")
    assert light(session, cast, JUNE, date(2026, 7, 20)) == duties.Light(duties.LightState.DONE, 0, 1)
    assert light(session, cast, JULY, date(2026, 7, 20)) == duties.Light(duties.LightState.DONE, 1)
    assert deeds.begun_for(session, actor=cast.chen, organisation_id=cast.branch_a) == ()
    with pytest.raises(Conflict, match="deed_is_done"):
        finish(session, cast.chen, deed_id, at(7, 20), date(2026, 7, 19))


def test_a_deed_is_not_done_in_a_month_that_is_closed_or_ahead(session, cast, now):
    deed_id = record(session, cast.chen, now, done_on=None)
    with pytest.raises(TooLate, match="month_closed"):
        finish(session, cast.chen, deed_id, at(7, 6), date(2026, 6, 30))
    with pytest.raises(Invalid, match="day_ahead"):
        finish(session, cast.chen, deed_id, at(7, 6), date(2026, 7, 7))
    with pytest.raises(Invalid, match="deed_done_before_begun"):
        finish(session, cast.chen, deed_id, now, date(2026, 6, 1))
