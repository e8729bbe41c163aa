"""The warning against words that may tell who somebody is, for titles and questions alike: a tick lets stand the words it was shown with."""

from collections.abc import Iterable, Sequence

from db.errors import Invalid
from db.lines import folded


def normal(words: Iterable[str]) -> tuple[str, ...]:
    r"""Return words as they are compared: each on one line, without spaces around it, nothing that is empty.

    >>> normal(["给302室\n修灯 ", ""])
    ('给302室 修灯',)
    """
    return tuple(line for line in map(folded, words) if line)


def require(words: Sequence[str], found: Sequence[str], minded: Sequence[str], refusal: Invalid) -> None:
    """Refuse words in which something was found, unless the warning was read over exactly these.

    found : what may tell who somebody is. minded : the words that stood there when the warning was ticked away, () for
    none. Refuses: as `refusal` says.
    """
    if found and normal(words) != normal(minded):
        raise refusal
