"""Pairings (结对): a cadre and a youth who keep in contact. The youth is an alias, sealed.

What was said and who it was are forgotten after two years; that there were a pairing and its contacts stays.
"""

# long: a pairing from its beginning to its end

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, func, select, update
from sqlalchemy.orm import Session

from db import entries, in_hand, owners, secrets
from db.entries import PAGE_SIZE, Listed
from db.errors import Conflict, Invalid, NotFound
from db.models import Organisation, Pairing, PairingContact, Person
from db.rights import Act, Actor, Noun, scope_of, within
from db.vocabulary import Channel, PairingEnd, YouthGroup
from db.workdays import add_months, month_of, today

ALIAS_LIMIT = 20
NOTE_LIMIT = 200
MOST_CONTACTS = 100  # on a page; the count tells of all
# Nobody keeps in contact with more at a time.
MOST_PAIRINGS = 100
# After so many days without a contact the cadre is reminded.
SILENT_DAYS = 90
MONTHS_KEPT = 24
# So few at once that nobody who writes at the same time waits for it.
FORGOTTEN_AT_ONCE = 5_000


@dataclass(frozen=True)
class PairingLine:
    """A pairing in one line. alias : what the branch calls the youth, "" once that is forgotten. cadre : the name of who keeps contact."""

    id: int
    alias: str
    youth_group: YouthGroup
    cadre: str
    paired_on: date
    n_contacts: int
    last_contact_on: date | None
    ended_on: date | None
    end_reason: PairingEnd | None

    def is_silent(self, *, on: date) -> bool:
        """Tell whether nobody has been in contact for so long that the cadre is reminded."""
        last = self.last_contact_on or self.paired_on
        return self.ended_on is None and (on - last).days > SILENT_DAYS


@dataclass(frozen=True)
class Contact:
    """One contact. note : only for the cadre of the pairing, None for everybody else."""

    id: int
    contacted_on: date
    channel: Channel
    note: str | None


@dataclass(frozen=True)
class PairingFile:
    """One pairing with its contacts, newest first. is_mine : the person who asks is its cadre.

    heirs : its cadre works here no longer, and the person who asks may put one of these in charge of it.
    """

    row: PairingLine
    is_mine: bool
    contacts: tuple[Contact, ...]
    heirs: tuple[owners.Colleague, ...]


def pair_up(
    session: Session,
    *,
    actor: Actor,
    branch_id: int,
    alias: str,
    youth_group: YouthGroup,
    channel: Channel,
    paired_on: date,
    now: datetime,
) -> int:
    """Begin a pairing with its first contact on the same day; return its id.

    alias : up to 20 characters, sealed. Refuses: no_right, organisation_unknown, day_ahead, month_closed,
    line_missing, line_too_long, pairings_full.
    """
    branch = entries.branch_for(
        session, actor=actor, branch_id=branch_id, noun=Noun.PAIRING, act=Act.ADD, day=paired_on, now=now
    )
    line = entries.one_line(alias, name="化名或编号", limit=ALIAS_LIMIT)
    require_room(session, person_id=actor.id)
    pairing = Pairing(
        branch_id=branch.id,
        person_id=actor.id,
        alias_sealed=secrets.seal(secrets.TEXT, line),
        youth_group=youth_group,
        paired_on=paired_on,
    )
    session.add(pairing)
    session.flush()
    session.add(PairingContact(pairing_id=pairing.id, contacted_on=paired_on, channel=channel))
    session.flush()
    entries.note_down(session, actor, "pair_up", f"pairing:{pairing.id}", branch.id, now, paired_on)
    return pairing.id


def require_room(session: Session, *, person_id: int, more: int = 1) -> None:
    """Refuse more pairings than somebody can keep in contact with. Refuses: pairings_full."""
    current = select(func.count(Pairing.id)).where(Pairing.person_id == person_id, Pairing.ended_on.is_(None))
    if (session.scalar(current) or 0) + more > MOST_PAIRINGS:
        raise Conflict("pairings_full", most=MOST_PAIRINGS)


def record_contact(
    session: Session,
    *,
    actor: Actor,
    pairing_id: int,
    contacted_on: date,
    channel: Channel,
    now: datetime,
    note: str = "",
) -> int:
    """Record a contact within a pairing that goes on; return its id.

    note : up to 200 characters, sealed, read by the pairing's own cadre only. Refuses: no_right,
    pairing_unknown, pairing_ended, contact_before_pairing, day_ahead, month_closed, text_too_long,
    note_not_yours.
    """
    pairing = _mine(session, actor, pairing_id, contacted_on, now)
    if contacted_on < pairing.paired_on:
        raise Invalid("contact_before_pairing", paired_on=pairing.paired_on)
    if len(note) > NOTE_LIMIT:
        raise Invalid("text_too_long", field="note", name="说了什么", limit=NOTE_LIMIT)
    if note.strip() and pairing.person_id != actor.id:
        raise Invalid("note_not_yours", field="note")
    contact = PairingContact(
        pairing_id=pairing.id,
        contacted_on=contacted_on,
        channel=channel,
        note_sealed=secrets.seal_optional(secrets.TEXT, note),
    )
    session.add(contact)
    session.flush()
    _note_down(session, actor, "record_contact", pairing, now, contacted_on)
    return contact.id


