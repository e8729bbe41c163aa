"""0019 keeps every deed as it was; from then on only one that is not done is given up, and with a reason."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS
from tests.migrations.test_0013 import A_PERSON, GIVEN
from tests.migrations.test_0018 import A_DEED


@pytest.fixture
def with_old_rows(empty_database):
    """A database of the version before, with a deed done and one begun."""
    migrations.upgrade(engine.engine(), to="0017")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, A_PERSON):
            session.execute(text(row), GIVEN)
        for key, done_on in ((1, GIVEN["day"]), (2, None)):
            session.execute(text(A_DEED), {"id": key, "done_on": done_on, **GIVEN})
    migrations.upgrade(engine.engine(), to="0018")
    assert migrations.upgrade(engine.engine())


def test_no_deed_is_given_up_by_it(with_old_rows):
    with engine.transaction() as session:
        found = session.execute(text("SELECT id, title, given_up_on, given_up_reason FROM deeds ORDER BY id"))
        assert found.all() == [(1, "修路灯", None, None), (2, "修路灯", None, None)]


@pytest.mark.parametrize(("key", "reason"), [(1, "'没场地'"), (2, "NULL")])
def test_what_is_done_or_has_no_reason_is_not_given_up(with_old_rows, key, reason):
    change = f"UPDATE deeds SET given_up_on = :day, given_up_reason = {reason} WHERE id = {key}"
    with pytest.raises(IntegrityError), engine.transaction() as session:
        session.execute(text(change), GIVEN)
