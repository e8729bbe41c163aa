"""Breaking Chinese text into lines: charts do not wrap by themselves."""

import re
from unicodedata import east_asian_width

# Punctuation that must not begin a line.
CLINGS = "，。、；：？！）》”’%"
# A number with what it counts, or else one character.
PIECE = re.compile(r"[0-9][0-9.]*[件份人个天年月日分类%]?|.", re.DOTALL)


def lines(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` full characters (a Latin letter or digit is half of one).

    Punctuation that belongs to what stands before it may reach beyond; a number is broken neither within itself nor
    off what it counts. An empty text is one empty line.

    >>> lines("就业创业被提到最多：30份中18份（60%）", 10)
    ['就业创业被提到最多：', '30份中18份（60%）']
    """
    broken, used = [""], 0.0
    for piece in PIECE.findall(text):
        size = sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in piece)
        if used + size > width and broken[-1] and piece not in CLINGS:
            broken.append("")
            used = 0.0
        broken[-1] += piece
        used += size
    return broken
