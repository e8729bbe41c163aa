"""The answers of a 问卷星 export: in which mode they were written, and of what kind each question is.

A file does not say whether a question was single choice, multiple choice or a text. It is told from the answers:

- **multi**: any answer holds the joint `┋` (outside 〖…〗). Nobody types that character. Or it has a column per option.
- **text**: free words, which must never become the label of an option, where everyone could read them. So in
  doubt it is text: more than half of the different answers were given by one person only, or there are more
  than 200 different ones, or one has a line break, 60 characters or a run of 7 digits.
- **single**: everything else: few different answers, given by many.

By ordinals and by scores, few different small numbers are a choice, whoever gave them: they stand for options, and
which option each stands for is not in the file.

An answer `其他〖自己写的〗` counts as the option 其他; the words in 〖…〗 are kept apart as text. Orderings (`甲→乙`)
read as single choices. Where the guess is wrong, the operator says so with `--map COLUMN=choice`, `=text` or `=number`.

What tells who answered (a name, a telephone number) is left out, unless the operator says how it is to be read; any
other question is left out with `=leave_out`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from db import extra_questions
from db.errors import Invalid
from db.exchange.wjx_headings import MARK, SKIPPED, Column
from db.vocabulary import AnswerMode, QuestionKind

JOINT = "┋"
NO_NUMBERS = {"-2", "-3"}
NOT_ANSWERED = SKIPPED - NO_NUMBERS
MOST_OPTIONS, LONGEST_OPTION = 200, 60
# More different numbers are ages or amounts, which somebody typed.
MOST_NUMBERS = 30

OWN_WORDS = re.compile(r"〖(.*?)〗", re.DOTALL)
BETWEEN_OPTIONS = re.compile(JOINT + r"(?![^〖]*〗)")
LOOKS_PERSONAL = re.compile(r"\n|\d{7}")
ASKS_WHO = re.compile(
    "姓名|名字|称呼|联系方式|联系电话|电话号码|手机号|身份证|学号|工号|邮箱|微信号|QQ号|[您你]的(?:电话|手机|微信|QQ)"
)
LONG_NUMBER = re.compile(r"\d[\d \-]{5,}\d")
ONLY_A_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,2})?")
ON_A_SCALE = re.compile(r"\d|10")
NO_DECIMALS = re.compile(r"(?<=\d)\.0+$")
# As 问卷星 names its files.
IN_FILE_NAME = re.compile(r"(?:^|_)按(?:选项)?(文本|序号|分数)(?=[_.]|$)")
NAMED = {"文本": AnswerMode.TEXT, "序号": AnswerMode.ORDINALS, "分数": AnswerMode.SCORES}


class Reading(StrEnum):
    """How the operator wants a column read, instead of the guess."""

    CATEGORIES = "categories"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    LEAVE_OUT = "leave_out"


def mode_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], name: str = "") -> AnswerMode | None:
    """Tell in which mode a file was written, None where it cannot be told. name : of the file, which may say so.

    Words for what was skipped or for options say 按选项文本, a column per option says 按选项序号. Ordinals and scores
    look alike: where at least half of the choices are numbers, nothing is guessed.
    """
    if said := IN_FILE_NAME.search(name):
        return NAMED[said[1]]
    given = [[row[column.index] for row in rows] for column in columns if not column.options]
    cells = {cell for column in given for cell in column}
    if cells & (NOT_ANSWERED - {""}):
        return AnswerMode.TEXT
    if any(column.options for column in columns):
        return AnswerMode.ORDINALS
    by_number = [is_by_number(_plain(column)) for column in given]
    n_numbers = sum(by_number)
    of_words = [c for c, is_number in zip(given, by_number, strict=True) if not is_number]
    n_words = sum(kind_of(column) is not QuestionKind.TEXT for column in of_words)
    return AnswerMode.TEXT if n_numbers < max(n_words, 1) else None


def as_written(cell: str, mode: AnswerMode) -> str:
    """Return a cell as it counts: "" for nothing, in files with numbers "3" for "3.0"."""
    if cell in NOT_ANSWERED or mode is AnswerMode.TEXT:
        return "" if cell in NOT_ANSWERED else cell
    return "" if cell in NO_NUMBERS else NO_DECIMALS.sub("", cell)


def _plain(cells: Iterable[str]) -> list[str]:
    return [as_written(cell, AnswerMode.ORDINALS) for cell in cells]


def reads_as(
    column: Column, cells: Sequence[str], mode: AnswerMode, wanted: Reading | None
) -> tuple[QuestionKind, bool]:
    """Return the kind of a question, and whether its options are numbers that stand for something.

    cells : of its one column, as written; of a question with a column per option they are not looked at.
    Refuses: wjx_map_not_text — it has a column per option.
    """
    if column.options:
        if wanted is Reading.TEXT:
            raise Invalid("wjx_map_not_text", name=column.title[:30])
        return QuestionKind.MULTI, False
    is_choice = wanted is not None and wanted is not Reading.TEXT
    if mode is AnswerMode.TEXT or wanted is Reading.TEXT or not is_by_number(cells, any_many=is_choice):
        return kind_of(cells, wanted), False
    kind = QuestionKind.MULTI if any(JOINT in OWN_WORDS.sub("", c) for c in cells) else QuestionKind.SINGLE
    # The rows of a scale hold the score itself; an ordinal may count from either end, and larger numbers were typed.
    is_scale = wanted is None and mode is AnswerMode.SCORES and column.is_row
    is_scale = is_scale and all(cell in NOT_ANSWERED or ON_A_SCALE.fullmatch(cell) for cell in set(cells))
    return kind, not (is_scale or wanted is Reading.NUMBER)


def tells_who(title: str, kind: QuestionKind, cells: Iterable[str]) -> bool:
    """Tell whether a question says who answered: by its heading, or because a text has a run of 7 digits.

    In few files a name may look like a choice: of some headings any kind is meant.

    >>> tells_who("您的手机号", QuestionKind.TEXT, ["不填"])
    True
    """
    if ASKS_WHO.search(title):
        return True
    if kind is not QuestionKind.TEXT:
        return False
    return bool(extra_questions.identifying([title])) or any(LONG_NUMBER.search(cell) for cell in cells)


def is_by_number(cells: Iterable[str], *, any_many: bool = False) -> bool:
    """Tell whether all answers are small numbers, and few different ones unless `any_many`."""
    found = {label for cell in set(cells) if cell not in NOT_ANSWERED for label in split(cell)[0]}
    few = any_many or len(found) <= MOST_NUMBERS
    return bool(found) and few and all(ONLY_A_NUMBER.fullmatch(label) for label in found)


def kind_of(cells: Sequence[str], wanted: Reading | None = None) -> QuestionKind:
    """Tell what kind of question gave these answers (see the module's text). wanted : the operator's word."""
    if wanted is Reading.TEXT:
        return QuestionKind.TEXT
    wanted = None if wanted is Reading.LEAVE_OUT else wanted
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


def marked(column: Column, row: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the same of a question that has a column per option; () where none is marked: it was not answered."""
    labels, words = [], []
    for index, label in column.options:
        found = MARK.fullmatch(row[index])
        if found and found[1] == "1":
            labels.append(label)
            words += [w.strip() for w in OWN_WORDS.findall(row[index]) if w.strip()]
    return tuple(dict.fromkeys(labels)), "；".join(words)


def in_order(labels: set[str]) -> tuple[str, ...]:
    """Return options in an order of their own: numbers by size, 其他 last.

    Not by first appearance: the first option of every question would together be the first person's answers.
    """
    return tuple(sorted(labels, key=lambda label: (label.startswith(("其他", "其它")), _natural(label))))


def _natural(label: str) -> list[str | int]:
    # Words and numbers take turns, so that like is compared with like.
    return [int(part[:15]) if part.isdecimal() else part for part in re.split(r"(\d+)", label)]
