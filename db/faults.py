"""What the database says when something goes wrong, said as a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from db.errors import Conflict, Unavailable


@contextmanager
def as_refusals() -> Iterator[None]:
    """Around one transaction: faults of the database leave it as refusals.

    Refuses: changed_meanwhile (somebody was faster), exists_already (a unique key or another constraint
    said no), database_busy, database_unreachable. Messages are not parsed: the two databases differ.
    """
    try:
        yield
    except StaleDataError:
        raise Conflict("changed_meanwhile") from None
    except IntegrityError as error:
        raise Conflict("exists_already") from error
    except PoolTimeoutError:
        raise Unavailable("database_busy") from None
    except (OperationalError, InterfaceError) as error:
        is_locked = getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")
        raise Unavailable("database_busy" if is_locked else "database_unreachable") from error
