"""Invite codes (邀请码): one answer per code instead of one per device, for a computer room or a shared phone.

The codes are made at once, shown once to be printed as slips, and stored as keyed hashes only. Nobody writes down who
was given which. A code stands in the place of a browser's id: the draft and the answer are keyed by it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from db import attempts, audit, secrets
from db.errors import Invalid, TooLate
from db.models import InviteCode, Wave, WaveBranch
from db.receipts import normal
from db.rights import Act, Actor, Noun, organisation_for
from db.vocabulary import WaveKind
from db.workdays import today

PREFIX = "invite:"
MOST_AT_ONCE = 200
# Of one branch in one wave: more than any branch has members.
MOST = 2000
# Wrong codes from one browser in a quarter of an hour.
MOST_FAILURES = 10


@dataclass(frozen=True)
class Entry:
    """How a branch's survey of a month is entered. n_codes : made so far."""

    month: date
    takes_codes: bool
    n_codes: int


def device_of(code: str) -> str:
    """Return what stands in the place of a browser's id for whoever holds a code."""
    return f"{PREFIX}{normal(code)}"


def is_code(device: str) -> bool:
    """Tell whether something stands in the place of a browser's id."""
    return device.startswith(PREFIX)


def _key(code: str, wave_id: int, branch_id: int) -> str:
    return secrets.keyed_hash("invite", normal(code), wave_id, branch_id)


def entry(session: Session, *, actor: Actor, branch_id: int, today: date) -> Entry | None:
    """Return how the survey that is open at a branch is entered, None while none is. Refuses: no_right, organisation_unknown."""
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.READ)
    found = _open(session, branch.id, today)
    if found is None:
        return None
    wave, here = found
    return Entry(wave.month, here.takes_codes, _count(session, wave.id, branch.id))


def _count(session: Session, wave_id: int, branch_id: int) -> int:
    made = select(func.count()).where(InviteCode.wave_id == wave_id, InviteCode.branch_id == branch_id)
    return session.scalar(made) or 0


def _open(
    session: Session, branch_id: int, on: date, *, to_change: bool = False
) -> tuple[Wave, WaveBranch] | None:
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


def _open_now(session: Session, branch_id: int, now: datetime) -> tuple[Wave, WaveBranch]:
    found = _open(session, branch_id, today(now), to_change=True)
    if found is None:
        raise TooLate("wave_closed")
    return found


def take(session: Session, *, actor: Actor, branch_id: int, with_codes: bool, now: datetime) -> None:
    """Take answers of the open survey with codes from now on, or once per device again. What was sent stays.

    Refuses: no_right, organisation_unknown, wave_closed.
    """
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.CHANGE)
    wave, here = _open_now(session, branch.id, now)
    if here.takes_codes != with_codes:
        here.takes_codes = with_codes
        _note(session, actor, "take_codes" if with_codes else "take_devices", wave, branch.id, now)


def mint(session: Session, *, actor: Actor, branch_id: int, n: int, now: datetime) -> list[str]:
    """Make codes for the open survey and return them: they are never shown again.

    Refuses: no_right, organisation_unknown, wave_closed, codes_out_of_range, codes_not_taken, too_many_invites.
    """
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.ADD)
    if not 1 <= n <= MOST_AT_ONCE:
        raise Invalid("codes_out_of_range", field="n", most=MOST_AT_ONCE)
    wave, here = _open_now(session, branch.id, now)
    if not here.takes_codes:
        raise Invalid("codes_not_taken")
    if _count(session, wave.id, branch.id) + n > MOST:
        raise Invalid("too_many_invites", most=MOST)
    codes = [secrets.new_code() for _ in range(n)]
    session.add_all(
        InviteCode(code_hash=_key(code, wave.id, branch.id), wave_id=wave.id, branch_id=branch.id)
        for code in codes
    )
    _note(session, actor, "mint_codes", wave, branch.id, now, n=n)
    return codes


def _note(
    session: Session, actor: Actor, verb: str, wave: Wave, branch_id: int, now: datetime, **facts: object
) -> None:
    session.flush()
    subject = f"wave:{wave.id}"
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=subject,
        organisation_id=branch_id,
        now=now,
        **facts,
    )


# Made once: asked for by every page of every youth who came with a code.
_KNOWN = select(InviteCode.wave_id).where(InviteCode.code_hash == bindparam("key"))


def holds(session: Session, *, code: str, wave_id: int, branch_id: int) -> bool:
    """Tell whether a code was made for this survey."""
    return bool(code) and session.scalar(_KNOWN, {"key": _key(code, wave_id, branch_id)}) is not None


def enter(session: Session, *, code: str, wave_id: int, branch_id: int, device: str, now: datetime) -> bool:
    """Tell whether a typed code was made for this survey; a wrong one is counted.

    Refuses: too_many_invite_codes — ten wrong ones from one browser, none a quarter of an hour after the last and no
    right one between.
    """
    browser = secrets.keyed_hash("invite_lookup", device)
    n, _ = attempts.failures(session, key=browser, now=now)
    if n >= MOST_FAILURES:
        raise TooLate("too_many_invite_codes", minutes=int(attempts.WINDOW.total_seconds() // 60))
    if holds(session, code=code, wave_id=wave_id, branch_id=branch_id):
        attempts.forget(session, key=browser)
        return True
    attempts.count(session, key=browser, now=now)
    return False


def tidy(session: Session, *, on: date) -> int:
    """Forget the codes of surveys that are closed; return how many."""
    closed = select(Wave.id).where(Wave.closes_on < on)
    gone = session.scalars(
        delete(InviteCode).where(InviteCode.wave_id.in_(closed)).returning(InviteCode.code_hash)
    )
    return len(gone.all())
