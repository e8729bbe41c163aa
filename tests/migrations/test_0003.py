"""0003 writes the table of accounts anew: nobody is lost, nor what points to them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations

THEN = datetime(2026, 11, 1, 8, tzinfo=UTC)
OLD_ROWS = (
    "INSERT INTO organisations (id, name, level, path, has_student_secretary, is_active)"
    " VALUES (1, '青禾区', 'district', '/1/', :no, :yes)",
    "INSERT INTO people (id, username, name, role, organisation_id, password_hash, must_change_password,"
    " failed_attempts, locked_until, is_active, created_at)"
    " VALUES (7, 'li', '李', 'district', 1, 'x', :no, 3, :then, :yes, :then)",
    "INSERT INTO sign_ins (token_hash, person_id, created_at, seen_at) VALUES ('t', 7, :then, :then)",
    "INSERT INTO guardians (organisation_id, person_id) VALUES (1, 7)",
)


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before, with an account, a sign-in and a named adult in it."""
    assert migrations.upgrade(engine.engine(), to="0002") == 2
    with engine.transaction() as session:
        for row in OLD_ROWS:
            session.execute(text(row), {"then": THEN, "yes": True, "no": False})


def test_an_account_and_what_points_to_it_outlive_the_new_table(with_old_rows):
    assert migrations.upgrade(engine.engine()) >= 1
    with engine.reading() as session:
        assert session.execute(text("SELECT id, username, name FROM people")).all() == [(7, "li", "李")]
        assert session.execute(text("SELECT token_hash, person_id FROM sign_ins")).all() == [("t", 7)]
        assert session.execute(text("SELECT person_id FROM guardians")).all() == [(7,)]
    columns = {column["name"] for column in inspect(engine.engine()).get_columns("people")}
    assert not columns & {"failed_attempts", "locked_until"}


def test_the_new_table_refuses_what_the_old_one_refused(with_old_rows):
    migrations.upgrade(engine.engine())
    for change in (
        "UPDATE people SET role = 'king' WHERE id = 7",
        "UPDATE people SET organisation_id = 99 WHERE id = 7",
        "UPDATE sign_ins SET person_id = 99",
        "INSERT INTO people SELECT 8, username, name, role, organisation_id, password_hash,"
        " must_change_password, is_active, ends_on, created_at FROM people",
    ):
        with pytest.raises(IntegrityError), engine.transaction() as session:
            session.execute(text(change))


# PostgreSQL keeps its foreign keys in force throughout; there no such row can come about.
@pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
def test_a_row_that_points_nowhere_stops_the_migration_and_nothing_is_changed(with_old_rows):
    with engine.engine().connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            connection.execute(text("UPDATE sign_ins SET person_id = 99"))
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(RuntimeError, match="point nowhere"):
        migrations.upgrade(engine.engine())
    assert "failed_attempts" in {column["name"] for column in inspect(engine.engine()).get_columns("people")}
    with engine.reading() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
