"""The table of labels in a file, as it is filled in: which value of which question counts as what. Pure: no database."""

from collections.abc import Mapping, Sequence

from db.errors import Conflict, Faulty, Invalid, NotFound, Refused, RowFault
from db.exchange import sheets
from db.exchange.cells import Table, undefused
from db.exchange.wjx_file import Labels, WjxFile, WjxQuestion
from db.exchange.wjx_labels import cleaned, identities, spoken
from db.vocabulary import AnswerMode, QuestionKind

NAME = "选项名称表"
QUESTION, VALUE, COUNT, LABEL = "题目", "文件里的值", "份数", "计作"
IN_ENGLISH = {"question": QUESTION, "value": VALUE, "n": COUNT, "label": LABEL}
NEEDED = (QUESTION, VALUE, LABEL)


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
        for question in file.asked
        for value in question.values
    ]
    return Table(NAME, (), (QUESTION, VALUE, COUNT, LABEL), rows, cover_is_last=True)


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
    for question in file.asked:
        names = {str(question.number), question.code, question.title, f"{question.number}、{question.title}"}
        if question.code in known:
            names.add(known[question.code].name)
        for name in {spoken(name) for name in names}:
            named.setdefault(name, []).append(question)
    return named


def _line(
    row: Sequence[str], places: Mapping[str, int], named: Mapping[str, Sequence[WjxQuestion]]
) -> tuple[str, str, str]:
    cells = {name: undefused(row[at]) if at < len(row) else "" for name, at in places.items()}
    for name, cell in cells.items():
        if not cell:
            raise Invalid("wjx_label_cell_missing", name=name)
    found = named.get(spoken(cells[QUESTION]), [])
    if len(found) != 1:
        raise NotFound("wjx_label_question_unknown", name=cells[QUESTION][:30])
    if found[0].kind is QuestionKind.TEXT:
        raise Invalid("wjx_label_of_text", name=cells[QUESTION][:30])
    return found[0].code, cells[VALUE], cleaned(cells[LABEL])


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
