"""Drafts: each answer is written as it is given, and comes back on any server after anything.

A draft belongs to one device (a random cookie), one wave and one branch. It ends with the submit or, if
never sent, one day after the wave closes. The receipt code is made with the draft, so that every retry
shows the same one; at the latest at the end of that day it is forgotten.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from db import secrets
from db.errors import Invalid, NotFound
from db.models import Draft, Wave
from db.waves import OpenWave, require_open
from db.workdays import today

# Rotation of options and sets of rated categories are drawn below these.
SETS = 6
ROTATIONS = 12
# What was agreed to: the version of the privacy notice.
CONSENT = "consent"
# A parent or legal guardian agreed that somebody under 14 answers; see db.parental_codes.
PARENTAL_CONSENT = "parental_consent"
# When it was begun, for the time that an answer took; gone with the submit.
BEGAN = "began"
# Of the notice as it reads now (pages.shared.wording); raised whenever its words change.
NOTICE_VERSION = "3"
MOST_BYTES = 16_000
DAYS_KEPT_AFTER_CLOSING = 1
# Made once: every answer that is saved asks for it.
_LOCKED = select(Draft).where(Draft.key_hash == bindparam("key_hash")).with_for_update()
# On the table, not the object: a row is only looked at, or written in one place.
_ROW = cast(Table, Draft.__table__)
_MINE = _ROW.c.key_hash == bindparam("key_hash")
_ANSWERS = select(_ROW.c.answers_sealed).where(_MINE).with_for_update()
_KEEP = (
    _ROW.update()
    .where(_ROW.c.key_hash == bindparam("own_key"))
    .values(answers_sealed=bindparam("sealed"), touched_at=bindparam("at"))
)
_CLOSE = (
    _ROW.update()
    .where(_ROW.c.key_hash == bindparam("own_key"))
    .values(answers_sealed=None, touched_at=None, rating_set=0, rotation=0, submitted_on=bindparam("on"))
)
_SEEN = select(
    _ROW.c.answers_sealed,
    _ROW.c.code_sealed,
    _ROW.c.rating_set,
    _ROW.c.rotation,
    _ROW.c.submitted_on,
    _ROW.c.touched_at,
).where(_MINE)


@dataclass(frozen=True)
class DraftState:
    """A draft as the survey needs it; plain values.

    answers : see db.questions. code : the receipt code while it may still be shown, else None.
    touched_at : last change; None once submitted.
    """

    answers: dict[str, Any]
    rating_set: int
    rotation: int
    is_submitted: bool
    code: str | None
    touched_at: datetime | None


def key_of(device: str, wave_id: int, branch_id: int) -> str:
    """Return the draft's key. Another subkey than a response's device hash: the two never look alike."""
    return secrets.keyed_hash("draft", device, wave_id, branch_id)


def begin(
    session: Session,
    *,
    device: str,
    wave: OpenWave,
    branch_id: int,
    now: datetime,
    agreed: str | None = None,
    draw: random.Random | None = None,
) -> DraftState:
    """Return the device's draft, making one if there is none. Refuses: wave_closed.

    agreed : the version of the notice that was agreed to, if it was; a draft that is there already keeps its own.
    draw : what decides which set is rated and how options are turned; the system's randomness unless given.
    """
    require_open(session, wave_id=wave.id, on=today(now))
    key = key_of(device, wave.id, branch_id)
    draft = session.execute(_SEEN, {"key_hash": key}).one_or_none()
    if draft is not None:
        return _state(draft)
    draw = draw or random.SystemRandom()
    first = {BEGAN: now.isoformat()} | ({CONSENT: agreed} if agreed else {})
    row = {
        "key_hash": key,
        "wave_id": wave.id,
        "branch_id": branch_id,
        "answers_sealed": secrets.seal(secrets.DRAFT, json.dumps(first)),
        "code_sealed": secrets.seal(secrets.CODE, secrets.new_code()),
        "rating_set": draw.randrange(SETS),
        "rotation": draw.randrange(ROTATIONS),
        "touched_at": now,
    }
    session.execute(_ROW.insert(), row)
    return _state(session.execute(_SEEN, {"key_hash": key}).one())


def load(session: Session, *, device: str, wave_id: int, branch_id: int) -> DraftState | None:
    """Return the device's draft, None if it has none."""
    draft = session.execute(_SEEN, {"key_hash": key_of(device, wave_id, branch_id)}).one_or_none()
    return None if draft is None else _state(draft)


