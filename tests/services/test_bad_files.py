"""Files that are no good, held to both imports: one clear report each, and nothing is written."""

import io
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from db.errors import Invalid
from db.exchange import roster, sheets, wjx
from db.models import Base
from pages.shared import texts
from tests.services.files import ORGANISATION_HEAD, ORGANISATIONS, a_roster, a_table, as_csv, as_xls, as_xlsx

IMPORTS = {"roster": roster.parse, "wjx": wjx.parse}
TABLES = {"roster": [ORGANISATION_HEAD, *ORGANISATIONS], "wjx": list(a_table())}


def a_book(table, *, merged: str = "", formula: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for at, row in enumerate(table):
            sheet.write_row(at, 0, row)
        if merged:
            sheet.merge_range(merged, "合并")
        if formula:
            sheet.write_formula(formula, "=1+1", None, 2)
    return out.getvalue()


def a_bomb() -> bytes:
    """Return a workbook that says of itself that it unpacks to four gigabytes."""
    content = as_xlsx(TABLES["wjx"])
    # The size of the first part, in the list of parts at the end.
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + b"\xf0" * 4 + content[at + 4 :]


def blank_paper() -> bytes:
    """Return a small workbook whose first sheet unpacks to 64 MB of blanks, below what a workbook may be."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(TABLES["wjx"]))) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as blown_up,
    ):
        for part in book.infolist():
            content = book.read(part)
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            blown_up.writestr(part.filename, content + b" " * 64 * 1024**2 if is_sheet else content)
    return out.getvalue()


BAD = {
    "nothing": (lambda table: b"", "file_empty"),
    "only space": (lambda table: b" \r\n\t", "file_empty"),
    "a sheet without cells": (lambda table: as_xlsx([]), "file_empty"),
    "a picture": (lambda table: b"\x89PNG\r\n\x1a\n" + bytes(100), "file_of_another_kind"),
    "a program that was renamed": (lambda table: b"MZ\x90\x00\x03" + bytes(200), "file_of_another_kind"),
    "a program of another system": (lambda table: b"\x7fELF\x02\x01" + bytes(200), "file_of_another_kind"),
    "any bytes": (lambda table: b"\x81\x00\xff\xfe" * 50, "file_of_another_kind"),
    "half a workbook": (lambda table: as_xlsx(table)[:3000], "file_damaged"),
    "half an old workbook": (lambda table: as_xls(table)[:3000], "file_damaged"),
    "a zip that is no workbook": (lambda table: zipped("a.txt", b"hello"), "file_damaged"),
    "a zip bomb": (lambda table: a_bomb(), "file_too_big_unpacked"),
    "a sheet of blanks": (lambda table: blank_paper(), "file_too_big_unpacked"),
    "a password": (lambda table: sheets.OLD_WORKBOOK + bytes(600) + sheets.LOCKED, "file_locked"),
    "merged cells": (lambda table: a_book(table, merged="A3:A5"), "file_has_merged_cells"),
    "a formula": (lambda table: a_book(table, formula="B3"), "file_has_formulas"),
    "too many rows": (lambda table: as_csv([table[0]] + [["x"]] * 100_000), "file_too_many_rows"),
    "a stray cell far to the right": (lambda table: a_stray_cell(table), "file_too_many_columns"),
    "half a character of UTF-16": (lambda table: b"\xff\xfe\x00\xd8", "file_damaged"),
    "too many bytes": (lambda table: b"a" * (sheets.MOST_BYTES + 1), "file_too_big"),
}


def a_stray_cell(table) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("组织")
        for at, row in enumerate(table):
            sheet.write_row(at, 0, row)
        sheet.write_string(3, 16_383, " ")
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr(name, content)
    return out.getvalue()


def refused(kind: str, content: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        IMPORTS[kind](content)
    return caught.value


@pytest.mark.parametrize("kind", IMPORTS)
@pytest.mark.parametrize(("make", "code"), BAD.values(), ids=BAD)
def test_it_is_refused_in_one_sentence_that_says_what_to_do(kind, make, code):
    found = refused(kind, make(TABLES[kind]))
    sentence = texts.sentence(found)
    assert found.code == code or (
        (kind, code) == ("roster", "file_empty") and found.code == "roster_no_table"
    )
    assert "请" in sentence
    assert "{" not in sentence


def test_the_cells_are_named():
    assert "A3:A5" in texts.sentence(refused("wjx", a_book(TABLES["wjx"], merged="A3:A5")))
    assert "（B3）" in texts.sentence(refused("roster", a_book(TABLES["roster"], formula="B3")))


def test_the_other_import_s_file_is_told_apart():
    assert refused("roster", as_xlsx(TABLES["wjx"])).code == "roster_no_table"
    assert refused("wjx", as_xlsx(TABLES["roster"])).code == "wjx_not_an_export"
    assert refused("roster", a_book([("名单",), *TABLES["roster"]])).code == "roster_no_table"


@pytest.mark.parametrize("kind", IMPORTS)
def test_empty_rows_are_passed_over_and_rows_keep_their_numbers(kind):
    table = TABLES[kind]
    with_gaps = [table[0], [], table[1], [], [], *table[2:], []]
    plain, gaps = (IMPORTS[kind](as_xlsx(rows)) for rows in (table, with_gaps))
    if kind == "wjx":
        assert gaps.rows == plain.rows
    else:
        assert [line.row for line in gaps.organisations] == [3, 6, 7, 8]
        assert [line.name for line in gaps.organisations] == [line.name for line in plain.organisations]


def test_a_workbook_of_the_most_rows_is_read(tmp_path):
    table = [ORGANISATION_HEAD] + [("团支部", f"支部{n}", "团委", "农村") for n in range(roster.MOST_LINES)]
    assert len(roster.parse(as_csv(table)).organisations) == roster.MOST_LINES
    assert refused("roster", as_csv([*table, table[1]])).code == "roster_too_many"


def test_reading_writes_nothing(session):
    roster.parse(a_roster())
    for table in Base.metadata.sorted_tables:
        if table.name not in ("settings", "data_keys"):
            assert not session.scalar(select(func.count()).select_from(table)), table.name


@pytest.mark.parametrize("written", ["2026/9/3 12:00:00", "2026-09-03", "2026年9月3日", "46268.5", "46268"])
def test_a_day_is_one_day_as_text_and_as_a_number(written):
    day = sheets.day_of(written)
    assert day is not None
    assert day.isoformat() == "2026-09-03"


@pytest.mark.parametrize("written", ["", "九月三日", "2026-13-01", "12", "1,234", "13800000000"])
def test_what_is_no_day_is_none(written):
    assert sheets.day_of(written) is None
