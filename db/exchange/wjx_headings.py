"""The headings of a 问卷星 export: which columns belong to which question. Pure: no database.

A question has one column, or several:

- the rows of a matrix, or the blanks of a text, repeat the number: `4、外观`, `4、功能`; of old files `第4题(外观)`;
- a multiple choice 按选项序号 has a column of 0 and 1 per option: `6、爱好(运动)` and then `6 (阅读)`; or `6、(运动)`;
  of old files `第6题(运动)`, where the question itself is not written anywhere.

The last two look alike. Columns of nothing but 0 and 1 are the options of one question, others are rows of a matrix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from db.errors import Invalid

NUMBER = "序号"
SUBMITTED = ("提交答卷时间", "提交时间")
META = {
    NUMBER,
    *SUBMITTED,
    *(
        "开始答题时间",
        "开始时间",
        "所用时间",
        "答题时长",
        "来源",
        "来源详情",
        "来自IP",
        "IP",
        "IP地址",
        "总分",
    ),
    *(
        "用户",
        "用户ID",
        "用户昵称",
        "昵称",
        "微信昵称",
        "微信",
        "微信OpenID",
        "openid",
        "头像",
        "性别（微信）",
    ),
    *("省份", "城市", "地理位置", "来源省份", "来源城市", "自定义字段", "答卷编号", "得分", "标签"),
}
# The last two are how files with numbers write them.
SKIPPED = {"", "(跳过)", "（跳过）", "(空)", "（空）", "-2", "-3"}

QUESTION = re.compile(r"(\d{1,4})\s*[、.．:：]\s*(.*)", re.DOTALL)
FURTHER_OPTION = re.compile(r"(\d{1,4})\s*([(（].*[)）])", re.DOTALL)
OF_OLD = re.compile(r"第(\d{1,4})题\s*([(（].*[)）])", re.DOTALL)
IN_BRACKETS = re.compile(r"[(（].*[)）]", re.DOTALL)
MARK = re.compile(r"([01])\s*(〖.*〗)?", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """One column. title : of the question, "" where it is not written. option : what stands in brackets, or ""."""

    index: int
    number: int
    title: str
    option: str


@dataclass(frozen=True)
class Column:
    """A question. index : of its column, from 0. code : stable within the file, "W3", or "W3_2" for a repeated number.

    options : place and label of each option's own column of 0 and 1; () for a question of one column.
    is_row : one of several of the same number.
    """

    index: int
    code: str
    number: int
    title: str
    options: tuple[tuple[int, str], ...] = ()
    is_row: bool = False


def headings_of(header: Sequence[str], *, branch_at: int | None = None) -> tuple[Heading, ...]:
    """Return the headings that belong to questions. branch_at : the column that names the branch, which does not.

    Refuses: wjx_not_an_export, wjx_column_unnamed, wjx_column_unknown, wjx_numbering.
    """
    found: list[Heading] = []
    for index, name in enumerate(header):
        heading = None if index == branch_at else _heading(index, name, found[-1] if found else None)
        if heading is not None:
            found.append(heading)
    if NUMBER not in header or not found:
        raise Invalid("wjx_not_an_export")
    _check_others(header, {branch_at, *(heading.index for heading in found)})
    _check_numbering(header, found)
    return tuple(found)


def _heading(index: int, name: str, before: Heading | None) -> Heading | None:
    if match := OF_OLD.fullmatch(name):
        return Heading(index, int(match[1]), "", _inner(match[2]))
    if match := QUESTION.fullmatch(name):
        title = " ".join(match[2].split())
        if IN_BRACKETS.fullmatch(title) and _begin_of_last_brackets(title) == 0:
            return Heading(index, int(match[1]), "", _inner(title))
        return Heading(index, int(match[1]), title, "")
    match = FURTHER_OPTION.fullmatch(name)
    if match and before is not None and before.number == int(match[1]):
        return Heading(index, int(match[1]), "", _inner(match[2]))
    return None


def _inner(text: str) -> str:
    return " ".join(text[1:-1].split())


def _begin_of_last_brackets(text: str) -> int:
    """Return where the brackets that close at the end of a text open, -1 for nowhere."""
    opening, closing = ("(", ")") if text.endswith(")") else ("（", "）")
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == closing) - (text[at] == opening)
        if depth == 0:
            return at if text[at] == opening else -1
    return -1


def columns_of(headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Return the questions. rows : of the file, which tell options from rows of a matrix."""
    found: list[Column] = []
    for number, group in groupby(headings, lambda heading: heading.number):
        found += _columns(number, list(group), rows)
    return tuple(found)


def _columns(number: int, group: list[Heading], rows: Sequence[Sequence[str]]) -> Iterator[Column]:
    first, code = group[0], f"W{number}"
    options = _options(group)
    if options and _are_marks(options, rows):
        title = first.title[: _begin_of_last_brackets(first.title)].strip() if first.title else ""
        named = tuple((heading.index, heading.option or f"选项{n}") for n, heading in enumerate(options, 1))
        yield Column(first.index, code, number, title or f"第{number}题", named)
        return
    for n, heading in enumerate(options or group, 1):
        title = (heading.option if options else heading.title) or heading.option or f"第{number}题"
        is_row = len(group) > 1
        yield Column(heading.index, f"{code}_{n}" if is_row else code, number, title, is_row=is_row)


def _options(group: list[Heading]) -> list[Heading]:
    """Return the headings of a group with the option of each, the first one's too; [] where one has none."""
    first, further = group[0], group[1:]
    begin = _begin_of_last_brackets(first.title)
    if first.title and further and begin > 0:
        first = Heading(first.index, first.number, first.title, _inner(first.title[begin:]))
    all_named = first.option and all(heading.option and not heading.title for heading in further)
    return [first, *further] if all_named else []


def _are_marks(options: Sequence[Heading], rows: Sequence[Sequence[str]]) -> bool:
    given = {row[heading.index] for heading in options for row in rows} - SKIPPED
    return bool(given) and all(MARK.fullmatch(cell) for cell in given)


def branch_column(header: Sequence[str], name: str) -> int:
    """Return the place of the column that names the branch: its heading, or that of a question without its number.

    Refuses: wjx_branch_column_unknown — no column or several.
    """
    name = name.strip()
    found = [
        at
        for at, heading in enumerate(header)
        if heading not in META
        and (heading == name or ((m := QUESTION.fullmatch(heading)) and m[2].strip() == name))
    ]
    if len(found) != 1:
        raise Invalid("wjx_branch_column_unknown", name=name[:30])
    return found[0]


def title_of(heading: str) -> str:
    """Return a heading without the number of its question."""
    match = QUESTION.fullmatch(heading)
    return " ".join((match[2] if match else heading).split())


def _check_others(header: Sequence[str], known: set[int | None]) -> None:
    for index, name in enumerate(header):
        if index in known:
            continue
        if not name:
            raise Invalid("wjx_column_unnamed", column=index + 1)
        if name not in META:
            raise Invalid("wjx_column_unknown", column=index + 1, name=name[:30])
    if header.count(NUMBER) > 1:
        raise Invalid("wjx_column_unknown", column=header.index(NUMBER) + 1, name=NUMBER)


def _check_numbering(header: Sequence[str], found: Sequence[Heading]) -> None:
    before = 0
    for heading in found:
        if heading.number < max(before, 1):
            raise Invalid("wjx_numbering", column=heading.index + 1, name=header[heading.index][:30])
        before = heading.number
