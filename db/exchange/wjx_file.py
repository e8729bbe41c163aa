"""What an export of 问卷星 is once it has been read; plain values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.vocabulary import AnswerMode, QuestionKind

# Code of the column that names the branch.
BRANCH = "branch"
OWN_WORDS_OF = "{code}_own"

Sheet = Mapping[str, str | tuple[str, ...]]
# Code of a question → value in the file → label it counts under.
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Value:
    """One answer as a file holds it. n : sheets with it. label : what it counts under, at first itself."""

    text: str
    n: int
    label: str


@dataclass(frozen=True)
class WjxQuestion:
    """One question as the file has it.

    options : labels in a stable order, empty for a text. n : sheets that answered it.
    has_own_words : somebody wrote into 〖…〗; these texts have the code `own_words`.
    becomes_categories : the operator mapped it: its options are need categories.
    values : what stands in the file, in a stable order; empty for a text.
    by_number : these are ordinals or scores. lacking : of them, those of which nobody has said what they stand for;
    with any, nothing comes in.
    """

    code: str
    number: int
    title: str
    kind: QuestionKind
    options: tuple[str, ...]
    n: int
    has_own_words: bool
    becomes_categories: bool
    values: tuple[Value, ...] = ()
    by_number: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def own_words(self) -> str:
        """Return the code under which what was written in 〖…〗 stands in a sheet."""
        return OWN_WORDS_OF.format(code=self.code)


@dataclass(frozen=True)
class WjxFile:
    """A whole export. rows : per answer sheet, code → label (single), labels (multi) or text.

    marks : SHA-256 of the headings, and of each answer sheet as it was written. file_digest : of the file itself, by which files of an
    earlier time are known. left_out : questions of which nothing comes in. latest : date of the latest submission,
    None where the file has none. earliest : of the first, None where any sheet has none.
    branches : per answer sheet, the row in the file and the branch that its column names; () without such a column.
    branch : that column as a question, where it holds ordinals or scores instead of names.
    labels : what was decided about its values, to be remembered (`db.exchange.wjx_labels.relabelled`).
    """

    questions: tuple[WjxQuestion, ...]
    rows: tuple[Sheet, ...]
    latest: date | None
    marks: tuple[str, tuple[str, ...]] = ("", ())
    branches: tuple[tuple[int, str], ...] = ()
    mode: AnswerMode = AnswerMode.TEXT
    branch: WjxQuestion | None = None
    labels: Labels = field(default_factory=dict)
    file_digest: str = ""
    left_out: tuple[WjxQuestion, ...] = ()
    earliest: date | None = None

    @property
    def digest(self) -> str:
        """Return SHA-256 of what was asked and answered, however the file was saved."""
        headings, answers = self.marks
        return hashlib.sha256("\n".join((headings, *sorted(answers))).encode()).hexdigest()

    @property
    def asked(self) -> tuple[WjxQuestion, ...]:
        """Return all whose values may have labels: the questions, and the branch where it is a number."""
        return self.questions if self.branch is None else (*self.questions, self.branch)
