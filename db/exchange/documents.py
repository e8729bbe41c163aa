"""What Word documents are made of: titles, headings, paragraphs, framed tables, pictures, places to sign."""

import io
from collections.abc import Sequence
from datetime import date

from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table as Grid
from docx.table import _Row

from db.exchange.cells import Cell, in_words
from db.exchange.extent import Columns
from db.exchange.paper import BODY, HEAD, SIZE_2, SIZE_3, SIZE_4, SIZE_5, SMALL_4, TITLE, WIDTH, write

# What stands in a column this narrow, in millimetres, stands in its middle.
NARROW = 40
PICTURE_WIDTH, PICTURE_HEIGHT = Mm(70), Mm(80)


def gap(paper: Paper, n: int) -> None:
    """Leave lines empty."""
    for _ in range(n):
        paper.add_paragraph()


def title(paper: Paper, text: str) -> None:
    """Write a title: 二号小标宋, in the middle."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = Pt(40)
    write(line, text, size=SIZE_2, font=TITLE)


def centred(paper: Paper, text: str) -> None:
    """Write a line in the middle."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(line, text)


def heading(paper: Paper, text: str, *, on_new_page: bool = False) -> None:
    """Write a heading of the first level: 三号黑体; it stays with what follows."""
    line = paper.add_paragraph()
    line.paragraph_format.page_break_before = on_new_page
    line.paragraph_format.space_before = Pt(14)
    line.paragraph_format.keep_with_next = True
    # So that a reader's list of contents has it.
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().append(outline)
    write(line, text, font=HEAD)


def paragraph(paper: Paper, text: str, *, size: float = SIZE_3) -> None:
    """Write a paragraph, its first line set in by two letters."""
    line = paper.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(size * 2)
    if size < SIZE_3:
        line.paragraph_format.line_spacing = Pt(size * 1.6)
    write(line, text, size=size)


def facts(paper: Paper, lines: Sequence[tuple[str, str]], *, label_width: int = 46) -> None:
    """Write labels and values as a table of two columns."""
    grid = _grid(paper, (label_width, WIDTH - label_width))
    for label, value in lines:
        row = _row(grid)
        row.height, row.height_rule = Mm(11), WD_ROW_HEIGHT_RULE.AT_LEAST
        _fill(row, (label, value), (label_width, WIDTH - label_width), font=(HEAD, BODY), size=SMALL_4)


def table(paper: Paper, columns: Columns, rows: Sequence[Sequence[Cell]], *, empty: str) -> None:
    """Write a framed table whose head stands on every page; `empty` in a line of its own where there is no row.

    columns : names and widths in millimetres.
    """
    if not rows:
        paragraph(paper, empty, size=SIZE_4)
        return
    names, widths = tuple(name for name, _ in columns), tuple(width for _, width in columns)
    grid = _grid(paper, widths)
    head = _row(grid)
    _mark(head, "w:tblHeader")
    _fill(head, names, widths, font=(HEAD,) * len(names))
    for cells in rows:
        row = _row(grid)
        row.height, row.height_rule = Mm(8), WD_ROW_HEIGHT_RULE.AT_LEAST
        _mark(row, "w:cantSplit")
        _fill(row, cells, widths, font=(BODY,) * len(names))


def pictures(paper: Paper, shown: Sequence[tuple[str, bytes]]) -> None:
    """Write pictures, two beside one another, what they show below each."""
    gap(paper, 1)
    grid = _grid(paper, (WIDTH // 2, WIDTH // 2))
    for at in range(0, len(shown), 2):
        row = _row(grid)
        _mark(row, "w:cantSplit")
        for cell, (words, content) in zip(row.cells, shown[at : at + 2], strict=False):
            line = cell.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            # A line of fixed height would cut the picture off.
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            line.paragraph_format.space_before = Pt(4)
            drawn = line.add_run().add_picture(io.BytesIO(content), width=PICTURE_WIDTH)
            if drawn.height > PICTURE_HEIGHT:
                drawn.width = Emu(drawn.width * PICTURE_HEIGHT // drawn.height)
                drawn.height = PICTURE_HEIGHT
            said = cell.add_paragraph()
            said.alignment = WD_ALIGN_PARAGRAPH.CENTER
            said.paragraph_format.line_spacing = Pt(SIZE_5 * 1.5)
            write(said, words, size=SIZE_5)


def sign(paper: Paper, lines: Sequence[tuple[str, str]]) -> None:
    """Write the places to sign: who, and the words above 签字 and the day."""
    grid = _grid(paper, (34, WIDTH - 34))
    for who, words in lines:
        row = _row(grid)
        row.height, row.height_rule = Mm(44), WD_ROW_HEIGHT_RULE.AT_LEAST
        _mark(row, "w:cantSplit")
        _fill(row, (who, words), (34, WIDTH - 34), font=(HEAD, BODY), size=SMALL_4)
        cell = row.cells[1]
        for text in ("", "签字（盖章）：                    ", "年      月      日"):
            line = cell.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.line_spacing = Pt(22)
            write(line, text, size=SMALL_4)


def _grid(paper: Paper, widths: Sequence[int]) -> Grid:
    grid: Grid = paper.add_table(rows=0, cols=len(widths), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    return grid


def _row(grid: Grid) -> _Row:
    added: _Row = grid.add_row()  # type: ignore[no-untyped-call]
    return added


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _fill(
    row: _Row, cells: Sequence[Cell], widths: Sequence[int], *, font: Sequence[str], size: float = SIZE_5
) -> None:
    is_head = set(font) == {HEAD}
    for place, cell, width, face in zip(row.cells, cells, widths, font, strict=True):
        place.width, place.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        line = place.paragraphs[0]
        line.paragraph_format.line_spacing = Pt(size * 1.5)
        if is_head or width <= NARROW:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(line, _said(cell), size=size, font=face)


def _said(cell: Cell) -> str:
    if isinstance(cell, date):
        return in_words(cell)
    return "" if cell is None else str(cell)
