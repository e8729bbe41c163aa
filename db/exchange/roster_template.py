"""The roster's template: a workbook with instructions, two sheets to fill in, and lists to choose from."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from db.exchange import layout, roster
from db.exchange.cells import defused
from db.exchange.tables import Table, as_xlsx
from db.people import NewPassword
from db.vocabulary import Domain, Role

LAST_ROW = roster.MOST_LINES
CHOICES: dict[str, list[str]] = {
    "层级": [level.label for level in roster.LEVELS],
    "领域": [domain.label for domain in Domain],
    "学生任书记": list(roster.YES_OR_NO),
    "角色": [role.label for role in Role],
}
# What a filled-in line looks like: on the sheet that is only read, so that nobody uploads it with theirs.
EXAMPLES: dict[str, tuple[str, ...]] = {
    roster.ORGANISATIONS: ("团支部", "东风社区团支部", "东区街道团工委", "街道社区", "24", "否"),
    roster.PEOPLE: ("张明", "zhangming", "团支部书记", "东风社区团支部", "2027-08-31"),
}
WIDTHS = {"名称": 30, "上级组织": 30, "组织": 30, "领域": 20, "用户名": 18, "使用到哪一天": 16}
USUAL_WIDTH = 14
EXAMPLE_COLUMNS = max(len(cells) for cells in EXAMPLES.values())
EXPLAINED_WIDTH, LINE = 18, 15
NEEDED, FREE = "#cfe5e3", "#eef5f4"
EXPLAINED = (
    ("怎样用", "在“组织”“账号”两张表里从第2行起填写，一行一个，存为xlsx，在“导入名册”上传。先看核对结果，再确认导入。"),
    ("要改的", "有一处不对，就什么都不导入，并逐行说明问题和改法。改好后上传同一个文件即可。"),
    ("重复导入", "只添加、不修改。已经有的组织和账号自动跳过，同一个文件再导入一次不会有变化。"),
    ("组织", "行的先后不限。“上级组织”写上一级的名称；团（工）委可以空着（直属本区）。有同名的，在前面写上它的上级，用“·”隔开。"),
    ("领域", "只有团支部填，从下拉列表里选。"),
    ("青年人数", "只填数字，不清楚可以空着。"),
    ("学生任书记", "填“是”的支部，敏感需求直接交上级的专办人。空着就是“否”。"),
    ("用户名", "3—40位小写字母、数字、点、横线，以字母或数字开头，全区不重复。"),
    ("角色", "团支部书记、团干部设在团支部，团（工）委设在团（工）委或团总支，其余设在本区。"),
    ("使用到哪一天", "例如 2027-08-31；长期使用就空着。"),
    ("不要做的", "不要改标题行，不要合并单元格，不要用公式，不要加别的列：系统不收集电话、身份证号等信息。"),
    ("首次密码", "导入后显示一次，也可以下载；每个人首次登录须修改。"),
)  # fmt: skip


def made(existing: Sequence[str]) -> bytes:
    """Return the template as the content of an xlsx. existing : names of the organisations that stand, to copy from."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _explain(book)
        for name, columns in roster.COLUMNS.items():
            _sheet(book, name, columns)
        _list(book, existing)
        book.worksheets()[1].activate()
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(roster.PASSED_OVER[0])
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place in range(EXAMPLE_COLUMNS + 1):
        sheet.set_column(place, place, EXPLAINED_WIDTH)
    for at, (label, text) in enumerate(EXPLAINED):
        # Not every spreadsheet works out how high merged cells have to be.
        sheet.set_row(at, LINE * (2 if len(text) * 2 > EXPLAINED_WIDTH * EXAMPLE_COLUMNS - 4 else 1) + 4)
        sheet.write_string(at, 0, label, bold)
        sheet.merge_range(at, 1, at, EXAMPLE_COLUMNS, text, wrapped)
    for n, (name, cells) in enumerate(EXAMPLES.items()):
        _example(book, sheet, len(EXPLAINED) + 1 + 3 * n, name, cells)
    layout.set_paper(sheet)


def _example(book: xlsxwriter.Workbook, sheet: Worksheet, at: int, name: str, cells: Sequence[str]) -> None:
    head = book.add_format({"bold": True, "border": 1, "bg_color": FREE, "text_wrap": True, "valign": "top"})
    framed = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for row, (label, values) in enumerate(((f"“{name}”表", roster.COLUMNS[name]), ("填写示例", cells))):
        sheet.set_row(at + row, LINE * (1 + row) + 4)
        for place, text in enumerate((label, *values)):
            sheet.write_string(at + row, place, text, framed if row else head)


def _sheet(book: xlsxwriter.Workbook, name: str, columns: dict[str, bool]) -> None:
    sheet = book.add_worksheet(name)
    # As text, so that a name of digits stays one and no day is turned round.
    text = book.add_format({"num_format": "@"})
    needed = book.add_format({"bold": True, "border": 1, "bg_color": NEEDED})
    free = book.add_format({"border": 1, "bg_color": FREE})
    for place, (column, is_needed) in enumerate(columns.items()):
        sheet.set_column(place, place, WIDTHS.get(column, USUAL_WIDTH), text)
        sheet.write_string(0, place, column, needed if is_needed else free)
        if column in CHOICES:
            sheet.data_validation(
                1,
                place,
                LAST_ROW,
                place,
                {
                    "validate": "list",
                    "source": CHOICES[column],
                    "error_title": "请从列表里选",
                    "error_message": f"“{column}”只能填列表里的内容。",
                },
            )
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    layout.set_paper(sheet)


def _list(book: xlsxwriter.Workbook, existing: Sequence[str]) -> None:
    sheet = book.add_worksheet(roster.PASSED_OVER[1])
    sheet.set_column(0, 0, 50)
    sheet.write_string(0, 0, "已有的组织（复制用，不用填）", book.add_format({"bold": True}))
    for at, name in enumerate(existing, 1):
        sheet.write_string(at, 0, str(defused(name)))
    layout.set_paper(sheet)


def password_table(made: Sequence[NewPassword]) -> bytes:
    """Return the first passwords of new accounts as the content of an xlsx, to hand out and then delete."""
    return as_xlsx(
        Table(
            title="新账号的首次密码",
            cover=(("用法", "当面或电话告知本人，首次登录须修改。发完请删除这个文件。"),),
            columns=("用户名", "首次密码"),
            rows=[(row.username, row.password) for row in made],
        )
    )
