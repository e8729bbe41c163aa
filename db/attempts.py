"""Attempts that failed, counted under a keyed hash: whatever was tried, known or not, counts alike."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db import secrets
from db.models import FailedLookup

WINDOW = timedelta(minutes=15)


def name_key(username: str) -> str:
    """Return the key under which failures of a typed name count, whether an account has that name or not."""
    return secrets.keyed_hash("sign_in", username.strip().lower())


def failures(session: Session, *, key: str, now: datetime) -> tuple[int, timedelta]:
    """Return how many failures count now, and how long they still do; (0, 0) for none."""
    row = session.execute(
        select(FailedLookup.n, FailedLookup.window_ends_at).where(
            FailedLookup.key_hash == key, FailedLookup.window_ends_at > now
        )
    ).one_or_none()
    return (row.n, row.window_ends_at - now) if row else (0, timedelta())


def count(session: Session, *, key: str, now: datetime) -> int:
    """Count a failure and return how many there are now; they count until 15 minutes pass without another."""
    # One statement that adds, so that two failures at once count as two.
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(FailedLookup).values(key_hash=key, n=1, window_ends_at=now + WINDOW)
    is_over = FailedLookup.window_ends_at <= now
    counted = statement.on_conflict_do_update(
        index_elements=["key_hash"],
        set_={"n": case((is_over, 1), else_=FailedLookup.n + 1), "window_ends_at": now + WINDOW},
    )
    return session.execute(counted.returning(FailedLookup.n)).scalar_one()


def forget(session: Session, *, key: str) -> None:
    """Forget the failures: it worked, or somebody with the right to do so ended the lock."""
    session.execute(delete(FailedLookup).where(FailedLookup.key_hash == key))
