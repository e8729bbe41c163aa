"""Any table file as rows of text: .xls, .xlsx, or .csv in UTF-8, GB18030 or UTF-16. What it means is not known here."""

import codecs
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.engine import ROOT
from db.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 2_000
MOST_SHEETS = 10
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
    b"MZ": "程序",
    b"\x7fELF": "程序",
}
WRITTEN_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*(?:日)?(\s.*)?")
# A day as Excel counts: 1 is the first of January 1900. From 1954 to 2119: no year and no number of people.
SERIAL_DAY = re.compile(r"([2-7]\d{4})(\.\d+)?")
BEFORE_DAY_1 = date(1899, 12, 30)

Rows = list[list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet as text. name : "" for that of a csv. merged, formulas : the first few such places, "A3:A5", "B2"."""

    name: str
    rows: Rows
    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


def read(content: bytes) -> Rows:
    """Return the first sheet's rows, every cell as trimmed text; the first row is the file's first row.

    Numbers without decimals read as "3", dates as "2026-09-03 12:00:00". Rows of a workbook are equally long,
    those of a csv as long as they were written.

    Refuses: what `read_all` and `require_plain` refuse.
    """
    first = read_all(content, most_sheets=1)[0]
    if not first.rows:
        raise Invalid("file_empty")
    require_plain(first)
    return first.rows


def read_all(content: bytes, *, most_sheets: int = MOST_SHEETS) -> list[Sheet]:
    """Return the first sheets of a workbook, or the one of a csv; empty rows at the end are gone.

    Refuses: file_empty, file_too_big, file_too_big_unpacked, file_too_many_rows, file_too_many_columns, file_locked
    (a password), file_damaged, file_of_another_kind (facts["kind"]).
    """
    if not content.strip():
        raise Invalid("file_empty")
    if len(content) > MOST_BYTES:
        raise Invalid("file_too_big", most=MOST_BYTES // 1024 // 1024)
    is_workbook = content.startswith((OLD_WORKBOOK, NEW_WORKBOOK))
    found = _workbook(content, most_sheets) if is_workbook else [Sheet("", _csv(content))]
    for sheet in found:
        while sheet.rows and not any(sheet.rows[-1]):
            sheet.rows.pop()
        if len(sheet.rows) > MOST_ROWS + 1:
            raise Invalid("file_too_many_rows", most=MOST_ROWS)
    return found


def require_plain(sheet: Sheet) -> None:
    """See that every cell says for itself what it means. Refuses: file_has_merged_cells, file_has_formulas."""
    if sheet.merged:
        raise Invalid("file_has_merged_cells", cells="、".join(sheet.merged))
    if sheet.formulas:
        raise Invalid("file_has_formulas", cells="、".join(sheet.formulas))


def day_of(cell: str) -> date | None:
    """Read a day: "2026-09-03 12:00:00", "2026/9/3", "2026.9.3", "2026年9月3日", or a number as Excel counts days, "46268.5".

    None for what is no day.
    """
    if serial := SERIAL_DAY.fullmatch(cell):
        return BEFORE_DAY_1 + timedelta(days=int(serial[1]))
    written = WRITTEN_DAY.fullmatch(cell)
    try:
        return date(*(int(part) for part in written.groups()[:3])) if written else None
    except ValueError:
        return None


def _workbook(content: bytes, most_sheets: int) -> list[Sheet]:
    if LOCKED in content:
        raise Invalid("file_locked")
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "db.exchange.workbook",
                *map(str, (MOST_ROWS + 1, MOST_COLUMNS, most_sheets)),
            ],
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
        raise Invalid(answer["refused"], **({"most": answer["most"]} if "most" in answer else {}))
    return [
        Sheet(found["name"], found["rows"], tuple(found["merged"]), tuple(found["formulas"]))
        for found in answer["sheets"]
    ]


def _csv(content: bytes) -> Rows:
    for beginning, kind in OTHER_KINDS.items():
        if content.lstrip().startswith(beginning):
            raise Invalid("file_of_another_kind", kind=kind)
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    try:
        return _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Invalid("file_damaged") from None


def _rows(lines: Iterable[list[str]]) -> Rows:
    rows: Rows = []
    for line in lines:
        if len(line) > MOST_COLUMNS:
            raise Invalid("file_too_many_columns", most=MOST_COLUMNS)
        row = [cell.strip() for cell in line]
        # Beyond the limit nothing is kept: a file may be nothing but line breaks.
        if len(rows) <= MOST_ROWS:
            rows.append(row)
        elif any(row):
            raise Invalid("file_too_many_rows", most=MOST_ROWS)
    return rows


def _of_utf_16(content: bytes) -> str:
    try:
        return content.decode("utf-16").replace("\x00", "")
    except UnicodeDecodeError:
        raise Invalid("file_damaged") from None


def _decoded(content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    # What Excel calls Unicode text.
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _of_utf_16(content)
    # No text holds it, and no database keeps it.
    if b"\x00" in content:
        raise Invalid("file_of_another_kind", kind="无法识别的文件")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Only the last character is broken: it is UTF-8, cut off.
        if error.start > 0 and error.start >= len(content) - 3:
            raise Invalid("file_damaged") from None
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise Invalid("file_of_another_kind", kind="无法识别的文件") from None
