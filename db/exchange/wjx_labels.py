"""What the answers of a file count as: other names of an option, and what ordinals and scores stand for. Pure: no database.

A label is decided per question and value. Two values with one label are one option; a sheet that chose both counts once.
Two options with one score cannot be told apart in a file 按分数: such a score has one label for both, or the question is
read as numbers; a table that gives it two labels is refused (`db.exchange.wjx_label_table`).
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from db.errors import Invalid
from db.exchange.wjx_columns import JOINT, NOT_ANSWERED, in_order
from db.exchange.wjx_file import BRANCH, Labels, Sheet, Value, WjxFile, WjxQuestion
from db.vocabulary import AnswerMode, QuestionKind

MOST_LETTERS = 200
MOST_NAMED = 5
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
    names = names_of({question.code: question.title for question in file.asked})
    return {
        question.code: Identity(
            file.mode if question.by_number else AnswerMode.TEXT,
            key_of(names[question.code]),
            names[question.code],
        )
        for question in file.asked
        if question.kind is not QuestionKind.TEXT
    }


def names_of(titles: Mapping[str, str]) -> dict[str, str]:
    """Return code → a name that no other question of the file has. titles : code → title."""
    times = Counter(map(spoken, titles.values()))
    return {code: title if times[spoken(title)] == 1 else f"{code} {title}" for code, title in titles.items()}


def keys_of(titles: Mapping[str, str]) -> dict[str, str]:
    """Return code → key of each question of a file, choice or text. titles : code → title."""
    return {code: key_of(name) for code, name in names_of(titles).items()}


def key_of(name: str) -> str:
    """Return what all spellings of a question's name have in common, as a hash."""
    return hashlib.sha256(spoken(name).encode()).hexdigest()[:32]


def spoken(title: str) -> str:
    """Return what all spellings of a title have in common."""
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
        for question in file.asked
        if question.kind is not QuestionKind.TEXT
    }
    branch = wanted.get(BRANCH, {})
    return replace(
        file,
        questions=tuple(_named(question, wanted.get(question.code, {})) for question in file.questions),
        rows=tuple(_counted(sheet, wanted) for sheet in file.rows),
        branches=tuple((at, branch.get(name, name)) for at, name in file.branches),
        branch=file.branch and _named(file.branch, branch),
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
    lacking = [question for question in file.asked if question.lacking]
    if lacking:
        names = "、".join(
            f"第{q.number}题“{q.title[:20]}”".removeprefix("第0题") for q in lacking[:MOST_NAMED]
        )
        raise Invalid("wjx_labels_missing", mode=file.mode.label, names=names, n=len(lacking))


def renamed(file: WjxFile) -> Iterator[tuple[WjxQuestion, Value]]:
    """Yield what of a relabelled file counts under another label than it has."""
    for question in file.asked:
        for value in question.values:
            if value.label != value.text:
                yield question, value
