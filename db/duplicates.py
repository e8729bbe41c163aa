"""The same thing asked for twice: what may be the same is suggested, the handler decides, one settling settles both.

Texts are read in memory only, of needs that the person may open; sensitive needs are neither suggested nor merged.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import joint, secrets
from db.errors import Conflict, Invalid
from db.follow_up import ready, take_step
from db.likeness import likeness
from db.models import Need
from db.moves import IN_CHARGE, MOVES
from db.need_ledger import fetch
from db.rights import Act, Actor, Noun, require
from db.vocabulary import Verb

# As like as this they may be the same; less will do where they are about the same sub-item.
ALIKE, ALIKE_OF_ONE_KIND = 0.45, 0.25
MOST_SUGGESTED = 3
MOST_READ = 100
BEGINNING = 40


@dataclass(frozen=True)
class Alike:
    """A need that may be the same as another. beginning : of its text. likeness : from 0 to 1."""

    id: uuid.UUID
    number: str
    beginning: str
    raised_on: date
    likeness: float


def suggest(session: Session, *, actor: Actor, need_id: uuid.UUID) -> tuple[Alike, ...]:
    """Return which needs of the same handler and category may be the same as this one, the most alike first.

    None for a sensitive need, for one that leads others, and for one that is merged or not worked on.
    Refuses: no_right, need_unknown, guardian_only.
    """
    require(actor, Noun.NEED_TEXT, Act.READ)
    need, _ = fetch(session, actor, need_id, Act.READ)
    is_free = (need.state, Verb.MERGE) in MOVES and need.merged_into is None
    if need.is_sensitive or not is_free or joint.followers_of(session, need):
        return ()
    text = secrets.unseal_optional(secrets.TEXT, need.text_sealed)
    found = []
    for other in _others(session, need):
        said = secrets.unseal_optional(secrets.TEXT, other.text_sealed)
        how, is_of_one_kind = likeness(text, said), other.sub_item_code == need.sub_item_code
        if how >= (ALIKE_OF_ONE_KIND if is_of_one_kind else ALIKE):
            found.append(Alike(other.id, other.number or "", (said or "")[:BEGINNING], other.raised_on, how))
    return tuple(sorted(found, key=lambda one: -one.likeness)[:MOST_SUGGESTED])


def _others(session: Session, need: Need) -> list[Need]:
    return list(
        session.scalars(
            select(Need)
            .where(
                Need.id != need.id,
                Need.organisation_id == need.organisation_id,
                Need.category_code == need.category_code,
                Need.is_sensitive.is_(False),
                Need.state.in_(IN_CHARGE),
                Need.merged_into.is_(None),
                Need.handed_on.is_not(None),
            )
            .order_by(Need.raised_on.desc(), Need.number)
            .limit(MOST_READ)
        )
    )


def merge(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, into: uuid.UUID
) -> None:
    """Let a need be settled with another of the same handler. Its youth reads that, and confirms for themselves.

    Refuses: no_right, need_unknown, guardian_only, changed_meanwhile, move_impossible; never_merged — sensitive;
    not_to_merge_with — the other is itself merged, sensitive, at an end, or this very one; leads_others.
    """
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    other, _ = fetch(session, actor, into, Act.ACCEPT)
    if need.is_sensitive:
        raise Conflict("never_merged")
    is_fit = other.state in IN_CHARGE and not other.is_sensitive and other.merged_into is None
    if not is_fit or other.id == need.id or other.organisation_id != need.organisation_id:
        raise Invalid("not_to_merge_with", field="into")
    if joint.followers_of(session, need):
        raise Conflict("leads_others")
    need = take_step(session, actor, need_id, version, Act.ACCEPT, Verb.MERGE, now)
    need.merged_into = other.id
    session.flush()


def split(session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime) -> None:
    """Let a merged need go its own way again. Refuses: no_right, need_unknown, changed_meanwhile; not_merged."""
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    if need.merged_into is None:
        raise Conflict("not_merged")
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.SPLIT, now)
    need.merged_into = None
    session.flush()
