"""Steps of the handler towards settling a need; each is logged for the youth and audited."""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, deeds, secrets
from db.errors import Conflict, Invalid, NotFound
from db.models import Need, NeedContact
from db.need_ledger import fetch
from db.needs import forget_contact, required, step
from db.rights import Act, Actor, Noun, require
from db.vocabulary import DAYS_TO_SETTLE, Party, Verb
from db.workdays import Workdays, today

NOTE_LIMIT = 300


def open_contact(
    session: Session, *, actor: Actor, need_id: uuid.UUID, now: datetime
) -> tuple[str | None, str]:
    """Return (name or alias, contact) that the youth left; every opening is audited. Refuses: contact_gone."""
    require(actor, Noun.CONTACT, Act.READ)
    need, _ = fetch(session, actor, need_id, Act.READ)
    contact = session.get(NeedContact, need.id)
    if contact is None:
        raise NotFound("contact_gone")
    _audit(session, actor, need, "open_contact", now)
    name = secrets.unseal_optional(secrets.CONTACT, contact.name_sealed)
    return name, secrets.unseal(secrets.CONTACT, contact.contact_sealed)


def _audit(session: Session, actor: Actor, need: Need, verb: str, now: datetime) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"need:{need.id}",
        organisation_id=need.organisation_id,
        now=now,
    )


def _take_step(
    session: Session,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    act: Act,
    verb: Verb,
    now: datetime,
    note: str | None,
) -> Need:
    need, _ = fetch(session, actor, need_id, act)
    if need.version != version:
        raise Conflict("changed_meanwhile")
    step(session, need=need, verb=verb, party=Party.CADRE, today=today(now), note=note, person_id=actor.id)
    _audit(session, actor, need, verb.value, now)
    return need


def accept(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Take a need on: its settling deadline (working days by urgency) is frozen now.

    Refuses: need_unknown, changed_meanwhile, move_impossible, text_too_long.
    """
    need = _take_step(session, actor, need_id, version, Act.ACCEPT, Verb.ACCEPT, now, _optional(note))
    day = today(now)
    need.accepted_on = day
    need.owner_id = actor.id
    need.due_on = Workdays.of(session).after(day, DAYS_TO_SETTLE[need.urgency])
    session.flush()


def start(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Begin to work on a need. Refuses: as accept."""
    _take_step(session, actor, need_id, version, Act.ACCEPT, Verb.START, now, _optional(note))


def ask(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, question: str
) -> None:
    """Ask the youth one question on the receipt page. Refuses: as accept; text_missing."""
    _take_step(session, actor, need_id, version, Act.ASK, Verb.ASK, now, required(question, NOTE_LIMIT))


def note(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, text: str
) -> None:
    """Tell the youth how it is going. Refuses: as accept; text_missing."""
    _take_step(session, actor, need_id, version, Act.ACCEPT, Verb.NOTE, now, required(text, NOTE_LIMIT))


def decline(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, reason: str
) -> None:
    """Say why it cannot be done; the youth reads the reason. Refuses: as accept; text_missing."""
    need = _take_step(
        session, actor, need_id, version, Act.DECLINE, Verb.DECLINE, now, required(reason, NOTE_LIMIT)
    )
    need.closed_on = today(now)
    forget_contact(session, need=need, today=today(now))


def settle(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    now: datetime,
    title: str,
    result: str,
    done_on: date | None = None,
    beneficiaries: int | None = None,
    deed_id: int | None = None,
) -> None:
    """Settle a need with what was done: a new deed, or one that already stands (`deed_id`).

    result : what the youth reads. Refuses: as accept; text_missing, done_in_future, beneficiaries_out_of_range.
    """
    words = required(result, NOTE_LIMIT)
    day = done_on or today(now)
    if day > today(now):
        raise Invalid("done_in_future", field="done_on")
    need = _take_step(session, actor, need_id, version, Act.SETTLE, Verb.SETTLE, now, words)
    if deed_id is None:
        deed_id = deeds.add_deed(
            session,
            actor=actor,
            organisation_id=need.organisation_id,
            title=title,
            category_code=need.category_code,
            done_on=day,
            beneficiaries=beneficiaries,
            now=now,
        )
    deeds.link(session, actor=actor, deed_id=deed_id, need_id=need.id)
    need.settled_on = today(now)
    forget_contact(session, need=need, today=today(now))


def _optional(text: str) -> str | None:
    return required(text, NOTE_LIMIT) if text.strip() else None
