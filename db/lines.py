"""A text as one line: how titles, names and reasons are kept."""


def folded(text: str) -> str:
    """Return a text as one line without surrounding space, "" for one of space alone.

    >>> folded("  支部   交来了签到表 ")
    '支部 交来了签到表'
    """
    # PostgreSQL takes no NUL in a text; pasted tables bring tabs and line ends.
    return " ".join(text.replace("\x00", "").split())
