"""Needs: raising one, handing it over, and the one way in which a step is taken and logged.

Dates only: a time of day could be laid beside an answer.
"""

# long: a need from the wish to its handler, and its thread

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db import crisis, deadlines, secrets, settings
from db.deadlines import UNTIL
from db.errors import Invalid, NotFound
from db.links import committee_of
from db.models import Category, Need, NeedContact, NeedEvent, Organisation
from db.moves import IN_CHARGE, INSIDE, next_state
from db.vocabulary import NeedSource, NeedState, Party, Urgency, Verb
from db.workdays import Workdays, month_of

TEXT_LIMIT = 500
# What the log keeps of a step that tells that the words went outside: for which consent.
SENT = "sent"
# What pages call the field of a request.
WISHED = "想请我们帮忙办的一件事"
NAME_LIMIT = 20
CONTACT_LIMIT = 40
DAYS_TO_KEEP_CONTACT = 90


@dataclass(frozen=True)
class Contact:
    """How to reach the youth, agreed to separately."""

    name: str | None
    contact: str
    consent_version: str


@dataclass(frozen=True)
class Message:
    """One step of a need as both sides read it.

    until : the new deadline, where the step set one. is_sent : it tells that the words agreed to went outside.
    """

    happened_on: date
    verb: Verb
    party: Party
    state: NeedState
    note: str | None
    until: date | None = None
    is_sent: bool = False


def raise_need(
    session: Session,
    *,
    branch_id: int,
    source: NeedSource,
    category_code: str,
    sub_item_code: str | None,
    text: str | None,
    urgency: Urgency,
    goes_to_committee: bool,
    today: date,
    contact: Contact | None = None,
) -> Need:
    """Write a youth's request. One request is one need, one receipt, one confirmation.

    text : up to 500 characters, sealed. goes_to_committee : the branch then never sees it; so it is too for a
    sensitive need where a student is the branch's secretary. Needs from a survey wait for the next working
    morning and are dated by it, so that neither arrival nor date can be laid beside an answer.

    Refuses: category_unknown, text_too_long, contact_missing, contact_too_long.
    """
    _check_words(text, contact)
    category, sub_item = _categories(session, category_code, sub_item_code)
    sensitive = category.is_sensitive or bool(sub_item and sub_item.is_sensitive)
    branch = session.get_one(Organisation, branch_id)
    raised_on = _raised_on(session, source, today)
    passes = {"goes_to_committee": goes_to_committee, "is_sensitive": sensitive}
    upward = passes_branch(**passes, has_student_secretary=branch.has_student_secretary)
    need = Need(
        id=uuid.uuid4(),
        number=_free_number(session, raised_on),
        month=month_of(raised_on),
        branch_id=branch.id,
        organisation_id=committee_of(session, branch).id if upward else branch.id,
        goes_to_committee=upward,
        source=source,
        category_code=category.code,
        sub_item_code=sub_item.code if sub_item else None,
        is_sensitive=sensitive,
        text_sealed=secrets.seal_optional(secrets.TEXT, text),
        urgency=urgency,
        state=NeedState.RAISED,
        raised_on=raised_on,
    )
    session.add(need)
    _log(session, need, Verb.RAISE, Party.YOUTH, raised_on, before=None)
    _add_contact(session, need, contact)
    crisis.mark(session, text=text, branch_id=branch.id, month=need.month, today=today, need_id=need.id)
    if raised_on == today:
        hand_over(session, need=need, today=today)
    return need


def _raised_on(session: Session, source: NeedSource, today: date) -> date:
    is_at_once = source is not NeedSource.SURVEY or settings.get(session, "hand_over") == "at_once"
    return today if is_at_once else Workdays.of(session).after(today, 1)


def passes_branch(*, goes_to_committee: bool, is_sensitive: bool, has_student_secretary: bool) -> bool:
    """Tell whether a need goes past its branch to the committee. Pages name the reader by the same rule."""
    return goes_to_committee or (is_sensitive and has_student_secretary)


def _check_words(text: str | None, contact: Contact | None) -> None:
    if text and len(text) > TEXT_LIMIT:
        raise Invalid("text_too_long", field="text", name=WISHED, limit=TEXT_LIMIT)
    if contact is None:
        return
    if not contact.contact.strip():
        raise Invalid("contact_missing", field="contact")
    if len(contact.contact) > CONTACT_LIMIT or len(contact.name or "") > NAME_LIMIT:
        raise Invalid("contact_too_long", field="contact", limit=CONTACT_LIMIT)


def _categories(session: Session, code: str, sub_code: str | None) -> tuple[Category, Category | None]:
    category = session.get(Category, code)
    sub_item = session.get(Category, sub_code) if sub_code else None
    if category is None or category.parent_code is not None or (sub_code and sub_item is None):
        raise Invalid("category_unknown", field="category")
    if sub_item is not None and sub_item.parent_code != category.code:
        raise Invalid("category_unknown", field="category")
    return category, sub_item


