"""What somebody has in hand at an organisation, and what becomes of it where the account ends or moves without 换届交接.

Needs and pairings then wait for another hand. What was written for the person's eyes is deleted all the same.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.errors import Conflict
from db.models import Need, NeedCoOwner, Pairing, PairingContact, Person, Talk
from db.rights import RIGHTS, Act, Noun
from db.vocabulary import STATE_TYPES, Role, StateType

# Whose accounts handle needs.
ROLES = tuple(role for role in Role if (role, Noun.NEED, Act.SETTLE) in RIGHTS)
NOT_CLOSED = [state for state, kind in STATE_TYPES.items() if kind is not StateType.CLOSED]


@dataclass(frozen=True)
class InHand:
    """How much somebody has in hand: needs in charge of and helped with, pairings that go on, texts for their own eyes.

    n_asked : needs that others asked the person to take on.
    """

    n_needs: int
    n_pairings: int
    n_helping: int
    n_asked: int
    n_texts: int

    @property
    def is_nothing(self) -> bool:
        """Tell whether the account can end without anything being left behind."""
        return not any(vars(self).values())


def counts_of(session: Session, person: Person) -> InHand:
    """Return how much somebody has in hand where they work now."""
    return InHand(
        n_needs=_count(session, needs_of(person)),
        n_pairings=_count(session, pairings_of(person)),
        n_helping=_count(session, helping(person)),
        n_asked=_count(session, asked_of(person)),
        n_texts=_count(session, _told(person)) + _count(session, _noted(person)),
    )


def needs_of(person: Person) -> Select[Need]:
    """Return the needs that the person is in charge of and that have not ended."""
    mine = (Need.owner_id == person.id) & (Need.organisation_id == person.organisation_id)
    return select(Need).where(mine, Need.state.in_(NOT_CLOSED))


def pairings_of(person: Person) -> Select[Pairing]:
    """Return the person's pairings that go on."""
    mine = (Pairing.person_id == person.id) & (Pairing.branch_id == person.organisation_id)
    return select(Pairing).where(mine, Pairing.ended_on.is_(None))


def helping(person: Person) -> Select[NeedCoOwner]:
    """Return the places as one who helps (协办)."""
    return select(NeedCoOwner).where(NeedCoOwner.person_id == person.id)


def asked_of(person: Person) -> Select[Need]:
    """Return the needs that others asked the person to take on."""
    return select(Need).where(Need.next_owner_id == person.id)


def help_no_more(session: Session, person: Person) -> None:
    """Give up every place as one who helps."""
    session.execute(delete(NeedCoOwner).where(NeedCoOwner.person_id == person.id))


def _told(person: Person) -> Select[int]:
    return select(Talk.id).where(Talk.person_id == person.id, _is_told())


def _is_told() -> ColumnElement[bool]:
    return or_(Talk.summary_sealed.is_not(None), Talk.alias_sealed.is_not(None), Talk.next_on.is_not(None))


def _noted(person: Person) -> Select[int]:
    mine = PairingContact.pairing_id.in_(select(Pairing.id).where(Pairing.person_id == person.id))
    return select(PairingContact.id).where(mine, PairingContact.note_sealed.is_not(None))


def _count(session: Session, query: Select[object]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def drop(session: Session, *, person: Person, is_confirmed: bool) -> dict[str, object]:
    """Leave what somebody has in hand to whoever comes, and delete what was written for their eyes; return counts for the audit.

    is_confirmed : whoever ends or moves the account was told of it and wants it without 换届交接.
    Refuses: work_in_hand.
    """
    found = counts_of(session, person)
    counts = {
        "n_needs": found.n_needs,
        "n_helping": found.n_helping + found.n_asked,
        "n_pairings": found.n_pairings,
        "n_texts": found.n_texts,
    }
    if not found.is_nothing and not is_confirmed:
        raise Conflict("work_in_hand", **counts)
    forget(session, person)
    # Who works elsewhere or nowhere helps with nothing here any more, and nobody waits for their answer.
    help_no_more(session, person)
    for need in session.scalars(asked_of(person).order_by(Need.id).with_for_update()):
        need.next_owner_id = None
    return {} if found.is_nothing else dict(counts)


def forget(session: Session, person: Person) -> int:
    """Delete what was written for this person's eyes; return how many texts and notes."""
    told, noted = session.scalars(_told(person)).all(), session.scalars(_noted(person)).all()
    nothing = {"summary_sealed": None, "alias_sealed": None, "next_on": None}
    session.execute(update(Talk).where(Talk.id.in_(told)).values(nothing))
    session.execute(update(PairingContact).where(PairingContact.id.in_(noted)).values(note_sealed=None))
    return len(told) + len(noted)


def tidy(session: Session, *, on: date) -> int:
    """Delete what was written for the eyes of people whose account has ended, by its last day too; return how many had any."""
    told = select(Talk.id).where(Talk.person_id == Person.id, _is_told()).exists()
    noted = (
        select(PairingContact.id)
        .join(Pairing, Pairing.id == PairingContact.pairing_id)
        .where(Pairing.person_id == Person.id, PairingContact.note_sealed.is_not(None))
        .exists()
    )
    over = ~Person.is_active | (Person.ends_on < on)
    people = session.scalars(select(Person).where(over, told | noted).order_by(Person.id)).all()
    for person in people:
        forget(session, person)
    session.flush()
    return len(people)


def can_handle(on: date) -> ColumnElement[bool]:
    """Return the condition that a person's account handles needs on a day."""
    is_here = Person.is_active & or_(Person.ends_on.is_(None), Person.ends_on >= on)
    return is_here & Person.role.in_(ROLES)


def is_orphaned(
    person_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    organisation_id: InstrumentedAttribute[int],
    *,
    on: date,
) -> ColumnElement[bool]:
    """Return the condition that a record's person no longer works at its organisation: nobody has it in hand."""
    here = select(Person.id).where(Person.organisation_id == organisation_id, can_handle(on))
    return person_id.is_not(None) & person_id.not_in(here)
