"""What is due by time: opening the month's wave, handing over needs, releasing, forgetting."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from types import MappingProxyType, ModuleType

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import (
    claims,
    crisis,
    drafts,
    in_hand,
    invites,
    lapses,
    mixing,
    needs,
    pairings,
    parental_codes,
    pictures,
    purging,
    questionnaires,
    receipts,
    rechecks,
    referrals,
    releases,
    settings,
    talk_form,
    waves,
    words,
)
from db.engine import SHANGHAI
from db.errors import Refused
from db.models import Need, NeedContact, Release, Wave
from db.vocabulary import NeedState, WaveKind
from db.workdays import Workdays, month_of, today

log = logging.getLogger("wugeyi")

# Needs of earlier days reach the branch from this hour on, all at once.
MORNING = time(8, 0)
# What keeps something for a time only, and lets go of it by itself.
KEEPERS = (claims, rechecks, talk_form, pictures, crisis, invites, parental_codes, pairings, in_hand)


@dataclass(frozen=True)
class TurnReport:
    """What one turn did, in counts."""

    waves_opened: int
    needs_handed_over: int
    waves_released: int
    drafts_deleted: int
    contacts_deleted: int
    answers_purged: int
    needs_reminded: int
    needs_ended: int
    needs_not_referred: int


def next_releases(session: Session, *, now: datetime) -> dict[int, releases.WorkedOut]:
    """Work out what `turn` would release: wave → what it tells. Writes nothing, so nobody waits for it."""
    return {wave.id: releases.work_out(session, wave_id=wave.id) for wave in _to_release(session, now)}


def turn(
    session: Session, *, now: datetime, worked_out: Mapping[int, releases.WorkedOut] = MappingProxyType({})
) -> TurnReport:
    """Do everything that is due at `now`. Doing it twice does nothing more.

    worked_out : as from `next_releases`; what is missing there is worked out here.

    What is much, as the purge of old answers, is done in parts, turn by turn. Each thing due has a savepoint of its own:
    one that cannot be done, or crosses somebody who writes at this moment, is logged and keeps nothing else waiting; it
    has its time in the next turn.
    """
    report = TurnReport(
        waves_opened=_try(session, _open_wave, now),
        needs_handed_over=_try(session, _hand_over, now),
        waves_released=_try(session, partial(_release, worked_out=worked_out), now),
        drafts_deleted=_try(session, _tidy_drafts, now),
        contacts_deleted=_try(session, _delete_contacts, now),
        answers_purged=_try(session, _purge, now),
        needs_reminded=_try(session, _remind, now),
        needs_ended=_try(session, _lapse, now),
        needs_not_referred=_try(session, _retract, now),
    )
    _try(session, _tidy_receipts, now)
    for keeper in KEEPERS:
        _try(session, _tidying(keeper), now)
    return report


def mix(session: Session, *, now: datetime) -> int:
    """Take from the database's bookkeeping what came together, once a day, in a transaction of its own after the turn."""
    return mixing.mix(session, on=today(now))


def next_sum(session: Session, *, now: datetime) -> releases.Ready | None:
    """Work out the next quarter, half-year or year that is due after the turn; None if none is. Writes nothing."""
    return releases.next_ready(session, now=now)


def keep_sum(session: Session, *, ready: releases.Ready, now: datetime) -> int:
    """Store what `next_sum` worked out; return whether it still held, as 1 or 0."""
    return int(releases.keep(session, ready=ready, now=now, by="system") is not None)


def _try(session: Session, due: Callable[[Session, datetime], int], now: datetime) -> int:
    try:
        with session.begin_nested():
            return due(session, now)
    except Refused as refused:
        log.error("not done (%s): %s", _name(due), refused)
    except (StaleDataError, OperationalError) as fault:
        # Its kind alone: what the database says may hold values.
        log.error("not done (%s): %s", _name(due), type(fault).__name__)
    return 0


def _name(due: Callable[[Session, datetime], int]) -> str:
    return str(getattr(due, "func", due).__name__).strip("_")


def _remind(session: Session, now: datetime) -> int:
    return lapses.remind(session, today=today(now))


def _lapse(session: Session, now: datetime) -> int:
    return lapses.lapse(session, today=today(now))


def _retract(session: Session, now: datetime) -> int:
    return referrals.retract(session, today=today(now))


def _tidy_drafts(session: Session, now: datetime) -> int:
    return drafts.tidy(session, on=today(now))


def _purge(session: Session, now: datetime) -> int:
    return purging.purge(session, now=now)


def _tidy_receipts(session: Session, now: datetime) -> int:
    receipts.tidy(session, now=now, on=today(now))
    return 0


def _tidying(keeper: ModuleType) -> Callable[[Session, datetime], int]:
    def tidied(session: Session, now: datetime) -> int:
        keeper.tidy(session, on=today(now))
        return 0

    tidied.__name__ = f"tidy {keeper.__name__}"
    return tidied


def _open_wave(session: Session, now: datetime) -> int:
    month = month_of(today(now))
    before = waves.monthly_wave(session, month=month)
    if before is None and not questionnaires.has_monthly(session):
        return 0
    if before is None or waves.is_open(before, on=today(now)):
        # Also while it is open: a branch that came later joins in.
        waves.open_month(session, month=month, now=now)
    return int(before is None and waves.monthly_wave(session, month=month) is not None)


def _hand_over(session: Session, now: datetime) -> int:
    local = now.astimezone(SHANGHAI)
    if not Workdays.of(session).is_working(local.date()) or local.time() < MORNING:
        return 0
    waiting = session.scalars(
        select(Need)
        # What the youth took back meanwhile reaches nobody, and must not keep the others waiting.
        .where(Need.handed_on.is_(None), Need.raised_on <= local.date(), Need.state == NeedState.RAISED)
        # Needs carry drawn numbers, so this order is a shuffled one.
        .order_by(Need.number)
        # Who takes one back at this moment goes first.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for need in waiting:
        needs.hand_over(session, need=need, today=local.date())
    if settings.get(session, "words_handed_on") != local.date().isoformat():
        settings.put(session, "words_handed_on", local.date().isoformat())
        words.hand_over(session)
    return len(waiting)


def _release(session: Session, now: datetime, *, worked_out: Mapping[int, releases.WorkedOut]) -> int:
    ripe = _to_release(session, now)
    for wave in ripe:
        releases.release(session, wave=wave, now=now, by="system", worked_out=worked_out.get(wave.id))
    return len(ripe)


def _to_release(session: Session, now: datetime) -> list[Wave]:
    released = select(Release.wave_id)
    due = session.scalars(
        select(Wave).where(
            Wave.kind == WaveKind.MONTHLY, Wave.closes_on < today(now), Wave.id.not_in(released)
        )
    ).all()
    return [wave for wave in due if waves.release_day(session, wave) <= today(now)]


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
