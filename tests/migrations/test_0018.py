"""0018 keeps what was said of a duty as it was meant, and what was begun as progress of its month."""

import pytest
from sqlalchemy import text

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS
from tests.migrations.test_0013 import A_PERSON, GIVEN

AN_EXEMPTION = (
    "INSERT INTO month_exemptions (branch_id, month, duty, reason, person_id)"
    " VALUES (1, :day, 'talk', 'funds', 9)"
)
A_DEED = (
    "INSERT INTO deeds (id, organisation_id, month, title, kind, done_on, person_id, version)"
    " VALUES (:id, 1, :day, '修路灯', 'practical', :done_on, 9, 1)"
)


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before, with a duty that did not apply, a deed done and one begun."""
    migrations.upgrade(engine.engine(), to="0017")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, A_PERSON, AN_EXEMPTION):
            session.execute(text(row), GIVEN)
        for key, done_on in ((1, GIVEN["day"]), (2, None)):
            session.execute(text(A_DEED), {"id": key, "done_on": done_on, **GIVEN})
    assert migrations.upgrade(engine.engine())


def test_what_did_not_apply_still_does_not(with_old_rows):
    with engine.transaction() as session:
        assert session.execute(text("SELECT reason, applies FROM month_exemptions")).all() == [("funds", 0)]


def test_a_deed_that_was_begun_stays_progress_of_its_month_and_all_stay_public(with_old_rows):
    with engine.transaction() as session:
        found = session.execute(text("SELECT id, begun_on IS NULL, is_hidden FROM deeds ORDER BY id")).all()
        assert found == [(1, True, False), (2, False, False)]
