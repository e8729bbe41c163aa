"""Databases for tests: made by the migrations once, copied or rolled back for every test."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL, make_url

from db import engine as engines
from db import migrations

BACKENDS = ("sqlite", "postgresql")


def missing(what: str, remedy: str) -> None:
    """Skip at a desk; fail where everything has to run, so that nothing is ever silently left out there."""
    message = f"{what}: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def sqlite_url(file: Path) -> URL:
    """Return the URL of a SQLite file."""
    return URL.create("sqlite", database=str(file))


def migrated_sqlite(folder: Path) -> Path:
    """Make an empty SQLite database by the migrations; closed, so that it is one file that can be copied."""
    file = folder / "template.db"
    own = engines.build(sqlite_url(file))
    migrations.upgrade(own)
    own.dispose()
    return file


def copied_sqlite(template: Path, folder: Path) -> URL:
    """Copy the migrated template into a folder."""
    return sqlite_url(Path(shutil.copy(template, folder / "wugeyi.db")))


class Server:
    """The PostgreSQL server named by TEST_POSTGRES_URL, and this run's own databases on it.

    Names are random: several runs share one server without meeting. What a run made, it drops at its end.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.run = f"wugeyi_test_{secrets.token_hex(4)}"
        self.made: list[str] = []
        self.template = self.make()
        own = engines.build(self.template)
        migrations.upgrade(own)
        own.dispose()

    def make(self, template: URL | None = None) -> URL:
        """Make a database, empty or as a copy of `template` (to which nobody may be connected)."""
        name = f"{self.run}_{len(self.made)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template.database if template else "template0"}"')
        self.made.append(name)
        return self.url.set(database=name)

    def copy(self) -> URL:
        """Make a database with every migration in it."""
        return self.make(self.template)

    def drop(self, url: URL) -> None:
        """Drop one database, whoever is still connected."""
        self._run(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')

    def drop_all(self) -> None:
        """Drop everything this run made."""
        for name in self.made:
            self.drop(self.url.set(database=name))

    def _run(self, statement: str) -> None:
        own = engines.build(self.url)
        with own.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        own.dispose()


@contextmanager
def disposed(url: URL) -> Iterator[Engine]:
    """Give an engine and close all its connections afterwards."""
    own = engines.build(url)
    try:
        yield own
    finally:
        own.dispose()


def shown(url: URL) -> str:
    """Return the URL as an environment variable holds it, password included."""
    return url.render_as_string(hide_password=False)
