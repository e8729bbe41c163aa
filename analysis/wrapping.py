"""Breaking Chinese text into lines: charts do not wrap by themselves."""

from unicodedata import east_asian_width

# Punctuation that must not begin a line.
CLINGS = "，。、；：？！）》”’%"


def lines(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` full characters (a Latin letter or digit is half of one).

    Punctuation that belongs to what stands before it may reach beyond. An empty text is one empty line.

    >>> lines("就业创业被提到最多：30份中18份（60%）", 10)
    ['就业创业被提到最多：', '30份中18份（60%）']
    """
    broken, used = [""], 0.0
    for character in text:
        size = 1.0 if east_asian_width(character) in "WFA" else 0.5
        if used + size > width and character not in CLINGS:
            broken.append("")
            used = 0.0
        broken[-1] += character
        used += size
    return broken
