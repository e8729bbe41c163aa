"""Reads a roster: a workbook with the sheets 组织 and 账号, or a csv of one of them. Pure: no database.

Each row is read for itself; what is wrong in it is kept as a fault, so that one report tells all. Whether it fits
what stands is asked by `db.exchange.roster_plan`.
"""

# long: each column of a row is read by a rule of its own

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from db.errors import Invalid, Refused, RowFault
from db.exchange import sheets
from db.exchange.cells import BEGINS_A_FORMULA
from db.exchange.sheets import Sheet
from db.organisations import MOST_YOUTH
from db.vocabulary import Domain, Level, Role, Word

W = TypeVar("W", bound=Word)
L = TypeVar("L")
C = TypeVar("C")

ORGANISATIONS, PEOPLE = "组织", "账号"
# Sheets of the template that are only there to be read.
PASSED_OVER = ("说明", "已有组织")
# Heading → whether it must be there.
COLUMNS: dict[str, dict[str, bool]] = {
    ORGANISATIONS: {
        "层级": True,
        "名称": True,
        "上级组织": True,
        "领域": False,
        "青年人数": False,
        "学生任书记": False,
    },
    PEOPLE: {"姓名": True, "用户名": True, "角色": True, "组织": True, "使用到哪一天": False},
}
LEVELS = (Level.COMMITTEE, Level.GENERAL_BRANCH, Level.BRANCH)
# How the level is written where it is not written as here.
SPELLINGS = {"团工委": Level.COMMITTEE, "团委": Level.COMMITTEE, "街道团工委": Level.COMMITTEE}
YES_OR_NO = {"是": True, "否": False}
# All in one transaction: for as long nobody else writes to an SQLite.
MOST_LINES = 2_500

Row = Mapping[str, str]


@dataclass(frozen=True)
class OrganisationLine:
    """One organisation as a row says it. parent : a name, or names from the top joined by "·"; "" for the district.

    domain, declared_youth, has_student_secretary : None where nothing is said.
    """

    row: int
    level: Level
    name: str
    parent: str
    domain: Domain | None
    declared_youth: int | None
    has_student_secretary: bool | None


@dataclass(frozen=True)
class PersonLine:
    """One account as a row says it. organisation : written like a parent. ends_on : None for no end."""

    row: int
    name: str
    username: str
    role: Role
    organisation: str
    ends_on: date | None


@dataclass(frozen=True)
class Roster:
    """A file that was read. faults : of rows that could not be; skipped : sheets that are no part of a roster.

    broken : these rows as far as they were read, so that what they name is looked up too; None for what was not.
    """

    organisations: tuple[OrganisationLine, ...]
    people: tuple[PersonLine, ...]
    faults: tuple[RowFault, ...]
    skipped: tuple[str, ...]
    broken_organisations: tuple[OrganisationLine, ...] = ()
    broken_people: tuple[PersonLine, ...] = ()


def parse(content: bytes) -> Roster:
    """Read a file's bytes.

    Refuses: what `sheets.read_all` and `sheets.require_plain` refuse, roster_no_table, roster_heading_missing,
    roster_heading_unknown, roster_heading_twice, roster_table_twice, roster_empty, roster_too_many.
    """
    tables: dict[str, Sheet] = {}
    skipped = []
    for sheet in sheets.read_all(content):
        name = _table_of(sheet)
        if name is None:
            skipped += [] if sheet.name in PASSED_OVER else [sheet.name]
        elif name in tables:
            raise Invalid("roster_table_twice", sheet=name)
        else:
            sheets.require_plain(sheet)
            tables[name] = sheet
    if not tables:
        raise Invalid("roster_no_table")
    rows = {name: list(_rows(name, sheet)) for name, sheet in tables.items()}
    n_rows = sum(map(len, rows.values()))
    if not n_rows:
        raise Invalid("roster_empty")
    if n_rows > MOST_LINES:
        raise Invalid("roster_too_many", most=MOST_LINES)
    organisations, broken, faults = _each(_organisation, ORGANISATIONS, rows.get(ORGANISATIONS, []))
    people, broken_people, more = _each(_person, PEOPLE, rows.get(PEOPLE, []))
    return Roster(
        tuple(organisations),
        tuple(people),
        (*faults, *more),
        tuple(skipped),
        tuple(broken),
        tuple(broken_people),
    )


def _table_of(sheet: Sheet) -> str | None:
    # By its headings; a sheet that is called so and lacks one is told so, not passed over.
    heading = set(sheet.rows[0]) if sheet.rows else set()
    for name, columns in COLUMNS.items():
        if sheet.name.strip() == name and sheet.rows:
            return name
        if {column for column, is_needed in columns.items() if is_needed} <= heading:
            return name
    return None


