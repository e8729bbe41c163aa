"""Parental codes (同意码): a parent or legal guardian agrees that one child under 14 answers, see `db.minors`.

The branch makes them and hands them to guardians on slips; nobody writes down who was given which. A code is entered
for the draft on one device and is held for it until the answer is sent or the draft deleted; what the child answered
stands in the draft alone until then. With the submit the code is used up and its draft forgotten.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import ages, drafts, minors, slip_codes
from db.errors import Conflict, Invalid, NotFound
from db.models import Draft, ParentalCode, Response
from db.rights import Act, Actor, Noun, organisation_for
from db.waves import OpenWave


@dataclass(frozen=True)
class Entry:
    """The open survey of a branch that takes youth under 14. n_codes : made so far."""

    month: date
    n_codes: int


def entry(session: Session, *, actor: Actor, branch_id: int, today: date) -> Entry | None:
    """Return the open survey for which codes can be made; None while none is, and where under 14 is stopped.

    Refuses: no_right, organisation_unknown.
    """
    branch = organisation_for(session, actor, branch_id, Noun.PARENTAL_CODE, Act.READ)
    found = slip_codes.open_at(session, branch.id, on=today)
    if found is None or not minors.takes_children(session, domain=branch.domain):
        return None
    n_codes = slip_codes.count(session, ParentalCode, wave_id=found[0].id, branch_id=branch.id)
    return Entry(found[0].month, n_codes)


def mint(session: Session, *, actor: Actor, branch_id: int, n: int, now: datetime) -> list[str]:
    """Make codes for the open survey and return them: they are never shown again.

    Refuses: no_right, organisation_unknown, wave_closed, codes_out_of_range, children_not_taken, too_many_slips.
    """
    branch = organisation_for(session, actor, branch_id, Noun.PARENTAL_CODE, Act.ADD)
    slip_codes.require_number(n)
    wave, _ = slip_codes.open_now(session, branch.id, now=now)
    if not minors.takes_children(session, domain=branch.domain):
        raise Invalid("children_not_taken")
    codes = slip_codes.make(session, ParentalCode, wave_id=wave.id, branch_id=branch.id, n=n)
    slip_codes.note(session, actor, "mint_parental_codes", wave=wave, branch_id=branch.id, now=now, n=n)
    return codes


def enter(session: Session, *, code: str, device: str, wave: OpenWave, branch_id: int, now: datetime) -> bool:
    """Hold a code for the device's draft, which goes on from there; tell whether it was right. A wrong one is counted.

    The same code again for the same draft changes nothing.
    Refuses: draft_gone, under_14 (no longer taken here), too_many_slip_codes, wave_closed, parental_code_used — by an
    answer that was sent, or held for another draft.
    """
    draft = drafts.locked(session, device=device, wave_id=wave.id, branch_id=branch_id)
    if draft is None or draft.submitted_on is not None:
        raise NotFound("draft_gone")
    _require_mode(session, branch_id)
    key = slip_codes.key(ParentalCode, code, wave.id, branch_id)
    found = session.get(ParentalCode, key, with_for_update=True)
    if not slip_codes.tried(
        session, ParentalCode, device=device, is_right=lambda: found is not None, now=now
    ):
        return False
    assert found is not None
    if found.is_used or found.draft_key not in (None, draft.key_hash):
        raise Conflict("parental_code_used")
    # One at a time: another that was entered before is free again.
    _let_go(session, draft)
    found.draft_key = draft.key_hash
    agreed = {drafts.PARENTAL_CONSENT: True}
    drafts.save(session, device=device, wave=wave, branch_id=branch_id, changes=agreed, now=now)
    return True


def _require_mode(session: Session, branch_id: int) -> None:
    if not minors.takes_children_at(session, branch_id=branch_id):
        raise Invalid("under_14", field=ages.AGE)


def _let_go(session: Session, draft: Draft, *, is_used: bool = False) -> None:
    held = update(ParentalCode).where(ParentalCode.draft_key == draft.key_hash)
    session.execute(held.values(draft_key=None, is_used=is_used))


def require(session: Session, *, draft: Draft, corrected: uuid.UUID | None) -> None:
    """Refuse the answer of somebody under 14 without parental consent.

    corrected : the answer that the draft corrects. Who sent it with a code needs no second one.
    Refuses: under_14 (not taken here at all), parental_code_missing.
    """
    before = session.get(Response, corrected) if corrected else None
    if before is not None and ages.is_under_14(before.answers):
        return
    _require_mode(session, draft.branch_id)
    held = select(ParentalCode.code_hash).where(ParentalCode.draft_key == draft.key_hash).with_for_update()
    if session.scalar(held) is None:
        raise Invalid("parental_code_missing", field=ages.AGE)


def settle(session: Session, *, draft: Draft, is_used: bool) -> None:
    """Forget for which draft a code was held, now that it is sent: used up, or free again for another child."""
    _let_go(session, draft, is_used=is_used)


def tidy(session: Session, *, on: date) -> int:
    """Forget the codes of surveys that are closed; return how many."""
    return slip_codes.tidy(session, ParentalCode, on=on)
