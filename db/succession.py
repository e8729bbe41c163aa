"""Succession (换届交接): what somebody has in hand at an organisation goes to a colleague, and the account ends.

What was said in confidence does not go along: talk texts and notes of contacts were written for their writer, so they
are deleted; that there was a talk or a contact stays. Records of the branch stay the branch's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from db import guardians, needs, owners, pairings, people
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import Deed, Need, NeedCoOwner, Pairing, PairingContact, Person, Talk
from db.moves import MOVES
from db.owners import Colleague
from db.rights import Act, Actor, Noun, Scope, organisation_for, require
from db.vocabulary import STATE_TYPES, NeedState, Party, Role, StateType, Verb
from db.workdays import today

NOT_CLOSED = [state for state, kind in STATE_TYPES.items() if kind is not StateType.CLOSED]


@dataclass(frozen=True)
class NeedInHand:
    """A need that goes along. due_on : its deadline, None while it has none."""

    number: str
    state: NeedState
    due_on: date | None


@dataclass(frozen=True)
class Work:
    """What somebody has in hand.

    needs, n_pairings : go to the successor. n_helping : needs the person helps with, which go on without. n_asked : needs
    others asked the person to take on, which stay with those. n_texts : talk texts and notes that are deleted.
    n_unaccepted : needs that nobody has accepted; they and begun deeds are the organisation's and stay there.
    """

    person_id: int
    name: str
    role: Role
    needs: tuple[NeedInHand, ...]
    n_pairings: int
    n_helping: int
    n_asked: int
    n_texts: int
    n_unaccepted: int
    begun: tuple[str, ...]


def work_of(session: Session, *, actor: Actor, person_id: int) -> Work:
    """Return what somebody has in hand. Refuses: no_right, person_unknown."""
    person = _person(session, actor, person_id, Act.READ)
    rows = session.scalars(_in_charge(person).order_by(Need.due_on, Need.number))
    begun = select(Deed.title).where(
        Deed.organisation_id == person.organisation_id, Deed.person_id == person.id, Deed.done_on.is_(None)
    )
    unaccepted = (
        (Need.organisation_id == person.organisation_id)
        & (Need.state == NeedState.RAISED)
        & Need.handed_on.is_not(None)
    )
    return Work(
        person_id=person.id,
        name=person.name,
        role=person.role,
        needs=tuple(NeedInHand(need.number or "", need.state, need.due_on) for need in rows),
        n_pairings=_count(session, _pairings(person)),
        n_helping=_count(session, select(NeedCoOwner.need_id).where(NeedCoOwner.person_id == person.id)),
        n_asked=_count(session, select(Need.id).where(Need.next_owner_id == person.id)),
        n_texts=_count(session, _told(person)) + _count(session, _noted(person)),
        n_unaccepted=_count(session, select(Need.id).where(unaccepted)),
        begun=tuple(session.scalars(begun.order_by(Deed.id))),
    )


def successors(session: Session, *, actor: Actor, person_id: int, on: date) -> tuple[Colleague, ...]:
    """Return who can take it over: whoever else handles needs at the same organisation. Refuses: no_right, person_unknown."""
    person = _person(session, actor, person_id, Act.READ)
    able = owners.of(session, organisation_id=person.organisation_id, on=on)
    return tuple(colleague for colleague in able if colleague.id != person.id)


def hand_over(session: Session, *, actor: Actor, person_id: int, successor_id: int, now: datetime) -> None:
    """Give what somebody has in hand to a colleague, delete what was said in confidence, and end the account.

    A secretary's successor becomes secretary. The youth reads that the need is in hands, never in whose. What the
    colleague cannot take at once is taken by nobody.

    Refuses: no_right, person_unknown, office_handed_over, successor_unknown, pairings_full, is_guardian — another guardian is named first.
    """
    person = _person(session, actor, person_id, Act.CHANGE, locked=True)
    if not person.is_active:
        raise Conflict("office_handed_over")
    able = {found.id for found in successors(session, actor=actor, person_id=person_id, on=today(now))}
    if successor_id not in able:
        raise Invalid("successor_unknown", field="successor_id")
    guardians.refuse_if_guardian(session, person_id=person.id)
    successor = session.get_one(Person, successor_id, with_for_update=True)
    # Before the pairings go: their notes are found by whose they are.
    n_texts = _forget(session, person)
    n_needs = _hand_needs(session, actor, person, successor, today(now))
    moved = list(session.scalars(_pairings(person)))
    pairings.require_room(session, person_id=successor.id, more=len(moved))
    for pairing in moved:
        pairing.person_id = successor.id
    if person.role is Role.SECRETARY and successor.role is not Role.SECRETARY:
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


def _in_charge(person: Person) -> Select[Need]:
    mine = (Need.owner_id == person.id) & (Need.organisation_id == person.organisation_id)
    return select(Need).where(mine, Need.state.in_(NOT_CLOSED))


def _pairings(person: Person) -> Select[Pairing]:
    mine = (Pairing.person_id == person.id) & (Pairing.branch_id == person.organisation_id)
    return select(Pairing).where(mine, Pairing.ended_on.is_(None))


def _told(person: Person) -> Select[int]:
    return select(Talk.id).where(Talk.person_id == person.id, Talk.summary_sealed.is_not(None))


def _noted(person: Person) -> Select[int]:
    mine = PairingContact.pairing_id.in_(select(Pairing.id).where(Pairing.person_id == person.id))
    return select(PairingContact.id).where(mine, PairingContact.note_sealed.is_not(None))


def _count(session: Session, query: Select[object]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _hand_needs(session: Session, actor: Actor, person: Person, successor: Person, on: date) -> int:
    step = partial(needs.step, session, party=Party.CADRE, today=on, person_id=actor.id)
    mine = list(session.scalars(_in_charge(person).order_by(Need.id).with_for_update()))
    for need in mine:
        need.owner_id = successor.id
        owners.leave(session, need_id=need.id, person_id=successor.id)
        # One that is settled or waits elsewhere only gets another owner, for when it comes back.
        if (need.state, Verb.ASSIGN) in MOVES:
            step(need=need, verb=Verb.ASSIGN, owner=successor.id)
    asked = select(Need).where(Need.next_owner_id == person.id).order_by(Need.id).with_for_update()
    for need in session.scalars(asked).all():
        need.next_owner_id = None
        if (need.state, Verb.TURN_DOWN) in MOVES:
            step(need=need, verb=Verb.TURN_DOWN)
    for need_id in session.scalars(
        select(NeedCoOwner.need_id).where(NeedCoOwner.person_id == person.id)
    ).all():
        owners.leave(session, need_id=need_id, person_id=person.id)
    return len(mine)


def _forget(session: Session, person: Person) -> int:
    """Delete what was written for this person's eyes; return how many texts and notes."""
    n = _count(session, _told(person)) + _count(session, _noted(person))
    noted = update(PairingContact).where(PairingContact.id.in_(_noted(person)))
    session.execute(noted.values(note_sealed=None).execution_options(synchronize_session="fetch"))
    for talk in session.scalars(select(Talk).where(Talk.person_id == person.id)):
        talk.summary_sealed = talk.alias_sealed = talk.next_on = None
    return n
