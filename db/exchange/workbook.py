"""Reads one .xls or .xlsx from standard input and writes its first sheet as JSON. Run by `db.exchange.sheets`.

A process of its own: a damaged workbook can make the reader panic, take all memory or abort, and none of
these may reach a server with other people on it.
"""

import io
import json
import sys
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MOST_BYTES_OF_MEMORY = 3 * 1024**3


def main() -> None:
    """Write {"rows": [[str, …], …]} or {"refused": code}."""
    _limit_memory()
    most_rows = int(sys.argv[1])
    try:
        answer = _first_sheet(sys.stdin.buffer.read(), most_rows)
    except PasswordError:
        answer = {"refused": "file_locked"}
    except (CalamineError, OSError, ValueError):
        answer = {"refused": "file_damaged"}
    sys.stdout.write(json.dumps(answer))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))


def _first_sheet(content: bytes, most_rows: int) -> dict[str, object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if not book.sheet_names:
        return {"refused": "file_empty"}
    sheet = book.get_sheet_by_index(0)
    if sheet.total_height > most_rows:
        return {"refused": "file_too_many_rows"}
    # With the empty rows above the first cell, so that row numbers are those the reader sees in the table.
    return {"rows": [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]}


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


if __name__ == "__main__":
    main()
