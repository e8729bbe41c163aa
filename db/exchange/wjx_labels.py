"""What the answers of a file count as: other names of an option, and what ordinals and scores stand for. Pure: no database.

A label is decided per question and value. Two values with one label are one option; a sheet that chose both counts once.
Two options with one score cannot be told apart in a file 按分数: such a score has one label for both, or the question is
read as numbers; a table that gives it two labels is refused.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from db.errors import Conflict, Faulty, Invalid, NotFound, Refused, RowFault
from db.exchange import sheets
from db.exchange.cells import BEGINS_A_FORMULA, Table
from db.exchange.wjx import Labels, Sheet, Value, WjxFile, WjxQuestion
from db.exchange.wjx_columns import JOINT, NOT_ANSWERED, in_order
from db.vocabulary import AnswerMode, QuestionKind

MOST_LETTERS = 200
MOST_NAMED = 5
NAME = "选项名称表"
QUESTION, VALUE, COUNT, LABEL = "题目", "文件里的值", "份数", "计作"
IN_ENGLISH = {"question": QUESTION, "value": VALUE, "n": COUNT, "label": LABEL}
NEEDED = (QUESTION, VALUE, LABEL)
SPEAKS_OF_NOTHING = " ?？:：*。."


@dataclass(frozen=True)
class Identity:
    """Which question this is, in whatever file. key : alike for all spellings of its title. name : to be read."""

    mode: AnswerMode
    key: str
    name: str


def identities(file: WjxFile) -> dict[str, Identity]:
    """Return code → identity of each choice of a file. Of several with one title each is told apart by its place.

    Words are words in every mode; what a number stands for holds for files of the same mode only.
    """
    names = names_of({question.code: question.title for question in file.questions})
    return {
        question.code: Identity(
            file.mode if question.by_number else AnswerMode.TEXT,
            key_of(names[question.code]),
            names[question.code],
        )
        for question in file.questions
        if question.kind is not QuestionKind.TEXT
    }


def names_of(titles: Mapping[str, str]) -> dict[str, str]:
    """Return code → a name that no other question of the file has. titles : code → title."""
    times = Counter(map(_spoken, titles.values()))
    return {
        code: title if times[_spoken(title)] == 1 else f"{code} {title}" for code, title in titles.items()
    }


def key_of(name: str) -> str:
    """Return what all spellings of a question's name have in common, as a hash."""
    return hashlib.sha256(_spoken(name).encode()).hexdigest()[:32]


def _spoken(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).split()).casefold().rstrip(SPEAKS_OF_NOTHING)


def merged(*several: Labels) -> dict[str, dict[str, str]]:
    """Lay decisions over one another; a later one wins."""
    found: dict[str, dict[str, str]] = {}
    for labels in several:
        for code, names in labels.items():
            found.setdefault(code, {}).update(names)
    return found


def relabelled(file: WjxFile, labels: Labels) -> WjxFile:
    """Return a file as it counts under labels. file : as it was parsed; labels : also of values that it does not hold.

    Refuses: wjx_label_malformed, wjx_label_chain — a label that is itself counted under another.
    """
    wanted = {
        question.code: _checked(question, labels.get(question.code, {}))
        for question in file.questions
        if question.kind is not QuestionKind.TEXT
    }
    return replace(
        file,
        questions=tuple(_named(question, wanted.get(question.code, {})) for question in file.questions),
        rows=tuple(_counted(sheet, wanted) for sheet in file.rows),
        labels={code: names for code, names in wanted.items() if names},
    )


def _checked(question: WjxQuestion, given: Mapping[str, str]) -> dict[str, str]:
    names = {value: cleaned(label) for value, label in given.items() if len(value) <= MOST_LETTERS}
    for value, label in names.items():
        if not question.by_number and value != label and names.get(label, label) != label:
            raise Invalid("wjx_label_chain", value=value[:30], label=label[:30], other=names[label][:30])
    return names


def cleaned(label: str) -> str:
    """Return a label as it is kept. Refuses: wjx_label_malformed."""
    label = " ".join(label.split())
    if not 0 < len(label) <= MOST_LETTERS or label in NOT_ANSWERED or {JOINT, "〖", "〗"} & set(label):
        raise Invalid("wjx_label_malformed", most=MOST_LETTERS)
    return label


def _named(question: WjxQuestion, names: Mapping[str, str]) -> WjxQuestion:
    values = tuple(Value(v.text, v.n, names.get(v.text, v.text)) for v in question.values)
    lacking = tuple(value for value in question.lacking if value not in names)
    return replace(question, options=in_order({v.label for v in values}), values=values, lacking=lacking)


def _counted(sheet: Sheet, wanted: Labels) -> Sheet:
    counted = dict(sheet)
    for code, names in wanted.items():
        value = sheet.get(code)
        if isinstance(value, tuple):
            counted[code] = tuple(dict.fromkeys(names.get(label, label) for label in value))
        elif value is not None:
            counted[code] = names.get(value, value)
    return counted


