"""Receipts: the 查询码 with which a youth, without an account, finds the own answer and the own need.

Only a keyed hash of the code is stored, and what it leads to is sealed with the code itself.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db import secrets
from db.errors import Conflict, NotFound, TooLate
from db.models import FailedLookup, Receipt
from db.workdays import add_months

MONTHS_KEPT = 36
_ROW = cast(Table, Receipt.__table__)
_STANDS = select(_ROW.c.code_hash).where(_ROW.c.code_hash == bindparam("code_hash"))
# Wrong codes: per browser, and over all browsers (a guesser drops the cookie). With 31^8 codes and ten
# thousand receipts, a thousand guesses a quarter hour hit one in about 240 years.
MOST_FAILURES = 10
MOST_FAILURES_OF_ALL = 1000
WINDOW = timedelta(minutes=15)
EVERYBODY = "everybody"
NOTHING = "0" * 32
# In the place of an answer that its youth has deleted: as long as any other.
DELETED = "f" * 32
NO_FORM = "0" * 64


@dataclass(frozen=True)
class Opened:
    """What a code leads to. response_id is None for a wish, need_id when nothing was asked for.

    is_deleted : the youth has deleted the answer.
    """

    response_id: uuid.UUID | None
    need_id: uuid.UUID | None
    is_deleted: bool = False
    # Fingerprint of the form that made it; None for a survey's.
    form: str | None = None


def normal(code: str) -> str:
    """Return a typed code as it was printed: no spaces or hyphens, upper case."""
    return "".join(character for character in code if character.isalnum()).upper()


def grouped(code: str) -> str:
    """Return a code as it is shown, in two groups of four: "K7MP 2RWX"."""
    return f"{code[:4]} {code[4:]}"


def add_receipt(
    session: Session,
    *,
    code: str,
    response_id: uuid.UUID | None,
    need_id: uuid.UUID | None,
    today: date,
    form: str | None = None,
) -> None:
    """Store a receipt under its code. Refuses: receipt_exists."""
    key = _key(code)
    if session.scalar(_STANDS, {"code_hash": key}) is not None:
        raise Conflict("receipt_exists")
    # Filled up to one length: a longer one would tell that something was asked for.
    contents = {
        "response": response_id.hex if response_id else NOTHING,
        "need": need_id.hex if need_id else NOTHING,
        "form": form or NO_FORM,
    }
    row = {
        "code_hash": key,
        "contents_sealed": secrets.seal_with_code(code, contents),
        "forget_on": add_months(today.replace(day=1), MONTHS_KEPT),
    }
    session.execute(_ROW.insert(), row)


def _key(code: str) -> str:
    return secrets.keyed_hash("receipt", code)


def exists(session: Session, *, code: str) -> bool:
    """Tell whether a code leads anywhere: success is read back with this."""
    return session.scalar(_STANDS, {"code_hash": _key(code)}) is not None


def open_receipt(session: Session, *, code: str, device: str, now: datetime) -> Opened | None:
    """Return what a code leads to; None for a wrong one, which is counted.

    A wrong code returns instead of raising, so that the count is written. Refuses: too_many_codes — ten wrong
    ones from one browser within a quarter of an hour.
    """
    browser = secrets.keyed_hash("lookup", device)
    everybody = secrets.keyed_hash("lookup", EVERYBODY)
    if (
        _failures(session, browser, now) >= MOST_FAILURES
        or _failures(session, everybody, now) >= MOST_FAILURES_OF_ALL
    ):
        raise TooLate("too_many_codes", minutes=int(WINDOW.total_seconds() // 60))
    code = normal(code)
    receipt = session.get(Receipt, _key(code)) if len(code) == secrets.CODE_LENGTH else None
    if receipt is None:
        for key in sorted((browser, everybody)):
            _count_failure(session, key, now)
        return None
    return _contents(code, receipt)


def _contents(code: str, receipt: Receipt) -> Opened:
    contents = secrets.unseal_with_code(code, receipt.contents_sealed)
    return Opened(
        response_id=uuid.UUID(contents["response"])
        if contents["response"] not in (NOTHING, DELETED)
        else None,
        need_id=uuid.UUID(contents["need"]) if contents["need"] != NOTHING else None,
        is_deleted=contents["response"] == DELETED,
        form=contents["form"] if contents["form"] != NO_FORM else None,
    )


def mark_deleted(session: Session, *, code: str) -> None:
    """Let a code lead no more to its answer, and say so to whoever asks. Refuses: code_unknown."""
    code = normal(code)
    receipt = session.get(Receipt, _key(code), with_for_update=True)
    if receipt is None:
        raise NotFound("code_unknown")
    contents = {**secrets.unseal_with_code(code, receipt.contents_sealed), "response": DELETED}
    receipt.contents_sealed = secrets.seal_with_code(code, contents)
    session.flush()


def need_of(session: Session, *, code: str) -> uuid.UUID | None:
    """Return the need behind a code that we made ourselves a moment ago; None if nothing stands."""
    receipt = session.get(Receipt, _key(code))
    return None if receipt is None else _contents(code, receipt).need_id


def made_by(session: Session, *, code: str, form: str) -> bool:
    """Tell whether a receipt stands that this very form made: its code may be shown to whoever sent it.

    Refuses: form_stale — the code is taken by another form, so it is shown to nobody.
    """
    receipt = session.get(Receipt, _key(code))
    if receipt is None:
        return False
    if _contents(code, receipt).form != form:
        raise Conflict("form_stale")
    return True


def _failures(session: Session, key: str, now: datetime) -> int:
    row = session.get(FailedLookup, key)
    return row.n if row is not None and row.window_ends_at > now else 0


def _count_failure(session: Session, key: str, now: datetime) -> None:
    # One statement that adds, so that two wrong codes at once count as two.
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    is_over = FailedLookup.window_ends_at <= now
    session.execute(
        insert(FailedLookup)
        .values(key_hash=key, n=1, window_ends_at=now + WINDOW)
        .on_conflict_do_update(
            index_elements=["key_hash"],
            set_={
                "n": case((is_over, 1), else_=FailedLookup.n + 1),
                "window_ends_at": case((is_over, now + WINDOW), else_=FailedLookup.window_ends_at),
            },
        )
    )
    session.expire_all()


def tidy(session: Session, *, now: datetime, on: date) -> None:
    """Delete receipts by age and counts of wrong codes that are over."""
    session.execute(delete(Receipt).where(Receipt.forget_on <= on))
    session.execute(delete(FailedLookup).where(FailedLookup.window_ends_at <= now))
