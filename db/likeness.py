"""How alike two short texts are, by the pairs of characters that they share."""

import math
from collections import Counter


def likeness(one: str | None, other: str | None) -> float:
    """Return how alike two texts are, from 0 (nothing in common) to 1 (the same pairs of characters as often).

    The cosine of their counts of character pairs, spaces and punctuation left out: Chinese has no spaces between words.
    0 where one of them is missing or too short for a pair.

    >>> likeness("宿舍没有热水", "宿舍热水太少") > likeness("宿舍没有热水", "想找实习")
    True
    """
    a, b = _pairs(one), _pairs(other)
    if not a or not b:
        return 0.0
    together = sum(n * b[pair] for pair, n in a.items())
    return together / math.sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))


def _pairs(text: str | None) -> Counter[str]:
    bare = "".join(character for character in (text or "").lower() if character.isalnum())
    return Counter(bare[i : i + 2] for i in range(len(bare) - 1))
