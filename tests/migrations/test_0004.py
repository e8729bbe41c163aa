"""0004 reads from the audit log and the links from when to when organisations worked."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, text

from db import engine, migrations


def at(month, day, hour=2):
    return datetime(2026, month, day, hour, tzinfo=UTC)


ORGANISATIONS = {
    1: ("青禾区", "district", None, "1.", True),
    2: ("东区团工委", "committee", 1, "1.2.", True),
    3: ("一支部", "branch", 2, "1.2.3.", True),
    4: ("二支部", "branch", 2, "1.2.4.", False),
    5: ("三支部", "branch", 2, "1.2.5.", True),
    6: ("四支部", "branch", 2, "1.2.6.", True),
    7: ("五支部", "branch", 2, "1.2.7.", True),
}
LOG = [
    (at(1, 5), "set_up_district", 1),
    (at(1, 5), "add_organisation", 2),
    (at(3, 31, 17), "add_organisation", 3),  # the first of April in Shanghai
    (at(2, 1), "add_organisation", 4),
    (at(2, 1), "add_organisation", 5),
    (at(6, 18), "close_organisation", 4),
    (at(4, 2), "close_organisation", 5),
    (at(6, 9), "reopen_organisation", 5),
    (at(7, 1), "close_organisation", 5),
    (at(7, 1, 5), "reopen_organisation", 5),
    (at(7, 2), "change_organisation", 5),
]
# The log does not know of 6; of 7 nothing knows.
LINKS = [(at(5, 3), 6), (at(8, 3), 6), (at(9, 9), 3)]


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before, with organisations, what the log says of them, and a need."""
    migrations.upgrade(engine.engine(), to="0003")
    with engine.transaction() as session:
        for key, (name, level, parent, path, active) in ORGANISATIONS.items():
            session.execute(
                text(
                    "INSERT INTO organisations (id, parent_id, name, level, path, domain, has_student_secretary,"
                    " is_active) VALUES (:key, :parent, :name, :level, :path, :domain, :no, :active)"
                ),
                {"key": key, "parent": parent, "name": name, "level": level, "path": path, "no": False,
                 "domain": "rural" if level == "branch" else None, "active": active},
            )  # fmt: skip
        for n, (moment, verb, key) in enumerate(LOG, 1):
            session.execute(
                text(
                    "INSERT INTO audit_log (id, at, actor, verb, subject, organisation_id, facts)"
                    " VALUES (:id, :at, 'system', :verb, 'organisation', :key, '{}')"
                ),
                {"id": n, "at": moment, "verb": verb, "key": key},
            )
        for n, (moment, key) in enumerate(LINKS):
            session.execute(
                text(
                    "INSERT INTO standing_links (token, branch_id, branch_code, created_at, revoked_at)"
                    " VALUES (:token, :key, :code, :at, :at)"
                ),
                {"token": f"t{n}", "key": key, "code": f"CODE{n}", "at": moment},
            )


def spans():
    with engine.reading() as session:
        rows = session.execute(
            text("SELECT organisation_id, began_on, closed_on FROM organisation_spans ORDER BY 1, 2")
        )
        return [tuple(str(value) if value is not None else None for value in row) for row in rows]


def test_every_stretch_is_read_from_the_log_else_from_the_first_link(with_old_rows):
    migrations.upgrade(engine.engine())
    assert spans() == [
        ("1", "2026-01-05", None),
        ("2", "2026-01-05", None),
        ("3", "2026-04-01", None),
        ("4", "2026-02-01", "2026-06-18"),
        ("5", "2026-02-01", "2026-04-02"),
        ("5", "2026-06-09", None),
        ("6", "2026-05-03", None),
    ]


def test_an_empty_database_has_none(empty_database):
    migrations.upgrade(engine.engine())
    assert spans() == []


def test_needs_have_room_for_their_first_deadline(with_old_rows):
    migrations.upgrade(engine.engine())
    columns = {column["name"]: column for column in inspect(engine.engine()).get_columns("needs")}
    assert columns["first_due_on"]["nullable"]
    assert date.fromisoformat(spans()[0][1]) == date(2026, 1, 5)
