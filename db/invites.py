"""Invite codes (邀请码): one answer per code instead of one per device, for a computer room or a shared phone.

The codes are made at once, shown once to be printed as slips, and stored as keyed hashes only. Nobody writes down who
was given which. A code stands in the place of a browser's id: the draft and the answer are keyed by it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db import slip_codes
from db.errors import Invalid
from db.models import InviteCode
from db.receipts import normal
from db.rights import Act, Actor, Noun, organisation_for

PREFIX = "invite:"


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


def entry(session: Session, *, actor: Actor, branch_id: int, today: date) -> Entry | None:
    """Return how the survey that is open at a branch is entered, None while none is. Refuses: no_right, organisation_unknown."""
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.READ)
    found = slip_codes.open_at(session, branch.id, on=today)
    if found is None:
        return None
    wave, here = found
    n_codes = slip_codes.count(session, InviteCode, wave_id=wave.id, branch_id=branch.id)
    return Entry(wave.month, here.takes_codes, n_codes)


def take(session: Session, *, actor: Actor, branch_id: int, with_codes: bool, now: datetime) -> None:
    """Take answers of the open survey with codes from now on, or once per device again. What was sent stays.

    Refuses: no_right, organisation_unknown, wave_closed.
    """
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.CHANGE)
    wave, here = slip_codes.open_now(session, branch.id, now=now)
    if here.takes_codes != with_codes:
        here.takes_codes = with_codes
        verb = "take_codes" if with_codes else "take_devices"
        slip_codes.note(session, actor, verb, wave=wave, branch_id=branch.id, now=now)


def mint(session: Session, *, actor: Actor, branch_id: int, n: int, now: datetime) -> list[str]:
    """Make codes for the open survey and return them: they are never shown again.

    Refuses: no_right, organisation_unknown, wave_closed, codes_out_of_range, codes_not_taken, too_many_slips.
    """
    branch = organisation_for(session, actor, branch_id, Noun.INVITE_CODE, Act.ADD)
    slip_codes.require_number(n)
    wave, here = slip_codes.open_now(session, branch.id, now=now)
    if not here.takes_codes:
        raise Invalid("codes_not_taken")
    codes = slip_codes.make(session, InviteCode, wave_id=wave.id, branch_id=branch.id, n=n)
    slip_codes.note(session, actor, "mint_codes", wave=wave, branch_id=branch.id, now=now, n=n)
    return codes


# Made once: asked for by every page of every youth who came with a code.
_KNOWN = select(InviteCode.wave_id).where(InviteCode.code_hash == bindparam("key"))


def holds(session: Session, *, code: str, wave_id: int, branch_id: int) -> bool:
    """Tell whether a code was made for this survey."""
    key = slip_codes.key(InviteCode, code, wave_id, branch_id)
    return bool(code) and session.scalar(_KNOWN, {"key": key}) is not None


def enter(session: Session, *, code: str, wave_id: int, branch_id: int, device: str, now: datetime) -> bool:
    """Tell whether a typed code was made for this survey; a wrong one is counted.

    Refuses: too_many_slip_codes.
    """
    where = {"wave_id": wave_id, "branch_id": branch_id}
    return slip_codes.tried(
        session, InviteCode, device=device, is_right=lambda: holds(session, code=code, **where), now=now
    )


def tidy(session: Session, *, on: date) -> int:
    """Forget the codes of surveys that are closed; return how many."""
    return slip_codes.tidy(session, InviteCode, on=on)
