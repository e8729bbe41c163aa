"""What is due by time: opening the month's wave, handing over needs, releasing, forgetting."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import claims, drafts, needs, questionnaires, receipts, releases, talk_form, waves
from db.engine import SHANGHAI
from db.models import Need, NeedContact, QuestionnaireVersion, Release, Wave
from db.vocabulary import WaveKind
from db.workdays import Workdays, month_of, today

# Needs of earlier days reach the branch from this hour on, all at once.
MORNING = time(8, 0)


@dataclass(frozen=True)
class TurnReport:
    """What one turn did, in counts."""

    waves_opened: int
    needs_handed_over: int
    waves_released: int
    drafts_deleted: int
    contacts_deleted: int


def turn(session: Session, *, now: datetime) -> TurnReport:
    """Do everything that is due at `now`. Doing it twice does nothing more."""
    day = today(now)
    report = TurnReport(
        waves_opened=_open_wave(session, now),
        needs_handed_over=_hand_over(session, now),
        waves_released=_release(session, now),
        drafts_deleted=drafts.tidy(session, on=day),
        contacts_deleted=_delete_contacts(session, now),
    )
    receipts.tidy(session, now=now, on=day)
    claims.tidy(session, on=day)
    talk_form.tidy(session, on=day)
    return report


def _open_wave(session: Session, now: datetime) -> int:
    published = session.scalar(
        select(func.count())
        .select_from(QuestionnaireVersion)
        .where(QuestionnaireVersion.published_at.is_not(None))
    )
    month = month_of(today(now))
    wave = waves.monthly_wave(session, month=month)
    # A branch that was added meanwhile joins a wave that still takes answers.
    if not published or (wave is not None and wave.closes_on < today(now)):
        return 0
    return int(waves.open_month(session, month=month, now=now) is not None and wave is None)


def _hand_over(session: Session, now: datetime) -> int:
    local = now.astimezone(SHANGHAI)
    if not Workdays.of(session).is_working(local.date()) or local.time() < MORNING:
        return 0
    waiting = session.scalars(
        select(Need)
        .where(Need.handed_on.is_(None), Need.raised_on < local.date())
        # Needs carry drawn numbers, so this order is a shuffled one.
        .order_by(Need.number)
    ).all()
    for need in waiting:
        needs.hand_over(session, need=need, today=local.date())
    return len(waiting)


def _release(session: Session, now: datetime) -> int:
    released = select(Release.wave_id)
    due = session.scalars(
        select(Wave).where(
            Wave.kind == WaveKind.MONTHLY, Wave.closes_on < today(now), Wave.id.not_in(released)
        )
    ).all()
    ripe = [wave for wave in due if waves.release_day(session, wave) <= today(now)]
    for wave in ripe:
        releases.release(session, wave=wave, now=now, by="system")
    return len(ripe)


def _delete_contacts(session: Session, now: datetime) -> int:
    gone = session.scalars(select(NeedContact).where(NeedContact.delete_on <= today(now))).all()
    for contact in gone:
        session.delete(contact)
    session.flush()
    return len(gone)


def open_now(session: Session, *, now: datetime) -> None:
    """Install the default questionnaire and open the current month: what a new district needs to begin."""
    questionnaires.install_defaults(session, now=now)
    waves.open_month(session, month=month_of(today(now)), now=now)
