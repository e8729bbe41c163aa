"""Names in the order in which people count: 第2团支部 before 第19团支部, on both databases alike."""

import re

NUMBER = re.compile(r"(\d+)")


def natural_key(name: str) -> list[str | int]:
    """Return the key to sort a name by: its words as they are, its numbers as numbers.

    >>> sorted(["第19团支部", "第2团支部"], key=natural_key)
    ['第2团支部', '第19团支部']
    """
    # Words and numbers take turns, a word (or none) first, so two keys can always be compared.
    return [int(part) if index % 2 else part for index, part in enumerate(NUMBER.split(name))]
