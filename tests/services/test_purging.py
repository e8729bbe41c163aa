"""Answer sheets go after twelve months, as youth were promised; what they said together stays."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from db import own_answers, purging, receipts, releases, tallies
from db.errors import Conflict
from db.exchange import answer_rows, minors_list
from db.models import Response
from db.rights import Operator
from tests import builders, sheets
from tests.services.test_wjx_import import bring_in

# The cast's month is June 2026.
BEFORE = datetime(2027, 5, 31, 15, 59, tzinfo=UTC)
AFTER = datetime(2027, 5, 31, 16, 1, tzinfo=UTC)


@pytest.fixture
def wave(session, cast, now):
    made = builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    for phone in range(3):
        sheets.answer(session, link, f"phone-{phone}", now, Q2=["EMP"])
    return made


def released(session, wave, now):
    releases.release(session, wave=wave, now=now, by="test", early=True)


def n_sheets(session):
    return session.scalar(select(func.count()).select_from(Response))


def test_they_go_with_the_first_day_of_the_same_month_a_year_later(session, wave, now):
    released(session, wave, now)
    assert purging.purge(session, now=BEFORE) == 0
    assert [(one.month, one.n) for one in purging.overdue(session, on=date(2027, 6, 1))] == [(wave.month, 3)]
    assert purging.purge(session, now=AFTER) == 3
    assert n_sheets(session) == 0
    assert wave.purged_on == date(2027, 6, 1)
    assert purging.purge(session, now=AFTER) == 0


def test_few_go_at_once_and_from_the_first_on_the_rest_is_not_taken_for_all(session, wave, now):
    released(session, wave, now)
    assert purging.purge(session, now=AFTER, most=2) == 2
    assert n_sheets(session) == 1
    with pytest.raises(Conflict, match="answers_purged"):
        tallies.retally(session, wave_id=wave.id)
    assert purging.purge(session, now=AFTER, most=2) == 1
    assert purging.overdue(session, on=date(2027, 6, 1)) == []


def test_what_is_not_released_stays(session, wave):
    assert purging.purge(session, now=AFTER) == 0
    assert n_sheets(session) == 3


def test_what_was_told_stays_and_can_be_told_anew(session, wave, now):
    released(session, wave, now)
    before = tallies.stored(session, wave_id=wave.id)
    told = releases.work_out(session, wave_id=wave.id).content
    purging.purge(session, now=AFTER)
    assert tallies.stored(session, wave_id=wave.id) == before
    assert releases.work_out(session, wave_id=wave.id).content == told


def test_its_code_opens_nothing_any_more_and_no_file_takes_it_for_a_month_without_answers(
    session, cast, now, wave
):
    link = builders.a_link(session, cast.branch_b, now=now).token
    code = sheets.answer(session, link, "phone", now)
    released(session, wave, now)
    purging.purge(session, now=AFTER)
    opened = receipts.open_receipt(session, code=code, device="phone", now=AFTER)
    assert opened.response_id is not None
    assert not own_answers.exists(session, response_id=opened.response_id)
    with pytest.raises(Conflict, match="answers_purged"):
        answer_rows.check(session, actor=Operator("test"), month=wave.month, raw=False)
    with pytest.raises(Conflict, match="answers_purged"):
        answer_rows.read(session, wave_id=wave.id, branch_id=None, raw=False)


def test_the_list_of_what_is_processed_begins_with_the_first_survey_that_is_still_there(session, wave, now):
    def since():
        table = minors_list.read(session, actor=Operator("test"), now=AFTER)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        return {row["从何时起"] for row in rows if "问卷" in row["处理活动"]}

    assert "2026年6月" in since()
    released(session, wave, now)
    purging.purge(session, now=AFTER)
    assert "2026年6月" not in since()


def test_a_file_s_answers_go_a_year_after_it_came_in_however_old_they_are(session, cast, now):
    done = bring_in(session, cast, now, month=date(2024, 3, 1))
    n = n_sheets(session)
    assert n > 0
    assert purging.purge(session, now=BEFORE) == 0
    assert purging.purge(session, now=AFTER) == n
    assert bring_in(session, cast, AFTER, month=date(2024, 3, 1)).wave_id == done.wave_id
    assert n_sheets(session) == 0
