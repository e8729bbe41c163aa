"""Small pictures for tests, drawn here: no photograph of anybody."""

import io

from PIL import Image, ImageDraw

from db import images


def drawn(seed=1, size=(640, 480)):
    """Return a picture with edges, unlike that of another seed."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for n in range(12):
        x, y = (n * 97 * seed + 31) % size[0], (n * 61 * seed + 17 * seed) % size[1]
        pen.rectangle((x, y, x + 90, y + 70), fill=((n * 40 * seed) % 255, (n * 20) % 200, (n * 90) % 255))
    return picture


def as_file(picture, kind="JPEG", **but):
    out = io.BytesIO()
    picture.save(out, kind, **but)
    return out.getvalue()


def photographed(seed=1):
    return images.drawn_anew(as_file(drawn(seed)))
