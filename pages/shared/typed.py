"""What people typed: cleaned on its way in, shown as it is where Markdown is read."""

import re

# Control characters that no page shows and no database needs to hold, but newline and tab; halves of a pair too.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Return a text without control characters; a line ends with a newline alone."""
    return UNSEEN.sub("", text)
