"""Small files for the tests of imports: in the shape of a 问卷星 export, and rosters. Made here, cell by cell."""

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

ORGANISATION_HEAD = ("层级", "名称", "上级组织", "领域", "青年人数", "学生任书记")
PERSON_HEAD = ("姓名", "用户名", "角色", "组织", "使用到哪一天")
ORGANISATIONS: Table = (
    ("团支部", "新桥社区团支部", "北区街道团工委", "街道社区", 30, "否"),
    ("团（工）委", "北区街道团工委", "", "", "", ""),
    ("团总支", "北区学校团总支", "北区街道团工委", "", "", ""),
    ("团支部", "北区中学团支部", "北区学校团总支", "学校", "", "是"),
)
PEOPLE: Table = (
    ("孙一", "sun.yi", "团支部书记", "新桥社区团支部", "2027-08-31"),
    ("孙二", "SUN.ER", "团(工)委", "北区街道团工委", ""),
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


def a_roster(organisations: Table = ORGANISATIONS, people: Table = PEOPLE) -> bytes:
    """Return a roster as an .xlsx file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("说明").write_string(0, 0, "怎样填")
        for name, rows in (("组织", (ORGANISATION_HEAD, *organisations)), ("账号", (PERSON_HEAD, *people))):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()
