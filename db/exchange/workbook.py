"""Reads one .xls or .xlsx from standard input and writes its sheets as JSON. Run by `db.exchange.sheets`.

A process of its own: a damaged workbook can make the reader panic, take all memory or abort, and none of
these may reach a server with other people on it.
"""

import io
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from xlsxwriter.utility import xl_range

MOST_BYTES_OF_MEMORY = 3 * 1024**3
# 50,000 rows of a hundred answers are 190 MB; a file that unpacks to far more is none of ours.
MOST_BYTES_UNPACKED = 512 * 1024**2
# Cells, each with an address of its own, are packed to a tenth. What is packed so much tighter holds nothing.
MOST_TIMES_PACKED = 200
SMALL_PART = 8 * 1024**2
# Named in a refusal; who mends these sees the others.
MOST_NAMED = 5
FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f[ />]')


def main() -> None:
    """Write {"sheets": [{"name": …, "rows": [[str, …], …], "merged": ["A1:A3", …], "formulas": ["B2", …]}, …]}, or
    {"refused": code, "most": the limit, where it is one}. Arguments: the most rows and columns of a sheet, the most sheets to read.
    """
    _limit_memory()
    most_rows, most_columns, most_sheets = (int(argument) for argument in sys.argv[1:4])
    try:
        answer = _read(sys.stdin.buffer.read(), most_rows, most_columns, most_sheets)
    except PasswordError:
        answer = {"refused": "file_locked"}
    except (
        CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        StopIteration,
        OSError,
        ValueError,
    ):
        answer = {"refused": "file_damaged"}
    sys.stdout.write(json.dumps(answer))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))


def _read(content: bytes, most_rows: int, most_columns: int, most_sheets: int) -> dict[str, object]:
    formulas = {}
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if _is_bomb(parts.infolist()):
                return {"refused": "file_too_big_unpacked"}
            formulas = _formulas(parts)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = [found.name for found in book.sheets_metadata if found.typ is SheetTypeEnum.WorkSheet]
    if not names:
        return {"refused": "file_empty"}
    sheets = [book.get_sheet_by_name(name) for name in names[:most_sheets]]
    if any(sheet.total_height > most_rows for sheet in sheets):
        return {"refused": "file_too_many_rows", "most": most_rows - 1}
    # One stray cell far to the right would make every row as long.
    if any(sheet.total_width > most_columns for sheet in sheets):
        return {"refused": "file_too_many_columns", "most": most_columns}
    return {"sheets": [_sheet(sheet, formulas.get(sheet.name, [])) for sheet in sheets]}


def _is_bomb(parts: Sequence[zipfile.ZipInfo]) -> bool:
    is_blown_up = any(
        part.file_size > max(SMALL_PART, MOST_TIMES_PACKED * part.compress_size) for part in parts
    )
    return is_blown_up or sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED


def _sheet(sheet: CalamineSheet, formulas: list[str]) -> dict[str, object]:
    return {
        "name": sheet.name,
        # With the empty rows above the first cell, so that row numbers are those the reader sees in the table.
        "rows": [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)],
        "merged": [xl_range(*first, *last) for first, last in (sheet.merged_cell_ranges or [])[:MOST_NAMED]],
        "formulas": formulas,
    }


def _formulas(parts: zipfile.ZipFile) -> dict[str, list[str]]:
    """Return the first cells with a formula, per sheet; an .xls does not tell, its values count as they are seen."""
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iterfind(".//{*}sheet"):
        link = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        path = posixpath.join("/xl", targets[link]).lstrip("/")
        cells = FORMULA.findall(parts.read(path))
        found[sheet.get("name", "")] = [cell.decode() for cell in cells[:MOST_NAMED]]
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    # An .xlsx may spell out the one character that no database keeps.
    return str(cell).replace("\x00", "").strip()


if __name__ == "__main__":
    main()
