"""The columns of a 问卷星 export: which are questions, and of what kind each is.

A file does not say whether a question was single choice, multiple choice or a text. It is told from the answers:

- **multi**: any answer holds the joint `┋` (outside 〖…〗). Nobody types that character.
- **text**: free words, which must never become the label of an option, where everyone could read them. So in
  doubt it is text: more than half of the different answers were given by one person only, or there are more
  than 200 different ones, or one has a line break, 60 characters or a run of 7 digits.
- **single**: everything else: few different answers, given by many.

An answer `其他〖自己写的〗` counts as the option 其他; the words in 〖…〗 are kept apart as text. Orderings (`甲→乙`)
read as single choices. Where the guess is wrong, the operator says so with `--map COLUMN=choice` or `=text`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.errors import Invalid
from db.vocabulary import QuestionKind

JOINT = "┋"
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
NOT_ANSWERED = {"", "(跳过)", "（跳过）", "(空)", "（空）"}
MOST_OPTIONS, LONGEST_OPTION = 200, 60

QUESTION = re.compile(r"(\d{1,4})\s*[、.．:：]\s*(.*)", re.DOTALL)
OPTION_COLUMN = re.compile(r"[(（].*[)）]", re.DOTALL)
MATRIX_OF_OLD = re.compile(r"第\d+题[(（].*[)）]", re.DOTALL)
OWN_WORDS = re.compile(r"〖(.*?)〗", re.DOTALL)
BETWEEN_OPTIONS = re.compile(JOINT + r"(?![^〖]*〗)")
LOOKS_PERSONAL = re.compile(r"\n|\d{7}")
ONLY_A_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Reading(StrEnum):
    """How the operator wants a column read, instead of the guess."""

    CATEGORIES = "categories"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Column:
    """A question's column. index : from 0. code : stable within the file, "W3", or "W3_2" for a repeated number."""

    index: int
    code: str
    number: int
    title: str


def questions_of(header: Sequence[str], *, branch_at: int | None = None) -> tuple[Column, ...]:
    """Return the question columns of a header row. branch_at : the column that names the branch, which is none.

    Refuses: wjx_not_an_export, wjx_mode_unsupported, wjx_column_unnamed, wjx_column_unknown, wjx_numbering.
    """
    found = [
        (i, match) for i, name in enumerate(header) if i != branch_at and (match := QUESTION.fullmatch(name))
    ]
    if any(MATRIX_OF_OLD.fullmatch(name) for name in header):
        raise Invalid("wjx_mode_unsupported")
    if NUMBER not in header or not found:
        raise Invalid("wjx_not_an_export")
    numbers = [int(match[1]) for _, match in found]
    repeated = Counter(numbers)
    if any(repeated[int(m[1])] > 1 and OPTION_COLUMN.fullmatch(m[2].strip()) for _, m in found):
        raise Invalid("wjx_mode_unsupported")
    _check_others(header, {branch_at, *(i for i, _ in found)})
    _check_numbering(header, found)
    places: Counter[int] = Counter()
    columns = []
    for index, match in found:
        number = int(match[1])
        places[number] += 1
        code = f"W{number}" if repeated[number] == 1 else f"W{number}_{places[number]}"
        columns.append(Column(index, code, number, " ".join(match[2].split()) or f"第{number}题"))
    return tuple(columns)


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


def _check_numbering(header: Sequence[str], found: Sequence[tuple[int, re.Match[str]]]) -> None:
    before = 0
    for index, match in found:
        number = int(match[1])
        if number < max(before, 1):
            raise Invalid("wjx_numbering", column=index + 1, name=header[index][:30])
        before = number


def check_mode(columns: Sequence[Sequence[str]]) -> None:
    """See that answers are words. Refuses: wjx_mode_unsupported — every answer of every question is a number."""
    answers = [cell for column in columns for cell in column if cell not in NOT_ANSWERED]
    if answers and all(ONLY_A_NUMBER.fullmatch(cell) for cell in answers):
        raise Invalid("wjx_mode_unsupported")


def kind_of(cells: Sequence[str], wanted: Reading | None = None) -> QuestionKind:
    """Tell what kind of question gave these answers (see the module's text). wanted : the operator's word."""
    if wanted is Reading.TEXT:
        return QuestionKind.TEXT
    given = [cell for cell in cells if cell not in NOT_ANSWERED]
    if any(JOINT in OWN_WORDS.sub("", cell) for cell in given):
        return QuestionKind.MULTI
    if wanted is not None:
        return QuestionKind.SINGLE
    labels = Counter(split(cell)[0][0] for cell in given)
    once = sum(1 for n in labels.values() if n == 1)
    if once * 2 > len(labels) or len(labels) > MOST_OPTIONS:
        return QuestionKind.TEXT
    if any(len(label) > LONGEST_OPTION or LOOKS_PERSONAL.search(label) for label in labels):
        return QuestionKind.TEXT
    return QuestionKind.SINGLE


def split(cell: str) -> tuple[tuple[str, ...], str]:
    """Return the options chosen in a cell, each once, and what was written in 〖…〗 ("" for nothing)."""
    words = "；".join(w.strip() for w in OWN_WORDS.findall(cell) if w.strip())
    labels = (OWN_WORDS.sub("", part).strip() for part in BETWEEN_OPTIONS.split(cell))
    return tuple(dict.fromkeys(label for label in labels if label)) or ("其他",), words


def in_order(labels: set[str]) -> tuple[str, ...]:
    """Return options in an order of their own: numbers by size, 其他 last.

    Not by first appearance: the first option of every question would together be the first person's answers.
    """
    return tuple(sorted(labels, key=lambda label: (label.startswith(("其他", "其它")), _natural(label))))


def _natural(label: str) -> list[str | int]:
    # Words and numbers take turns, so that like is compared with like.
    return [int(part[:15]) if part.isdecimal() else part for part in re.split(r"(\d+)", label)]