def _rows(name: str, sheet: Sheet) -> Iterator[tuple[int, Row]]:
    heading = _heading(name, sheet.rows[0])
    for at, cells in enumerate(sheet.rows[1:], 2):
        if any(cells):
            yield at, {column: cells[place] for place, column in heading.items() if place < len(cells)}


def _heading(name: str, cells: Sequence[str]) -> dict[int, str]:
    heading = {place: cell for place, cell in enumerate(cells) if cell}
    found = list(heading.values())
    if missing := [c for c, is_needed in COLUMNS[name].items() if is_needed and c not in found]:
        raise Invalid("roster_heading_missing", sheet=name, names="、".join(missing))
    for cell in found:
        if cell not in COLUMNS[name]:
            raise Invalid("roster_heading_unknown", sheet=name, name=cell[:30])
        if found.count(cell) > 1:
            raise Invalid("roster_heading_twice", sheet=name, name=cell)
    return heading


def _each(
    read: Callable[[int, "_Cells"], L], sheet: str, rows: Iterable[tuple[int, Row]]
) -> tuple[list[L], list[L], list[RowFault]]:
    lines: list[L] = []
    broken: list[L] = []
    faults: list[RowFault] = []
    for at, row in rows:
        cells = _Cells(row)
        line = read(at, cells)
        (broken if cells.refusals else lines).append(line)
        faults += [RowFault(sheet, at, refused) for refused in cells.refusals]
    return lines, broken, faults


class _Cells:
    """The cells of a row, read one by one; what is wrong with one does not keep the others from being read.

    refusals : what was wrong. A row with any is no line, and None stands in for such a cell.
    """

    def __init__(self, row: Row) -> None:
        self.row = row
        self.refusals: list[Refused] = []

    def take(self, read: Callable[..., C], *but: Any) -> C:
        try:
            return read(self.row, *but)
        except Refused as refused:
            self.refusals.append(refused)
            return cast("C", None)


def _organisation(at: int, cells: _Cells) -> OrganisationLine:
    level = cells.take(_word, "层级", {**{level.label: level for level in LEVELS}, **SPELLINGS})
    # Below the district only, of which there is one.
    is_top = level is None or level is Level.COMMITTEE
    return OrganisationLine(
        row=at,
        level=level,
        name=cells.take(_text, "名称"),
        parent=cells.row.get("上级组织", "") if is_top else cells.take(_text, "上级组织"),
        domain=cells.take(_word, "领域", _labels(Domain)) if cells.row.get("领域") else None,
        declared_youth=cells.take(_number, "青年人数"),
        has_student_secretary=(
            cells.take(_word, "学生任书记", YES_OR_NO) if cells.row.get("学生任书记") else None
        ),
    )


def _person(at: int, cells: _Cells) -> PersonLine:
    return PersonLine(
        row=at,
        name=cells.take(_text, "姓名"),
        username=cells.take(_username, "用户名"),
        role=cells.take(_word, "角色", _labels(Role)),
        organisation=cells.take(_text, "组织"),
        ends_on=cells.take(_day, "使用到哪一天"),
    )


def _username(row: Row, column: str) -> str:
    return _text(row, column).lower()


def _labels(words: type[W]) -> dict[str, W]:
    return {word.label: word for word in words}


def _text(row: Row, column: str) -> str:
    text = " ".join(row.get(column, "").split())
    if not text:
        raise Invalid("roster_cell_missing", name=column)
    if text.startswith(BEGINS_A_FORMULA):
        raise Invalid("roster_begins_a_formula", value=text[:30])
    return text


def _word(row: Row, column: str, words: Mapping[str, L]) -> L:
    # Brackets as a Chinese keyboard types them, or any other.
    text = _text(row, column).replace("(", "（").replace(")", "）")
    if text not in words:
        listed = "、".join(word for word in words if word not in SPELLINGS)
        raise Invalid("roster_word_unknown", name=column, value=text[:30], words=listed)
    return words[text]


def _number(row: Row, column: str) -> int | None:
    text = row.get(column, "")
    if not text:
        return None
    digits = text.lstrip("0")
    if not text.isascii() or not text.isdigit() or not digits:
        raise Invalid("roster_number_malformed", value=text[:30])
    if len(digits) > len(str(MOST_YOUTH)) or int(digits) > MOST_YOUTH:
        raise Invalid("declared_youth_too_many", value=text[:30], most=MOST_YOUTH)
    return int(text)


def _day(row: Row, column: str) -> date | None:
    text = row.get(column, "")
    if not text:
        return None
    day = sheets.day_of(text)
    if day is None:
        raise Invalid("roster_day_malformed", value=text[:30])
    return day
