"""Schema changes, one numbered file each, the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db.engine import ROOT


def config() -> Config:
    """Return the Alembic configuration of pyproject.toml, wherever the program was started."""
    return Config(toml_file=ROOT / "pyproject.toml")


def upgrade(engine: Engine, *, to: str = "head") -> int:
    """Bring the database up to date in one transaction; return how many migrations ran.

    to : the revision to stop at. Raises RuntimeError, with nothing changed, if a row would point nowhere.
    """
    settings = config()
    scripts = ScriptDirectory.from_config(settings)
    with _without_foreign_keys(engine) as connection, connection.begin():
        current = MigrationContext.configure(connection).get_current_revision()
        # From the wanted revision down to where the database stands.
        pending = list(scripts.iterate_revisions(to, current))
        if pending:
            settings.attributes["connection"] = connection
            command.upgrade(settings, to)
            _check_foreign_keys(connection)
    return len(pending)


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    # SQLite changes a table by writing it anew and dropping the old one, and a drop would take along the
    # rows that point to it. The switch works only outside a transaction, hence on the driver's connection.
    with engine.connect() as opened:
        connection = opened.execution_options(write=True)
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        raise RuntimeError(f"rows that point nowhere after the migration: {lost[:5]}")


def is_current(engine: Engine) -> bool:
    """Tell whether the database has every migration of this version of the program."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
