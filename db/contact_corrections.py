"""Contacts within the pairings of a branch, put right from above in a closed month: pairings by number, no alias, no text."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import entries
from db.errors import Invalid, NotFound
from db.models import Pairing, PairingContact
from db.rights import Act, Actor, Noun, organisation_for
from db.vocabulary import Channel
from db.workdays import add_months


@dataclass(frozen=True)
class CountedPairing:
    """A pairing that went on in a month, as its number tells it. contacts : (id, day) of those in the month, in order."""

    id: int
    paired_on: date
    contacts: tuple[tuple[int, date], ...]

    @property
    def number(self) -> str:
        """Return the number under which the branch's ledger knows it: J-202606-017."""
        return entries.number(entries.PAIRING, self.paired_on, self.id)


def pairings_of(session: Session, *, actor: Actor, branch_id: int, month: date) -> tuple[CountedPairing, ...]:
    """Return the pairings of a branch that went on in a month, the first one first.

    Refuses: no_right, organisation_unknown.
    """
    branch = organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.CHANGE)
    after = add_months(month, 1)
    goes_on = Pairing.ended_on.is_(None) | (Pairing.ended_on >= month)
    found = session.scalars(
        select(Pairing)
        .where(Pairing.branch_id == branch.id, Pairing.paired_on < after, goes_on)
        .order_by(Pairing.paired_on, Pairing.id)
    ).all()
    contacts = session.execute(
        select(PairingContact.pairing_id, PairingContact.id, PairingContact.contacted_on)
        .join(Pairing, Pairing.id == PairingContact.pairing_id)
        .where(Pairing.branch_id == branch.id)
        .where(PairingContact.contacted_on >= month, PairingContact.contacted_on < after)
        .order_by(PairingContact.contacted_on, PairingContact.id)
    ).all()
    return tuple(
        CountedPairing(
            row.id, row.paired_on, tuple((key, day) for pairing, key, day in contacts if pairing == row.id)
        )
        for row in found
    )


def add(
    session: Session, *, actor: Actor, pairing_id: int, contacted_on: date, channel: Channel, now: datetime
) -> None:
    """Add a contact to a pairing that went on on that day, without any words.

    Refuses: no_right, pairing_unknown, contact_before_pairing, contact_after_end, day_ahead; as
    `month_records.require_open`.
    """
    pairing = _open(session, actor, pairing_id, contacted_on, now)
    if contacted_on < pairing.paired_on:
        raise Invalid("contact_before_pairing", paired_on=pairing.paired_on)
    if pairing.ended_on is not None and contacted_on > pairing.ended_on:
        raise Invalid("contact_after_end", ended_on=pairing.ended_on)
    session.add(PairingContact(pairing_id=pairing.id, contacted_on=contacted_on, channel=channel))
    session.flush()
    _note_down(session, actor, "record_contact", pairing, contacted_on, now)


def strike(session: Session, *, actor: Actor, contact_id: int, now: datetime) -> None:
    """Take a contact away. Refuses: no_right, contact_unknown, as `month_records.require_open`."""
    contact = session.get(PairingContact, contact_id)
    if contact is None:
        raise NotFound("contact_unknown")
    pairing = _open(session, actor, contact.pairing_id, contact.contacted_on, now)
    session.delete(contact)
    session.flush()
    _note_down(session, actor, "strike_contact", pairing, contact.contacted_on, now)


def _open(session: Session, actor: Actor, pairing_id: int, day: date, now: datetime) -> Pairing:
    pairing = session.get(Pairing, pairing_id)
    if pairing is None:
        raise NotFound("pairing_unknown")
    entries.branch_for(
        session,
        actor=actor,
        branch_id=pairing.branch_id,
        noun=Noun.MONTH_RECORD,
        act=Act.CHANGE,
        day=day,
        now=now,
    )
    return pairing


def _note_down(session: Session, actor: Actor, verb: str, pairing: Pairing, day: date, now: datetime) -> None:
    entries.note_down(session, actor, verb, f"pairing:{pairing.id}", pairing.branch_id, now, day)
