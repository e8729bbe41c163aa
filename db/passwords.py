"""Passwords: the rule, Argon2id, and passwords made for one use."""

import secrets as randomness
import threading
import unicodedata
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from db.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 128
MIN_CLASSES = 3
ONE_TIME_LENGTH = 14

# What people type first when a rule annoys them; compared without case and without what surrounds it.
DENIED = (
    "password",
    "passw0rd",
    "qwerty",
    "12345678",
    "88888888",
    "admin123",
    "abc123",
    "iloveyou",
    "woaini",
)
# A one-time password is read aloud and copied by hand: nothing in it can be mistaken.
LOWER, UPPER, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"

# 19 MiB, 2 passes: the least OWASP's cheat sheet asks for. More would let a few guesses at once starve a server
# of two cores; the lock-out after five failures does the rest.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Anybody may have passwords verified: a flood of guesses waits here, and everybody else keeps the processor.
MOST_AT_ONCE = 2
_TURNS = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Checked:
    """What came of verifying a password against a hash.

    password_hash : the hash it was held against; None for a name that does not exist. renewed : the same password
    hashed with today's costs, where the stored hash has others.
    """

    password_hash: str | None
    is_right: bool
    password: str = field(repr=False)
    renewed: str | None = None


def hash_of(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _HASHER.hash(_normal(password))


# A name that does not exist must take as long to refuse as one that does.
_DUMMY = _HASHER.hash(randomness.token_urlsafe(16))


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether the password fits; None for the hash of a name that does not exist: the same time, False."""
    try:
        with _TURNS:
            fits = _HASHER.verify(password_hash or _DUMMY, _normal(password[:MAX_LENGTH]))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def check(password_hash: str | None, password: str) -> Checked:
    """Verify a password. Never within a transaction: it takes long, and SQLite has one writer at a time."""
    if not is_right(password_hash, password) or password_hash is None:
        return Checked(password_hash, False, password)
    is_outdated = _HASHER.check_needs_rehash(password_hash)
    return Checked(password_hash, True, password, hash_of(password) if is_outdated else None)


def check_rule(password: str, *, username: str) -> None:
    """Hold a new password against the rule: ≥ 10 characters, 3 of 4 kinds, none of the usual ones.

    Refuses: password_short, password_long, password_simple, password_common.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid("password_short", field="password", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid("password_long", field="password", most=MAX_LENGTH)
    lowered = _normal(password).lower()
    if (len(username) >= 4 and username.lower() in lowered) or any(word in lowered for word in DENIED):
        raise Invalid("password_common", field="password")
    if _classes(password) < MIN_CLASSES:
        raise Invalid("password_simple", field="password", least=MIN_CLASSES)


def new_one_time() -> str:
    """Return a random password that fits the rule, to be changed at first use."""
    while True:
        password = "".join(randomness.choice(LOWER + UPPER + DIGITS) for _ in range(ONE_TIME_LENGTH))
        if _classes(password) >= MIN_CLASSES:
            return password


def _normal(password: str) -> str:
    # The same password from another keyboard or phone must be the same bytes.
    return unicodedata.normalize("NFKC", password)


def _classes(password: str) -> int:
    lower = any(c.islower() for c in password)
    upper = any(c.isupper() for c in password)
    digit = any(c.isdigit() for c in password)
    # Chinese characters are neither lower nor upper; they count with the signs.
    other = any(not (c.islower() or c.isupper() or c.isdigit()) for c in password)
    return lower + upper + digit + other
