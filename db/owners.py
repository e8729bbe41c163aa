"""Who can take charge of a need: the people of the organisation that handles it; and who helps with it."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import guardians, in_hand
from db.models import Need, NeedCoOwner, Person
from db.vocabulary import Role

ROLES = in_hand.ROLES


@dataclass(frozen=True)
class Colleague:
    """Somebody who can handle the needs of an organisation; plain values."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Hands:
    """Who is in charge of a need, who was asked to be, and who helps (协办): (id, name), by name.

    None : nobody, or nobody yet.
    """

    owner_id: int | None
    owner: str | None
    next_owner: str | None
    helping: tuple[tuple[int, str], ...]


def of(
    session: Session, *, organisation_id: int, on: date, is_sensitive: bool = False
) -> tuple[Colleague, ...]:
    """Return who can handle the needs of an organisation on a day, by name.

    is_sensitive : of a sensitive need, which only the named adult opens where there is one.
    """
    rows = session.execute(
        select(Person.id, Person.name, Person.role)
        .where(Person.organisation_id == organisation_id, in_hand.can_handle(on))
        .order_by(Person.name, Person.id)
    )
    guardian = guardians.of(session, organisation_id=organisation_id) if is_sensitive else None
    return tuple(Colleague(*row) for row in rows if guardian is None or row.id == guardian.id)


def hands_of(session: Session, need: Need) -> Hands:
    """Return in whose hands a need is, for the handler's page."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(NeedCoOwner, NeedCoOwner.person_id == Person.id)
        .where(NeedCoOwner.need_id == need.id)
        .order_by(Person.name, Person.id)
    )
    return Hands(
        owner_id=need.owner_id,
        owner=_name_of(session, need.owner_id),
        next_owner=_name_of(session, need.next_owner_id),
        helping=tuple((person_id, name) for person_id, name in rows),
    )


def _name_of(session: Session, person_id: int | None) -> str | None:
    return session.scalar(select(Person.name).where(Person.id == person_id)) if person_id else None


def leave(session: Session, *, need_id: uuid.UUID, person_id: int | None = None) -> None:
    """Let those who help with a need, or one of them, help no more."""
    query = delete(NeedCoOwner).where(NeedCoOwner.need_id == need_id)
    session.execute(query if person_id is None else query.where(NeedCoOwner.person_id == person_id))
