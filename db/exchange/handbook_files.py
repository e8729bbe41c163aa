"""A branch's handbook as a file: a Word document to be bound and signed, or a workbook with a sheet per chapter."""

from collections.abc import Callable, Mapping
from datetime import datetime

from docx.document import Document as Paper
from sqlalchemy.orm import Session

from db.exchange import documents, handbook, tables
from db.exchange import paper as paper_of
from db.exchange.cells import in_words
from db.exchange.extent import Extent
from db.exchange.handbook import NAME, PREFACE, Handbook

NUMERALS = "一二三四五六七八九十"
SIGNED = (
    ("团支部书记", "以上记录属实。"),
    ("上级团组织", "审阅意见："),
    ("党组织", "审阅意见："),
)


def titled(book: Handbook) -> str:
    """Return what a handbook is called."""
    return f"{book.extent.name}{NAME}（{book.extent.period}）"


def as_docx(book: Handbook, *, now: datetime) -> bytes:
    """Return a handbook as the content of a .docx file."""
    name, period = book.extent.name, book.extent.period
    paper = paper_of.new(title=titled(book), author=name, now=now)
    _cover(paper, book)
    documents.heading(paper, "使用说明", on_new_page=True)
    documents.paragraph(paper, PREFACE)
    documents.heading(paper, "一、团支部基本情况")
    documents.facts(paper, book.facts)
    for numeral, chapter in zip(NUMERALS[1:], book.chapters, strict=False):
        documents.heading(paper, f"{numeral}、{chapter.title}")
        documents.table(paper, chapter.columns, chapter.rows, empty=f"{period}没有登记。")
        if chapter.pictures:
            documents.pictures(paper, chapter.pictures)
        if chapter.note:
            documents.paragraph(paper, chapter.note, size=paper_of.SMALL_4)
    documents.heading(paper, f"{NUMERALS[len(book.chapters) + 1]}、审阅签名", on_new_page=True)
    documents.sign(paper, SIGNED)
    return paper_of.content(paper)


def _cover(paper: Paper, book: Handbook) -> None:
    named = dict(book.facts)
    documents.gap(paper, 5)
    documents.title(paper, NAME)
    documents.gap(paper, 1)
    documents.centred(paper, book.extent.period)
    documents.gap(paper, 8)
    for label in ("团支部名称", "上级团组织", "团支部书记"):
        documents.centred(paper, f"{label}：{named[label]}")
    documents.centred(paper, f"生成日期：{in_words(book.made_on)}")


def as_xlsx(book: Handbook, *, now: datetime) -> bytes:
    """Return a handbook as the content of an .xlsx file."""
    return tables.as_book(book.sheets(), title=titled(book))


FORMATS: Mapping[str, Callable[..., bytes]] = {"docx": as_docx, "xlsx": as_xlsx}


def content(session: Session, *, extent: Extent, file_format: str, now: datetime) -> bytes:
    """Return the handbook of an allowed extent as a file. file_format : one of `FORMATS`."""
    return FORMATS[file_format](handbook.read(session, extent=extent, now=now), now=now)
