"""Needs that a cadre writes down for a youth, and how the youth comes by their receipt, unseen by the cadre.

A link is used once. Whoever raised the need for the youth has seen it, so the code that it gives belongs to
link and browser together: the same link elsewhere gives nothing.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import needs, receipts, secrets
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.models import Category, Need, NeedClaim, NeedEvent, Organisation
from db.vocabulary import NeedSource, Party, Urgency, Verb

DAYS_TO_CLAIM = 30
# The browser that took the code may see it again up to the end of the next day; only dates are kept.
DAYS_TO_SHOW = 1
# How long after its end a link still says "used" or "expired" instead of "unknown".
DAYS_TO_REMEMBER = 90
# What a cadre writes down for a youth: nobody holds the receipt yet.
RELAYED = (NeedSource.TALK, NeedSource.ACTIVITY, NeedSource.PAIRING, NeedSource.VISIT)


@dataclass(frozen=True)
class Request:
    """One thing that a youth wants done, as the cadre writes it down.

    is_agreed : the youth agreed that it becomes a need, which its handlers read.
    """

    sub_item_code: str
    text: str
    urgency: Urgency = Urgency.NORMAL
    is_agreed: bool = False
    goes_to_committee: bool = False


@dataclass(frozen=True)
class Offered:
    """A need that waits for its youth, with the one-time link to take the receipt with."""

    number: str
    label: str
    handler: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Claim:
    """What a link shows before the code is taken; nothing of what the need is about.

    is_taken : this very browser has taken the code already and may still see it.
    """

    handler: str
    raised_on: date
    expires_on: date
    is_taken: bool


def relay(session: Session, *, branch_id: int, source: NeedSource, request: Request, today: date) -> Offered:
    """Raise a need for a youth, handed over at once, and offer its receipt.

    Refuses: sub_item_missing, text_missing, text_too_long, agreement_missing.
    """
    sub_item = session.get(Category, request.sub_item_code) if request.sub_item_code else None
    parent = session.get(Category, sub_item.parent_code or "") if sub_item else None
    if sub_item is None or parent is None or not sub_item.is_active or not parent.is_active:
        raise Invalid("sub_item_missing", field="sub_item")
    text = needs.required(request.text, needs.TEXT_LIMIT, name=needs.WISHED)
    if not request.is_agreed:
        raise Invalid("agreement_missing", field="is_agreed")
    need = needs.raise_need(
        session,
        branch_id=branch_id,
        source=source,
        category_code=parent.code,
        sub_item_code=sub_item.code,
        text=text,
        urgency=request.urgency,
        goes_to_committee=request.goes_to_committee,
        today=today,
    )
    return offered(session, need, mint(session, need_id=need.id, today=today))


def offered(session: Session, need: Need, token: str) -> Offered:
    """Return what the page shows of a need and the link to its receipt."""
    codes = [need.category_code, need.sub_item_code] if need.sub_item_code else [need.category_code]
    return Offered(
        number=need.number or "",
        label=" · ".join(session.get_one(Category, code).label for code in codes),
        handler=session.get_one(Organisation, need.organisation_id).name,
        token=token,
    )


def mint(session: Session, *, need_id: uuid.UUID, today: date) -> str:
    """Return the token of a new one-time link; an earlier unused link of the need ends.

    Refuses: need_gone; already_claimed — a second receipt would let another person speak for the youth.
    """
    need = needs.find(session, need_id)
    if _is_claimed(session, need.id):
        raise Conflict("already_claimed")
    unused = NeedClaim.claimed_on.is_(None)
    session.execute(delete(NeedClaim).where(NeedClaim.need_id == need.id, unused))
    token = secrets.new_token()
    session.add(
        NeedClaim(
            token_hash=secrets.token_hash(token),
            need_id=need.id,
            expires_on=today + timedelta(days=DAYS_TO_CLAIM),
        )
    )
    session.flush()
    return token


def _is_claimed(session: Session, need_id: uuid.UUID) -> bool:
    events = select(NeedEvent.seq).where(NeedEvent.need_id == need_id, NeedEvent.verb == Verb.CLAIM)
    return session.scalar(events.limit(1)) is not None


def unclaimed(session: Session, found: Iterable[Need]) -> set[uuid.UUID]:
    """Return which of these needs wait for their youth (待青年认领): nobody can follow or confirm them yet."""
    relayed = {need.id for need in found if need.source in RELAYED}
    if not relayed:
        return set()
    claimed = session.scalars(
        select(NeedEvent.need_id).where(NeedEvent.need_id.in_(relayed), NeedEvent.verb == Verb.CLAIM)
    )
    return relayed - set(claimed)


def look(session: Session, *, token: str, holder: str, today: date) -> Claim:
    """Return what a link stands for, without using it up.

    holder : the browser's random id, "" for none. Refuses: claim_unknown, claim_used, claim_expired.
    """
    row = _find(session, token, holder, today)
    need = session.get_one(Need, row.need_id)
    return Claim(
        handler=session.get_one(Organisation, need.organisation_id).name,
        raised_on=need.raised_on,
        expires_on=row.expires_on,
        is_taken=row.claimed_on is not None,
    )


def claim(session: Session, *, token: str, holder: str, today: date) -> str:
    """Use the link up and return the receipt code; the same browser gets the same code up to the next day.

    Refuses: form_stale — nothing tells this browser from another; claim_unknown, claim_used, claim_expired;
    move_impossible — the need has ended.
    """
    if not holder:
        raise Invalid("form_stale")
    row = _find(session, token, holder, today, locks=True)
    code = _code(token, holder)
    if row.claimed_on is not None:
        return code
    need = needs.find(session, row.need_id)
    needs.step(session, need=need, verb=Verb.CLAIM, party=Party.YOUTH, today=today)
    receipts.add_receipt(session, code=code, response_id=None, need_id=need.id, today=today)
    row.claimed_on = today
    session.flush()
    return code


def _code(token: str, holder: str) -> str:
    return secrets.code_from("claim", f"{token}\x1f{holder}")


def _find(session: Session, token: str, holder: str, today: date, *, locks: bool = False) -> NeedClaim:
    # Two phones at once: the second waits here and then finds it used.
    row = session.get(NeedClaim, secrets.token_hash(token), with_for_update=locks or None)
    if row is None:
        raise NotFound("claim_unknown")
    if row.claimed_on is not None:
        is_recent = today <= row.claimed_on + timedelta(days=DAYS_TO_SHOW)
        if not (is_recent and holder and receipts.exists(session, code=_code(token, holder))):
            raise TooLate("claim_used")
    elif row.expires_on < today:
        raise TooLate("claim_expired", days=DAYS_TO_CLAIM)
    return row


def tidy(session: Session, *, on: date) -> None:
    """Forget links that ended long ago."""
    session.execute(delete(NeedClaim).where(NeedClaim.expires_on < on - timedelta(days=DAYS_TO_REMEMBER)))
