"""The paper that Word documents are written on: A4, type area 156 by 225 mm, 仿宋 三号, page numbers outside.

Source: GB/T 9704-2012, 党政机关公文格式.
"""

import io
import re
from datetime import datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

BODY, TITLE, HEAD, DIGITS = "仿宋_GB2312", "方正小标宋简体", "黑体", "Times New Roman"
# What stands in for a typeface that a computer does not have.
INSTEAD = {BODY: "仿宋", TITLE: "宋体"}
# 二号, 三号, 四号, 小四, 五号 and the line of 22 to a page, in points.
SIZE_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5, LINE = 22, 16, 14, 12, 10.5, 29
WIDTH = 156
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
        write(line, "— ", size=SIZE_4, font="宋体")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        line._p.append(field)
        write(line, " —", size=SIZE_4, font="宋体")


def _set_font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size = DIGITS, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _name_stand_ins(paper: Paper) -> None:
    for relation in paper.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            part = relation.target_part
            named = "".join(FONTS.format(name=name, instead=other) for name, other in INSTEAD.items())
            part._blob = part.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())


def write(line: Paragraph, text: str, *, size: float = SIZE_3, font: str = BODY) -> None:
    """Write words at the end of a line; what no document can hold is left out. size : in points."""
    run = line.add_run(_printable(text))
    run.font.size, run.font.name = Pt(size), DIGITS
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _printable(text: str) -> str:
    return NOT_PRINTABLE.sub("", text)
