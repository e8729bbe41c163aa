"""The named adult of a committee or the district: reads the sensitive needs that come there, and nobody else does."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import audit, workdays
from db.errors import Conflict, Invalid
from db.models import Guardian, Organisation, Person
from db.rights import Act, Actor, Doer, Noun, organisation_for, within
from db.vocabulary import Level, Role

# Whose needs a guardian reads: where sensitive ones of branches with a student as secretary come to.
LEVELS = (Level.COMMITTEE, Level.DISTRICT)
# What others there are told of such a need instead of its category.
SENSITIVE = "敏感类"
# Who there may read the words of a need at all.
READERS = (Role.COMMITTEE, Role.DISTRICT)


@dataclass(frozen=True)
class GuardianRow:
    """One organisation that can have a guardian; plain values.

    person_id, person_name : None while nobody is named. is_absent : named, but the account no longer works
    there, so that nobody at all can open what is sensitive.
    """

    organisation_id: int
    organisation_name: str
    person_id: int | None
    person_name: str | None
    is_absent: bool


def of(session: Session, *, organisation_id: int) -> Person | None:
    """Return the guardian named for an organisation, None while nobody is."""
    row = session.get(Guardian, organisation_id)
    return None if row is None else session.get_one(Person, row.person_id)


def closed_to(session: Session, *, actor: Doer) -> set[int]:
    """Return the organisations whose sensitive needs this person may not open: their guardian is someone else."""
    person_id = actor.id if isinstance(actor, Actor) else 0
    return set(session.scalars(select(Guardian.organisation_id).where(Guardian.person_id != person_id)))


def candidates_for(
    session: Session, *, actor: Doer, organisation_id: int, today: date
) -> list[tuple[int, str]]:
    """Return (id, name) of those who can be named: who works there and may read needs.

    Refuses: no_right, organisation_unknown.
    """
    organisation_for(session, actor, organisation_id, Noun.GUARDIAN, Act.CHANGE)
    people = session.scalars(
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.role.in_(READERS), Person.is_active)
        .order_by(Person.name, Person.id)
    )
    return [(person.id, person.name) for person in people if _works(person, organisation_id, today)]


def name(
    session: Session, *, actor: Doer, organisation_id: int, person_id: int | None, now: datetime
) -> None:
    """Name the guardian of a committee or the district; None leaves nobody named at a committee.

    What sounds like danger goes up to the nearest one who is named, so the district always has one.

    Refuses: no_right, organisation_unknown, guardian_not_here, guardian_does_not_fit, guardian_needed.
    """
    organisation = organisation_for(session, actor, organisation_id, Noun.GUARDIAN, Act.CHANGE)
    if organisation.level not in LEVELS:
        raise Invalid("guardian_not_here", field="organisation", level=organisation.level.label)
    if person_id is not None:
        _check(session, person_id, organisation.id, now)
    elif organisation.level is Level.DISTRICT:
        raise Invalid("guardian_needed", field="person")
    _put(session, organisation.id, person_id)
    audit.record(
        session,
        actor=actor.audit_name,
        verb="name_guardian" if person_id is not None else "clear_guardian",
        subject=f"person:{person_id}" if person_id is not None else f"organisation:{organisation.id}",
        organisation_id=organisation.id,
        now=now,
    )


def _check(session: Session, person_id: int, organisation_id: int, now: datetime) -> None:
    person = session.get(Person, person_id)
    if (
        person is None
        or person.role not in READERS
        or not _works(person, organisation_id, workdays.today(now))
    ):
        raise Invalid("guardian_does_not_fit", field="person")


def _works(person: Person, organisation_id: int, on: date) -> bool:
    is_over = person.ends_on is not None and person.ends_on < on
    return person.is_active and not is_over and person.organisation_id == organisation_id


def _put(session: Session, organisation_id: int, person_id: int | None) -> None:
    row = session.get(Guardian, organisation_id)
    if person_id is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(Guardian(organisation_id=organisation_id, person_id=person_id))
    else:
        row.person_id = person_id
    session.flush()


def clear(session: Session, *, organisation_id: int) -> None:
    """Leave nobody named for an organisation that is being closed."""
    _put(session, organisation_id, None)


def working(on: date) -> ColumnElement[bool]:
    """Return whether a named guardian works at the organisation on a day, in SQL, of `Guardian` joined to `Person`."""
    return (
        Person.is_active
        & (Person.organisation_id == Guardian.organisation_id)
        & (Person.ends_on.is_(None) | (Person.ends_on >= on))
    )


def refuse_if_guardian(session: Session, *, person_id: int) -> None:
    """Refuse what would leave an organisation's sensitive needs to nobody. Refuses: is_guardian."""
    held = session.scalar(
        select(Organisation.name)
        .join(Guardian, Guardian.organisation_id == Organisation.id)
        .where(Guardian.person_id == person_id)
        .limit(1)
    )
    if held is not None:
        raise Conflict("is_guardian", organisation=held)


def for_branch(session: Session, *, actor: Doer, branch_id: int, today: date) -> GuardianRow | None:
    """Return who reads the sensitive needs of a branch: the guardian at the committee above it.

    None where they stay with the branch, because no student is its secretary. Refuses: no_right,
    organisation_unknown.
    """
    branch = organisation_for(session, actor, branch_id, Noun.GUARDIAN, Act.READ)
    if not branch.has_student_secretary:
        return None
    above = [int(part) for part in branch.path.split(".")[:-2]]
    rows = _rows(session, today, Organisation.id.in_(above))
    return rows[-1] if rows else None


def list_for(session: Session, *, actor: Doer, today: date) -> list[GuardianRow]:
    """Return every committee and the district within the person's right, each with its guardian, by the tree.

    Refuses: no_right.
    """
    seen = within(actor, Noun.GUARDIAN, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    return _rows(session, today, seen)


def _rows(session: Session, on: date, condition: ColumnElement[bool]) -> list[GuardianRow]:
    found = session.execute(
        select(Organisation, Person)
        .outerjoin(Guardian, Guardian.organisation_id == Organisation.id)
        .outerjoin(Person, Person.id == Guardian.person_id)
        .where(condition, Organisation.level.in_(LEVELS), Organisation.is_active)
        .order_by(Organisation.path)
    )
    return [
        GuardianRow(
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            person_id=person.id if person else None,
            person_name=person.name if person else None,
            is_absent=person is not None and not _works(person, organisation.id, on),
        )
        for organisation, person in found
    ]
