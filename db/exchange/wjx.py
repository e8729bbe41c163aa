"""Reads an export of 问卷星 按选项文本 into a frozen description. Pure: no database.

Of the columns that are not questions, none is kept: no address, no source, no time. The latest submission
only tells the month. How a question's kind is found is said in `db.exchange.wjx_columns`.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.errors import Invalid
from db.exchange import sheets
from db.exchange.wjx_columns import (
    META,
    NOT_ANSWERED,
    NUMBER,
    SUBMITTED,
    Column,
    Reading,
    check_mode,
    in_order,
    kind_of,
    questions_of,
    split,
)
from db.exchange.wjx_columns import branch_column as column_named
from db.vocabulary import QuestionKind

OWN_WORDS_OF = "{code}_own"
MOST_CATEGORIES = 60
WHOLE_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}")

Sheet = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class WjxQuestion:
    """One question as the file has it.

    options : labels in a stable order, empty for a text. n : sheets that answered it.
    has_own_words : somebody wrote into 〖…〗; these texts have the code `own_words`.
    becomes_categories : the operator mapped it: its options are need categories.
    """

    code: str
    number: int
    title: str
    kind: QuestionKind
    options: tuple[str, ...]
    n: int
    has_own_words: bool
    becomes_categories: bool

    @property
    def own_words(self) -> str:
        """Return the code under which what was written in 〖…〗 stands in a sheet."""
        return OWN_WORDS_OF.format(code=self.code)


@dataclass(frozen=True)
class WjxFile:
    """A whole export. rows : per answer sheet, code → label (single), labels (multi) or text.

    digest : SHA-256 of the file. latest : date of the latest submission, None where the file has none.
    branches : per answer sheet, the row in the file and the branch that its column names; () without such a column.
    """

    digest: str
    questions: tuple[WjxQuestion, ...]
    rows: tuple[Sheet, ...]
    latest: date | None
    branches: tuple[tuple[int, str], ...] = ()


def parse(
    content: bytes, *, mapping: Mapping[str, str] | None = None, branch_column: str | None = None
) -> WjxFile:
    """Read a file's bytes. mapping : column ("3", "W3", or its heading) → "categories", "choice" or "text".
    branch_column : the heading of the column that says to which branch a row belongs; it is no question then.

    Refuses: what `sheets.read`, `wjx_columns.branch_column` and `wjx_columns.questions_of` refuse; wjx_row_long, wjx_row_short,
    wjx_number_malformed, wjx_number_twice, wjx_no_answers, wjx_mode_unsupported, wjx_map_unknown,
    wjx_map_malformed, wjx_map_too_many.
    """
    table = sheets.read(content)
    header = _header(table)
    branch_at = column_named(header, branch_column) if branch_column else None
    columns = questions_of(header, branch_at=branch_at)
    wanted = _wanted(columns, header, mapping or {})
    numbered = list(_rows(table, header))
    if not numbered:
        raise Invalid("wjx_no_answers")
    rows = [row for _, row in numbered]
    cells = {column.code: [row[column.index] for row in rows] for column in columns}
    check_mode(list(cells.values()))
    questions = tuple(_question(c, cells[c.code], wanted.get(c.code)) for c in columns)
    return WjxFile(
        digest=hashlib.sha256(content).hexdigest(),
        questions=questions,
        rows=tuple(_sheet(questions, cells, i) for i in range(len(rows))),
        latest=_latest(header, rows),
        branches=() if branch_at is None else tuple((at, row[branch_at]) for at, row in numbered),
    )


def headings(content: bytes) -> tuple[str, ...]:
    """Return the headings of a file that may name the branch: all but those that 问卷星 adds. Refuses: what `sheets.read` refuses."""
    return tuple(name for name in _header(sheets.read(content)) if name and name not in META)


def _header(table: sheets.Rows) -> list[str]:
    header = list(table[0])
    while header and not header[-1]:
        header.pop()
    return header


def _wanted(
    columns: Sequence[Column], header: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, Reading]:
    found = {}
    for name, reading in mapping.items():
        names = {name.strip(), name.strip().upper()}
        fitting = [c for c in columns if names & {str(c.number), c.code, c.title, header[c.index]}]
        if len(fitting) != 1:
            raise Invalid("wjx_map_unknown", name=name)
        if reading not in list(Reading):
            raise Invalid("wjx_map_malformed", name=reading)
        found[fitting[0].code] = Reading(reading)
    return found


def _rows(table: sheets.Rows, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    place, seen = header.index(NUMBER), set()
    for at, row in enumerate(table[1:], 2):
        if not any(row):
            continue
        if any(row[len(header) :]):
            raise Invalid("wjx_row_long", row=at, most=len(header))
        if len(row) < len(header):
            raise Invalid("wjx_row_short", row=at, n=len(row), most=len(header))
        number = row[place]
        if not WHOLE_NUMBER.fullmatch(number):
            raise Invalid("wjx_number_malformed", row=at)
        if int(number) in seen:
            raise Invalid("wjx_number_twice", row=at, number=int(number))
        seen.add(int(number))
        yield at, row


def _question(column: Column, cells: Sequence[str], wanted: Reading | None) -> WjxQuestion:
    kind = kind_of(cells, wanted)
    given = [cell for cell in cells if cell not in NOT_ANSWERED]
    chosen = Counter[str]()
    has_own_words = False
    if kind is not QuestionKind.TEXT:
        for labels, words in map(split, given):
            chosen.update(labels)
            has_own_words = has_own_words or bool(words)
    if wanted is Reading.CATEGORIES and len(chosen) > MOST_CATEGORIES:
        raise Invalid("wjx_map_too_many", name=column.title[:30], n=len(chosen), most=MOST_CATEGORIES)
    return WjxQuestion(
        code=column.code,
        number=column.number,
        title=column.title,
        kind=kind,
        options=in_order(set(chosen)),
        n=len(given),
        has_own_words=has_own_words,
        becomes_categories=wanted is Reading.CATEGORIES,
    )


def _sheet(questions: Sequence[WjxQuestion], cells: Mapping[str, Sequence[str]], at: int) -> Sheet:
    sheet: dict[str, str | tuple[str, ...]] = {}
    for question in questions:
        cell = cells[question.code][at]
        if cell in NOT_ANSWERED:
            continue
        if question.kind is QuestionKind.TEXT:
            sheet[question.code] = cell
            continue
        labels, words = split(cell)
        sheet[question.code] = labels if question.kind is QuestionKind.MULTI else labels[0]
        if words:
            sheet[question.own_words] = words
    return sheet


def _latest(header: Sequence[str], rows: Sequence[Sequence[str]]) -> date | None:
    places = [header.index(name) for name in SUBMITTED if name in header]
    if not places:
        return None
    days = (sheets.day_of(row[places[0]]) for row in rows)
    return max((day for day in days if day is not None), default=None)
