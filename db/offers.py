"""Offering the receipt of a need to its youth once more: the code shown in the talk was lost or ran out."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, claims
from db.claims import RELAYED, Offered
from db.errors import Conflict
from db.need_ledger import fetch
from db.rights import Act, Actor
from db.workdays import today


def renew(session: Session, *, actor: Actor, need_id: uuid.UUID, now: datetime) -> Offered:
    """Return a new link for a need that the person handles; the link before it ends.

    Refuses: no_right, need_unknown, guardian_only; need_has_receipt — it came from the youth's own phone;
    already_claimed.
    """
    need, _ = fetch(session, actor, need_id, Act.ACCEPT)
    if need.source not in RELAYED:
        raise Conflict("need_has_receipt")
    token = claims.mint(session, need_id=need.id, today=today(now))
    audit.record(
        session,
        actor=actor.audit_name,
        verb="renew_claim",
        subject=f"need:{need.id}",
        organisation_id=need.organisation_id,
        now=now,
    )
    return claims.offered(session, need, token)
