"""Answer sheets of a released month, one row each, in random order."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import asking, questionnaires, releases, settings, tallies, waves
from db.ages import AGE
from db.asking import RATED, fill
from db.errors import Conflict, NotFound
from db.exchange.cells import Cell
from db.exchange.wjx_columns import JOINT
from db.exchange.wjx_headings import NUMBER
from db.models import Organisation, QuestionnaireVersion, Response, Tally, Wave
from db.questions import Category, Form, Question
from db.rights import Doer
from db.vocabulary import QuestionKind
from db.workdays import add_months

BRANCH, AGE_BAND = "团支部", "年龄段"
# As a question of 问卷星 asks for it.
BRANCH_OF_WJX, SKIPPED = "您所在的团支部", "(跳过)"
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
    session: Session, *, wave_id: int, branch_id: int | None, raw: bool, as_wjx: bool = False
) -> tuple[tuple[str, ...], Iterator[list[Cell]]]:
    """Return headings and rows; labels, several choices joined by ┋. raw : with branch and age band.

    as_wjx : in the columns of 问卷星 按选项文本, which `db.exchange.wjx` reads again: numbered questions, (跳过) where
    nothing was answered; a question that nobody answered has no column.

    Refuses: answers_purged.
    """
    wave = session.get_one(Wave, wave_id)
    # It may have begun since it was checked.
    _refuse_purged(wave)
    columns = _asked(session, wave, raw=raw, only=_answered(session, wave_id) if as_wjx else None)
    query = select(Response).where(Response.wave_id == wave_id).order_by(Response.id)
    if branch_id is not None:
        query = query.where(Response.branch_id == branch_id)
    found = session.scalars(query.execution_options(yield_per=1000))
    nothing = SKIPPED if as_wjx else ""
    rows = ([cell(response) or nothing for _, cell in columns] for response in found)
    titles = [f"{n}、{title}" if as_wjx else title for n, (title, _) in enumerate(columns, 1)]
    return (NUMBER, *titles), ([n, *row] for n, row in enumerate(rows, 1))


def _asked(session: Session, wave: Wave, *, raw: bool, only: set[str] | None) -> list[tuple[str, Reader]]:
    """Return title and reader of each column. only : the keys of those wanted, None for all."""
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    words = {"month": str(wave.month.month), "last_month": str(add_months(wave.month, -1).month)}
    columns: list[tuple[str, Reader]] = []
    if raw:
        names = {row.id: row.name for row in session.execute(select(Organisation.id, Organisation.name))}
        columns.append(
            (BRANCH if only is None else BRANCH_OF_WJX, lambda response: names[response.branch_id])
        )
        columns.append((AGE_BAND, lambda response: response.age_band.label))
    for question in form.questions:
        left_out = question.kind in LEFT_OUT or question.code.startswith(asking.REQUEST)
        if not left_out and question.code != AGE:
            columns += _columns(form, question, words, only)
    return columns


def _answered(session: Session, wave_id: int) -> set[str]:
    """Return the keys of the items that anybody answered."""
    counted = select(Tally.question, Tally.row).where(Tally.wave_id == wave_id, Tally.n > 0).distinct()
    found = set()
    for question, row in session.execute(counted):
        # The two ratings of a category are counted together.
        codes = RATED if question == tallies.JOINT else (question,)
        found |= {f"{code}:{row}" if row else code for code in codes}
    return found


def _columns(
    form: Form, question: Question, words: dict[str, str], only: set[str] | None
) -> Iterator[tuple[str, Reader]]:
    if question.per is None:
        if only is None or question.code in only:
            yield fill(question.text, words), _cell(form, question, question.code)
        return
    asks_sub_items = question.kind is QuestionKind.SUB_ITEM
    for category in form.categories if asks_sub_items else form.rated():
        key = f"{question.code}:{category.code}"
        if (asks_sub_items and len(category.children) < 2) or (only is not None and key not in only):
            continue
        title = fill(question.text, {**words, "category": category.label})
        titled = title if category.label in title else f"{category.label}：{title}"
        yield titled, _cell(form, question, key)


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
