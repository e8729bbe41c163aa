"""What the database says when something goes wrong, said as a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.script.revision import RevisionError
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from db.engine import engine
from db.errors import Conflict, Invalid, Refused, Unavailable

# From the special to the general: the first kind that fits.
KINDS: tuple[tuple[type[Exception], type[Refused], str], ...] = (
    (StaleDataError, Conflict, "changed_meanwhile"),
    (IntegrityError, Conflict, "exists_already"),
    (PoolTimeoutError, Unavailable, "database_busy"),
    (DataError, Invalid, "value_impossible"),
    # SQLite's driver says so by itself of a number beyond 64 bits.
    (OverflowError, Invalid, "value_impossible"),
    (OperationalError, Unavailable, "database_unreachable"),
    (InterfaceError, Unavailable, "database_unreachable"),
    (DatabaseError, Unavailable, "database_broken"),
    (RevisionError, Unavailable, "database_of_another_version"),
    # A reader of what we print went away: nothing is wrong with the house.
    (ConnectionError, Refused, ""),
    (OSError, Unavailable, "data_folder_unusable"),
)
# Two transactions waited for one another, or one could not be put in a row with others: PostgreSQL ends one of them.
WORTH_ANOTHER_TRY = ("40P01", "40001")
SQLITE_CODES = {
    "SQLITE_BUSY": "database_busy",
    "SQLITE_ERROR": "database_broken",
    "SQLITE_CORRUPT": "database_broken",
}


@contextmanager
def as_refusals() -> Iterator[None]:
    """Around one transaction: faults of the database, of its address and of the data folder leave it as refusals.

    Refuses: changed_meanwhile (somebody was faster), exists_already (a unique key or another constraint
    said no), crossed (two stood in each other's way: worth another try), value_impossible (no database can hold it),
    database_busy, database_unreachable, database_broken, database_of_another_version, database_url_malformed,
    data_folder_unusable. Messages are not parsed: the two databases differ.
    """
    try:
        _need_engine()
        yield
    except Exception as error:
        refused = _refusal_of(error)
        if refused is None:
            raise
        raise refused from error


def _need_engine() -> None:
    try:
        engine()
    except (ArgumentError, ImportError, ValueError):
        # Unreadable, or of a database whose driver is not here.
        raise Unavailable("database_url_malformed") from None


def _refusal_of(error: Exception) -> Refused | None:
    kind, code = next(
        ((kind, code) for fault, kind, code in KINDS if isinstance(error, fault)), (Refused, "")
    )
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") in WORTH_ANOTHER_TRY:
        return Conflict("crossed")
    if isinstance(error, OperationalError):
        # "SQLITE_BUSY_SNAPSHOT" is busy, too.
        name = "_".join(getattr(error.orig, "sqlite_errorname", "").split("_")[:2])
        code = SQLITE_CODES.get(name, code)
    return kind(code) if code else None
