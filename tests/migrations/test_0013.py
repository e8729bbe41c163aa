"""0013 adds to activities and deeds what nobody could say before: it is unknown for old ones, and they stay."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS

GIVEN = {"day": date(2026, 6, 1), "then": datetime(2026, 7, 1, tzinfo=UTC), "no": False, "yes": True}
A_PERSON = (
    "INSERT INTO people (id, username, name, role, organisation_id, password_hash, must_change_password, is_active,"
    " created_at) VALUES (9, 'nine', '九', 'secretary', 1, '', :no, :yes, :then)"
)
AN_ACTIVITY = (
    "INSERT INTO activities (id, branch_id, person_id, held_on, theme, kind, attended_people, version)"
    " VALUES (1, 1, 9, :day, '读书', 'study', 12, 1)"
)


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before with one activity, brought up to date."""
    migrations.upgrade(engine.engine(), to="0011")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, A_PERSON, AN_ACTIVITY):
            session.execute(text(row), GIVEN)
    assert migrations.upgrade(engine.engine())


def test_an_old_activity_stays_and_its_members_are_unknown(with_old_rows):
    with engine.transaction() as session:
        found = session.execute(text("SELECT theme, attended_people, attended_members FROM activities")).all()
        assert found == [("读书", 12, None)]
        session.execute(text("UPDATE activities SET attended_members = 12"))
    with pytest.raises(IntegrityError), engine.transaction() as session:
        session.execute(text("UPDATE activities SET attended_members = 13"))