def _free_number(session: Session, today: date) -> str:
    # Drawn, not counted: a running number would tell in which order the needs came in.
    while True:
        number = f"X{today:%y%m}-{''.join(random.SystemRandom().choices(secrets.ALPHABET, k=4))}"
        if session.scalar(select(Need.id).where(Need.number == number)) is None:
            return number


def _add_contact(session: Session, need: Need, contact: Contact | None) -> None:
    if contact is None:
        return
    session.add(
        NeedContact(
            need_id=need.id,
            name_sealed=secrets.seal_optional(secrets.CONTACT, contact.name),
            contact_sealed=secrets.seal(secrets.CONTACT, contact.contact.strip()),
            consent_version=contact.consent_version,
        )
    )


def hand_over(session: Session, *, need: Need, today: date) -> None:
    """Give a need to its handler; the clock for acceptance (working days) starts now."""
    need.handed_on = today
    need.accept_by = deadlines.to_accept(Workdays.of(session), today)
    step(session, need=need, verb=Verb.HAND_OVER, party=Party.SYSTEM, today=today)


def step(
    session: Session,
    *,
    need: Need,
    verb: Verb,
    party: Party,
    today: date,
    note: str | None = None,
    person_id: int | None = None,
    **facts: object,
) -> None:
    """Move a need by the table of moves and write the event; its version counts up.

    Refuses: move_impossible, move_not_yours.
    """
    before = need.state
    need.state = next_state(before, verb, party)
    # Also where it stays: whoever has an older page open has not read this step.
    flag_modified(need, "state")
    if need.state not in IN_CHARGE:
        need.next_owner_id = None
        if before in IN_CHARGE and verb is not Verb.SETTLE:
            _let_go(session, need)
    facts |= deadlines.follow(session, need=need, before=before, today=today)
    _log(session, need, verb, party, today, before=before, note=note, person_id=person_id, facts=facts)


def _let_go(session: Session, need: Need) -> None:
    # What was merged into it would wait for a settling that does not come.
    followers = select(Need).where(Need.merged_into == need.id).order_by(Need.id).with_for_update()
    for other in session.scalars(followers.execution_options(populate_existing=True)).all():
        other.merged_into = None


def _log(
    session: Session,
    need: Need,
    verb: Verb,
    party: Party,
    today: date,
    *,
    before: NeedState | None,
    note: str | None = None,
    person_id: int | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    last = session.scalar(select(func.max(NeedEvent.seq)).where(NeedEvent.need_id == need.id))
    session.add(
        NeedEvent(
            need_id=need.id,
            seq=(last or 0) + 1,
            happened_on=today,
            verb=verb,
            from_state=before,
            to_state=need.state,
            party=party,
            person_id=person_id,
            note_sealed=secrets.seal_optional(secrets.TEXT, note),
            facts=facts or {},
        )
    )
    session.flush()


def messages_of(session: Session, need_id: uuid.UUID, *, inside: bool = False) -> tuple[Message, ...]:
    """Return a need's steps in order, with what was said: the anonymous thread.

    inside : also what happened among colleagues, which is none of the youth's.
    """
    events = session.scalars(
        select(NeedEvent)
        .where(NeedEvent.need_id == need_id, NeedEvent.verb.not_in([] if inside else INSIDE))
        .order_by(NeedEvent.seq)
    )
    return tuple(
        Message(
            event.happened_on,
            event.verb,
            event.party,
            event.to_state,
            secrets.unseal_optional(secrets.TEXT, event.note_sealed),
            date.fromisoformat(str(event.facts[UNTIL])) if UNTIL in event.facts else None,
            SENT in event.facts,
        )
        for event in events
    )


def find(session: Session, need_id: uuid.UUID) -> Need:
    """Return a need by its key. Refuses: need_gone — deleted by age or by the youth."""
    need = session.get(Need, need_id, with_for_update=True)
    if need is None:
        raise NotFound("need_gone")
    return need


def forget_contact(session: Session, *, need: Need, today: date) -> None:
    """Let the contact data of a need go 90 days after it was first settled or closed; a reopening keeps them again."""
    contact = session.get(NeedContact, need.id)
    if contact is not None and contact.delete_on is None:
        contact.delete_on = today + timedelta(days=DAYS_TO_KEEP_CONTACT)
    session.flush()


def required(text: str, limit: int, *, name: str) -> str:
    """Return the text without surrounding space. name : what the field is called on the page.

    Refuses: text_missing, text_too_long.
    """
    text = text.strip()
    if not text:
        raise Invalid("text_missing", field="text", name=name)
    if len(text) > limit:
        raise Invalid("text_too_long", field="text", name=name, limit=limit)
    return text
