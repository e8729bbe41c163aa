"""0016 makes room for what options are counted as: one label per mode, question and value, of three modes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import engine, migrations

A_LABEL = text(
    "INSERT INTO option_labels (mode, question, value, title, label) VALUES (:mode, 'q', '1', '性别', '男')"
)


@pytest.fixture
def brought_up(empty_database):
    """A database of the version before, brought up to date."""
    migrations.upgrade(engine.engine(), to="0014")
    assert migrations.upgrade(engine.engine(), to="0016")


def test_a_value_has_one_label_in_each_mode(brought_up):
    with engine.transaction() as session:
        for mode in ("text", "ordinals", "scores"):
            session.execute(A_LABEL, {"mode": mode})
    for mode in ("text", "other"):
        with pytest.raises(IntegrityError), engine.transaction() as session:
            session.execute(A_LABEL, {"mode": mode})
