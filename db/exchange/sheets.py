"""Any table file as rows of text: .xls, .xlsx, or .csv in UTF-8 or GB18030. What it means is not known here."""

import codecs
import csv
import io
import json
import subprocess
import sys

from db.engine import ROOT
from db.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
SECONDS = 120

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NEW_WORKBOOK = b"PK\x03\x04"
# Excel keeps an .xlsx that has a password in the container of the old format, in a stream of this name.
LOCKED = "EncryptedPackage".encode("utf-16-le")
OTHER_KINDS = {
    b"\x89PNG": "PNG图片",
    b"\xff\xd8\xff": "JPEG图片",
    b"GIF8": "GIF图片",
    b"BM": "BMP图片",
    b"RIFF": "图片或影音",
    b"%PDF": "PDF文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"<": "网页",
}

Rows = list[list[str]]


def read(content: bytes) -> Rows:
    """Return the first sheet's rows, every cell as trimmed text; the first row is the file's first row.

    Numbers without decimals read as "3", dates as "2026-09-03 12:00:00". Rows of a workbook are equally long,
    those of a csv as long as they were written.

    Refuses: file_empty, file_too_big, file_too_many_rows, file_locked (a password), file_damaged,
    file_of_another_kind (facts["kind"]).
    """
    if not content.strip():
        raise Invalid("file_empty")
    if len(content) > MOST_BYTES:
        raise Invalid("file_too_big", most=MOST_BYTES // 1024 // 1024)
    rows = _workbook(content) if content.startswith((OLD_WORKBOOK, NEW_WORKBOOK)) else _csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Invalid("file_empty")
    if len(rows) > MOST_ROWS + 1:
        raise Invalid("file_too_many_rows", most=MOST_ROWS)
    return rows


def _workbook(content: bytes) -> Rows:
    if LOCKED in content:
        raise Invalid("file_locked")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "db.exchange.workbook", str(MOST_ROWS + 1)],
            cwd=ROOT,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid("file_damaged") from None
    if done.returncode:
        raise Invalid("file_damaged")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Invalid(answer["refused"], most=MOST_ROWS)
    rows: Rows = answer["rows"]
    return rows


def _csv(content: bytes) -> Rows:
    for beginning, kind in OTHER_KINDS.items():
        if content.lstrip().startswith(beginning):
            raise Invalid("file_of_another_kind", kind=kind)
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error:
        raise Invalid("file_damaged") from None


def _decoded(content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Only the last character is broken: it is UTF-8, cut off.
        if error.start > 0 and error.start >= len(content) - 3:
            raise Invalid("file_damaged") from None
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise Invalid("file_of_another_kind", kind="无法识别的文件") from None
    if "\x00" in text:
        raise Invalid("file_of_another_kind", kind="无法识别的文件")
    return text
