"""Succession (换届交接): what somebody has in hand at an organisation goes to a colleague, and the account ends.

What was said in confidence does not go along: talk texts and notes of contacts were written for their writer, so they
are deleted; that there was a talk or a contact stays. Records of the branch stay the branch's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import guardians, in_hand, need_ledger, needs, owners, pairings, people, questionnaires
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.in_hand import InHand
from db.models import Deed, Need, Organisation, Person
from db.moves import MOVES
from db.owners import Colleague
from db.rights import Act, Actor, Noun, Scope, organisation_for, require
from db.vocabulary import STATE_TYPES, NeedState, Party, Role, StateType, Verb
from db.workdays import today


@dataclass(frozen=True)
class NeedInHand:
    """A need that goes along. category : 敏感类 for a sensitive one. due_on : its deadline, None while nothing is due."""

    number: str
    category: str
    state: NeedState
    due_on: date | None


@dataclass(frozen=True)
class Work:
    """What somebody has in hand.

    needs, counts.n_pairings : go to the successor. counts.n_helping : needs the person helps with, which go on without.
    counts.n_asked : needs others asked the person to take on, which stay with those. counts.n_texts : talk texts and
    notes that are deleted. n_unaccepted : needs that nobody has accepted or taken over; they and begun deeds are the organisation's
    and stay there. is_active : the account has not ended yet. promotes : whoever takes over becomes secretary.
    """

    person_id: int
    name: str
    role: Role
    is_active: bool
    promotes: bool
    needs: tuple[NeedInHand, ...]
    counts: InHand
    n_unaccepted: int
    begun: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What is printed of a hand-over."""

    organisation: str
    on: date
    work: Work


def work_of(session: Session, *, actor: Actor, person_id: int) -> Work:
    """Return what somebody has in hand. Refuses: no_right, person_unknown."""
    person = _person(session, actor, person_id, Act.READ)
    labels = questionnaires.category_labels(session)
    rows = session.scalars(in_hand.needs_of(person).order_by(Need.due_on, Need.number))
    begun = select(Deed.title).where(
        Deed.organisation_id == person.organisation_id,
        Deed.person_id == person.id,
        Deed.done_on.is_(None),
        Deed.given_up_on.is_(None),
    )
    unaccepted = (
        (Need.organisation_id == person.organisation_id)
        & Need.state.in_(need_ledger.NEW)
        & Need.handed_on.is_not(None)
    )
    return Work(
        person_id=person.id,
        name=person.name,
        role=person.role,
        is_active=person.is_active,
        promotes=_promotes(session, person),
        needs=tuple(_listed(need, labels) for need in rows),
        counts=in_hand.counts_of(session, person),
        n_unaccepted=session.scalar(select(func.count()).select_from(Need).where(unaccepted)) or 0,
        begun=tuple(session.scalars(begun.order_by(Deed.id))),
    )


def _listed(need: Need, labels: dict[str, str]) -> NeedInHand:
    category = guardians.SENSITIVE if need.is_sensitive else labels[need.category_code]
    # Settled: whatever its day was, nothing is due any more.
    due_on = need.due_on if STATE_TYPES[need.state] is StateType.OPEN else None
    return NeedInHand(need.number or "", category, need.state, due_on)


def sheet_for(session: Session, *, actor: Actor, person_id: int, now: datetime) -> Sheet:
    """Return what is gone through together and signed at a hand-over; every look at it is audited.

    Refuses: no_right, person_unknown.
    """
    person = _person(session, actor, person_id, Act.PRINT)
    people.record(session, actor, "print_hand_over", person, now=now)
    place = session.get_one(Organisation, person.organisation_id).name
    return Sheet(place, today(now), work_of(session, actor=actor, person_id=person_id))


def successors(session: Session, *, actor: Actor, person_id: int, on: date) -> tuple[Colleague, ...]:
    """Return who can take it over: whoever else handles needs at the same organisation. Refuses: no_right, person_unknown."""
    person = _person(session, actor, person_id, Act.READ)
    able = owners.of(session, organisation_id=person.organisation_id, on=on)
    return tuple(colleague for colleague in able if colleague.id != person.id)


