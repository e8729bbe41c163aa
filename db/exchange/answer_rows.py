"""Answer sheets of a released month, one row each, in random order."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import asking, questionnaires, releases, settings, waves
from db.ages import AGE
from db.asking import fill
from db.errors import Conflict, NotFound
from db.exchange.cells import Cell
from db.models import Organisation, QuestionnaireVersion, Response, Wave
from db.questions import Category, Form, Question
from db.rights import Doer
from db.vocabulary import QuestionKind
from db.workdays import add_months

JOINT = "┋"
# Free words never leave with answers; the age only in a raw export, in a column of its own.
LEFT_OUT = {QuestionKind.TEXT, QuestionKind.CONSENT, QuestionKind.REQUEST}

Reader = Callable[[Response], str]


def check(session: Session, *, actor: Doer, month: date, raw: bool) -> int:
    """Return the month's wave if its answers may leave.

    Refuses: wave_unknown, wave_not_released, answers_purged, answers_too_few.
    """
    wave = waves.monthly_wave(session, month=month)
    if wave is None:
        raise NotFound("wave_unknown")
    if releases.latest(session, actor=actor, wave_id=wave.id) is None:
        raise Conflict("wave_not_released", month=month)
    _refuse_purged(wave)
    # A row shows sensitive categories as well, so the stricter of the two limits holds.
    least = int(settings.get(session, "show_sensitive_from"))
    n = session.scalar(select(func.count()).where(Response.wave_id == wave.id)) or 0
    if not raw and n < least:
        raise Conflict("answers_too_few", month=month, least=least)
    return wave.id


def _refuse_purged(wave: Wave) -> None:
    if wave.purged_on is not None:
        raise Conflict("answers_purged", month=wave.month)


def read(
    session: Session, *, wave_id: int, branch_id: int | None, raw: bool
) -> tuple[tuple[str, ...], Iterator[list[Cell]]]:
    """Return headings and rows; labels, several choices joined by ┋. raw : with branch and age band.

    Refuses: answers_purged.
    """
    wave = session.get_one(Wave, wave_id)
    # It may have begun since it was checked.
    _refuse_purged(wave)
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    words = {"month": str(wave.month.month), "last_month": str(add_months(wave.month, -1).month)}
    columns: list[tuple[str, Reader]] = []
    if raw:
        names = {row.id: row.name for row in session.execute(select(Organisation.id, Organisation.name))}
        columns.append(("团支部", lambda response: names[response.branch_id]))
        columns.append(("年龄段", lambda response: response.age_band.label))
    for question in form.questions:
        left_out = question.kind in LEFT_OUT or question.code.startswith(asking.REQUEST)
        if not left_out and question.code != AGE:
            columns += _columns(form, question, words)
    query = select(Response).where(Response.wave_id == wave_id).order_by(Response.id)
    if branch_id is not None:
        query = query.where(Response.branch_id == branch_id)
    found = session.scalars(query.execution_options(yield_per=1000))
    rows = ([cell(response) for _, cell in columns] for response in found)
    return ("序号", *(title for title, _ in columns)), ([n, *row] for n, row in enumerate(rows, 1))


def _columns(form: Form, question: Question, words: dict[str, str]) -> Iterator[tuple[str, Reader]]:
    if question.per is None:
        yield fill(question.text, words), _cell(form, question, question.code)
        return
    asks_sub_items = question.kind is QuestionKind.SUB_ITEM
    for category in form.categories if asks_sub_items else form.rated():
        if asks_sub_items and len(category.children) < 2:
            continue
        title = fill(question.text, {**words, "category": category.label})
        titled = title if category.label in title else f"{category.label}：{title}"
        yield titled, _cell(form, question, f"{question.code}:{category.code}")


def _cell(form: Form, question: Question, key: str) -> Reader:
    labels = {option.code: option.label for option in question.options}

    def labelled(code: Any) -> str:
        category: Category | None = form.category(str(code))
        return labels.get(str(code)) or (category.label if category else str(code))

    def cell(response: Response) -> str:
        value = response.answers.get(key)
        if value is None:
            return ""
        return JOINT.join(map(labelled, value)) if isinstance(value, list) else labelled(value)

    return cell
