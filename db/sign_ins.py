"""Sign-ins: password in, token out; who a token is; sign out.

A sign-in is `look_up`, then `passwords.check` outside any transaction, then `finish`.
The cookie holds a random token of 256 bits, the database its hash only. A new token is made at every sign-in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import attempts, audit, keys, people
from db.errors import NotAllowed, Refused, TooLate
from db.models import Organisation, Person, SignIn
from db.passwords import Checked
from db.rights import Actor
from db.secrets import new_token, token_hash

MAX_FAILURES = 5
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """What came of a try to sign in: a token and who it is, or the refusal.

    A refusal is returned, not raised: the failure that was counted must be committed.
    """

    token: str | None = None
    actor: Actor | None = None
    refusal: Refused | None = None


def look_up(session: Session, *, username: str) -> str | None:
    """Return the password hash of an account, None for a name that none has: for `passwords.check`."""
    return session.scalar(select(Person.password_hash).where(Person.username == _normal(username)))


def _normal(username: str) -> str:
    return username.strip().lower()


def finish(session: Session, *, username: str, checked: Checked, now: datetime) -> SignedIn:
    """Open a sign-in for a checked password; after 5 failures the name is locked for 15 minutes.

    Names that no account has are counted and locked alike, so that the answer never tells which names exist.
    Refusals in the result: sign_in_wrong, sign_in_locked, account_ended. Refuses: key_wrong, key_missing.
    """
    keys.check(session)
    # Held until the end, so that of many guesses at once no more than five are looked at.
    person = session.scalar(select(Person).where(Person.username == _normal(username)).with_for_update())
    n, left = attempts.failures(session, key=attempts.name_key(username), now=now)
    if n >= MAX_FAILURES:
        return SignedIn(refusal=_locked(left))
    if person is None or not checked.is_right:
        return SignedIn(refusal=_count_failure(session, username, person, now=now))
    if person.password_hash != checked.password_hash:
        # Changed since it was looked up: to be typed again, not a guess.
        return SignedIn(refusal=_wrong())
    actor = people.as_actor(person, session.get_one(Organisation, person.organisation_id), now=now)
    if actor is None:
        return SignedIn(refusal=TooLate("account_ended"))
    attempts.forget(session, key=attempts.name_key(username))
    person.password_hash = checked.renewed or person.password_hash
    return SignedIn(token=open_for(session, person=person, now=now), actor=actor)


def _count_failure(session: Session, username: str, person: Person | None, *, now: datetime) -> Refused:
    n = attempts.count(session, key=attempts.name_key(username), now=now)
    if n < MAX_FAILURES:
        return _wrong()
    if person is not None:
        audit.record(session, actor="system", verb="lock_account", subject=f"person:{person.id}", now=now)
    return _locked(attempts.WINDOW)


def _wrong() -> Refused:
    return NotAllowed("sign_in_wrong", most=MAX_FAILURES)


def _locked(left: timedelta) -> Refused:
    return NotAllowed("sign_in_locked", minutes=max(1, -(-int(left.total_seconds()) // 60)))


def open_for(session: Session, *, person: Person, now: datetime) -> str:
    """Open a sign-in and return its token. Asks no password: whoever calls has made sure who it is."""
    token = new_token()
    session.add(SignIn(token_hash=token_hash(token), person_id=person.id, created_at=now, seen_at=now))
    audit.record(
        session,
        actor=f"person:{person.id}",
        verb="sign_in",
        subject=f"person:{person.id}",
        now=now,
        organisation_id=person.organisation_id,
    )
    return token


def who(session: Session, *, token: str, now: datetime) -> Actor | None:
    """Return whose token this is; None when signed out, idle for 30 minutes, older than 12 hours, or ended."""
    row = session.execute(
        select(Person, Organisation)
        .join(SignIn, SignIn.person_id == Person.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.revoked_at.is_(None),
            SignIn.seen_at > now - IDLE,
            SignIn.created_at > now - ABSOLUTE,
        )
    ).one_or_none()
    return None if row is None else people.as_actor(row[0], row[1], now=now)


def is_seen_due(session: Session, *, token: str, now: datetime) -> bool:
    """Tell whether `seen` would write: asked first, so that a click costs a read and not a write."""
    seen_at = session.scalar(select(SignIn.seen_at).where(SignIn.token_hash == token_hash(token)))
    return seen_at is not None and seen_at <= now - SEEN_EVERY


def seen(session: Session, *, token: str, now: datetime) -> None:
    """Note that the person is here; written at most once a minute, never for an expired sign-in."""
    session.execute(
        update(SignIn)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.revoked_at.is_(None),
            SignIn.seen_at <= now - SEEN_EVERY,
            SignIn.seen_at > now - IDLE,
        )
        .values(seen_at=now)
    )


def sign_out(session: Session, *, token: str, now: datetime) -> None:
    """End one sign-in. An unknown or ended token is signed out already."""
    session.execute(
        update(SignIn)
        .where(SignIn.token_hash == token_hash(token), SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def purge(session: Session, *, now: datetime) -> int:
    """Delete sign-ins that have been over for a day; return how many."""
    over = delete(SignIn).where(SignIn.created_at < now - ABSOLUTE - timedelta(days=1))
    return len(session.execute(over.returning(SignIn.token_hash)).all())
