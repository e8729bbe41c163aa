"""Alembic's entry: run the migrations on the connection handed in, or on the database in use."""

from alembic import context

from db.engine import engine
from db.models import Base


def run(connection):
    """Run on one connection, within its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine().connect() as own:
        run(own)
        own.commit()
