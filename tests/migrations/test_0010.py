"""0010 lets a wave carry the releases of its month and of longer periods, each with numbers of its own."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS

A_RELEASE = (
    "INSERT INTO releases (id, wave_id, kind, month, number, n_doubtful, released_at, released_by)"
    " VALUES (:id, 1, :kind, :day, :number, 0, :then, 'system')"
)
A_VIEW = "INSERT INTO release_views (release_id, organisation_id, view, content) VALUES (1, 1, 'needs', '{}')"
GIVEN = {"day": date(2026, 6, 1), "then": datetime(2026, 7, 1, tzinfo=UTC)}


def add(key, kind, number):
    with engine.transaction() as session:
        session.execute(text(A_RELEASE), {"id": key, "kind": kind, "number": number, **GIVEN})


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before with one release, brought up to date."""
    migrations.upgrade(engine.engine(), to="0009")
    with engine.transaction() as session:
        for row in OLD_ROWS:
            session.execute(text(row), {"no": False, "yes": True, **GIVEN})
    add(1, "month", 1)
    with engine.transaction() as session:
        session.execute(text(A_VIEW))
    assert migrations.upgrade(engine.engine(), to="0010") == 1


def test_a_release_keeps_its_views_which_stay_frozen(with_old_rows):
    with engine.transaction() as session:
        assert session.execute(text("SELECT release_id, view FROM release_views")).all() == [(1, "needs")]
    with pytest.raises(IntegrityError, match="frozen"), engine.transaction() as session:
        session.execute(text("UPDATE release_views SET view = 'other'"))


def test_a_wave_carries_a_release_of_each_kind_and_number_once(with_old_rows):
    for key, kind in enumerate(("quarter", "half_year", "year"), start=2):
        add(key, kind, 1)
    for kind, number in (("quarter", 1), ("month", 1), ("decade", 1)):
        with pytest.raises(IntegrityError):
            add(9, kind, number)
