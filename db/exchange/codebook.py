"""The codebook of a questionnaire: what each code in the answers stands for, and when a question is asked."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, questionnaires, waves
from db.asking import fill
from db.errors import NotFound
from db.exchange.cells import Table, moment_in_words
from db.models import QuestionnaireVersion
from db.questions import Category, Condition, Form, Question
from db.rights import Act, Doer, Noun, require, scope_of
from db.vocabulary import QuestionKind, RatingScope

NAME = "问卷编码表"
COLUMNS = {
    "序号": 6,
    "题目编码": 10,
    "题目": 36,
    "题型": 10,
    "必答": 6,
    "选项编码": 14,
    "选项": 24,
    "何时出现": 40,
    "问卷版本": 10,
    "备注": 24,
}
EXPLAINED = (
    "每个选项一行。按类别分别问的题，答卷里的编码后面再加类别编码（如Q3:EMP），类别编码见“需求类别”各行。"
    "填空和请求办理的内容不随答卷导出。"
)
EVERY, PICKED = "打分的每个类别各问一次", "所选的每个类别各问一次"
SCOPES = {
    RatingScope.ROTATE_THIRD: "每份答卷轮换其中三分之一",
    RatingScope.ROTATE_HALF: "每份答卷轮换其中一半",
    RatingScope.ALL: "每份答卷全部",
    RatingScope.PICKED_ONLY: "只评所选",
}
# What stands where a wording names something that differs from answer to answer.
SAID = {
    "category": "（类别）",
    "month": "本",
    "last_month": "上",
    "handler": "（办理人）",
    "branch": "（团支部）",
}
Row = tuple[str, str, str, str, str, str, str, str]


def may_have(actor: Doer) -> bool:
    """Tell whether a person may read questionnaires as such."""
    return scope_of(actor, Noun.QUESTIONNAIRE, Act.READ) is not None


def allow(session: Session, *, actor: Doer, now: datetime, month: date | None = None) -> int:
    """See that a codebook may leave, write it in the audit log and return the version it is about.

    month : of its survey; None for the questionnaire in use now. In a transaction of its own.
    Refuses: no_right, wave_unknown, no_questionnaire.
    """
    require(actor, Noun.QUESTIONNAIRE, Act.READ)
    if month is None:
        version_id = questionnaires.monthly_version(session).id
    else:
        wave = waves.monthly_wave(session, month=month)
        if wave is None:
            raise NotFound("wave_unknown")
        version_id = wave.version_id
    subject = f"codebook:{month:%Y-%m}" if month else "codebook:"
    audit.record(session, actor=actor.audit_name, verb="export", subject=subject, now=now)
    return version_id


def read(session: Session, *, version_id: int, now: datetime) -> Table:
    """Return the codebook of a version."""
    version = session.get_one(QuestionnaireVersion, version_id)
    form = questionnaires.form_of(version)
    number = f"第{version.number}版"
    rows = [
        (n, code, text, kind, needed, option, label, when, number, note)
        for n, (code, text, kind, needed, option, label, when, note) in enumerate(_rows(form), 1)
    ]
    return Table(
        title=f"月度问卷编码表（{number}）",
        cover=(
            ("题目", f"{len(form.questions)}个"),
            ("打分", SCOPES[form.rating_scope]),
            ("数据截至", moment_in_words(now)),
            ("口径", EXPLAINED),
        ),
        columns=tuple(COLUMNS),
        rows=rows,
        widths=tuple(COLUMNS.values()),
    )


def _rows(form: Form) -> Iterator[Row]:
    for question in form.questions:
        when = "；".join(_when(form, question)) or "都问"
        head = (
            question.code,
            fill(question.text, SAID),
            question.kind.label,
            "是" if question.required else "否",
        )
        options = list(_options(form, question)) or [("", "（填写文字）" if _is_text(question) else "", "")]
        for code, label, note in options:
            yield *head, code, label, when, note
    for top in form.categories:
        for category in (top, *top.children):
            note = "敏感" if form.is_sensitive(category.code) else ""
            yield "", "需求类别", "", "", category.code, _named(top, category), "", note


def _is_text(question: Question) -> bool:
    return question.kind is QuestionKind.TEXT


def _named(top: Category, category: Category) -> str:
    return category.label if category is top else f"{top.label}：{category.label}"


def _options(form: Form, question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield code, label and remark of what may be chosen."""
    if question.options_from == "categories":
        yield from ((c.code, c.label, "敏感" if c.is_sensitive else "") for c in form.categories)
    elif question.options_from:
        yield "（类别编码）", "所选类别的具体方面", "见“需求类别”各行"
    for option in question.options:
        marks = (("与其他选项互斥", option.exclusive), ("选后结束问卷", option.stops))
        yield option.code, option.label, "；".join(text for text, is_so in marks if is_so)


def _when(form: Form, question: Question) -> Iterator[str]:
    if question.per is not None:
        yield EVERY if question.per == "rating_scope" else PICKED
    if question.months:
        yield f"只在{'、'.join(str(month) for month in question.months)}月"
    for condition in question.show_if:
        yield _said(form, condition)
    if question.max_choices:
        yield f"最多选{question.max_choices}项"


def _said(form: Form, condition: Condition) -> str:
    if condition.sensitive:
        return f"{condition.question}选了敏感类别"
    labels = _labels(form, condition.question)
    codes = condition.without or condition.any
    named = "、".join(f"“{labels.get(code, code)}”" for code in codes)
    return f"{condition.question}{'没有选' if condition.without else '选了'}{named}"


def _labels(form: Form, code: str) -> dict[str, str]:
    return {o.code: o.label for question in form.questions if question.code == code for o in question.options}
