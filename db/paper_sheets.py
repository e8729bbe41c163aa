"""Answers on paper: a branch prints the month's questionnaire and types in what comes back, sheet by sheet.

A sheet that was typed in is an answer like any other: checked by the same rules, counted with the same stroke, its words
sealed. It has no receipt, since nobody knows whose it is; so it can be taken back only by whoever typed it, and only
while they hold its number: a random text that each blank form is given, stored as a keyed hash where others have their
device's, and forgotten with those.

Nobody under 14 is taken in from paper, in school mode either: a guardian's code goes with the answer on a screen.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import answer_sheets, audit, crisis, doubts, own_answers, paper_form, responses, waves
from db.ages import AGE
from db.asking import Asking
from db.errors import Invalid, NotFound, TooLate
from db.links import require_working
from db.models import AuditEntry, Organisation, Response
from db.rights import Act, Actor, Noun, organisation_for
from db.waves import OpenWave
from db.workdays import today as day_of

# Of the notice that is printed on the sheet (pages.shared.wording); raised whenever its words change. By it an answer is
# known to have come on paper.
NOTICE_VERSION = "paper-1"
TYPED_IN, TAKEN_BACK = "type_in_paper", "take_back_paper"


def find(session: Session, *, actor: Actor, branch_id: int, today: date) -> OpenWave | None:
    """Return the survey that a branch can print and type in now, None while none is open.

    Refuses: no_right, organisation_unknown.
    """
    branch = organisation_for(session, actor, branch_id, Noun.PAPER_SHEET, Act.READ)
    return waves.open_wave(session, branch_id=branch.id, on=today)


def asking_of(*, wave: OpenWave, branch_name: str, version: int = 1) -> Asking:
    """Return what the questionnaire needs to know to be printed. version : from 1 on."""
    return Asking(
        month_number=wave.month.month,
        rating_set=version - 1,
        words=responses.words_of(wave.month, branch_name),
        without=paper_form.left_out(),
    )


def add(
    session: Session,
    *,
    actor: Actor,
    branch_id: int,
    wave_id: int,
    sheet: str,
    version: int,
    answers: Mapping[str, Any],
    now: datetime,
) -> None:
    """Take in a sheet of the open survey; the same one twice is taken in once.

    sheet : the random number of the form it was typed into. wave_id : of the survey that the form was drawn for.
    answers : as read from what was typed; what was left empty on paper may be missing, but for the age.

    Refuses: no_right, organisation_unknown, paper_closed, answers_incomplete, under_14, paper_empty.
    """
    branch = organisation_for(session, actor, branch_id, Noun.PAPER_SHEET, Act.ADD)
    wave = _open(session, branch, wave_id, now)
    if _stored(session, sheet, wave.id, branch.id) is not None:
        return
    asking = asking_of(wave=wave, branch_name=branch.name, version=version)
    checked = answer_sheets.checked(wave.form, asking, answers, is_paper=True)
    if not checked.keys() - {AGE}:
        raise Invalid("paper_empty")
    answer_sheets.add_response(
        session,
        wave_id=wave.id,
        branch_id=branch.id,
        form=wave.form,
        sheet=checked,
        device=_device(sheet),
        notice_version=NOTICE_VERSION,
        # How long somebody took with a pen nobody knows.
        is_doubtful=doubts.is_doubtful(checked, took=None),
    )
    for text in wave.form.texts_of(checked).values():
        crisis.mark(session, text=text, branch_id=branch.id, month=wave.month, today=day_of(now))
    _note_first(session, actor, wave, branch, now)


def take_back(
    session: Session, *, actor: Actor, branch_id: int, wave_id: int, sheet: str, now: datetime
) -> None:
    """Delete a sheet that was typed in wrongly, with its counts and what its words had marked.

    Refuses: no_right, organisation_unknown, paper_closed, paper_sheet_gone.
    """
    branch = organisation_for(session, actor, branch_id, Noun.PAPER_SHEET, Act.ADD)
    wave = _open(session, branch, wave_id, now)
    found = _stored(session, sheet, wave.id, branch.id)
    if found is None:
        raise NotFound("paper_sheet_gone")
    for text in answer_sheets.texts_of(found).values():
        crisis.unmark(session, text=text, branch_id=branch.id, month=wave.month)
    own_answers.remove(session, found.id)
    _note(session, TAKEN_BACK, actor, wave, branch, now)


def _open(session: Session, branch: Organisation, wave_id: int, now: datetime) -> OpenWave:
    wave = waves.open_wave(session, branch_id=branch.id, on=day_of(now))
    if wave is None or wave.id != wave_id:
        raise TooLate("paper_closed")
    waves.require_open(session, wave_id=wave.id, on=day_of(now))
    require_working(session, branch_id=branch.id)
    return wave


def _device(sheet: str) -> str:
    # No browser's id looks like this, so no youth's answer can be found by it.
    return f"paper:{sheet}"


def _stored(session: Session, sheet: str, wave_id: int, branch_id: int) -> Response | None:
    hashed = answer_sheets.device_hash(_device(sheet), wave_id)
    return session.scalar(
        select(Response).filter_by(device_hash=hashed, wave_id=wave_id, branch_id=branch_id)
    )


def _note_first(session: Session, actor: Actor, wave: OpenWave, branch: Organisation, now: datetime) -> None:
    # Once per person and survey: a line per sheet would give each answer a time of day.
    said = select(AuditEntry.id).where(
        AuditEntry.actor == actor.audit_name,
        AuditEntry.verb == TYPED_IN,
        AuditEntry.subject == f"wave:{wave.id}",
    )
    if session.scalar(said.limit(1)) is None:
        _note(session, TYPED_IN, actor, wave, branch, now)


def _note(
    session: Session, verb: str, actor: Actor, wave: OpenWave, branch: Organisation, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"wave:{wave.id}",
        organisation_id=branch.id,
        now=now,
    )
    session.flush()
