"""青年的话: handed over in the morning, to the own branch only, and leading to nobody."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import months, words
from db.errors import NotAllowed
from tests import builders, sheets
from tests.cast import Cast

SINCE = date(2026, 6, 1)
MORNING_AFTER_THE_HOLIDAY = timedelta(days=4)


@pytest.fixture
def written(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.answer(session, link, "phone", now, Q11="想周末打羽毛球")
    return "想周末打羽毛球"


def test_words_wait_for_a_working_morning(session: Session, cast: Cast, now: datetime, written: str) -> None:
    # The day after is a holiday, and so is the weekend.
    months.turn(session, now=now + timedelta(days=1))
    assert words.list_for(session, actor=cast.chen, since=SINCE) == []
    months.turn(session, now=now + MORNING_AFTER_THE_HOLIDAY)
    assert [w.text for w in words.list_for(session, actor=cast.chen, since=SINCE)] == [written]


def test_what_comes_after_eight_waits_for_the_next_morning(
    session: Session, cast: Cast, now: datetime
) -> None:
    builders.a_wave(session, now=now)
    months.turn(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.answer(session, link, "phone", now, Q11="写在上午八点以后")
    months.turn(session, now=now + timedelta(hours=1))
    assert words.list_for(session, actor=cast.chen, since=SINCE) == []


@pytest.mark.parametrize("who", ["wang", "li", "zhou", "wu"])
def test_nobody_above_the_branch_reads_them(session: Session, cast: Cast, written: str, who: str) -> None:
    with pytest.raises(NotAllowed):
        words.list_for(session, actor=getattr(cast, who), since=SINCE)


def test_another_branch_reads_none(session: Session, cast: Cast, now: datetime, written: str) -> None:
    months.turn(session, now=now + MORNING_AFTER_THE_HOLIDAY)
    assert words.list_for(session, actor=cast.zhao, since=SINCE) == []
