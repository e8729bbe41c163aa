"""Photographs drawn anew: nothing of the file is left but what is seen; whatever is no picture is refused."""

import io
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from db import images
from db.errors import Invalid
from tests.photographs import as_file, drawn, photographed

GPS = 0x8825


def test_place_time_and_device_are_gone_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x0112] = "某手机", "2026:06:03 12:00:00", 6
    exif.get_ifd(GPS)[2] = (36.0, 4.0, 0.0)
    content = as_file(drawn(), exif=exif, comment=b"secret")
    assert b"Exif" in content
    made = images.drawn_anew(content).content
    for gone in (b"Exif", b"secret", "某手机".encode(), b"2026:06"):
        assert gone not in made
    with Image.open(io.BytesIO(made)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (480, 640))
        assert not shown.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_one_becomes_small(kind):
    made = images.drawn_anew(as_file(drawn(size=(4000, 3000)), kind)).content
    with Image.open(io.BytesIO(made)) as shown:
        assert shown.size == (1600, 1200)
    assert len(made) < 500_000


def test_what_is_transparent_is_white():
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    with Image.open(io.BytesIO(images.drawn_anew(as_file(clear, "PNG")).content)) as shown:
        assert shown.getpixel((20, 20)) == (255, 255, 255)


def a_bomb():
    """A PNG of 30,000 × 30,000 points in a few bytes."""

    def part(name, content):
        return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)

    size = (30_000).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", size)
        + part(b"IDAT", zlib.compress(bytes(10_000)))
        + part(b"IEND", b"")
    )


def an_archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture_unreadable"),
        ("不是照片".encode(), "picture_unreadable"),
        (b"MZ" + bytes(5000), "picture_unreadable"),
        (an_archive(), "picture_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (as_file(drawn(), "GIF"), "picture_unreadable"),
        (as_file(drawn())[:4000], "picture_unreadable"),
        (b"\xff\xd8\xff" + bytes(3000), "picture_unreadable"),
        (a_bomb(), "picture_too_many_points"),
        (as_file(Image.new("L", (8000, 7000)), "PNG"), "picture_too_many_points"),
        (as_file(Image.new("L", (8000, 7000)), progressive=True), "picture_too_many_points"),
        (b"\xff\xd8\xff" + bytes(images.MOST_BYTES), "picture_too_large"),
    ],
    ids=[
        "nothing",
        "text",
        "program",
        "archive",
        "svg",
        "gif",
        "cut off",
        "only a head",
        "bomb",
        "points",
        "points in several scans",
        "bytes",
    ],
)
def test_what_is_no_picture_of_a_fair_size_is_refused(content, code):
    with pytest.raises(Invalid, match=code):
        images.drawn_anew(content)


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_a_picture_or_refused(data):
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    content = bytearray(as_file(drawn(size=(60, 40)), kind))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    # Anything but a refusal would be a page that breaks.
    with suppress(Invalid):
        assert images.drawn_anew(bytes(content)).content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("size", [(8192, 6144), (16320, 12240)], ids=["50 million", "200 million"])
def test_a_photograph_of_a_large_phone_is_never_unfolded_whole(size, monkeypatch):
    # What the decoder holds in memory is what is left after its own reduction.
    held, upright = [], images._upright
    monkeypatch.setattr(images, "_upright", lambda opened: held.append(opened.size) or upright(opened))
    content = as_file(Image.new("L", size, 200), quality=30)
    with Image.open(io.BytesIO(images.drawn_anew(content).content)) as shown:
        assert shown.size == (1600, 1200)
    assert max(held[0]) < 2 * images.LONGEST_SIDE


def test_a_copy_looks_alike_and_another_picture_does_not():
    one = photographed(1)
    smaller = images.drawn_anew(as_file(drawn(1).resize((320, 240)), quality=50))
    assert one.digest != smaller.digest
    assert images.are_alike(one.look, smaller.look)
    looks = [photographed(seed).look for seed in range(1, 12)]
    assert not any(images.are_alike(a, b) for n, a in enumerate(looks) for b in looks[:n])
    wall = images.drawn_anew(as_file(Image.new("RGB", (300, 200), "grey"))).look
    assert not images.are_alike(wall, wall)
