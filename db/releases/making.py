"""Making a release: once per wave, and again only as a correction."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import audit, frames, tallies, waves
from db.errors import Conflict, NotFound, TooLate
from db.models import Release, ReleaseView, Response, Wave
from db.releases import branches, periods
from db.releases.views import gated
from db.rights import Act, Doer, Noun, require
from db.vocabulary import ReleaseKind, WaveKind
from db.workdays import today


def release(
    session: Session, *, wave: Wave, now: datetime, by: str, early: bool = False, correct: bool = False
) -> Release:
    """Release a wave's results, or return the release that stands.

    by : name for the audit log. early : also while the wave is open; the wave ends with it. correct : make a
    new number although there is one; the old one stays in the database.

    Answers marked 可能需要核实 are left out, their number is kept. The device hashes are forgotten. The quarter, half-year
    and year whose last month it is follow; a correction makes those that stand anew.
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
    number, n_doubtful = last.number + 1 if last else 1, _doubtful(session, wave)
    made = Release(
        wave_id=wave.id, kind=kind, month=wave.month, number=number, n_doubtful=n_doubtful, released_at=now,
        released_by=by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    named = branches.gated(session, wave)
    for (organisation_id, view), shown in (gated(session, wave, named) | named).items():
        session.add(
            ReleaseView(
                release_id=made.id, organisation_id=organisation_id, view=view, content=shown.to_json()
            )
        )
    session.execute(update(Response).where(Response.wave_id == wave.id).values(device_hash=None))
    subject = f"wave:{wave.id}"
    audit.record(session, actor=by, verb="release", subject=subject, now=now, number=number, early=early)
    session.flush()
    if kind is ReleaseKind.MONTH:
        periods.make(session, now=now, by=by, month=wave.month)
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
) -> Release:
    """Release a wave because somebody of the district says so.

    Refuses: no_right, wave_unknown, wave_still_open.
    """
    require(actor, Noun.RELEASE, Act.PUBLISH)
    wave = session.get(Wave, wave_id)
    if wave is None:
        raise NotFound("wave_unknown")
    return release(session, wave=wave, now=now, by=actor.audit_name, early=early, correct=correct)