def hand_over(session: Session, *, actor: Actor, person_id: int, successor_id: int, now: datetime) -> None:
    """Give what somebody has in hand to a colleague, delete what was said in confidence, and end the account.

    An account that has ended already leaves what it left behind. A secretary's successor becomes secretary. The youth
    reads that the need is in hands, never in whose. What the colleague cannot take at once is taken by nobody.

    Refuses: no_right, person_unknown, office_handed_over, successor_unknown, pairings_full, is_guardian — another guardian is named first.
    """
    person = _person(session, actor, person_id, Act.CHANGE, locked=True)
    if not person.is_active and in_hand.counts_of(session, person).is_nothing:
        raise Conflict("office_handed_over")
    # Held before it is asked who can: an account that ends at this moment takes nothing over.
    successor = session.get(Person, successor_id, with_for_update=True)
    able = {found.id for found in successors(session, actor=actor, person_id=person_id, on=today(now))}
    if successor is None or successor.id not in able:
        raise Invalid("successor_unknown", field="successor_id")
    guardians.refuse_if_guardian(session, person_id=person.id)
    # Before the pairings go: their notes are found by whose they are.
    n_texts = in_hand.forget(session, person)
    n_needs = _hand_needs(session, actor, person, successor, today(now))
    moved = list(session.scalars(in_hand.pairings_of(person)))
    pairings.require_room(session, person_id=successor.id, more=len(moved))
    for pairing in moved:
        pairing.person_id = successor.id
    if successor.role is not Role.SECRETARY and _promotes(session, person):
        successor.role = Role.SECRETARY
        people.record(session, actor, "change_person", successor, now=now, changed=["role"])
    person.is_active = False
    people.end_sign_ins(session, person_id=person.id, now=now)
    told = {"to": successor.id, "n_needs": n_needs, "n_pairings": len(moved), "n_texts": n_texts}
    people.record(session, actor, "hand_over_office", person, now=now, **told)
    session.flush()


def _person(session: Session, actor: Actor, person_id: int, act: Act, *, locked: bool = False) -> Person:
    """Fetch whose work it is: one's own; anybody's for those who run the accounts."""
    scope = require(actor, Noun.SUCCESSION, act)
    if scope is not Scope.ALL and person_id != actor.id:
        raise NotAllowed("no_right", noun=Noun.SUCCESSION.label, act=act.label)
    person = session.get(Person, person_id, with_for_update=True if locked else None)
    if person is None:
        raise NotFound("person_unknown")
    organisation_for(session, actor, person.organisation_id, Noun.SUCCESSION, act)
    return person


def _promotes(session: Session, person: Person) -> bool:
    """Tell whether a successor becomes secretary: not of one who was replaced as secretary before."""
    if person.role is not Role.SECRETARY:
        return False
    here = (Person.organisation_id == person.organisation_id) & (Person.role == Role.SECRETARY)
    others = select(Person.id).where(here, Person.is_active, Person.id != person.id).limit(1)
    return person.is_active or session.scalar(others) is None


def _hand_needs(session: Session, actor: Actor, person: Person, successor: Person, on: date) -> int:
    step = partial(needs.step, session, party=Party.CADRE, today=on, person_id=actor.id)
    mine = list(session.scalars(in_hand.needs_of(person).order_by(Need.id).with_for_update()))
    for need in mine:
        need.owner_id = successor.id
        owners.leave(session, need_id=need.id, person_id=successor.id)
        # One that is settled or waits elsewhere only gets another owner, for when it comes back.
        if (need.state, Verb.ASSIGN) in MOVES:
            step(need=need, verb=Verb.ASSIGN, owner=successor.id)
    for need in session.scalars(in_hand.asked_of(person).order_by(Need.id).with_for_update()).all():
        need.next_owner_id = None
        if (need.state, Verb.TURN_DOWN) in MOVES:
            step(need=need, verb=Verb.TURN_DOWN)
    in_hand.help_no_more(session, person)
    return len(mine)
