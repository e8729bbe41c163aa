"""本月加问 as data: how a question that the district or a branch adds joins the form of a month's wave.

Where they stand. The district's are kept with the wave, a branch's with its place in the wave: both rows are read with
the wave anyway, so that no tap costs a query more. Each keeps all its versions, in the order they were made.

What they are called. The district's question is "X0v1", its next version "X0v2"; a branch's is "X1v1", … . So answers to
different wordings never mix, in no tally and no file. "X1v1" means another question at each branch: whoever counts it
counts it by branch.

What is told of it. The district's choices are questions of the month's release like Q9 and Q10. A branch hears of its own
choices from `db.releases.own_questions`, nobody else does. Neither leaves with rows of answers.

When they change. A wording that was once asked is never changed or taken away: a phone may have it open. Saving another
wording ends the version before, withdrawing ends it without another one. An ended version is asked of nobody any more
but of whoever has answered it (a draft, a correction): such an answer stays valid, can be changed and is sent.

What they ask. One choice, several choices, or a text, always optional, before Q11. A text is sealed, handed to the branch,
looked through for danger and read by the same people as Q11, and says so. Pure: no database, no screen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from db.questions import Form, Option, Question
from db.vocabulary import QuestionKind

DISTRICT, BRANCH = "X0", "X1"
KINDS = (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.TEXT)
# Before what youth say of their own accord.
BEFORE = "Q11"
LONGEST_TEXT, LONGEST_OPTION, MOST_CHARS = 60, 30, 200
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
WHOSE = {DISTRICT: "这一题是区团委本月加问的，可以不答。", BRANCH: "这一题是{branch}本月加问的，可以不答。"}
# As Q11 says it.
READ_BY = (
    "由{reader}查看。请不要写自己或他人的姓名、电话、身份证号、家庭住址。"
    "这里不是紧急求助渠道，可能要到下一个工作日才有人看到。"
)
# What an answer to might tell who gave it.
IDENTIFYING = (
    *(
        "姓名",
        "名字",
        "叫什么",
        "电话",
        "手机",
        "微信",
        "QQ",
        "邮箱",
        "身份证",
        "证件号",
        "学号",
        "工号",
        "编号",
    ),
    *(
        "班级",
        "哪个班",
        "几班",
        "年级",
        "宿舍",
        "寝室",
        "房间号",
        "门牌",
        "住址",
        "地址",
        "住在哪",
        "生日",
        "出生",
    ),
    *("部门", "科室", "车间", "岗位", "职务", "车牌", "账号", "签名", "照片"),
)
# Asked in other words: which house somebody lives in, or houses to choose from.
HOUSES = re.compile(
    r"住(?:在|的是|的|)(?:哪[个一]{0,1}(?:号楼|[楼栋幢座层村街]|)|几(?:号楼|单元|[楼栋幢座层室区]))"
    r"|[几哪][个一]{0,1}(?:号楼|单元|栋|幢)|\d\s*(?:号楼|单元|栋|幢)"
)


@dataclass(frozen=True)
class Extra:
    """One version of a question that was added to a month.

    kind : one of `KINDS`. options : labels in order, none for a text. is_ended : asked of nobody any more who has not
    answered it.
    """

    number: int
    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()
    is_ended: bool = False

    def says_the_same(self, other: "Extra") -> bool:
        """Tell whether both ask the same in the same words."""
        return (self.kind, self.text, self.options) == (other.kind, other.text, other.options)


def read(stored: Mapping[str, Any] | None) -> tuple[Extra, ...]:
    """Read what `written` wrote, the first version first; nothing stored is none."""
    return tuple(
        Extra(**{**raw, "kind": QuestionKind(raw["kind"]), "options": tuple(raw["options"])})
        for raw in (stored or {}).get("versions", ())
    )


def written(versions: Iterable[Extra]) -> dict[str, Any]:
    """Return versions as they are stored."""
    return {
        "versions": [
            {**asdict(extra), "kind": extra.kind.value, "options": list(extra.options)} for extra in versions
        ]
    }


def question_of(extra: Extra, whose: str) -> Question:
    """Return a version as a question of a form. whose : `DISTRICT` or `BRANCH`.

    >>> question_of(Extra(2, QuestionKind.SINGLE, "周末想去哪儿？", ("图书馆", "球场")), DISTRICT).code
    'X0v2'
    """
    is_text = extra.kind is QuestionKind.TEXT
    return Question(
        code=f"{whose}v{extra.number}",
        kind=extra.kind,
        text=extra.text,
        screen=f"extra-{whose}",
        options=tuple(Option(f"o{n}", label) for n, label in enumerate(extra.options, 1)),
        max_chars=MOST_CHARS if is_text else None,
        help=WHOSE[whose] + (READ_BY if is_text else ""),
        is_ended=extra.is_ended,
    )


def joined(
    form: Form, *, district: Mapping[str, Any] | None = None, branch: Mapping[str, Any] | None = None
) -> Form:
    """Return the form with what was added to it, before Q11; at the end of a form without one."""
    added = _questions(district, branch)
    if not added:
        return form
    codes = [question.code for question in form.questions]
    place = codes.index(BEFORE) if BEFORE in codes else len(codes)
    return replace(form, questions=(*form.questions[:place], *added, *form.questions[place:]))


def _questions(district: Mapping[str, Any] | None, branch: Mapping[str, Any] | None) -> tuple[Question, ...]:
    pairs = ((DISTRICT, district), (BRANCH, branch))
    return tuple(question_of(extra, whose) for whose, stored in pairs for extra in read(stored))


def texts(district: Mapping[str, Any] | None, branch: Mapping[str, Any] | None) -> dict[str, str]:
    """Return code → wording of all versions that were added."""
    return {question.code: question.text for question in _questions(district, branch)}


def identifying(texts: Iterable[str]) -> list[str]:
    """Return the words in a question or its options that ask who somebody is, each once.

    >>> identifying(["您的班级和学号", "宿舍的热水够吗"])
    ['学号', '班级', '宿舍']
    >>> identifying(["您住几号楼？"])
    ['住几号楼']
    """
    said = "\n".join(texts).upper()
    words = [word for word in IDENTIFYING if word in said]
    return [*words, *dict.fromkeys(found.group() for found in HOUSES.finditer(said))]
