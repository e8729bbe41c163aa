"""The same thing asked for twice: what may be the same is suggested, the handler decides, one settling settles both.

Texts are read in memory only, of needs that the person may open; sensitive needs are neither suggested nor merged.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

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
MOST_OFFERED = 100
MOST_READ = 100
BEGINNING = 40


@dataclass(frozen=True)
class Alike:
    """A need that may be the same as another. beginning : of its text. likeness : from 0 to 1, 0 for not compared."""

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
    if not _is_free(session, need):
        return ()
    text, found = _text(need), []
    for other in _others(session, need, Need.category_code == need.category_code, most=MOST_READ):
        said = _text(other)
        how, is_of_one_kind = likeness(text, said), other.sub_item_code == need.sub_item_code
        if how >= (ALIKE_OF_ONE_KIND if is_of_one_kind else ALIKE):
            found.append(Alike(other.id, other.number or "", said[:BEGINNING], other.raised_on, how))
    return tuple(sorted(found, key=lambda one: -one.likeness)[:MOST_SUGGESTED])


def offer(session: Session, *, actor: Actor, need_id: uuid.UUID) -> tuple[Alike, ...]:
    """Return with which needs this one may be merged: those suggested first, then all others of the handler.

    At most 100 others, the latest first. None where `suggest` has none by its rules. Refuses: as `suggest`.
    """
    first = suggest(session, actor=actor, need_id=need_id)
    need, _ = fetch(session, actor, need_id, Act.READ)
    if not _is_free(session, need):
        return ()
    known = {one.id for one in first}
    rest = [
        Alike(other.id, other.number or "", _text(other)[:BEGINNING], other.raised_on, 0.0)
        for other in _others(session, need, most=MOST_OFFERED)
        if other.id not in known
    ]
    return (*first, *rest)


def _is_free(session: Session, need: Need) -> bool:
    can_follow = (need.state, Verb.MERGE) in MOVES and need.merged_into is None
    return can_follow and not need.is_sensitive and not joint.followers_of(session, need)


def _text(need: Need) -> str:
    return secrets.unseal_optional(secrets.TEXT, need.text_sealed) or ""


def _others(session: Session, need: Need, *conditions: ColumnElement[bool], most: int) -> Sequence[Need]:
    return session.scalars(
        select(Need)
        .where(
            Need.id != need.id,
            Need.organisation_id == need.organisation_id,
            Need.is_sensitive.is_(False),
            Need.state.in_(IN_CHARGE),
            Need.merged_into.is_(None),
            Need.handed_on.is_not(None),
            *conditions,
        )
        .order_by(Need.raised_on.desc(), Need.number)
        .limit(most)
    ).all()


def merge(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, into: uuid.UUID | None
) -> None:
    """Let a need be settled with another of the same handler. Its youth reads that, and confirms for themselves.

    into : None where none was chosen, which is refused.

    Refuses: no_right, need_unknown, guardian_only, changed_meanwhile, move_impossible; merge_missing; never_merged — sensitive;
    not_to_merge_with — the other is itself merged, sensitive, at an end, or this very one; leads_others.
    """
    if into is None:
        raise Invalid("merge_missing", field="into")
    # Both: of two merged crosswise, or of one that is being settled, only what comes first may be.
    joint.hold(session, need_id, into)
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
    # Who is about to settle the other one has not seen that this one comes with it: its version counts up.
    flag_modified(other, "state")
    session.flush()


def split(session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime) -> None:
    """Let a merged need go its own way again. Refuses: no_right, need_unknown, changed_meanwhile; not_merged."""
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    if need.merged_into is None:
        raise Conflict("not_merged")
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.SPLIT, now)
    need.merged_into = None
    session.flush()
