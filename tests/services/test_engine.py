"""Transactions and times, on both databases."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from db import engine, migrations
from db.models import Organisation, Setting
from db.vocabulary import Level
from tests import builders


def test_a_transaction_is_kept_and_a_reading_is_not(any_database):
    with engine.transaction() as session:
        session.add(Setting(name="kept", value={"value": 1}))
    with engine.reading() as session:
        session.add(Setting(name="lost", value={"value": 1}))
        session.flush()
    with engine.reading() as session:
        assert session.scalars(select(Setting.name)).all() == ["kept"]


def test_what_raises_in_a_transaction_leaves_nothing(any_database):
    with pytest.raises(RuntimeError), engine.transaction() as session:
        session.add(Setting(name="lost", value={"value": 1}))
        session.flush()
        raise RuntimeError
    with engine.reading() as session:
        assert session.scalars(select(Setting.name)).all() == []


def test_a_test_s_commit_does_not_reach_the_next_test(session):
    assert session.get(Setting, "leak") is None
    session.add(Setting(name="leak", value={"value": 1}))
    session.commit()


def test_nor_does_it_when_the_tests_run_in_the_other_order(session):
    assert session.get(Setting, "leak") is None
    session.add(Setting(name="leak", value={"value": 1}))
    session.commit()


def test_a_refused_row_leaves_the_rest_of_the_transaction_usable(session):
    session.add(Setting(name="first", value={"value": 1}))
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("INSERT INTO settings (name, value) VALUES ('first', '{}')"))
    assert session.get(Setting, "first") is not None


def test_times_come_back_aware_and_in_utc(session, now, cast):
    link = builders.a_link(session, cast.branch_a, now=now.astimezone(engine.SHANGHAI))
    session.expire(link)
    assert link.created_at == now
    assert link.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(session, cast):
    with pytest.raises(StatementError, match="without a zone"), session.begin_nested():
        builders.a_link(session, cast.branch_a, now=datetime(2026, 6, 18, 10))


def test_foreign_keys_hold(session):
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Organisation(level=Level.COMMITTEE, name="无上级", path="x.", parent_id=999))
        session.flush()


def test_two_writers_queue_and_neither_is_lost(any_database):
    def count_up() -> None:
        for _ in range(10):
            with engine.transaction() as session:
                row = session.get(Setting, "n", with_for_update=True)
                row.value = {"value": row.value["value"] + 1}

    with engine.transaction() as session:
        session.add(Setting(name="n", value={"value": 0}))
    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.reading() as session:
        assert session.get(Setting, "n").value == {"value": 30}


def test_a_reader_is_not_stopped_by_a_writer(any_database):
    with engine.transaction() as writing:
        writing.add(Setting(name="n", value={"value": 0}))
        writing.flush()
        with engine.reading() as reading:
            assert reading.get(Setting, "n") is None


def test_sqlite_is_durable_private_and_keeps_its_keys(database):
    with engine.reading() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_bare_postgresql_address_gets_the_driver_we_ship(monkeypatch):
    for given in ("postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"):
        monkeypatch.setenv("DATABASE_URL", given)
        assert engine.database_url().drivername == "postgresql+psycopg"


def test_without_an_address_the_database_is_a_file_in_the_data_folder(desk):
    assert engine.database_url().database == str(desk / "wugeyi.db")
    assert desk.stat().st_mode & 0o777 == 0o700


def test_migrations_run_once_and_know_when_they_are_done(any_database):
    assert migrations.is_current(engine.engine())
    assert migrations.upgrade(engine.engine()) == 0
