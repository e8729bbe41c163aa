"""Names in the order in which people count: 第2团支部 before 第19团支部, on both databases alike."""

import functools
import re

NUMBER = re.compile(r"(\d+)")


@functools.lru_cache(maxsize=5000)
def natural_key(name: str) -> tuple[str | int, ...]:
    """Return the key to sort a name by: its words as they are, its numbers as numbers.

    >>> sorted(["第19团支部", "第2团支部"], key=natural_key)
    ['第2团支部', '第19团支部']
    """
    # Words and numbers take turns, a word (or none) first, so two keys can always be compared.
    return tuple(int(part) if index % 2 else part for index, part in enumerate(NUMBER.split(name)))
