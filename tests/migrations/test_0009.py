"""0009 makes room for the codes of guardians; a draft that goes gives its code back, a wave takes its codes along."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations

OLD_ROWS = (
    "INSERT INTO organisations (id, name, level, path, has_student_secretary, is_active)"
    " VALUES (1, '青禾区', 'district', '1.', :no, :yes)",
    "INSERT INTO questionnaires (id, code, is_monthly) VALUES (1, 'monthly', :yes)",
    "INSERT INTO questionnaire_versions (id, questionnaire_id, number, title, rating_scope, definition)"
    " VALUES (1, 1, 1, '月度', 'all', '{}')",
    "INSERT INTO waves (id, kind, month, version_id, opens_on, closes_on)"
    " VALUES (1, 'monthly', :day, 1, :day, :day)",
    "INSERT INTO drafts (key_hash, wave_id, branch_id, rating_set, rotation, touched_at)"
    " VALUES ('d', 1, 1, 0, 0, :then)",
)
A_CODE = (
    "INSERT INTO parental_codes (code_hash, wave_id, branch_id, draft_key, is_used)"
    " VALUES (:code, 1, 1, :draft, :no)"
)
SHOWN = text("SELECT code_hash, draft_key FROM parental_codes ORDER BY 1")


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before, with a draft in it, brought up to date."""
    migrations.upgrade(engine.engine(), to="0008")
    given = {"no": False, "yes": True, "day": date(2026, 6, 1), "then": datetime(2026, 6, 1, tzinfo=UTC)}
    with engine.transaction() as session:
        for row in OLD_ROWS:
            session.execute(text(row), given)
    assert migrations.upgrade(engine.engine(), to="0009") == 1


def add(session, code, draft="d"):
    session.execute(text(A_CODE), {"code": code, "draft": draft, "no": False})


def test_a_code_is_held_for_one_draft_that_is_there(with_old_rows):
    with engine.transaction() as session:
        add(session, "c")
    for draft in ("d", "gone"):
        with pytest.raises(IntegrityError), engine.transaction() as session:
            add(session, "e", draft)


def test_the_draft_gives_its_code_back_and_the_wave_takes_it_along(with_old_rows):
    with engine.transaction() as session:
        add(session, "c")
        session.execute(text("DELETE FROM drafts"))
        assert session.execute(SHOWN).all() == [("c", None)]
        session.execute(text("DELETE FROM waves"))
        assert session.execute(SHOWN).all() == []
