"""Steps of the handler towards settling a need; each is logged for the youth and audited."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, deadlines, deed_links, deeds, joint, owners, rechecks, secrets
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import Need, NeedContact, Organisation
from db.moves import next_state
from db.need_ledger import fetch
from db.needs import forget_contact, required, step
from db.rights import Act, Actor, Noun, require
from db.vocabulary import DeedKind, Party, Role, Verb
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


def take_step(
    session: Session,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    act: Act,
    verb: Verb,
    now: datetime,
    note: str | None = None,
    **facts: object,
) -> Need:
    """Take one step of a handler: rights, version, move, log and audit in one place. For services only.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible.
    """
    need, _ = ready(session, actor, need_id, version, act)
    step(
        session,
        need=need,
        verb=verb,
        party=Party.CADRE,
        today=today(now),
        note=note,
        person_id=actor.id,
        **facts,
    )
    _audit(session, actor, need, verb.value, now)
    return need


def ready(
    session: Session, actor: Actor, need_id: uuid.UUID, version: int, act: Act
) -> tuple[Need, Organisation]:
    """Return a need and its branch, as `fetch`, if nobody has changed it since the form was drawn. For services only.

    Asked before anything else: what a form says about an older need may be refused for a reason that misleads.
    Refuses: no_right, need_unknown, guardian_only, changed_meanwhile.
    """
    need, branch = fetch(session, actor, need_id, act)
    if need.version != version:
        raise Conflict("changed_meanwhile")
    return need, branch


def accept(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Take a need on: its settling deadline (working days by urgency) is frozen now.

    Refuses: need_unknown, changed_meanwhile, move_impossible, text_too_long.
    """
    need = take_step(session, actor, need_id, version, Act.ACCEPT, Verb.ACCEPT, now, optional(note))
    begin_clock(session, actor, need, now)


def begin_clock(session: Session, actor: Actor, need: Need, now: datetime) -> None:
    """Make the actor the owner and freeze the deadline. How long the youth waited counts to the first acceptance."""
    day = today(now)
    need.accepted_on = need.accepted_on or day
    need.owner_id = actor.id
    # What was promised before the promise was kept, first.
    deadlines.promise(need, need.extended_from or need.due_on)
    need.due_on = deadlines.to_settle(Workdays.of(session), day, need.urgency)
    need.extended_from = None
    deadlines.promise(need, need.due_on)
    session.flush()


def start(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Begin to work on a need. Refuses: as accept."""
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.START, now, optional(note))


def ask(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, question: str
) -> None:
    """Ask the youth one question on the receipt page. Refuses: as accept; text_missing."""
    words = required(question, NOTE_LIMIT, name="想请青年补充什么")
    take_step(session, actor, need_id, version, Act.ASK, Verb.ASK, now, words)


def note(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, text: str
) -> None:
    """Tell the youth how it is going. Refuses: as accept; text_missing."""
    words = required(text, NOTE_LIMIT, name="办到哪一步了")
    take_step(session, actor, need_id, version, Act.ACCEPT, Verb.NOTE, now, words)


def decline(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, reason: str
) -> None:
    """Say why it cannot be done; the youth reads the reason. Refuses: as accept; text_missing."""
    words = required(reason, NOTE_LIMIT, name="为什么办不了")
    need = take_step(session, actor, need_id, version, Act.DECLINE, Verb.DECLINE, now, words)
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
    minded: Sequence[str] = (),
) -> None:
    """Settle a need with what was done: a new deed, or one that already stands (`deed_id`).

    result : what the youth reads. minded : as for `deeds.record_deed`. What is merged into it is settled with it. Refuses: as accept; text_missing, and what `deeds.record_deed` refuses.
    """
    words = required(result, NOTE_LIMIT, name="给青年的结果说明")
    need, _ = ready(session, actor, need_id, version, Act.SETTLE)
    # Refuses before a deed is made of it.
    next_state(need.state, Verb.SETTLE, Party.CADRE)
    if deed_id is None:
        deed_id = deeds.record_deed(
            session,
            actor=actor,
            organisation_id=need.organisation_id,
            title=title,
            kind=DeedKind.PRACTICAL,
            done_on=done_on or today(now),
            beneficiaries=beneficiaries,
            need_ids=[need.id],
            minded=minded,
            now=now,
        )
    else:
        deed_links.link(session, actor=actor, deed_id=deed_id, need_id=need.id)
    named = {deed_links.DEED: deed_id}
    take_step(session, actor, need_id, version, Act.SETTLE, Verb.SETTLE, now, words, **named)
    need.settled_on = today(now)
    forget_contact(session, need=need, today=today(now))
    rechecks.draw(session, need=need, today=today(now))
    joint.settle(session, actor=actor, need=need, note=words, deed_id=deed_id, now=now)


def assign(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, person_id: int
) -> None:
    """Put somebody of the handling organisation in charge at once. The youth reads that it is in hands, not in whose.

    Only a secretary does so with another; everybody else with the right does with oneself, and asks another with
    `hand_overs.hand_on`. Refuses: as accept; owner_unknown, ask_first.
    """
    if person_id != actor.id and actor.role is not Role.SECRETARY:
        raise NotAllowed("ask_first")
    need = take_step(session, actor, need_id, version, Act.ASSIGN, Verb.ASSIGN, now, owner=person_id)
    able = owners.of(
        session, organisation_id=need.organisation_id, on=today(now), is_sensitive=need.is_sensitive
    )
    if person_id not in {colleague.id for colleague in able}:
        raise Invalid("owner_unknown", field="person_id")
    need.owner_id, need.next_owner_id = person_id, None
    owners.leave(session, need_id=need.id, person_id=person_id)
    session.flush()


def extend(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    now: datetime,
    until: date,
    reason: str,
) -> None:
    """Put the deadline off, once and before it has passed; the youth reads the reason and the new date.

    until : later than the deadline, by 15 working days at most.

    Refuses: as accept; text_missing, extended_already, deadline_passed, extension_out_of_range.
    """
    words = required(reason, NOTE_LIMIT, name="为什么要延期")
    need, _ = ready(session, actor, need_id, version, Act.EXTEND)
    due = need.due_on
    if need.extended_from is not None:
        raise Conflict("extended_already", extended_from=need.extended_from)
    if due is None or due < today(now):
        raise TooLate("deadline_passed")
    last = deadlines.latest_extension(Workdays.of(session), due)
    if not due < until <= last:
        raise Invalid("extension_out_of_range", field="until", due=due, last=last)
    moved = {"from": due.isoformat(), deadlines.UNTIL: until.isoformat()}
    need = take_step(session, actor, need_id, version, Act.EXTEND, Verb.EXTEND, now, words, **moved)
    need.extended_from, need.due_on = due, until
    session.flush()


def optional(text: str) -> str | None:
    """Return a note that may be left out, None when it is. Refuses: text_too_long."""
    return required(text, NOTE_LIMIT, name="说明") if text.strip() else None
