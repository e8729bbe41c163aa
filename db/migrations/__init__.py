"""Schema changes, one numbered file each, the same on SQLite and PostgreSQL."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from db.engine import ROOT


def config() -> Config:
    """Return the Alembic configuration of pyproject.toml, wherever the program was started."""
    return Config(toml_file=ROOT / "pyproject.toml")


def upgrade(engine: Engine) -> int:
    """Bring the database up to date in one transaction; return how many migrations ran."""
    settings = config()
    scripts = ScriptDirectory.from_config(settings)
    with engine.execution_options(write=True).begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        # From head down to where the database stands.
        pending = list(scripts.iterate_revisions(scripts.get_current_head(), current))
        if pending:
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    return len(pending)


def is_current(engine: Engine) -> bool:
    """Tell whether the database has every migration of this version of the program."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
