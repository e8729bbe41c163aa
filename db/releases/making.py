"""Making a release: once per wave, and again only as a correction.

What it tells is worked out beside the writing where that can be: in a large district the audit takes a while, and
whoever answers the next survey must not wait for it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import audit, frames, tallies, waves
from db.errors import Conflict, NotFound, TooLate
from db.models import Release, ReleaseView, Response, Wave
from db.releases import branches, earlier
from db.releases.views import gated
from db.rights import Act, Doer, Noun, require
from db.vocabulary import ReleaseKind, WaveKind
from db.workdays import today


@dataclass(frozen=True)
class WorkedOut:
    """What a wave's release tells, not kept yet. counts : a digest of what it was worked out from."""

    counts: str
    content: Mapping[tuple[int, str], dict[str, Any]]


def work_out(session: Session, *, wave_id: int) -> WorkedOut:
    """Return what a release of a wave would tell now. Writes nothing. Refuses: wave_unknown."""
    wave = _wave(session, wave_id)
    before = earlier.of_wave(session, wave_id=wave.id)
    heard = branches.gated(session, wave, before.named, before.noticed, before.asked)
    told = gated(session, wave, heard, before) | heard
    return WorkedOut(_digest(session, wave), {place: shown.to_json() for place, shown in told.items()})


def _digest(session: Session, wave: Wave) -> str:
    """What was worked out holds as long as this is the same: the counts, and that nobody released them meanwhile."""
    counts = frames.tallies(session, wave_id=wave.id)
    n = session.scalar(select(func.count()).select_from(Release).where(Release.wave_id == wave.id))
    return (
        f"{n} "
        + hashlib.sha256(counts.sort_values(counts.columns.tolist()).to_csv(index=False).encode()).hexdigest()
    )


def release(
    session: Session,
    *,
    wave: Wave,
    now: datetime,
    by: str,
    early: bool = False,
    correct: bool = False,
    worked_out: WorkedOut | None = None,
) -> Release:
    """Release a wave's results, or return the release that stands.

    by : name for the audit log. early : also while the wave is open; the wave ends with it. correct : make a
    new number although there is one; the old one stays in the database, and what it withheld stays withheld.
    worked_out : what was worked out just before, without the lock; done again here if an answer came or went since.

    Answers marked 可能需要核实 are left out, their number is kept. The device hashes are forgotten. The quarter, half-year
    and year whose last month it is follow by themselves (`db.releases.periods`).
    Refuses: wave_still_open, wave_not_opened.
    """
    # No answer is being sent while the wave is counted, and nobody else releases it.
    session.refresh(wave, with_for_update=True)
    kind = ReleaseKind.MONTH if wave.kind is WaveKind.MONTHLY else ReleaseKind.WAVE
    own = select(Release).where(Release.wave_id == wave.id, Release.kind == kind)
    last = session.scalar(own.order_by(Release.number.desc()).limit(1))
    if last is not None and not correct:
        return last
    _end(wave, now, early)
    if worked_out is None or worked_out.counts != _digest(session, wave):
        worked_out = work_out(session, wave_id=wave.id)
    number, n_doubtful = last.number + 1 if last else 1, _doubtful(session, wave)
    made = Release(
        wave_id=wave.id, kind=kind, month=wave.month, number=number, n_doubtful=n_doubtful, released_at=now,
        released_by=by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for (organisation_id, view), content in worked_out.content.items():
        session.add(
            ReleaseView(release_id=made.id, organisation_id=organisation_id, view=view, content=content)
        )
    session.execute(update(Response).where(Response.wave_id == wave.id).values(device_hash=None))
    subject = f"wave:{wave.id}"
    audit.record(session, actor=by, verb="release", subject=subject, now=now, number=number, early=early)
    session.flush()
    return made


def _end(wave: Wave, now: datetime, early: bool) -> None:
    if today(now) < wave.opens_on:
        raise TooLate("wave_not_opened")
    if not waves.is_open(wave, on=today(now)):
        return
    if not early:
        raise Conflict("wave_still_open", closes_on=wave.closes_on)
    # What comes in after a release would never be seen, so a released wave takes no more answers.
    wave.closes_on = max(wave.opens_on, today(now) - timedelta(days=1))


def _doubtful(session: Session, wave: Wave) -> int:
    counts = frames.tallies(session, wave_id=wave.id, is_doubtful=True)
    question, row, cell = tallies.SHEETS
    sheets = (counts["question"] == question) & (counts["row"] == row) & (counts["cell"] == cell)
    return int(counts.loc[sheets, "n"].sum())


def release_by_hand(
    session: Session,
    *,
    actor: Doer,
    wave_id: int,
    now: datetime,
    early: bool = False,
    correct: bool = False,
    worked_out: WorkedOut | None = None,
) -> Release:
    """Release a wave because somebody of the district says so. See `release`.

    Refuses: no_right, wave_unknown, wave_still_open.
    """
    wave = _for_release(session, actor, wave_id)
    return release(
        session, wave=wave, now=now, by=actor.audit_name, early=early, correct=correct, worked_out=worked_out
    )


def end_early(session: Session, *, actor: Doer, wave_id: int, now: datetime) -> None:
    """End a wave that is to be released while it is open, so that what it tells can be worked out in peace.

    Refuses: no_right, wave_unknown, wave_not_opened.
    """
    wave = _for_release(session, actor, wave_id)
    session.refresh(wave, with_for_update=True)
    _end(wave, now, early=True)


def _for_release(session: Session, actor: Doer, wave_id: int) -> Wave:
    require(actor, Noun.RELEASE, Act.PUBLISH)
    return _wave(session, wave_id)


def _wave(session: Session, wave_id: int) -> Wave:
    wave = session.get(Wave, wave_id)
    if wave is None:
        raise NotFound("wave_unknown")
    return wave
