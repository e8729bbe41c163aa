"""Photographs as they come from a phone, made into small pictures that tell nothing but what is seen. Pure.

Every picture is drawn anew: place, time, device and whatever else a file carries beside its points is gone with it.
"""

import hashlib
import io
import struct
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageOps

from db.errors import Invalid

MOST_BYTES = 15 * 1024**2
# Of a file that is small and becomes huge when it is unfolded only the first lines are read.
MOST_POINTS = 50_000_000
# A JPEG that comes line by line is made smaller as it is read, whatever its size: the largest phones take 200 million.
MOST_POINTS_BY_LINES = 220_000_000
# Pillow's own limit lies below that; ours are checked before a point is read.
Image.MAX_IMAGE_PIXELS = MOST_POINTS_BY_LINES
FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE, QUALITY = 1600, 80
# A look is 8 × 8 bits: whether each point of a tiny grey copy is darker than its neighbour.
LOOK_SIDE, LOOK_BITS = 8, 64
# So many bits may differ between two copies of one picture; of chance, different ones differ by half.
ALIKE = 5
# A bare wall looks like any other: with so few edges a look tells nothing.
FEWEST_EDGES = 8


@dataclass(frozen=True)
class Photograph:
    """A picture drawn anew: JPEG, at most 1600 points on its longer side.

    digest : SHA-256 of its content, 64 hex digits. look : 16 hex digits, alike for pictures that look alike.
    """

    content: bytes
    digest: str
    look: str


def drawn_anew(content: bytes) -> Photograph:
    """Return a photograph of what a file shows, upright, on white where it is transparent.

    Refuses: picture_too_large (bytes), picture_too_many_points, picture_unreadable — no JPEG, PNG or WebP, or a
    damaged one.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("picture_too_large", most=MOST_BYTES // 1024**2)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            most = MOST_POINTS_BY_LINES if _comes_by_lines(opened, content) else MOST_POINTS
            if opened.width * opened.height > most:
                raise _too_many_points(most)
            opened.draft("RGB", _fitting(opened.size))
            picture = _upright(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_points(MOST_POINTS) from None
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, struct.error, UserWarning):
        # What Pillow raises for a file that is not what its first bytes say.
        raise Invalid("picture_unreadable") from None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    made = out.getvalue()
    return Photograph(made, hashlib.sha256(made).hexdigest(), _look(picture))


def _too_many_points(most: int) -> Invalid:
    # In the unit that phones use: 一亿像素 are a hundred million points.
    return Invalid("picture_too_many_points", most=most // 10_000)


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size that is made of one: a JPEG is read at an eighth, a quarter or half where that is enough."""
    longest = max(size)
    return tuple(max(1, side * LONGEST_SIDE // longest) for side in size)  # type: ignore[return-value]


def _comes_by_lines(opened: Image.Image, content: bytes) -> bool:
    """Tell whether a file is a JPEG of a single scan. One of several has to be held in memory whole, at full size."""
    if opened.format != "JPEG" or opened.info.get("progressive"):
        return False
    at, n_colours = 2, len(opened.getbands())
    while at + 4 < len(content) and content[at] == 0xFF:
        if content[at + 1] == 0xDA:
            # The first scan says of how many colours it is: of all, then nothing comes after it.
            return content[at + 4] == n_colours
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return False


def _upright(opened: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", clear.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    # Into an image of its own: nothing of what the file said beside its points comes along.
    drawn = Image.new("RGB", picture.size)
    drawn.paste(picture.convert("RGB"))
    return drawn


def _look(picture: Image.Image) -> str:
    grey = picture.convert("L").resize((LOOK_SIDE + 1, LOOK_SIDE), Image.Resampling.LANCZOS).tobytes()
    rows = [grey[at : at + LOOK_SIDE + 1] for at in range(0, len(grey), LOOK_SIDE + 1)]
    bits = "".join("1" if left > right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):0{LOOK_BITS // 4}x}"


def are_alike(one: str, other: str) -> bool:
    """Tell whether two looks are those of one picture, perhaps in another size or a little lighter.

    >>> are_alike("00ff00ff00ff00ff", "00ff00ff00ff00fe")
    True
    >>> are_alike("0000000000000000", "0000000000000000")
    False
    """
    first, second = int(one, 16), int(other, 16)
    tells = all(FEWEST_EDGES <= look.bit_count() <= LOOK_BITS - FEWEST_EDGES for look in (first, second))
    return tells and (first ^ second).bit_count() <= ALIKE
