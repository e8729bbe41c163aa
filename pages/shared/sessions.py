"""One call of a service is one transaction; the time comes from here; faults come back as refusals."""

import functools
import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from db import engine, faults, workdays
from db.errors import Conflict, Refused

T = TypeVar("T")
# Who crosses others may cross them again when many write at once.
TRIES = 6
log = logging.getLogger("wugeyi")


def write(service: Callable[..., T], **values: Any) -> T:
    """Run one service in one write transaction and return what it returns.

    `now` and `today` are supplied where the service asks for them. Raises Refused only (or a bug).
    """
    for _ in range(TRIES - 1):
        try:
            return _write(service, values)
        except Conflict as refused:
            # Another request wrote the same key at the same moment, or the two stood in each other's way; seen from
            # now on, the service knows what to do.
            if refused.code not in ("exists_already", "crossed"):
                raise
    return _write(service, values)


def _write(service: Callable[..., T], values: dict[str, Any]) -> T:
    with _noted(), faults.as_refusals(), engine.transaction() as session:
        return service(session, **_with_time(service, values))


def read(query: Callable[..., T], **values: Any) -> T:
    """Run one query in a session that keeps nothing. Raises Refused only (or a bug)."""
    with _noted(), faults.as_refusals(), engine.reading() as session:
        return query(session, **_with_time(query, values))


@contextmanager
def _noted() -> Iterator[None]:
    # The person sees a sentence; whoever looks after the server needs a line.
    try:
        yield
    except Refused as refused:
        if refused.kind == "unavailable":
            log.error("unavailable: %s", refused)
        raise


@functools.lru_cache(maxsize=500)
def _parameters(service: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(service).parameters)


def _with_time(service: Callable[..., Any], values: dict[str, Any]) -> dict[str, Any]:
    asked = _parameters(service)
    now = engine.now()
    times = {"now": now, "today": workdays.today(now)}
    return {**{name: time for name, time in times.items() if name in asked}, **values}
