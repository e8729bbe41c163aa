"""A questionnaire that comes in again with a few more answers: two figures laid beside each other would show those few."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import settings, tallies
from db.errors import Conflict
from db.exchange.wjx import WjxFile
from db.models import QuestionnaireVersion, Wave
from db.tallies import SHEETS, Cell
from db.vocabulary import WaveKind


def refuse_nearly_same(
    session: Session, *, file: WjxFile, sheets: Iterable[Mapping[str, Any]], branch_id: int, month: date
) -> None:
    """Refuse a file that differs from an earlier one of the branch by too few answers to be shown.

    That is: its questions are among the other's, both are large enough to be shown, and the numbers of answers
    differ by less than a shown group has — in the same month, or in another when all counts of one lie within
    the other's. sheets : the file's rows as they would be stored.
    Refuses: import_nearly_same.
    """
    least = int(settings.get(session, "show_from"))
    new: Counter[Cell] = Counter()
    for sheet in sheets:
        new.update(tallies.increments(sheet))
    titles = {question.title for question in file.questions}
    waves = select(Wave, QuestionnaireVersion).join(
        QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id
    )
    for wave, version in session.execute(
        waves.where(Wave.kind == WaveKind.IMPORTED, Wave.branch_id == branch_id)
    ):
        old = sum(tallies.stored(session, wave_id=wave.id).values(), Counter[Cell]())
        is_shown = min(new[SHEETS], old[SHEETS]) >= least
        if not is_shown or abs(new[SHEETS] - old[SHEETS]) >= least or not _asks_the_same(version, titles):
            continue
        if wave.month == month or _lies_within(old, new) or _lies_within(new, old):
            raise Conflict("import_nearly_same", month=wave.month, n=old[SHEETS], least=least)


def _asks_the_same(version: QuestionnaireVersion, titles: set[str]) -> bool:
    questions: list[dict[str, Any]] = version.definition["questions"]  # type: ignore[assignment]
    asked = {str(question["text"]) for question in questions}
    return titles <= asked or asked <= titles


def _lies_within(less: Counter[Cell], more: Counter[Cell]) -> bool:
    # Texts are counted nowhere: only what both have counted can be compared.
    both = {question for question, _, _ in less} & {question for question, _, _ in more}
    return all(more[cell] >= n for cell, n in less.items() if cell[0] in both)
