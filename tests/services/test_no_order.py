"""What youth write carries no time of day, no order and no telling key."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from db.models.base import Base
from tests import builders

YOUTH_TABLES = (
    "drafts",
    "responses",
    "tallies",
    "receipts",
    "needs",
    "need_events",
    "need_contacts",
    "crisis_marks",
    "invite_codes",
    "parental_codes",
    "failed_lookups",
)


def test_what_youth_write_has_no_time_of_day_and_no_order():
    for name in YOUTH_TABLES:
        table = Base.metadata.tables[name]
        timed = {c.name for c in table.columns if "DATETIME" in str(c.type).upper()}
        # A draft's time goes with the submit; a wrong code's window names no answer.
        assert timed <= {"touched_at", "window_ends_at"}, name
        assert table.dialect_options["sqlite"]["with_rowid"] is False, name
        assert not [c for c in table.primary_key if c.autoincrement is True], name


def test_sqlite_keeps_no_rowid_for_them_either(session):
    if session.get_bind().dialect.name != "sqlite":
        return
    for name in YOUTH_TABLES:
        with pytest.raises(DatabaseError, match="no such column"), session.begin_nested():
            session.execute(text(f"SELECT rowid FROM {name}"))


def test_keys_of_what_youth_write_tell_nothing(session, cast, now):
    made = [builders.a_need(session, cast.branch_a, now=now).id for _ in range(3)]
    assert {one.version for one in made} == {4}
    assert len({str(one)[:8] for one in made}) == 3
    assert all(isinstance(one, uuid.UUID) for one in made)
