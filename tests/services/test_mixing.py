"""What the database notes by itself must not tell which rows came together, nor in which order."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from db import engine, mixing, releases, settings
from db.models import Base, Wave
from tests import builders, sheets
from tests import cast as casting

DAY = date(2026, 6, 19)


@pytest.fixture
def answers(any_database: URL, now: datetime) -> int:
    """Twelve youths, each in a transaction of the own, every second one asking for something."""
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now)
        link = builders.a_link(session, cast.branch_a, now=now).token
    for n in range(12):
        with engine.transaction() as session:
            sheets.answer(session, link, f"phone-{n}", now, **(sheets.ASKS if n % 2 else {"Q12": "none"}))
    return 12


def written_by(session: Session, table: str) -> set[str]:
    return set(session.scalars(text(f"SELECT xmin::text FROM {table}")))


def test_every_table_that_is_mixed_exists() -> None:
    assert {*mixing.WRITTEN_TOGETHER, *mixing.MANY} <= set(Base.metadata.tables)


def test_postgresql_can_no_longer_tell_which_rows_one_submit_wrote(answers: int) -> None:
    if engine.engine().dialect.name != "postgresql":
        return
    with engine.reading() as session:
        before = written_by(session, "responses") & written_by(session, "receipts")
    assert len(before) == answers
    with engine.transaction() as session:
        assert mixing.mix(session, on=DAY) > 0
    with engine.reading() as session:
        for table in (*mixing.WRITTEN_TOGETHER, *mixing.MANY):
            assert len(written_by(session, table)) <= 1, table
        placed = session.scalars(text("SELECT id::text FROM responses ORDER BY ctid")).all()
    assert list(placed) == sorted(placed)


def test_sheets_and_counts_are_written_anew_as_long_as_any_may_change(answers: int) -> None:
    """Not those of a survey that was released and over before the last time: they are many."""
    if engine.engine().dialect.name != "postgresql":
        return
    closed = datetime(2026, 7, 29, 9, tzinfo=engine.SHANGHAI)

    def written() -> list[set[str]]:
        with engine.reading() as session:
            return [written_by(session, table) for table in mixing.MANY]

    def mixed(days: int) -> bool:
        before = written()
        with engine.transaction() as session:
            mixing.mix(session, on=(closed + timedelta(days=days)).date())
        mixing.clear_away(engine.engine())
        after = written()
        assert [len(found) for found in after] == [1, 1]
        changed = {one != other for one, other in zip(before, after, strict=True)}
        assert len(changed) == 1
        return changed == {True}

    assert mixed(1)
    assert mixed(60), "an answer may still be deleted"
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        releases.release(session, wave=wave, now=closed + timedelta(days=60), by="test")
    assert mixed(60) is False, "once a day"
    assert mixed(61), "the release changed them"
    assert not mixed(62)


def test_it_is_done_once_a_day(answers: int) -> None:
    with engine.transaction() as session:
        mixing.mix(session, on=DAY)
        assert mixing.mix(session, on=DAY) == 0


def test_sqlite_keeps_no_log_of_who_came_after_whom(answers: int, any_database: URL) -> None:
    if engine.engine().dialect.name != "sqlite":
        return
    log = f"{any_database.database}-wal"
    with open(log, "rb") as file:  # noqa: PTH123 - a name beside the database, not a path of ours
        assert file.read()
    mixing.empty_log(engine.engine())
    with open(log, "rb") as file:  # noqa: PTH123
        assert file.read() == b""


def test_what_is_written_anew_is_what_was_there(answers: int) -> None:
    def everything(session: Session) -> dict[str, list[str]]:
        rows = {
            name: session.execute(text(f"SELECT * FROM {name}")).all()
            for name in (*mixing.WRITTEN_TOGETHER, *mixing.MANY)
        }
        return {name: sorted(map(str, found)) for name, found in rows.items()}

    with engine.reading() as session:
        before = everything(session)
    with engine.transaction() as session:
        mixing.mix(session, on=DAY)
        settings.put(session, "mixed_on", None)
    with engine.reading() as session:
        assert everything(session) == before