def strike_contact(
    session: Session, *, actor: Actor, pairing_id: int, contact_id: int, now: datetime
) -> None:
    """Take back a contact. Refuses: no_right, pairing_unknown, contact_unknown, month_closed."""
    contact = session.get(PairingContact, contact_id)
    if contact is None or contact.pairing_id != pairing_id:
        raise NotFound("contact_unknown")
    pairing = _mine(session, actor, pairing_id, contact.contacted_on, now, even_ended=True)
    session.delete(contact)
    session.flush()
    _note_down(session, actor, "strike_contact", pairing, now, contact.contacted_on)


def end_pairing(
    session: Session, *, actor: Actor, pairing_id: int, reason: PairingEnd, ended_on: date, now: datetime
) -> None:
    """End a pairing. Refuses: no_right, pairing_unknown, pairing_ended, contact_before_pairing, pairing_end_before_contact, day_ahead,
    month_closed.
    """
    pairing = _mine(session, actor, pairing_id, ended_on, now)
    if ended_on < pairing.paired_on:
        raise Invalid("contact_before_pairing", paired_on=pairing.paired_on)
    contacts = select(func.max(PairingContact.contacted_on))
    last = session.scalar(contacts.where(PairingContact.pairing_id == pairing.id))
    if last and ended_on < last:
        raise Invalid("pairing_end_before_contact", last=last)
    pairing.ended_on, pairing.end_reason = ended_on, reason
    session.flush()
    _note_down(session, actor, "end_pairing", pairing, now, ended_on)


def _note_down(session: Session, actor: Actor, verb: str, pairing: Pairing, now: datetime, day: date) -> None:
    entries.note_down(session, actor, verb, f"pairing:{pairing.id}", pairing.branch_id, now, day)


def _mine(
    session: Session, actor: Actor, pairing_id: int, day: date, now: datetime, *, even_ended: bool = False
) -> Pairing:
    pairing = session.scalar(
        select(Pairing)
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .where(Pairing.id == pairing_id, _visible(actor, Act.CHANGE))
    )
    if pairing is None:
        raise NotFound("pairing_unknown")
    if pairing.ended_on is not None and not even_ended:
        raise Conflict("pairing_ended", ended_on=pairing.ended_on)
    entries.branch_for(
        session,
        actor=actor,
        branch_id=pairing.branch_id,
        noun=Noun.PAIRING,
        act=Act.CHANGE,
        day=day,
        now=now,
    )
    return pairing


def _visible(actor: Actor, act: Act = Act.READ) -> ColumnElement[bool]:
    return within(actor, Noun.PAIRING, act, organisation_id=Pairing.branch_id, path=Organisation.path)


