"""Who can take charge of a need: the people of the organisation that handles it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db import guardians
from db.models import Person
from db.rights import RIGHTS, Act, Noun
from db.vocabulary import Role

ROLES = tuple(role for role in Role if (role, Noun.NEED, Act.SETTLE) in RIGHTS)


@dataclass(frozen=True)
class Colleague:
    """Somebody who can handle the needs of an organisation; plain values."""

    id: int
    name: str
    role: Role


def of(
    session: Session, *, organisation_id: int, on: date, is_sensitive: bool = False
) -> tuple[Colleague, ...]:
    """Return who can handle the needs of an organisation on a day, by name.

    is_sensitive : of a sensitive need, which only the named adult opens where there is one.
    """
    rows = session.execute(
        select(Person.id, Person.name, Person.role)
        .where(Person.organisation_id == organisation_id, _can_handle(on))
        .order_by(Person.name, Person.id)
    )
    guardian = guardians.of(session, organisation_id=organisation_id) if is_sensitive else None
    return tuple(Colleague(*row) for row in rows if guardian is None or row.id == guardian.id)


def _can_handle(on: date) -> ColumnElement[bool]:
    is_here = Person.is_active & or_(Person.ends_on.is_(None), Person.ends_on >= on)
    return is_here & Person.role.in_(ROLES)


def name_of(session: Session, person_id: int | None) -> str | None:
    """Return the name of a need's owner for the handler's page; None while it has none."""
    return session.scalar(select(Person.name).where(Person.id == person_id)) if person_id else None
