"""Tables out: csv and xlsx, whole or not at all, and never a formula that somebody else wrote."""

import csv
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from db.errors import Invalid

# What makes a spreadsheet take a text for a formula, full-width forms included: Chinese input types those.
BEGINS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")
FORMATS = ("csv", "xlsx")
WIDEST = 60

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Table:
    """What an export holds.

    cover : label and value, for the cover sheet of an xlsx; the number of rows is added there.
    watermark : who took it, when and why, for raw answers; "" for any other export.
    is_ledger : laid out as a form to print and sign (xlsx): title, 填报单位, footer.
    """

    title: str
    cover: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    watermark: str = ""
    is_ledger: bool = False


def write(table: Table, *, out: Path, file_format: str) -> int:
    """Write a table to `out`, replacing it only when everything is written; return the number of rows.

    csv : UTF-8 with BOM; a raw export begins with one line "# watermark". Refuses: out_unwritable.
    """
    write_one = _write_csv if file_format == "csv" else _write_xlsx
    with _replacing(out) as temporary:
        return write_one(table, temporary)


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


def defused(cell: Cell) -> str | int | float:
    """Return a cell as it is written: a date as 2026-06-18, a text that would be a formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell


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
    _fill_xlsx(table, out, {"in_memory": True})
    return out.getvalue()


def _write_xlsx(table: Table, out: Path) -> int:
    return _fill_xlsx(table, str(out), {"constant_memory": True})


def _fill_xlsx(table: Table, out: str | io.BytesIO, memory: dict[str, bool]) -> int:
    options = {**memory, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        cover = book.add_worksheet("说明")
        n = _write_rows(book, book.add_worksheet("数据"), table)
        _write_cover(book, cover, table, n)
    return n


def _write_rows(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, table: Table) -> int:
    framed = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    head = book.add_format({"border": 1, "bold": True, "align": "center", "text_wrap": True})
    top = _write_heading(book, sheet, table) if table.is_ledger else 0
    _write_row(sheet, top, table.columns, head)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(0, top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{table.watermark.replace('&', '&&')[:200]}&R第&P页，共&N页")
    n = 0
    for row in table.rows:
        n += 1
        _write_row(sheet, top + n, row, framed)
    if table.is_ledger:
        sheet.write_string(top + n + 1, 0, "填表人：        联系电话：        审核人：")
    return n


def _write_heading(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, table: Table) -> int:
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    sheet.set_column(0, len(table.columns) - 1, 12)
    sheet.merge_range(0, 0, 0, len(table.columns) - 1, table.title, title)
    sheet.write_string(1, 0, "填报单位（盖章）：                填报日期：      年    月    日")
    return 2


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet, at: int, row: Sequence[Cell], style: xlsxwriter.format.Format
) -> None:
    for place, cell in enumerate(row):
        value = defused(cell)
        if isinstance(value, int | float):
            sheet.write_number(at, place, value, style)
        else:
            sheet.write_string(at, place, value, style)


def _write_cover(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, table: Table, n: int
) -> None:
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, WIDEST)
    lines = [("名称", table.title), *table.cover, ("行数", str(n))]
    if table.watermark:
        lines.append(("水印", table.watermark))
    for at, (label, value) in enumerate(lines):
        sheet.write_string(at, 0, label, bold)
        sheet.write_string(at, 1, str(defused(value)))
