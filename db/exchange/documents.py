"""Word documents in the form of official papers: A4, type area 156 by 225 mm, 仿宋 三号, titles in 小标宋 二号.

Source: GB/T 9704-2012, 党政机关公文格式.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.table import _Row
from docx.text.paragraph import Paragraph

from db.exchange.cells import Cell
from db.exchange.extent import Columns

BODY, TITLE, HEAD, DIGITS = "仿宋_GB2312", "方正小标宋简体", "黑体", "Times New Roman"
# What stands in for a typeface that a computer does not have.
INSTEAD = {BODY: "仿宋", TITLE: "宋体"}
# 二号, 三号, 四号, 小四, 五号 and the line of 22 to a page, in points.
SIZE_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5, LINE = 22, 16, 14, 12, 10.5, 29
WIDTH = 156
# What stands in a column this narrow, in millimetres, stands in its middle.
NARROW = 40
# XML has no place for these.
NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FONTS = '<w:font w:name="{name}"><w:altName w:val="{instead}"/></w:font>'


def new(*, title: str, author: str, now: datetime) -> Paper:
    """Return an empty document: page, typefaces, page numbers outside (— 1 —), none on the first page."""
    paper = Document()
    kept = paper.core_properties
    kept.title, kept.author, kept.comments = _printable(title), _printable(author), ""
    kept.created = kept.modified = now.replace(tzinfo=None)
    usual = paper.styles["Normal"]
    assert isinstance(usual, ParagraphStyle)
    _set_font(usual, BODY, SIZE_3)
    usual.paragraph_format.space_after = Pt(0)
    usual.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    usual.paragraph_format.line_spacing = Pt(LINE)
    _set_page(paper.sections[0])
    paper.settings.odd_and_even_pages_header_footer = True
    _name_stand_ins(paper)
    return paper


def content(paper: Paper) -> bytes:
    """Return a document as the content of a .docx file."""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    section.different_first_page_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = side
        _write(line, "— ", size=SIZE_4, font="宋体")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        line._p.append(field)
        _write(line, " —", size=SIZE_4, font="宋体")


def _set_font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size = DIGITS, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _name_stand_ins(paper: Paper) -> None:
    for relation in paper.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            part = relation.target_part
            named = "".join(FONTS.format(name=name, instead=other) for name, other in INSTEAD.items())
            part._blob = part.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())


def _write(
    line: Paragraph, text: str, *, size: float = SIZE_3, font: str = BODY, is_bold: bool = False
) -> None:
    run = line.add_run(_printable(text))
    run.font.size, run.font.name, run.font.bold = Pt(size), DIGITS, is_bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _printable(text: str) -> str:
    return NOT_PRINTABLE.sub("", text)


def gap(paper: Paper, n: int) -> None:
    """Leave lines empty."""
    for _ in range(n):
        paper.add_paragraph()


def title(paper: Paper, text: str) -> None:
    """Write a title: 二号小标宋, in the middle."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing = Pt(40)
    _write(line, text, size=SIZE_2, font=TITLE)


def centred(paper: Paper, text: str) -> None:
    """Write a line in the middle."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, text)


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
    _write(line, text, font=HEAD)


def paragraph(paper: Paper, text: str, *, size: float = SIZE_3) -> None:
    """Write a paragraph, its first line set in by two letters."""
    line = paper.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(size * 2)
    if size < SIZE_3:
        line.paragraph_format.line_spacing = Pt(size * 1.6)
    _write(line, text, size=size)


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
            _write(line, text, size=SMALL_4)


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
        _write(line, _said(cell), size=size, font=face)


def _said(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return "" if cell is None else str(cell)