def _state(draft: "Draft | Row[*tuple[Any, ...]]") -> DraftState:
    return DraftState(
        answers={key: value for key, value in answers_of(draft).items() if key != BEGAN},
        rating_set=draft.rating_set,
        rotation=draft.rotation,
        is_submitted=draft.submitted_on is not None,
        code=secrets.unseal_optional(secrets.CODE, draft.code_sealed),
        touched_at=draft.touched_at,
    )


def answers_of(draft: "Draft | Row[*tuple[Any, ...]]") -> dict[str, Any]:
    """Return what a draft holds; nothing once it is submitted."""
    return _opened(draft.answers_sealed)


def _opened(sealed: bytes | None) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(secrets.unseal_optional(secrets.DRAFT, sealed) or "{}")
    return answers


def took(answers: Mapping[str, Any], *, now: datetime) -> timedelta | None:
    """Return how long ago a draft was begun, None where that is not known (a correction)."""
    began = answers.get(BEGAN)
    return now - datetime.fromisoformat(began) if began else None


def close(session: Session, *, draft: Draft, on: date) -> None:
    """Keep of a draft that was sent only that it was: the answer stands elsewhere."""
    session.execute(_CLOSE, {"own_key": draft.key_hash, "on": on})
    session.expire(draft)


def save(
    session: Session,
    *,
    device: str,
    wave: OpenWave,
    branch_id: int,
    changes: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write answers into the draft; None takes one out. Other answers stay as they are.

    Refuses: wave_closed, draft_gone (submitted or deleted elsewhere), answer_too_long for a sheet no honest
    browser sends.
    """
    require_open(session, wave_id=wave.id, on=today(now))
    key = key_of(device, wave.id, branch_id)
    before = session.scalar(_ANSWERS, {"key_hash": key})
    if before is None:
        raise NotFound("draft_gone")
    answers = {**_opened(before), **changes}
    text = json.dumps({k: v for k, v in answers.items() if v is not None}, ensure_ascii=False)
    if len(text.encode()) > MOST_BYTES:
        raise Invalid("answer_too_long", limit=MOST_BYTES)
    session.execute(_KEEP, {"own_key": key, "sealed": secrets.seal(secrets.DRAFT, text), "at": now})


def locked(session: Session, *, device: str, wave_id: int, branch_id: int) -> Draft | None:
    """Return the draft's row, locked until the transaction ends."""
    return session.scalar(_LOCKED, {"key_hash": key_of(device, wave_id, branch_id)})


def discard(session: Session, *, device: str, wave_id: int, branch_id: int) -> bool:
    """Delete an unsent draft: 退出并删除草稿. A submitted one is left alone; tell whether there was one to delete."""
    mine = Draft.key_hash == key_of(device, wave_id, branch_id)
    gone = delete(Draft).where(mine, Draft.submitted_on.is_(None)).returning(Draft.key_hash)
    return session.scalar(gone) is not None


def forget_code(session: Session, *, device: str, wave_id: int, branch_id: int) -> None:
    """我已保存: from now on the code is known to the youth alone."""
    session.execute(
        update(Draft)
        .where(Draft.key_hash == key_of(device, wave_id, branch_id), Draft.submitted_on.is_not(None))
        .values(code_sealed=None)
    )


def tidy(session: Session, *, on: date) -> int:
    """Forget codes when the day of the submit is over, and drafts a day after their wave closed; return how many drafts went."""
    session.execute(
        update(Draft).where(Draft.submitted_on < on, Draft.code_sealed.is_not(None)).values(code_sealed=None)
    )
    closed = select(Wave.id).where(Wave.closes_on < on - timedelta(days=DAYS_KEPT_AFTER_CLOSING))
    gone = session.scalars(delete(Draft).where(Draft.wave_id.in_(closed)).returning(Draft.key_hash)).all()
    return len(gone)
