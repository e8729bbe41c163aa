"""What people typed: cleaned on its way in, shown as it is where Markdown is read."""

import re

# Control characters that no page shows and no database needs to hold, but newline and tab; halves of a pair too;
# and what turns the direction of writing, so that a text would read otherwise than it is.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

# What Markdown reads anywhere, and what makes a list or a heading at the beginning.
MARKUP = re.compile(r"[\\`*_~\[\]<>|$&#:]|^[+\-=]|^\d+(?=[.)])")
# Addresses and icons are found in the text after escapes are gone: a word joiner, which nobody sees, parts them.
FOUND_LATER = re.compile(r"(?<=:)(?=[^\s\d])|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
JOINER = "\u2060"


def cleaned(text: str) -> str:
    """Return a text without control characters; a line ends with a newline alone."""
    return UNSEEN.sub("", text)


def safe(text: str) -> str:
    """Return a name or sentence of one line so that Markdown shows it as it is: no link, no picture, no colour."""
    parted = FOUND_LATER.sub(JOINER, " ".join(text.splitlines()))
    return MARKUP.sub(_escaped, parted)


def _escaped(found: re.Match[str]) -> str:
    # "1." begins a list; its point, not its number, can be escaped.
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
