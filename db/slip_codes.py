"""Codes on slips of paper (邀请码, 同意码): made at once for a survey that is open, shown once, stored as keyed hashes only."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import attempts, audit, secrets
from db.errors import Invalid, TooLate
from db.models import InviteCode, ParentalCode, Release, Wave, WaveBranch
from db.receipts import normal
from db.rights import Actor
from db.vocabulary import WaveKind
from db.workdays import month_of, today

MOST_AT_ONCE = 200
# Of one branch in one wave: more than any branch has members.
MOST = 2000
# Wrong codes from one browser in a quarter of an hour.
MOST_FAILURES = 10

SlipCode = type[InviteCode] | type[ParentalCode]
# With which subkey the codes of a kind are hashed: one that stands in both tables cannot be told.
PURPOSES: dict[SlipCode, str] = {InviteCode: "invite", ParentalCode: "parental"}


def key(kind: SlipCode, code: str, wave_id: int, branch_id: int) -> str:
    """Return what is stored of a code; spaces, hyphens and case do not count."""
    return secrets.keyed_hash(PURPOSES[kind], normal(code), wave_id, branch_id)


def count(session: Session, kind: SlipCode, *, wave_id: int, branch_id: int) -> int:
    """Return how many codes were made at a branch for a wave."""
    made = select(func.count()).where(kind.wave_id == wave_id, kind.branch_id == branch_id)
    return session.scalar(made) or 0


def open_at(
    session: Session, branch_id: int, *, on: date, to_change: bool = False
) -> tuple[Wave, WaveBranch] | None:
    """Return the wave that is open at a branch, None while none is. to_change : keep others from changing it."""
    query = (
        select(Wave, WaveBranch)
        .join(WaveBranch, (WaveBranch.wave_id == Wave.id) & (WaveBranch.branch_id == branch_id))
        .where(Wave.kind == WaveKind.MONTHLY, Wave.opens_on <= on, Wave.closes_on >= on)
        .order_by(Wave.month.desc())
        .limit(1)
    )
    # Two who change it at once come one after the other; who only looks is not held up.
    found = session.execute(query.with_for_update(of=WaveBranch) if to_change else query).one_or_none()
    return None if found is None else (found[0], found[1])


def open_now(session: Session, branch_id: int, *, now: datetime) -> tuple[Wave, WaveBranch]:
    """Return the wave that is open at a branch, to be changed. Refuses: wave_closed."""
    found = open_at(session, branch_id, on=today(now), to_change=True)
    if found is None:
        raise TooLate("wave_closed")
    return found


def require_number(n: int) -> None:
    """Refuse a number of codes that nobody asks for at once. Refuses: codes_out_of_range."""
    if not 1 <= n <= MOST_AT_ONCE:
        raise Invalid("codes_out_of_range", field="n", most=MOST_AT_ONCE)


def make(session: Session, kind: SlipCode, *, wave_id: int, branch_id: int, n: int) -> list[str]:
    """Make codes and return them: they are never shown again. Refuses: too_many_slips."""
    if count(session, kind, wave_id=wave_id, branch_id=branch_id) + n > MOST:
        raise Invalid("too_many_slips", most=MOST)
    codes = [secrets.new_code() for _ in range(n)]
    session.add_all(
        kind(code_hash=key(kind, code, wave_id, branch_id), wave_id=wave_id, branch_id=branch_id)
        for code in codes
    )
    return codes


def note(
    session: Session, actor: Actor, verb: str, *, wave: Wave, branch_id: int, now: datetime, **facts: object
) -> None:
    """Write in the audit log what was done about the codes of a wave at a branch."""
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"wave:{wave.id}",
        organisation_id=branch_id,
        now=now,
        **facts,
    )


def tried(
    session: Session, kind: SlipCode, *, device: str, is_right: Callable[[], bool], now: datetime
) -> bool:
    """Tell whether a typed code was right; a wrong one is counted.

    Refuses: too_many_slip_codes — ten wrong ones from one browser, none a quarter of an hour after the last and no
    right one between.
    """
    browser = secrets.keyed_hash(f"{PURPOSES[kind]}_lookup", device)
    n, _ = attempts.failures(session, key=browser, now=now)
    if n >= MOST_FAILURES:
        raise TooLate("too_many_slip_codes", minutes=int(attempts.WINDOW.total_seconds() // 60))
    if is_right():
        attempts.forget(session, key=browser)
        return True
    attempts.count(session, key=browser, now=now)
    return False


def tidy(session: Session, kind: SlipCode, *, on: date) -> int:
    """Forget the codes of surveys that cannot open again; return how many.

    One that was closed by hand can, until it is released or its month is over.
    """
    is_released = Wave.id.in_(select(Release.wave_id))
    over = select(Wave.id).where(Wave.closes_on < on, is_released | (Wave.month < month_of(on)))
    gone = session.scalars(delete(kind).where(kind.wave_id.in_(over)).returning(kind.code_hash))
    return len(gone.all())
