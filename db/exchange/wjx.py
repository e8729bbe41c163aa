"""Reads an export of 问卷星 into a frozen description, in any of its three modes. Pure: no database.

Of the columns that are not questions, none is kept: no address, no source, no time. The latest submission
only tells the month. Which columns make a question is said in `db.exchange.wjx_headings`, how its kind is found in
`db.exchange.wjx_columns`, and what numbers stand for in `db.exchange.wjx_labels`.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from db.errors import Invalid
from db.exchange import sheets
from db.exchange.cells import undefused
from db.exchange.wjx_columns import (
    Reading,
    as_written,
    in_order,
    is_by_number,
    marked,
    mode_of,
    reads_as,
    split,
    tells_who,
)
from db.exchange.wjx_file import BRANCH, Sheet, Value, WjxFile, WjxQuestion
from db.exchange.wjx_headings import META, NUMBER, SUBMITTED, Column, columns_of, headings_of, title_of
from db.exchange.wjx_headings import branch_column as column_named
from db.vocabulary import AnswerMode, QuestionKind

MOST_CATEGORIES = 60
WHOLE_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}")


def parse(
    content: bytes,
    *,
    name: str = "",
    mode: AnswerMode | None = None,
    mapping: Mapping[str, str] | None = None,
    branch_column: str | None = None,
) -> WjxFile:
    """Read a file's bytes. mapping : column ("3", "W3", or its heading) → a `Reading`.
    mode : None for what the file (or its name) says. branch_column : the heading of the column that says to which
    branch a row belongs; it is no question then.

    Refuses: what `sheets.read`, `wjx_headings.branch_column` and `wjx_headings.headings_of` refuse; wjx_row_long,
    wjx_row_short, wjx_number_malformed, wjx_number_twice, wjx_no_answers, wjx_mode_unknown, wjx_all_left_out,
    wjx_map_unknown, wjx_map_malformed, wjx_map_not_text, wjx_map_too_many.
    """
    table = sheets.read(content)
    header = _header(table)
    branch_at = column_named(header, branch_column) if branch_column else None
    headings = headings_of(header, branch_at=branch_at)
    numbered = _rows(table, header)
    rows = [row for _, row in numbered]
    columns = columns_of(headings, rows)
    wanted = _wanted(columns, header, mapping or {})
    mode = mode or mode_of(columns, rows, name)
    if mode is None:
        raise Invalid("wjx_mode_unknown")
    whole = [_answers(column, rows, mode, wanted.get(column.code)) for column in columns]
    left_out = {q.code for q, given in whole if _is_left_out(q, given, wanted.get(q.code))}
    read = [pair for pair in whole if pair[0].code not in left_out]
    if not read:
        raise Invalid("wjx_all_left_out")
    days = _days(header, rows)
    branches = [] if branch_at is None else [(at, as_written(row[branch_at], mode)) for at, row in numbered]
    return WjxFile(
        marks=_marks(header, rows),
        file_digest=hashlib.sha256(content).hexdigest(),
        left_out=tuple(question for question, _ in whole if question.code in left_out),
        questions=tuple(question for question, _ in read),
        rows=tuple(_sheet(read, at) for at in range(len(rows))),
        earliest=None if None in days else min((day for day in days if day), default=None),
        latest=max((day for day in days if day), default=None),
        branches=tuple(branches),
        mode=mode,
        branch=_branch(header[branch_at], branches, mode) if branch_at is not None else None,
    )


def headings(content: bytes) -> tuple[str, ...]:
    """Return the headings of a file that may name the branch: all but those that 问卷星 adds. Refuses: what `sheets.read` refuses."""
    return tuple(name for name in _header(sheets.read(content)) if name and name not in META)


def _is_left_out(question: WjxQuestion, given: "Given", wanted: Reading | None) -> bool:
    if wanted is not None:
        return wanted is Reading.LEAVE_OUT
    return tells_who(question.title, question.kind, (words for _, words in given))


def _marks(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """Of the answers, not of the bytes: the same download saved as another kind of file is the same answers."""
    kept = [place for place, name in enumerate(header) if name == NUMBER or name not in META]

    def mark(cells: list[str]) -> str:
        return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()

    answers = (mark([as_written(row[at], AnswerMode.ORDINALS) for at in kept]) for row in rows)
    return mark([header[at] for at in kept]), tuple(answers)


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


def _rows(table: sheets.Rows, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    place, seen, found = header.index(NUMBER), set[int](), []
    for at, row in enumerate(table[1:], 2):
        if not any(row):
            continue
        if any(row[len(header) :]):
            raise Invalid("wjx_row_long", row=at, most=len(header))
        if len(row) < len(header):
            raise Invalid("wjx_row_short", row=at, n=len(row), most=len(header))
        # A whole row with nothing but its number was numbered, and answered by nobody.
        if not any((*row[:place], *row[place + 1 :])):
            continue
        _note(row[place], at, seen)
        # As an export in these columns writes them.
        found.append((at, [undefused(cell) for cell in row]))
    if not found:
        raise Invalid("wjx_no_answers")
    return found


def _note(number: str, at: int, seen: set[int]) -> None:
    if not WHOLE_NUMBER.fullmatch(number):
        raise Invalid("wjx_number_malformed", row=at)
    if int(number) in seen:
        raise Invalid("wjx_number_twice", row=at, number=int(number))
    seen.add(int(number))


# Per sheet, the options chosen and the words in 〖…〗; of a text, the text alone.
Given = list[tuple[tuple[str, ...], str]]


def _answers(
    column: Column, rows: Sequence[Sequence[str]], mode: AnswerMode, wanted: Reading | None
) -> tuple[WjxQuestion, Given]:
    cells = [] if column.options else [as_written(row[column.index], mode) for row in rows]
    kind, by_number = reads_as(column, cells, mode, wanted)
    if column.options:
        given = [marked(column, row) for row in rows]
    elif kind is QuestionKind.TEXT:
        given = [((), cell) for cell in cells]
    else:
        given = [split(cell) if cell else ((), "") for cell in cells]
    return _question(column, kind, given, wanted, by_number), given


def _question(
    column: Column, kind: QuestionKind, given: Given, wanted: Reading | None, by_number: bool
) -> WjxQuestion:
    chosen = Counter(label for labels, _ in given for label in labels)
    if wanted is Reading.CATEGORIES and len(chosen) > MOST_CATEGORIES:
        raise Invalid("wjx_map_too_many", name=column.title[:30], n=len(chosen), most=MOST_CATEGORIES)
    is_text, options = kind is QuestionKind.TEXT, in_order(set(chosen))
    return WjxQuestion(
        code=column.code,
        number=column.number,
        title=column.title,
        kind=kind,
        options=options,
        n=sum(bool(words if is_text else labels) for labels, words in given),
        has_own_words=any(labels and words for labels, words in given),
        becomes_categories=wanted is Reading.CATEGORIES,
        values=tuple(Value(option, chosen[option], option) for option in options),
        by_number=by_number,
        lacking=options if by_number else (),
    )


def _branch(heading: str, branches: Sequence[tuple[int, str]], mode: AnswerMode) -> WjxQuestion | None:
    names = [name for _, name in branches]
    if mode is AnswerMode.TEXT or not is_by_number(names, any_many=True):
        return None
    column = Column(0, BRANCH, 0, title_of(heading))
    given: Given = [((name,) if name else (), "") for name in names]
    return _question(column, QuestionKind.SINGLE, given, None, True)


def _sheet(read: Sequence[tuple[WjxQuestion, Given]], at: int) -> Sheet:
    sheet: dict[str, str | tuple[str, ...]] = {}
    for question, given in read:
        labels, words = given[at]
        if question.kind is QuestionKind.TEXT and words:
            sheet[question.code] = words
        elif labels:
            sheet[question.code] = labels if question.kind is QuestionKind.MULTI else labels[0]
            if words:
                sheet[question.own_words] = words
    return sheet


def _days(header: Sequence[str], rows: Sequence[Sequence[str]]) -> set[date | None]:
    """Return on which days sheets were sent; None for any that does not say."""
    places = [header.index(name) for name in SUBMITTED if name in header]
    return {sheets.day_of(row[places[0]]) for row in rows} if places else set()
