"""本月加问 for a month that has not begun: kept by month and organisation until the month's wave stands.

Nobody has been asked yet, so a wording is replaced whole; only its number goes on, by which two people who change it at
once are told apart.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import extra_questions
from db.models import Organisation, PlannedQuestion, Wave, WaveBranch
from db.vocabulary import Level


def planned(session: Session, *, month: date, organisation_id: int) -> PlannedQuestion:
    """Return the place of an organisation's question of a month, an empty one that is not stored yet if there is none."""
    found = session.get(PlannedQuestion, (month, organisation_id))
    if found is None:
        found = PlannedQuestion(month=month, organisation_id=organisation_id, extra=None)
    return found


def hand_to(session: Session, wave: Wave) -> None:
    """Give a wave that stands what was planned for its month. What is asked there already is not replaced."""
    rows = session.execute(
        select(PlannedQuestion, Organisation.level)
        .join(Organisation, Organisation.id == PlannedQuestion.organisation_id)
        .where(PlannedQuestion.month == wave.month)
    ).all()
    for row, level in rows:
        place: Wave | WaveBranch | None = wave
        if level is not Level.DISTRICT:
            place = session.get(WaveBranch, (wave.id, row.organisation_id))
        if place is not None and not place.extra and not _is_withdrawn(row):
            place.extra = row.extra
        session.delete(row)
    session.flush()


def _is_withdrawn(row: PlannedQuestion) -> bool:
    return all(version.is_ended for version in extra_questions.read(row.extra))
