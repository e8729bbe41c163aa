"""暂缓: putting a need aside until a day on which it is looked at again, and taking it up.

The youth reads why, and when. What was promised stays promised: see `db.deadlines`.
"""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import deadlines
from db.errors import Conflict, Invalid
from db.follow_up import NOTE_LIMIT, optional, ready, take_step
from db.needs import required
from db.rights import Act, Actor
from db.vocabulary import Verb
from db.workdays import today


def defer(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    version: int,
    now: datetime,
    until: date,
    reason: str,
) -> None:
    """Put a need aside with a reason; the youth reads it and the day on which the need is looked at again.

    until : that day, later than the deadline and within six months of the first time it was put aside.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, text_missing, text_too_long,
    deferred_long_enough, review_out_of_range.
    """
    words = required(reason, NOTE_LIMIT, name="为什么暂缓")
    need, _ = ready(session, actor, need_id, version, Act.DEFER)
    due, allowed = need.due_on, deadlines.review_days(session, need=need, today=today(now))
    if allowed is None:
        raise Conflict("deferred_long_enough", months=deadlines.MONTHS_TO_DEFER)
    if not allowed[0] <= until <= allowed[1]:
        raise Invalid("review_out_of_range", field="until", first=allowed[0], last=allowed[1])
    kept = {deadlines.UNTIL: until.isoformat()}
    if due is not None:
        kept[deadlines.DUE_BEFORE] = due.isoformat()
    need = take_step(session, actor, need_id, version, Act.DEFER, Verb.DEFER, now, words, **kept)
    deadlines.promise(need, need.extended_from or due)
    need.due_on = until
    session.flush()


def resume(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Take a need up again, on its day or before: the working days that were left for it are left now.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, text_too_long.
    """
    take_step(session, actor, need_id, version, Act.DEFER, Verb.RESUME, now, optional(note))