def list_for(
    session: Session, *, actor: Actor, is_current: bool = True, page: int = 1
) -> Listed[PairingLine]:
    """Return one page of the pairings that go on (or have ended), those longest without contact first.

    Refuses: no_right.
    """
    chosen = _visible(actor) & (Pairing.ended_on.is_(None) if is_current else Pairing.ended_on.is_not(None))
    last = func.max(PairingContact.contacted_on)
    order = (last, Pairing.id) if is_current else (Pairing.ended_on.desc(), Pairing.id.desc())
    rows = session.execute(
        _lines(chosen).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    joined = (
        select(func.count()).select_from(Pairing).join(Organisation, Organisation.id == Pairing.branch_id)
    )
    return Listed([_line(row) for row in rows], session.scalar(joined.where(chosen)) or 0)


def _lines(condition: ColumnElement[bool]) -> Select[Pairing, str, int, date]:
    return (
        select(Pairing, Person.name, func.count(PairingContact.id), func.max(PairingContact.contacted_on))
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .join(Person, Person.id == Pairing.person_id)
        .outerjoin(PairingContact, PairingContact.pairing_id == Pairing.id)
        .where(condition)
        .group_by(Pairing.id, Person.name)
    )


def _line(row: Row[Pairing, str, int, date]) -> PairingLine:
    pairing, cadre, n_contacts, last = row
    return PairingLine(
        id=pairing.id,
        alias=secrets.unseal_optional(secrets.TEXT, pairing.alias_sealed) or "",
        youth_group=pairing.youth_group,
        cadre=cadre,
        paired_on=pairing.paired_on,
        n_contacts=n_contacts,
        last_contact_on=last,
        ended_on=pairing.ended_on,
        end_reason=pairing.end_reason,
    )


def orphaned_for(session: Session, *, actor: Actor, on: date) -> tuple[list[tuple[int, str]], int]:
    """Return (id, alias) of the pairings whose cadre works here no longer, and how many, for who may give them another.

    20 at most.
    """
    if scope_of(actor, Noun.PAIRING, Act.ASSIGN) is None:
        return [], 0
    rows = session.execute(
        select(Pairing.id, Pairing.alias_sealed, func.count().over())
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .where(_visible(actor, Act.ASSIGN), _is_orphaned(on))
        .order_by(Pairing.id)
        .limit(PAGE_SIZE)
    ).all()
    found = [(key, secrets.unseal_optional(secrets.TEXT, alias) or "") for key, alias, _ in rows]
    return found, rows[0][2] if rows else 0


def _is_orphaned(on: date) -> ColumnElement[bool]:
    return Pairing.ended_on.is_(None) & in_hand.is_orphaned(Pairing.person_id, Pairing.branch_id, on=on)


def assign(session: Session, *, actor: Actor, pairing_id: int, person_id: int, now: datetime) -> None:
    """Put a colleague in charge of a pairing whose cadre works here no longer. What was said to that one is deleted.

    Refuses: no_right, pairing_unknown — or its cadre is still here; successor_unknown, pairings_full.
    """
    day = today(now)
    pairing = session.scalar(
        select(Pairing)
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .where(Pairing.id == pairing_id, _visible(actor, Act.ASSIGN), _is_orphaned(day))
    )
    if pairing is None:
        raise NotFound("pairing_unknown")
    able = owners.of(session, organisation_id=pairing.branch_id, on=day)
    if person_id not in {colleague.id for colleague in able}:
        raise Invalid("successor_unknown", field="person_id")
    require_room(session, person_id=person_id)
    of_this = PairingContact.pairing_id == pairing.id
    session.execute(update(PairingContact).where(of_this).values(note_sealed=None))
    pairing.person_id = person_id
    session.flush()
    _note_down(session, actor, "assign_pairing", pairing, now, day)


def get_for(session: Session, *, actor: Actor, pairing_id: int, on: date) -> PairingFile:
    """Return one pairing with its contacts, as it stands on a day. Refuses: no_right, pairing_unknown."""
    found = session.execute(_lines(_visible(actor) & (Pairing.id == pairing_id))).one_or_none()
    if found is None:
        raise NotFound("pairing_unknown")
    is_mine = found[0].person_id == actor.id
    contacts = session.scalars(
        select(PairingContact)
        .where(PairingContact.pairing_id == pairing_id)
        .order_by(PairingContact.contacted_on.desc(), PairingContact.id.desc())
        .limit(MOST_CONTACTS)
    )
    shown = tuple(_contact(row, opens=is_mine) for row in contacts)
    return PairingFile(_line(found), is_mine, shown, _heirs(session, actor, found[0], on))


def _heirs(session: Session, actor: Actor, pairing: Pairing, on: date) -> tuple[owners.Colleague, ...]:
    if pairing.ended_on is not None or scope_of(actor, Noun.PAIRING, Act.ASSIGN) is None:
        return ()
    able = owners.of(session, organisation_id=pairing.branch_id, on=on)
    return () if pairing.person_id in {colleague.id for colleague in able} else able


def _contact(row: PairingContact, *, opens: bool) -> Contact:
    note = secrets.unseal_optional(secrets.TEXT, row.note_sealed) if opens else None
    return Contact(row.id, row.contacted_on, row.channel, note)


def tidy(session: Session, *, on: date, most: int = FORGOTTEN_AT_ONCE) -> int:
    """Forget what was said two years after the contact, and the alias two years after the end; return how many of both.

    Up to `most` of each, so that the first time there are many they go turn by turn.
    """
    before = add_months(month_of(on), -MONTHS_KEPT)
    notes = (
        select(PairingContact.id)
        .where(PairingContact.contacted_on < before, PairingContact.note_sealed.is_not(None))
        .limit(most)
    )
    aliases = (
        select(Pairing.id).where(Pairing.ended_on < before, Pairing.alias_sealed.is_not(None)).limit(most)
    )
    old = session.scalars(notes).all(), session.scalars(aliases).all()
    session.execute(update(PairingContact).where(PairingContact.id.in_(old[0])).values(note_sealed=None))
    session.execute(update(Pairing).where(Pairing.id.in_(old[1])).values(alias_sealed=None))
    return len(old[0]) + len(old[1])
