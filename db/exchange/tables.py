"""Tables out: csv and xlsx, whole or not at all, and never a formula that somebody else wrote."""

import csv
import io
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from db.engine import data_folder
from db.errors import Invalid
from db.exchange import layout
from db.exchange.cells import Cell, Table, defused

__all__ = ["Cell", "Table", "as_book", "as_streamed_xlsx", "as_xlsx", "put", "write"]

FORMATS = ("csv", "xlsx")
COVER, DATA = "说明", "数据"


def write(table: Table, *, out: Path, file_format: str) -> int:
    """Write a table to `out`, replacing it only when everything is written; return the number of rows.

    csv : UTF-8 with BOM; a raw export begins with one line "# watermark". Refuses: out_unwritable.
    """
    write_one = _write_csv if file_format == "csv" else _write_xlsx
    with _replacing(out) as temporary:
        return write_one(table, temporary)


def put(content: bytes, *, out: Path) -> None:
    """Write the content of a finished file to `out` in the same way. Refuses: out_unwritable."""
    with _replacing(out) as temporary:
        temporary.write_bytes(content)


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        # Made here, so that only the owner may read it; the writers open it by name.
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield temporary
        temporary.replace(out)
    except (OSError, xlsxwriter.exceptions.FileCreateError):
        raise Invalid("out_unwritable", name=out.name) from None
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(table: Table, out: Path) -> int:
    n = 0
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if table.watermark:
            writer.writerow([f"# {table.watermark}"])
        writer.writerow([defused(column) for column in table.columns])
        for row in table.rows:
            writer.writerow([defused(cell) for cell in row])
            n += 1
        file.flush()
        os.fsync(file.fileno())
    return n


def as_xlsx(table: Table) -> bytes:
    """Return a small table as the content of an xlsx file, laid out as `write` does."""
    out = io.BytesIO()
    _fill_xlsx({DATA: table}, out, {"in_memory": True})
    return out.getvalue()


def as_streamed_xlsx(table: Table) -> bytes:
    """Return the same of a table of any length: the finished file is held in memory, never all of its rows."""
    return as_book({DATA: table})


def as_book(tables: Mapping[str, Table], *, title: str = "") -> bytes:
    """Return several tables as one xlsx file. tables : name of the sheet → table; the first one's cover is the file's.

    title : of the file; "" for that of the first table.
    """
    out = io.BytesIO()
    with _streamed() as memory:
        _fill_xlsx(tables, out, memory, title)
    return out.getvalue()


@contextmanager
def _streamed() -> Iterator[dict[str, bool | str]]:
    """Let rows wait in files until the end: in the folder of everything else that is written, and never longer."""
    with TemporaryDirectory(dir=data_folder(), prefix=".rows-") as folder:
        yield {"constant_memory": True, "tmpdir": folder}


def _write_xlsx(table: Table, out: Path) -> int:
    with _streamed() as memory:
        return _fill_xlsx({DATA: table}, str(out), memory)


def _fill_xlsx(
    tables: Mapping[str, Table], out: str | io.BytesIO, memory: Mapping[str, bool | str], title: str = ""
) -> int:
    options = {**memory, "strings_to_formulas": False, "strings_to_urls": False}
    first = next(iter(tables.values()))
    names = [*tables, COVER] if first.cover_is_last else [COVER, *tables]
    with xlsxwriter.Workbook(out, options) as book:
        sheets = {name: book.add_worksheet(name) for name in names}
        # The cover is no page of the ledger.
        sheets[next(iter(tables))].set_start_page(1)
        counts = {name: layout.write_table(book, sheets[name], table) for name, table in tables.items()}
        rows = [("行数", str(sum(counts.values())))]
        if len(counts) > 1:
            rows = [(f"{name}行数", str(n)) for name, n in counts.items()]
        layout.write_cover(book, sheets[COVER], replace(first, title=title or first.title), rows)
    return sum(counts.values())
