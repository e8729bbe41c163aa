"""Tables out: what a spreadsheet must not run, how the files begin, and nothing half-written."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from db.errors import Invalid
from db.exchange import tables
from db.exchange.tables import Table


def a_file(rows: object, **but: object) -> Table:
    return Table(
        **{"title": "台账", "cover": (("月份", "2026年6月"),), "columns": ("甲", "乙"), "rows": rows, **but}
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"])
@pytest.mark.parametrize("file_format", tables.FORMATS)
def test_a_text_that_would_be_a_formula_is_only_a_text(tmp_path: Path, text: str, file_format: str):
    out = tmp_path / f"out.{file_format}"
    tables.write(a_file([[text, -5]], columns=(text, "乙")), out=out, file_format=file_format)
    if file_format == "csv":
        rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    else:
        rows = CalamineWorkbook.from_path(out).get_sheet_by_name("数据").to_python()
    assert rows[0][0] == rows[1][0] == f"'{text}"
    assert float(rows[1][1]) == -5


def test_a_csv_opens_in_chinese_and_a_raw_one_begins_with_its_watermark(tmp_path: Path):
    out = tmp_path / "out.csv"
    n = tables.write(
        a_file([["一", date(2026, 6, 18)], ["二", None]], watermark="谁，何时"), out=out, file_format="csv"
    )
    assert n == 2
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert out.read_text("utf-8-sig").splitlines() == ["# 谁，何时", "甲,乙", "一,2026-06-18", "二,"]


def test_an_xlsx_has_a_cover_with_the_number_of_rows(tmp_path: Path):
    out = tmp_path / "out.xlsx"
    tables.write(
        a_file([["一", 1], ["二", 2]], watermark="谁，何时", is_ledger=True), out=out, file_format="xlsx"
    )
    book = CalamineWorkbook.from_path(out)
    assert book.sheet_names == ["说明", "数据"]
    cover = dict(book.get_sheet_by_name("说明").to_python())
    assert cover == {"名称": "台账", "月份": "2026年6月", "行数": "2", "水印": "谁，何时"}
    rows = book.get_sheet_by_name("数据").to_python()
    assert (rows[0][0], rows[2], rows[3]) == ("台账", ["甲", "乙"], ["一", 1])
    assert re.match("填表人：.*审核人：", str(rows[-1][0]))


@pytest.mark.parametrize("file_format", tables.FORMATS)
def test_nothing_is_half_written(tmp_path: Path, file_format: str):
    out = tmp_path / "out"
    out.write_text("旧内容")

    def broken() -> Iterator[list[str]]:
        yield ["一", "二"]
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        tables.write(a_file(broken()), out=out, file_format=file_format)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["out"]
    assert out.read_text() == "旧内容"
    with pytest.raises(Invalid, match="out_unwritable"):
        tables.write(a_file([]), out=tmp_path / "none" / "out", file_format=file_format)
