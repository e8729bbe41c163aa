"""The matrix of a committee: each branch's five lights in a month."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from db import duties
from db.errors import NotAllowed, NotFound
from db.models import COUNTS_SHEETS, Tally, WaveBranch
from db.vocabulary import Duty
from tests import builders
from tests.records import an_activity, answers, begin

JUNE = date(2026, 6, 1)


def day(month, number):
    return date(2026, month, number)


def test_the_matrix_shows_each_branch_below_and_counts_what_is_done(session, cast, now):
    wave = builders.a_wave(session, now=now)
    answers(session, wave, cast.branch_b, 3)
    an_activity(session, cast.zhao, day(6, 3))
    rows = duties.matrix(
        session, actor=cast.wang, month=JUNE, organisation_id=cast.committee, today=day(6, 18)
    )
    assert [(row.branch, row.n_done, row.n_applicable) for row in rows] == [
        ("东风社区团支部", 0, 5),
        ("光明科技团支部", 2, 5),
    ]
    assert rows[1].above == "东区街道团工委"
    assert set(rows[1].lights) == set(Duty)
    assert rows[1].lights[Duty.SURVEY].n == 3


def test_the_district_sees_all_branches_and_a_branch_only_itself(session, cast):
    def seen(actor, organisation_id):
        rows = duties.matrix(
            session, actor=actor, month=JUNE, organisation_id=organisation_id, today=day(6, 18)
        )
        return {row.branch_id for row in rows}

    assert seen(cast.li, cast.district) == {cast.branch_a, cast.branch_b, cast.branch_c}
    assert seen(cast.chen, cast.branch_a) == {cast.branch_a}


def own(session, cast, actor):
    return duties.lights(session, actor=actor, branch_id=cast.branch_a, month=JUNE, today=day(6, 18))


def test_no_branch_outside_the_own_tree_is_shown(session, cast):
    for actor, organisation_id in [
        (cast.wang, cast.other_committee),
        (cast.wang, cast.district),
        (cast.chen, cast.branch_b),
    ]:
        with pytest.raises(NotFound, match="organisation_unknown"):
            duties.matrix(session, actor=actor, month=JUNE, organisation_id=organisation_id, today=day(6, 18))
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            own(session, cast, actor)


def test_a_branch_that_came_later_is_not_red_in_the_months_before(session, cast, now):
    wave = builders.a_wave(session, now=now)
    session.delete(session.get(WaveBranch, (wave.id, cast.branch_b)))
    session.flush()

    def seen(today):
        rows = duties.matrix(
            session, actor=cast.wang, month=JUNE, organisation_id=cast.committee, today=today
        )
        return [row.branch_id for row in rows]

    assert seen(day(7, 3)) == [cast.branch_a]
    assert seen(day(6, 18)) == [cast.branch_a, cast.branch_b]


def test_the_number_of_queries_does_not_grow_with_the_branches(session, cast):
    asked = []
    event.listen(session.connection(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    duties.matrix(
        session, actor=cast.li, month=JUNE, organisation_id=cast.district, today=JUNE + timedelta(days=9)
    )
    assert len(asked) <= 14


def test_of_several_months_the_branches_and_their_lives_are_read_once(session, cast, now):
    wave = builders.a_wave(session, now=now)
    assert wave.month == JUNE
    where = {"actor": cast.li, "organisation_id": cast.district, "today": day(7, 3)}
    months = [JUNE, date(2026, 7, 1)]
    one_by_one = {month: duties.matrix(session, month=month, **where) for month in months}
    asked = []
    event.listen(session.connection(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert duties.matrices(session, months=months, **where) == one_by_one
    assert sum("organisation_spans" in text for text in asked) == 1
    assert sum("month_records" in text for text in asked) == 1


def test_a_need_that_a_committee_handles_lights_no_branch(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee)
    begin(session, need, day(6, 5))
    assert not own(session, cast, cast.chen)[Duty.DEED].is_done


def test_on_sqlite_the_answers_of_a_month_are_counted_by_their_index(session, cast, now):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever indexes there are")
    wave = builders.a_wave(session, now=now)
    counted = (
        select(Tally.branch_id, func.sum(Tally.n))
        .where(Tally.wave_id == wave.id, COUNTS_SHEETS)
        .group_by(Tally.branch_id)
        .compile(session.get_bind())
    )
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {counted}", (wave.id,))
    assert any("ix_tallies_sheets" in row[3] for row in plan)
