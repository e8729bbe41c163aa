"""0020 keeps imported questionnaires and all that hangs on them; none is replaced, and when it was answered is not known."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS

GIVEN = {"day": date(2026, 5, 1), "then": datetime(2026, 6, 1, tzinfo=UTC), "no": False, "yes": True}
IMPORTED = (
    "INSERT INTO waves (id, kind, month, version_id, opens_on, closes_on, branch_id, source_digest)"
    " VALUES (2, 'imported', :day, 1, :day, :day, 1, 'd')",
    "INSERT INTO wave_branches (wave_id, branch_id, takes_codes) VALUES (2, 1, :no)",
    "INSERT INTO tallies (wave_id, branch_id, age_band, is_doubtful, question, row, cell, n)"
    " VALUES (2, 1, 'unknown', :no, '', '', '', 3)",
)


def test_an_imported_questionnaire_stays_as_it_was(empty_database):
    migrations.upgrade(engine.engine(), to="0019")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, *IMPORTED):
            session.execute(text(row), GIVEN)
    assert migrations.upgrade(engine.engine())
    new = "replaced_by_id, answered_from, answered_until"
    with engine.transaction() as session:
        kept = text(f"SELECT n, source_digest, {new} FROM tallies JOIN waves ON waves.id = wave_id")
        assert session.execute(kept).all() == [(3, "d", None, None, None)]
        assert session.execute(text("SELECT count(*) FROM wave_branches")).scalar() == 1
        session.execute(text("UPDATE waves SET replaced_by_id = 2 WHERE id = 2"))
