"""What the migrations make is what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from db import engine
from db.models import Base


def test_the_migrations_make_the_tables_columns_and_indexes_that_the_models_name(any_database):
    with engine.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
