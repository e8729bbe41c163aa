"""One call of a service is one transaction; the time comes from here; faults come back as refusals."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from db import engine, faults, workdays

T = TypeVar("T")


def write(service: Callable[..., T], **values: Any) -> T:
    """Run one service in one write transaction and return what it returns.

    `now` and `today` are supplied where the service asks for them. Raises Refused only (or a bug).
    """
    with faults.as_refusals(), engine.transaction() as session:
        return service(session, **_with_time(service, values))


def read(query: Callable[..., T], **values: Any) -> T:
    """Run one query in a session that keeps nothing. Raises Refused only (or a bug)."""
    with faults.as_refusals(), engine.reading() as session:
        return query(session, **_with_time(query, values))


def _with_time(service: Callable[..., Any], values: dict[str, Any]) -> dict[str, Any]:
    asked = inspect.signature(service).parameters
    now = engine.now()
    times = {"now": now, "today": workdays.today(now)}
    return {**{name: time for name, time in times.items() if name in asked}, **values}
