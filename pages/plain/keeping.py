"""What a request may know from a moment ago, kept in this process so that a rush asks the database once.

For reads only: what is written asks the database again, in its own transaction.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

V = TypeVar("V")
SECONDS = 3.0
MOST = 2000

_all: "list[Kept[Any]]" = []


class Kept(Generic[V]):
    """Values that hold for `SECONDS` after they were found; a refusal is never kept.

    >>> kept: Kept[int] = Kept()
    >>> kept.get("a", lambda: 1), kept.get("a", lambda: 2)
    (1, 1)
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, V]] = {}
        _all.append(self)

    def get(self, key: Hashable, find: Callable[[], V]) -> V:
        """Return what was found for a key a moment ago, else find it now."""
        # Looked up once: another thread may clear it meanwhile.
        kept = self._found.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        found = find()
        if len(self._found) >= MOST:
            self._found.clear()
        self._found[key] = (time.monotonic() + SECONDS, found)
        return found

    def holds(self, key: Hashable) -> bool:
        """Tell whether a key can be answered without asking."""
        kept = self._found.get(key)
        return kept is not None and kept[0] > time.monotonic()

    def forget(self) -> None:
        """Ask anew for every key."""
        self._found.clear()


def forget_all() -> None:
    """Ask anew for everything: after the house itself has changed."""
    for kept in _all:
        kept.forget()
