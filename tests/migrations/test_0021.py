"""0021 gives needs the indexes from which they are counted, in place of those that only find them."""

from sqlalchemy import inspect

from db import engine, migrations
from db.models import Need


def test_each_index_takes_the_place_of_a_narrower_one(empty_database):
    migrations.upgrade(engine.engine(), to="0020")
    before = _indexes()
    migrations.upgrade(engine.engine(), to="0021")
    after = _indexes()
    assert len(after) == len(before)
    for name in ("month", "state", "due_on"):
        assert before[f"ix_needs_{name}"] == [name]
        assert after[f"ix_needs_counted_by_{name}"][0] == name
    for index in Need.__table__.indexes:
        assert after[index.name] == [column.name for column in index.columns]


def _indexes() -> dict[str, list[str]]:
    found = inspect(engine.engine()).get_indexes("needs")
    return {index["name"]: index["column_names"] for index in found if not index.get("duplicates_constraint")}
