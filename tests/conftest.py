"""Fixtures for every test: databases, clock, cast. Browser fixtures are in tests/browser/conftest.py."""

import base64
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from db import doubts, secrets
from db import engine as engines
from pages.plain import keeping
from tests import builders, databases
from tests import cast as casting

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

TEST_KEY = base64.urlsafe_b64encode(b"a key that only tests may use...").decode()


# Files of minutes: with several workers each begins with one.
LONGEST = (
    "test_every_question_survives.py",
    "test_invite_codes.py",
    "test_accessible.py",
    "test_the_spine.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first, then the other stories in a browser, then everything else as it stands."""
    items.sort(key=_place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """With `-n auto` one worker more than there are cores: a story in a browser waits half of its time."""
    return (os.cpu_count() or 1) + 1


def _place(item: pytest.Item) -> int:
    if item.path.name in LONGEST:
        return LONGEST.index(item.path.name)
    return len(LONGEST) + (item.get_closest_marker("browser") is None)


def _forget() -> None:
    engines.forget_engine()
    secrets.forget_key()
    keeping.forget_all()
    streamlit = sys.modules.get("streamlit")
    if streamlit is not None:
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """No test touches the data of the desk it runs at: key and data folder are the test's own."""
    monkeypatch.setenv("WUGEYI_KEY", TEST_KEY)
    monkeypatch.setenv("WUGEYI_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    # A test changes the house behind the pages' back and looks at once.
    monkeypatch.setattr(keeping, "SECONDS", 0.0)
    _forget()
    yield tmp_path / "data"
    _forget()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every migration in it, to copy."""
    return databases.migrated_sqlite(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Server]:
    """The PostgreSQL server of this run."""
    url = os.environ.get("TEST_POSTGRES_URL")
    if not url:
        databases.missing("no PostgreSQL to test on", "set TEST_POSTGRES_URL")
        return
    server = databases.Server(url)
    try:
        yield server
    finally:
        server.drop_all()


@pytest.fixture(scope="session")
def shared_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Engine]]:
    """One engine per backend for all tests that roll back."""
    made: dict[str, Engine] = {}

    def engine_for(backend: str) -> Engine:
        if backend not in made:
            if backend == "sqlite":
                template = request.getfixturevalue("migrated_file")
                url = databases.copied_sqlite(template, tmp_path_factory.mktemp("shared"))
            else:
                url = request.getfixturevalue("postgresql").copy()
            made[backend] = engines.build(url)
        return made[backend]

    yield engine_for
    for engine in made.values():
        engine.dispose()


@pytest.fixture(params=databases.BACKENDS)
def session(request: pytest.FixtureRequest, shared_engine: Callable[[str], Engine]) -> Iterator[Session]:
    """A session on each database; whatever the test does, even commit, is undone afterwards."""
    writer = shared_engine(request.param).execution_options(write=True)
    with writer.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as open_session:
            yield open_session
        outer.rollback()


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> URL:
    """A SQLite database of the test's own, in force for `db.engine.transaction()` and for the whole app."""
    return _in_force(databases.copied_sqlite(migrated_file, tmp_path), monkeypatch)


@pytest.fixture(params=databases.BACKENDS)
def any_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[URL]:
    """As `database`, on each backend: for tests that need real commits or several connections."""
    if request.param == "sqlite":
        yield request.getfixturevalue("database")
        return
    server: databases.Server = request.getfixturevalue("postgresql")
    url = server.copy()
    yield _in_force(url, monkeypatch)
    engines.forget_engine()
    server.drop(url)


@pytest.fixture(params=databases.BACKENDS)
def empty_database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[URL]:
    """A database on each backend without any table: for migrations."""
    if request.param == "sqlite":
        yield _in_force(databases.sqlite_url(tmp_path / "empty.db"), monkeypatch)
        return
    server: databases.Server = request.getfixturevalue("postgresql")
    url = server.make()
    yield _in_force(url, monkeypatch)
    engines.forget_engine()
    server.drop(url)


def _in_force(url: URL, monkeypatch: pytest.MonkeyPatch) -> URL:
    monkeypatch.setenv("DATABASE_URL", databases.shown(url))
    engines.forget_engine()
    return url


@pytest.fixture
def now() -> datetime:
    """Thursday 2026-06-18, 10:00 in Shanghai: a working day within June's wave; a holiday follows."""
    return datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    """The date of `now` in Shanghai."""
    return date(2026, 6, 18)


@pytest.fixture
def cast(session: Session, now: datetime) -> casting.Cast:
    """The organisations and persons of every access test, in `session`."""
    return casting.gather(session, now=now)


@pytest.fixture
def settled(database: URL, now: datetime) -> casting.Cast:
    """The same cast, committed to `database`, with the monthly questionnaire and June's open wave."""
    with engines.transaction() as writing:
        found = casting.gather(writing, now=now)
        builders.a_wave(writing, now=now)
    return found


@pytest.fixture(autouse=True)
def nobody_is_too_fast(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests answer in no time and alike: only those of doubtful answers (mark `doubts`) are held to it."""
    if request.node.get_closest_marker("doubts") is None:
        monkeypatch.setattr(doubts, "QUICKEST", timedelta(0))
        monkeypatch.setattr(doubts, "FEWEST_RATINGS", 10_000)
        monkeypatch.setattr(doubts, "MOST_BRANCHES", 10_000)