def require_all(file: WjxFile) -> None:
    """See that every number has a label. Refuses: wjx_labels_missing, naming the questions."""
    lacking = [question for question in file.questions if question.lacking]
    if lacking:
        names = "、".join(f"第{q.number}题“{q.title[:20]}”" for q in lacking[:MOST_NAMED])
        raise Invalid("wjx_labels_missing", mode=file.mode.label, names=names, n=len(lacking))


# The table in a file


def template(file: WjxFile, labels: Labels) -> Table:
    """Return the table of a file's values to fill in, with what is known. file : as it was parsed."""
    known = identities(file)
    rows = [
        (
            known[question.code].name,
            value.text,
            value.n,
            labels.get(question.code, {}).get(value.text, "" if question.by_number else value.text),
        )
        for question in file.questions
        for value in question.values
    ]
    return Table(NAME, (), (QUESTION, VALUE, COUNT, LABEL), rows)


def read(content: bytes, *, file: WjxFile) -> dict[str, dict[str, str]]:
    """Return what a filled-in table decides about a file; values that the file does not hold may be in it.

    Headings: 题目 (title, number or code), 文件里的值, 计作, or question, value, label; 份数 is not read.

    Refuses: what `sheets.read` refuses, wjx_labels_heading, wjx_labels_empty, wjx_labels_faulty (a `Faulty`).
    """
    table = sheets.read(content)
    places = _places(table[0])
    named = _by_name(file)
    found: dict[str, dict[str, str]] = {}
    faults, seen = [], dict[tuple[str, str], int]()
    for at, row in enumerate(table[1:], 2):
        if any(row):
            try:
                code, value, label = _line(row, places, named)
                _enter(found, seen, at, code=code, value=value, label=label, mode=file.mode)
            except Refused as refused:
                faults.append(RowFault("", at, refused))
    if faults:
        raise Faulty("wjx_labels_faulty", faults)
    if not found:
        raise Invalid("wjx_labels_empty")
    return found


def _places(head: Sequence[str]) -> dict[str, int]:
    names = [IN_ENGLISH.get(name.lower(), name) for name in head]
    twice = {name for name in names if name and names.count(name) > 1}
    wrong = [
        *(n for n in NEEDED if n not in names),
        *(n for n in names if n and n not in IN_ENGLISH.values()),
    ]
    if wrong or twice:
        raise Invalid("wjx_labels_heading", name="、".join([*wrong, *sorted(twice)])[:60])
    return {name: names.index(name) for name in NEEDED}


def _by_name(file: WjxFile) -> dict[str, list[WjxQuestion]]:
    known = identities(file)
    named: dict[str, list[WjxQuestion]] = {}
    for question in file.questions:
        names = {str(question.number), question.code, question.title, f"{question.number}、{question.title}"}
        if question.code in known:
            names.add(known[question.code].name)
        for name in {_spoken(name) for name in names}:
            named.setdefault(name, []).append(question)
    return named


def _line(
    row: Sequence[str], places: Mapping[str, int], named: Mapping[str, Sequence[WjxQuestion]]
) -> tuple[str, str, str]:
    cells = {name: _undefused(row[at]) if at < len(row) else "" for name, at in places.items()}
    for name, cell in cells.items():
        if not cell:
            raise Invalid("wjx_label_cell_missing", name=name)
    found = named.get(_spoken(cells[QUESTION]), [])
    if len(found) != 1:
        raise NotFound("wjx_label_question_unknown", name=cells[QUESTION][:30])
    if found[0].kind is QuestionKind.TEXT:
        raise Invalid("wjx_label_of_text", name=cells[QUESTION][:30])
    return found[0].code, cells[VALUE], cleaned(cells[LABEL])


def _undefused(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(BEGINS_A_FORMULA) else cell


def _enter(
    found: dict[str, dict[str, str]],
    seen: dict[tuple[str, str], int],
    at: int,
    *,
    code: str,
    value: str,
    label: str,
    mode: AnswerMode,
) -> None:
    names = found.setdefault(code, {})
    if (code, value) in seen:
        row = seen[code, value]
        if names[value] == label:
            raise Conflict("wjx_label_twice", value=value[:30], row=row)
        which = "wjx_label_same_score" if mode is AnswerMode.SCORES else "wjx_label_two"
        raise Conflict(which, value=value[:30], row=row, label=names[value][:30], other=label[:30])
    seen[code, value] = at
    names[value] = label


def renamed(file: WjxFile) -> Iterator[tuple[WjxQuestion, Value]]:
    """Yield what of a relabelled file counts under another label than it has."""
    for question in file.questions:
        for value in question.values:
            if value.label != value.text:
                yield question, value
