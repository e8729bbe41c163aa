"""移交 among colleagues: who is in charge of a need asks another to take it on; and who helps (协办).

Until the colleague has agreed, the old owner stays in charge. The youth reads nothing of it: neither that, nor names.
The secretary puts somebody in charge at once, with `follow_up.assign`.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from db import owners
from db.errors import Conflict, Invalid
from db.follow_up import ready, take_step
from db.models import Need, NeedCoOwner
from db.rights import Act, Actor
from db.vocabulary import Verb
from db.workdays import today


def hand_on(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, person_id: int
) -> None:
    """Ask a colleague to take a need on; asking another takes the place of it.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible; not_in_charge — it is another's to give;
    owner_unknown.
    """
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    able = _able(session, need, now)
    if need.owner_id in able - {actor.id}:
        raise Conflict("not_in_charge")
    if person_id not in able - {actor.id}:
        raise Invalid("owner_unknown", field="person_id")
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.HAND_ON, now, to=person_id)
    need.next_owner_id = person_id
    session.flush()


def take_on(session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime) -> None:
    """Agree to take a need on: from now on it is one's own, and its deadline stays.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible; not_asked — to take it on.
    """
    _answer(session, actor, need_id, version, now, Verb.TAKE_ON).owner_id = actor.id
    owners.leave(session, need_id=need_id, person_id=actor.id)


def turn_down(session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime) -> None:
    """Do not take a need on: it stays with its owner. Refuses: as `take_on`."""
    _answer(session, actor, need_id, version, now, Verb.TURN_DOWN)


def _answer(
    session: Session, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, verb: Verb
) -> Need:
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    if need.next_owner_id != actor.id:
        raise Conflict("not_asked")
    need = take_step(session, actor, need_id, version, Act.ACCEPT, verb, now)
    need.next_owner_id = None
    session.flush()
    return need


def share(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    now: datetime,
    person_ids: Collection[int],
) -> None:
    """Say who helps with a need; nobody, for an empty choice.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, owner_unknown.
    """
    need, _ = ready(session, actor, need_id, version, Act.ACCEPT)
    chosen = set(person_ids)
    if not chosen <= _able(session, need, now) - {need.owner_id}:
        raise Invalid("owner_unknown", field="person_ids")
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.SHARE, now, co_owners=sorted(chosen))
    owners.leave(session, need_id=need_id)
    session.add_all(NeedCoOwner(need_id=need_id, person_id=person_id) for person_id in sorted(chosen))
    session.flush()


def _able(session: Session, need: Need, now: datetime) -> set[int]:
    found = owners.of(
        session, organisation_id=need.organisation_id, on=today(now), is_sensitive=need.is_sensitive
    )
    return {colleague.id for colleague in found}
