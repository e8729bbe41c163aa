"""The youth's side of a need: what became of it, and the steps that only the youth takes.

The youth comes with a receipt code (db.receipts), never with an account; so nothing here takes a person.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db import crisis, questionnaires, rechecks, referrals, secrets, summaries, transfers
from db.errors import Invalid, NotFound
from db.models import Need, NeedContact, Organisation
from db.moves import open_to
from db.needs import TEXT_LIMIT, Message, find, forget_contact, messages_of, required, step
from db.referrals import Referral
from db.vocabulary import NeedState, Outcome, Party, Verb

REASON_LIMIT, REASON = 200, "没有解决的话，差在哪里"


@dataclass(frozen=True)
class NeedStory:
    """What the receipt page shows of a need.

    referral : what was last proposed to be passed on. proposal : which words these are, to agree to just them. sent_on :
    when they were passed on, None for not yet. recheck_from : from which day on the committee asks a second question,
    None for never. is_rechecked : it is answered.
    """

    id: uuid.UUID
    number: str
    category: str
    sub_item: str | None
    text: str | None
    state: NeedState
    raised_on: date
    accept_by: date | None
    due_on: date | None
    handler: str
    outcome: Outcome | None
    rating: int | None
    has_contact: bool
    messages: tuple[Message, ...]
    referral: Referral | None
    proposal: str
    sent_on: date | None
    recheck_from: date | None
    is_rechecked: bool
    steps: tuple[Verb, ...]


def story(session: Session, *, need_id: uuid.UUID) -> NeedStory:
    """Return what became of a need, for whoever holds its receipt code. Refuses: need_gone."""
    need = session.get(Need, need_id)
    if need is None:
        raise NotFound("need_gone")
    labels = questionnaires.category_labels(session)
    return NeedStory(
        id=need.id,
        number=need.number or "",
        category=labels[need.category_code],
        sub_item=labels[need.sub_item_code] if need.sub_item_code else None,
        text=secrets.unseal_optional(secrets.TEXT, need.text_sealed),
        state=need.state,
        raised_on=need.raised_on,
        accept_by=need.accept_by,
        due_on=need.due_on,
        handler=session.get_one(Organisation, need.organisation_id).name,
        outcome=need.outcome,
        rating=need.rating,
        has_contact=session.get(NeedContact, need.id) is not None,
        messages=(messages := messages_of(session, need.id)),
        referral=referrals.read(messages),
        proposal=referrals.proposal_of(need.id, messages),
        sent_on=referrals.sent_on(messages),
        recheck_from=rechecks.asked_from(session, need=need),
        is_rechecked=rechecks.is_answered(session, need=need),
        # Who reads this holds the receipt already.
        steps=tuple(verb for verb in open_to(need.state, Party.YOUTH) if verb is not Verb.CLAIM),
    )


def answer(session: Session, *, need_id: uuid.UUID, text: str, today: date) -> None:
    """Answer the handler's question. Refuses: text_missing, text_too_long, move_impossible."""
    need = find(session, need_id)
    note = required(text, TEXT_LIMIT, name="您的回答")
    step(session, need=need, verb=Verb.ANSWER, party=Party.YOUTH, today=today, note=note)
    _mark(session, need, note, today)


def confirm(
    session: Session, *, need_id: uuid.UUID, outcome: Outcome, rating: int, today: date, text: str = ""
) -> None:
    """Say that a settled need is solved or partly solved, with 1–5 stars. text : what else the youth wrote.

    Refuses: outcome_missing, rating_missing, text_too_long, move_impossible.
    """
    if outcome is Outcome.UNSOLVED:
        raise Invalid("outcome_missing", field="outcome")
    if rating not in range(1, 6):
        raise Invalid("rating_missing", field="rating")
    need = find(session, need_id)
    note = required(text, REASON_LIMIT, name=REASON) if text.strip() else None
    need.outcome, need.rating = outcome, rating
    facts: dict[str, Any] = {"outcome": outcome.value, "rating": rating}
    step(session, need=need, verb=Verb.CONFIRM, party=Party.YOUTH, today=today, note=note, **facts)
    if note:
        _mark(session, need, note, today)
    _close(session, need, today)


def reopen(
    session: Session, *, need_id: uuid.UUID, reason: str, today: date, rating: int | None = None
) -> None:
    """Say that a need is not solved: it goes back to the handler with the reason, and is due anew.

    Where the handler has been closed meanwhile, it goes to whoever works above. Refuses: text_missing, text_too_long,
    move_impossible.
    """
    need = find(session, need_id)
    is_closed = transfers.is_closed(session, need=need)
    facts: dict[str, Any] = {"outcome": Outcome.UNSOLVED.value} | ({"rating": rating} if rating else {})
    note = required(reason, REASON_LIMIT, name=REASON)
    step(session, need=need, verb=Verb.REOPEN, party=Party.YOUTH, today=today, note=note, **facts)
    _mark(session, need, note, today)
    # What was settled with another's is not done for this youth: it goes its own way.
    need.settled_on = need.closed_on = need.merged_into = None
    summaries.take_down(session, need_id=need.id)
    kept = session.get(NeedContact, need.id)
    if kept is not None:
        kept.delete_on = None
    session.flush()
    if is_closed:
        transfers.leave_closed(session, need=need, today=today)


def _mark(session: Session, need: Need, note: str, today: date) -> None:
    crisis.mark(session, text=note, branch_id=need.branch_id, month=today, today=today, need_id=need.id)


def withdraw(session: Session, *, need_id: uuid.UUID, today: date) -> None:
    """Take a need back. Refuses: move_impossible once it is settled or closed."""
    need = find(session, need_id)
    step(session, need=need, verb=Verb.WITHDRAW, party=Party.YOUTH, today=today)
    _close(session, need, today)


def delete_contact(session: Session, *, need_id: uuid.UUID) -> None:
    """Delete the contact data at once: the consent is withdrawn, the need goes on by its code. Refuses: need_gone."""
    contact = session.get(NeedContact, find(session, need_id).id)
    if contact is not None:
        session.delete(contact)
    session.flush()


def _close(session: Session, need: Need, today: date) -> None:
    need.closed_on = today
    forget_contact(session, need=need, today=today)
