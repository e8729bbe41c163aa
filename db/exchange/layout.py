"""How a table looks in a workbook: the form of an official ledger, A4 across, to be printed and signed.

Rows are written one below the other and never gone back to: the writer keeps only one in memory.
"""

from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.exchange.cells import Cell, Table, defused, in_words

FONT, TITLE_FONT = "宋体", "黑体"
A4 = 9
USUAL_WIDTH, COVER_WIDTHS = 12, (18, 80)
DAY = 'yyyy"年"m"月"d"日"'
# In points. A row is as high as its longest cell needs: not every spreadsheet works that out when it opens a file.
LINE, LEAST_ROW, MOST_ROW = 14, 20, 400
FOOTER = "填表人：                    联系电话：                    审核人："
BY_HAND = "      年    月    日"
LONGEST_FOOTER = 200


def write_table(book: Workbook, sheet: Worksheet, table: Table) -> int:
    """Write a table to an empty sheet; return the number of its rows."""
    top = _write_heading(book, sheet, table) if table.is_ledger else 0
    _set_up(sheet, table, top)
    widths = _widths(table)
    head = book.add_format({**_cell(bold=True), "align": "center", "bg_color": "#EAF3F2"})
    sheet.set_row(top, _height(table.columns, widths))
    for place, column in enumerate(table.columns):
        sheet.write_string(top, place, str(defused(column)), head)
    n, styles = 0, _Styles(book)
    for n, row in enumerate(table.rows, 1):
        sheet.set_row(top + n, _height(row, widths))
        for place, cell in enumerate(row):
            styles.write(sheet, top + n, place, cell)
    below = top + n + 1
    if not n and table.empty:
        sheet.set_row(below, 26)
        _across(sheet, below, table, table.empty, book.add_format({**_cell(), "align": "center"}))
        below += 1
    if table.is_ledger and not table.inside:
        sheet.set_row(below, 26)
        _across(sheet, below, table, FOOTER, book.add_format({"font_name": FONT, "valign": "vcenter"}))
    return n


def _widths(table: Table) -> tuple[int, ...]:
    return table.widths or (USUAL_WIDTH,) * len(table.columns)


def _height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    lines = max((_lines(cell, width) for cell, width in zip(row, widths, strict=True)), default=1)
    return min(max(LINE * lines + 4, LEAST_ROW), MOST_ROW)


def _lines(cell: Cell, width: int) -> int:
    if not isinstance(cell, str):
        return 1
    # A Chinese letter takes the room of two others; a little is left free on both sides.
    letters = (sum(1 if letter.isascii() else 2 for letter in line) for line in cell.split("\n"))
    return sum(max(-(-n // max(width - 1, 2)), 1) for n in letters)


def write_cover(book: Workbook, sheet: Worksheet, table: Table, counts: Sequence[tuple[str, str]]) -> None:
    """Write what a table is, of when and by whom it was made. counts : label and number of rows."""
    label = book.add_format({**_cell(bold=True), "bg_color": "#EAF3F2"})
    value = book.add_format(_cell())
    for place, width in enumerate(COVER_WIDTHS):
        sheet.set_column(place, place, width)
    set_paper(sheet)
    lines = [("名称", table.title), *table.cover, *counts]
    if table.watermark:
        lines.append(("水印", table.watermark))
    for at, (name, text) in enumerate(lines):
        sheet.set_row(at, _height((name, text), COVER_WIDTHS))
        sheet.write_string(at, 0, name, label)
        sheet.write_string(at, 1, str(defused(text)), value)


class _Styles:
    """The looks of cells by what they hold: words begin on the left, numbers and days stand in the middle."""

    def __init__(self, book: Workbook) -> None:
        self.text = book.add_format(_cell())
        self.number = book.add_format({**_cell(), "align": "center"})
        self.day = book.add_format({**_cell(), "align": "center", "num_format": DAY})

    def write(self, sheet: Worksheet, at: int, place: int, cell: Cell) -> None:
        """Write one cell; what is unknown stays blank, nought is 0."""
        if cell is None:
            sheet.write_blank(at, place, None, self.text)
        elif isinstance(cell, date):
            sheet.write_datetime(at, place, cell, self.day)
        elif isinstance(cell, int | float):
            sheet.write_number(at, place, cell, self.number)
        else:
            sheet.write_string(at, place, str(defused(cell)), self.text)


def _cell(*, bold: bool = False) -> dict[str, object]:
    return {
        "font_name": FONT,
        "font_size": 10.5,
        "bold": bold,
        "border": 1,
        "text_wrap": True,
        "valign": "vcenter",
    }


def _write_heading(book: Workbook, sheet: Worksheet, table: Table) -> int:
    """Write title and 填报单位; return the row of the column heads."""
    title = {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"}
    sheet.set_row(0, 36)
    _across(sheet, 0, table, str(defused(table.title)), book.add_format(title))
    by, half = {"font_name": FONT, "valign": "vcenter"}, (len(table.columns) + 1) // 2
    sheet.set_row(1, 22)
    unit = table.inside or f"填报单位（盖章）：{table.unit}"
    _merge(sheet, 1, 0, half - 1, unit, book.add_format(by))
    if half < len(table.columns):
        when = f"{'导出' if table.inside else '填报'}日期：{in_words(table.day) if table.day else BY_HAND}"
        _merge(sheet, 1, half, len(table.columns) - 1, when, book.add_format({**by, "align": "right"}))
    return 2


def _across(sheet: Worksheet, at: int, table: Table, text: str, style: Format) -> None:
    _merge(sheet, at, 0, len(table.columns) - 1, text, style)


def _merge(sheet: Worksheet, at: int, first: int, last: int, text: str, style: Format) -> None:
    if first == last:
        sheet.write_string(at, first, text, style)
    else:
        sheet.merge_range(at, first, at, last, text, style)


def _set_up(sheet: Worksheet, table: Table, top: int) -> None:
    for place, width in enumerate(_widths(table)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    set_paper(sheet)
    watermark = table.watermark.replace("&", "&&")[:LONGEST_FOOTER]
    sheet.set_footer(f"&L{watermark}&R第&P页")


def set_paper(sheet: Worksheet) -> None:
    """Lay a sheet across A4, as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.center_horizontally()
