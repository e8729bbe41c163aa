"""Small files in the shape of a 问卷星 export, for the tests of imports. Made here, cell by cell."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter
import xlwt

META = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
QUESTIONS = ("1、您的性别", "2、您需要哪些帮助", "3、您从哪里知道团支部的", "4、您还想说什么", "总分")

Table = Sequence[Sequence[object]]

ANSWERS = (
    ("男", "就业创业┋住房安居", "同事", "希望多办活动", 3),
    ("女", "就业创业", "其他〖宣传栏〗", "(空)", 3),
    ("女", "住房安居┋其他〖修车┋洗车〗", "同事", "食堂再便宜些", 3),
    ("男", "(跳过)", "微信", "没有", 3),
    ("女", "心灵驿站", "微信", "", 3),
    ("男", "就业创业┋心灵驿站", "其他〖海报〗", "（空）", 3),
)


def a_table(
    answers: Table = ANSWERS, header: Sequence[str] = (*META, *QUESTIONS), day: str = "2026/5/9"
) -> Table:
    """Return header and rows; submission times, sources and addresses as a file has them."""
    rows = [
        (n, f"{day} 12:0{n % 10}:00", "123秒", "微信", "", "10.0.0.7(测试)", *answer)
        for n, answer in enumerate(answers, 1)
    ]
    return [header, *rows]


def as_xls(table: Table) -> bytes:
    """Return the table as an .xls file."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for at, row in enumerate(table):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsx(table: Table) -> bytes:
    """Return the table as an .xlsx file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def as_csv(table: Table, encoding: str = "utf-8-sig") -> bytes:
    """Return the table as a .csv file."""
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode(encoding)
