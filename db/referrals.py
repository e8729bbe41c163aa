"""转有关单位: giving a need to 12355 or a department outside the League, once its youth has agreed to the very words.

The handler writes what is to be passed on and to whom. On the receipt page the youth reads exactly that and agrees or
not; who is silent for five working days has not agreed. Nothing else is passed on, no contact data either. The need
stays the handler's, who hears what the department says and settles it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import crisis, deadlines, secrets
from db.errors import Conflict
from db.follow_up import take_step
from db.models import Need, NeedEvent
from db.needs import TEXT_LIMIT, Message, find, required, step
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


def agree(session: Session, *, need_id: uuid.UUID, today: date) -> None:
    """The youth agrees to the words last proposed. The log keeps which they were: the step, and a keyed hash of them.

    Refuses: need_gone, move_impossible.
    """
    need = find(session, need_id)
    proposed = _proposed(session, need)
    step(session, need=need, verb=Verb.AGREE, party=Party.YOUTH, today=today, **_consent(need, proposed))


def refuse(session: Session, *, need_id: uuid.UUID, today: date, reason: str = "") -> None:
    """The youth does not agree: nothing is passed on, the need goes on where it is.

    Refuses: need_gone, move_impossible, text_too_long.
    """
    need = find(session, need_id)
    note = required(reason, REASON_LIMIT, name=REASON) if reason.strip() else None
    step(session, need=need, verb=Verb.REFUSE, party=Party.YOUTH, today=today, note=note)
    if note:
        crisis.mark(session, text=note, branch_id=need.branch_id, month=today, today=today, need_id=need.id)


def _proposed(session: Session, need: Need) -> NeedEvent:
    found = session.scalars(
        select(NeedEvent)
        .where(NeedEvent.need_id == need.id, NeedEvent.verb == Verb.PROPOSE)
        .order_by(NeedEvent.seq.desc())
    ).first()
    if found is None:
        raise Conflict("move_impossible", state=need.state.label, verb=Verb.AGREE.label)
    return found


def _consent(need: Need, proposed: NeedEvent) -> dict[str, Any]:
    words = secrets.unseal_optional(secrets.TEXT, proposed.note_sealed) or ""
    return {"to_step": proposed.seq, "words_hash": secrets.keyed_hash("consent", need.id, words)}


def read(messages: Iterable[Message]) -> Referral | None:
    """Return what was last proposed in a thread; None if nothing ever was."""
    said = [message.note for message in messages if message.verb is Verb.PROPOSE and message.note]
    if not said:
        return None
    recipient, _, text = said[-1].removeprefix(HEAD).partition("\n")
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
        select(Need, asked).where(Need.state == NeedState.AWAITING_CONSENT).order_by(Need.number)
    ).all()
    days = Workdays.of(session)
    silent = [
        need for need, day in waiting if day is not None and days.after(day, deadlines.DAYS_TO_WAIT) < today
    ]
    for need in silent:
        step(session, need=need, verb=Verb.RETRACT, party=Party.SYSTEM, today=today)
    return len(silent)
