"""Needs that are settled together: one of them leads, the others are merged into it, each with a receipt of its own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, deed_links, rechecks
from db.models import Need
from db.moves import IN_CHARGE, MOVES
from db.needs import forget_contact, step
from db.rights import Actor
from db.vocabulary import OPEN_STATES, Party, Verb
from db.workdays import today


@dataclass(frozen=True)
class Together:
    """With which needs one is settled, by number. leads : the one that it follows; followers : those that follow it."""

    leads: str | None
    followers: tuple[str, ...]


def followers_of(session: Session, need: Need) -> list[Need]:
    """Return the needs merged into one that are still worked on there, by number."""
    return list(
        session.scalars(
            select(Need)
            .where(
                Need.merged_into == need.id,
                Need.organisation_id == need.organisation_id,
                Need.state.in_(IN_CHARGE),
            )
            .order_by(Need.number)
        )
    )


def together(session: Session, need: Need) -> Together:
    """Return with which others a need is settled, for the handler's page."""
    leads = session.get(Need, need.merged_into) if need.merged_into else None
    return Together(
        leads=leads.number if leads else None,
        followers=tuple(other.number or "" for other in followers_of(session, need)),
    )


def hold(session: Session, *need_ids: uuid.UUID) -> None:
    """Let nobody change these needs until the transaction ends, and see them as they are now.

    In the order of their keys, so that of two who hold the same both get on.
    """
    session.scalars(
        select(Need)
        .where(Need.id.in_(need_ids))
        .order_by(Need.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _held_followers(session: Session, need: Need) -> Sequence[Need]:
    # Whose youth takes it back at this moment goes first. What had an end of its own keeps with which it was.
    is_open = Need.state.in_(OPEN_STATES)
    return session.scalars(
        select(Need)
        .where(Need.merged_into == need.id, is_open)
        .order_by(Need.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def settle(session: Session, *, actor: Actor, need: Need, note: str, deed_id: int, now: datetime) -> None:
    """Settle, with a need, those merged into it: the same words for each youth, the same deed, each its own receipt.

    What cannot be settled as it stands (put aside, passed up meanwhile) goes its own way again: nothing waits for a
    settling that has been.
    """
    for other in _held_followers(session, need):
        if other.organisation_id != need.organisation_id or (other.state, Verb.SETTLE) not in MOVES:
            other.merged_into = None
            continue
        deed_links.link(session, actor=actor, deed_id=deed_id, need_id=other.id)
        named = {deed_links.DEED: deed_id}
        day = today(now)
        step(
            session,
            need=other,
            verb=Verb.SETTLE,
            party=Party.CADRE,
            today=day,
            note=note,
            person_id=actor.id,
            **named,
        )
        other.settled_on = day
        forget_contact(session, need=other, today=day)
        rechecks.draw(session, need=other, today=day)
        audit.record(
            session,
            actor=actor.audit_name,
            verb=Verb.SETTLE.value,
            subject=f"need:{other.id}",
            organisation_id=other.organisation_id,
            now=now,
        )
    session.flush()
