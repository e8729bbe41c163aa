"""The database: where it is, how a transaction begins, and times that keep their zone.

`DATABASE_URL` names it (PostgreSQL or SQLite); without it, `wugeyi.db` in the data folder. The data folder
is `WUGEYI_DATA`, else `data/` beside `app.py`; it is the only place where the running program writes.
"""

import functools
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

# Named anew for pages, which may say what a session is without knowing SQLAlchemy.
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm import sessionmaker
from sqlalchemy.types import TypeDecorator

ROOT = Path(__file__).resolve().parent.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")

# Writers queue for SQLite's one write lock this long before they fail clearly.
BUSY_SECONDS = 15
PAUSE_SECONDS = 0.15
CACHE_KILOBYTES = 32_000


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, aware and in UTC. SQLite forgets zones, so they are put back on the way out.

    Raises ValueError for a naive value: guessing a zone is how times go wrong by eight hours.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: aware, as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def data_folder() -> Path:
    """Return the folder for runtime files, made if missing (mode 0700)."""
    folder = Path(os.environ.get("WUGEYI_DATA") or ROOT / "data")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_url() -> URL:
    """Return the URL of the database in use; a bare `postgresql://` gets the psycopg driver."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        return URL.create("sqlite", database=str(data_folder() / "wugeyi.db"))
    url = make_url(given)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def build(url: URL | str) -> Engine:
    """Make an engine for `url` with the hooks both databases need."""
    url = make_url(url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
    _make_private(url.database)
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
        pool_size=10,
        max_overflow=20,
        # Whose pages are still in memory goes first.
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: str | None) -> None:
    # For nobody else on the machine; the log and index beside it take the same mode.
    if file and file != ":memory:" and not Path(file).exists() and Path(file).parent.is_dir():
        Path(file).touch(mode=0o600)


def _prepare_sqlite(connection, record) -> None:  # type: ignore[no-untyped-def]
    # The driver must not open transactions by itself: `_begin_sqlite` does, so savepoints and rollback hold.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        # FULL, not NORMAL: a receipt that was shown must survive a power cut, not only a killed process.
        "synchronous = FULL",
        "foreign_keys = ON",
        # What a youth deletes is overwritten, not left in free pages.
        "secure_delete = ON",
        # 2 MB, the default, do not hold what one report of a large district reads.
        f"cache_size = -{CACHE_KILOBYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection) -> None:  # type: ignore[no-untyped-def]
    # A writer takes the write lock at once: a transaction that reads first and then writes could
    # otherwise fail half-way with "database is locked". A reader begins plainly and runs beside a writer.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@functools.cache
def engine() -> Engine:
    """Return the one engine of this process. Tests clear it with `forget_engine`."""
    return build(database_url())


@functools.cache
def _factories() -> tuple[sessionmaker[Session], sessionmaker[Session]]:
    read = sessionmaker(engine(), expire_on_commit=False)
    write = sessionmaker(engine().execution_options(write=True), expire_on_commit=False)
    return read, write


def forget_engine() -> None:
    """Close the engine and read `DATABASE_URL` anew at the next use."""
    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    _factories.cache_clear()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session to write: committed at the end, rolled back if anything is raised."""
    with _factories()[1].begin() as session:
        yield session


@contextmanager
def long_work() -> Iterator[tuple[Session, Callable[[], None]]]:
    """Open a session for work too long for one transaction, and a `pause` that keeps what was done so far.

    At a pause whoever else waits to write comes in. Rolled back to the last pause if anything is raised.
    """
    with _factories()[1]() as session:

        def pause() -> None:
            session.commit()
            # SQLite's writers look every tenth of a second whether it is their turn.
            time.sleep(PAUSE_SECONDS)

        yield session, pause
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session to read; nothing it does is kept."""
    with _factories()[0]() as session:
        yield session


def now() -> datetime:
    """Return the present moment in UTC. Services take it as an argument; only the edges call this."""
    return datetime.now(UTC)
