"""0011 lets a need take more steps, and keeps the log of those it took as it is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS
from tests.migrations.test_0010 import GIVEN

KEY = "11111111111111111111111111111111"
A_NEED = (
    "INSERT INTO needs (id, month, branch_id, organisation_id, goes_to_committee, source, category_code,"
    " is_sensitive, urgency, state, raised_on, version)"
    f" VALUES ('{KEY}', :day, 1, 1, :no, 'wish', 'EMP', :no, 'normal', 'raised', :day, 1)"
)
A_CATEGORY = (
    "INSERT INTO need_categories (code, label, position, is_sensitive, is_active, is_imported, keywords)"
    " VALUES ('EMP', '就业', 1, :no, :yes, :no, '{}')"
)
AN_EVENT = (
    "INSERT INTO need_events (need_id, seq, happened_on, verb, to_state, party, facts)"
    f" VALUES ('{KEY}', :seq, :day, :verb, 'raised', 'youth', '{{}}')"
)


def log(seq, verb):
    with engine.transaction() as session:
        session.execute(text(AN_EVENT), {"seq": seq, "verb": verb, **GIVEN})


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before with one need that was raised, brought up to date."""
    migrations.upgrade(engine.engine(), to="0010")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, A_CATEGORY, A_NEED):
            session.execute(text(row), {"no": False, "yes": True, **GIVEN})
    log(1, "raise")
    with pytest.raises(IntegrityError):
        log(2, "defer")
    assert migrations.upgrade(engine.engine(), to="0011") == 1


def test_the_log_is_still_there_and_still_never_changed(with_old_rows):
    with engine.transaction() as session:
        assert session.execute(text("SELECT seq, verb FROM need_events")).all() == [(1, "raise")]
    with pytest.raises(IntegrityError, match="append-only"), engine.transaction() as session:
        session.execute(text("UPDATE need_events SET seq = 7"))


def test_the_new_steps_are_taken_and_no_others(with_old_rows):
    for seq, verb in enumerate(("defer", "remind", "lapse", "relay", "propose", "agree"), start=2):
        log(seq, verb)
    with pytest.raises(IntegrityError):
        log(9, "dance")
    with engine.transaction() as session:
        session.execute(text("DELETE FROM needs"))
        assert session.execute(text("SELECT COUNT(*) FROM need_events")).scalar_one() == 0
