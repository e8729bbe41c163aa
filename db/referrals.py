"""转有关单位: giving a need to 12355 or a department outside the League, once its youth has agreed to the very words.

The handler writes what is to be passed on and to whom. On the receipt page the youth reads exactly that and agrees or
not; who is silent for five working days has not agreed. Nothing else is passed on, no contact data either. The need
stays the handler's, who passes the words on, says so, hears what the department says and settles it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import crisis, deadlines, secrets
from db.errors import Conflict
from db.follow_up import ready, take_step
from db.models import Need, NeedEvent
from db.moves import next_state
from db.needs import SENT, TEXT_LIMIT, Message, find, required, step
from db.rights import Act, Actor
from db.vocabulary import NeedState, Party, Verb
from db.workdays import Workdays

RECIPIENT_LIMIT = 30
REASON_LIMIT, REASON = 200, "为什么不同意"
SERVICE_LINE = "12355青少年服务台"
HEAD = "转给："


@dataclass(frozen=True)
class Referral:
    """What is passed on, word for word, and to whom."""

    recipient: str
    text: str


def propose(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    now: datetime,
    recipient: str,
    text: str,
) -> None:
    """Ask the youth to agree that these words go to somebody outside; the clock stops as for a question.

    recipient : one line of up to 30 characters. text : up to 500 characters, sealed with the step.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, text_missing, text_too_long.
    """
    to = " ".join(required(recipient, RECIPIENT_LIMIT, name="转给哪个单位").split())
    words = required(text, TEXT_LIMIT, name="转出的文字")
    take_step(session, actor, need_id, version, Act.REFER, Verb.PROPOSE, now, f"{HEAD}{to}\n{words}")


def agree(session: Session, *, need_id: uuid.UUID, today: date, proposal: str) -> None:
    """The youth agrees to the words last proposed. The log keeps which they were: the step, and a keyed hash of them.

    proposal : which words the youth has read, as from `proposal_of`.

    Refuses: need_gone, move_impossible; proposal_changed — other words are proposed by now.
    """
    need = find(session, need_id)
    next_state(need.state, Verb.AGREE, Party.YOUTH)
    proposed = _last(session, need, Verb.PROPOSE)
    if proposed is None or proposal != _mark(need.id, _words(proposed)):
        raise Conflict("proposal_changed")
    step(
        session,
        need=need,
        verb=Verb.AGREE,
        party=Party.YOUTH,
        today=today,
        to_step=proposed.seq,
        words_hash=proposal,
    )


def refuse(session: Session, *, need_id: uuid.UUID, today: date, reason: str = "") -> None:
    """The youth does not agree: nothing is passed on, the need goes on where it is.

    Refuses: need_gone, move_impossible, text_too_long.
    """
    need = find(session, need_id)
    note = required(reason, REASON_LIMIT, name=REASON) if reason.strip() else None
    step(session, need=need, verb=Verb.REFUSE, party=Party.YOUTH, today=today, note=note)
    if note:
        crisis.mark(session, text=note, branch_id=need.branch_id, month=today, today=today, need_id=need.id)


def record_sent(session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime) -> None:
    """Say that the words to which the youth agreed have been passed on, today; the youth reads it. Once per consent.

    Refuses: no_right, need_unknown, changed_meanwhile; not_agreed — there is no consent to it; sent_already.
    """
    need, _ = ready(session, actor, need_id, version, Act.REFER)
    agreed, proposed = _last(session, need, Verb.AGREE), _last(session, need, Verb.PROPOSE)
    if need.state is not NeedState.REFERRED or agreed is None or proposed is None:
        raise Conflict("not_agreed")
    if is_sent(_thread(session, need)):
        raise Conflict("sent_already")
    words = f"已按您同意的原文转给{_read(_words(proposed)).recipient}。"
    named = {SENT: agreed.seq}
    take_step(session, actor, need_id, version, Act.REFER, Verb.NOTE, now, words, **named)


def _thread(session: Session, need: Need) -> list[tuple[Verb, bool]]:
    events = session.execute(
        select(NeedEvent.verb, NeedEvent.facts)
        .where(NeedEvent.need_id == need.id, NeedEvent.verb.in_([Verb.AGREE, Verb.NOTE]))
        .order_by(NeedEvent.seq)
    )
    return [(verb, SENT in facts) for verb, facts in events]


def is_sent(steps: Iterable[tuple[Verb, bool]]) -> bool:
    """Tell whether what the youth last agreed to has been passed on. steps : verb, and whether it tells just that.

    >>> is_sent([(Verb.NOTE, True), (Verb.AGREE, False), (Verb.NOTE, False)])
    False
    """
    found = False
    for verb, tells in steps:
        found = tells or (found and verb is not Verb.AGREE)
    return found


def sent_on(messages: Iterable[Message]) -> date | None:
    """Return the day on which the words last agreed to were passed on, None if they were not yet."""
    told = list(messages)
    if not is_sent((message.verb, message.is_sent) for message in told):
        return None
    return [message.happened_on for message in told if message.is_sent][-1]


def _last(session: Session, need: Need, verb: Verb) -> NeedEvent | None:
    return session.scalars(
        select(NeedEvent)
        .where(NeedEvent.need_id == need.id, NeedEvent.verb == verb)
        .order_by(NeedEvent.seq.desc())
    ).first()


def _words(proposed: NeedEvent) -> str:
    return secrets.unseal_optional(secrets.TEXT, proposed.note_sealed) or ""


def _mark(need_id: uuid.UUID, words: str) -> str:
    return secrets.keyed_hash("consent", need_id, words)


def proposal_of(need_id: uuid.UUID, messages: Iterable[Message]) -> str:
    """Return which words were last proposed in a thread, as a keyed hash that `agree` is asked with.

    A number of the step would tell the youth how much happened among colleagues.
    """
    return _mark(need_id, _proposed(messages) or "")


def read(messages: Iterable[Message]) -> Referral | None:
    """Return what was last proposed in a thread; None if nothing ever was."""
    words = _proposed(messages)
    return _read(words) if words else None


def _proposed(messages: Iterable[Message]) -> str | None:
    said = [message.note for message in messages if message.verb is Verb.PROPOSE and message.note]
    return said[-1] if said else None


def _read(words: str) -> Referral:
    recipient, _, text = words.removeprefix(HEAD).partition("\n")
    return Referral(recipient, text)


def retract(session: Session, *, today: date) -> int:
    """Give back to their handlers the needs whose youth has not answered within five working days; return how many."""
    asked = (
        select(func.max(NeedEvent.happened_on))
        .where(NeedEvent.need_id == Need.id, NeedEvent.verb == Verb.PROPOSE)
        .scalar_subquery()
    )
    # Few at any time: those that wait are asked one by one.
    waiting = session.execute(
        select(Need, asked)
        .where(
            Need.state == NeedState.AWAITING_CONSENT,
            # As many days as there are working days in them, at least.
            asked < today - timedelta(days=deadlines.DAYS_TO_WAIT),
        )
        .order_by(Need.number)
        # Whoever answers at this moment goes first.
        .with_for_update(of=Need, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    days = Workdays.of(session)
    silent = [
        need for need, day in waiting if day is not None and days.after(day, deadlines.DAYS_TO_WAIT) < today
    ]
    for need in silent:
        step(session, need=need, verb=Verb.RETRACT, party=Party.SYSTEM, today=today)
    return len(silent)
