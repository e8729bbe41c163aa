"""Encryption and keyed hashes. The key lies outside the database.

`WUGEYI_KEY` (32 bytes, URL-safe base64), else the file `wugeyi.key` in the data folder, made at the first
start with mode 0600. Each use has a subkey of its own (HKDF), so that two hashes of one device never look
alike and one leaked subkey opens nothing else. Sealed text is AES-256-GCM: 12 bytes nonce, then ciphertext.
(Not Fernet: its tokens carry the time of day in clear.)
"""

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets as randomness
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.engine import data_folder
from db.errors import Unavailable

# No 0/O, 1/I/L: a code is read aloud and copied by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
NONCE_BYTES = 12

TEXT = "text"
CONTACT = "contact"
DRAFT = "draft"
CODE = "code"
PICTURE = "picture"


def key_file() -> Path:
    """Return where the key lies when `WUGEYI_KEY` is not set."""
    return data_folder() / "wugeyi.key"


def make_key_file() -> None:
    """Make the key file if there is none and no key in the environment. For a first start only."""
    if os.environ.get("WUGEYI_KEY") or key_file().exists():
        return
    try:
        descriptor = os.open(key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Another server of this house was faster: its key is the key.
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(randomness.token_bytes(32)))
    forget_key()


@functools.cache
def _key() -> bytes:
    given = os.environ.get("WUGEYI_KEY", "").encode()
    if not given:
        if not key_file().exists():
            raise Unavailable("key_missing", file=key_file().name)
        given = key_file().read_bytes()
    try:
        # Padding may have been lost in copying; more of it than is due is refused by newer Pythons.
        bare = given.strip().rstrip(b"=")
        key = base64.b64decode(bare + b"=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Unavailable("key_malformed")
    return key


# Bounded: the purposes are few, but each receipt code has a subkey too.
@functools.lru_cache(maxsize=256)
def _subkey(purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"wugeyi/{purpose}".encode()).derive(_key())


def forget_key() -> None:
    """Read the key anew at the next use."""
    _key.cache_clear()
    _subkey.cache_clear()


def fingerprint() -> str:
    """Return a value that tells whether two servers hold the same key, without telling the key."""
    return keyed_hash("fingerprint", "wugeyi")


def keyed_hash(purpose: str, *parts: object) -> str:
    """Return 64 hex digits that only the holder of the key can make from `parts`, different per purpose."""
    joined = "\x1f".join(str(part) for part in parts).encode()
    return hmac.new(_subkey(f"hash/{purpose}"), joined, hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Return the hash under which a random token of 256 bits is stored; it needs no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(purpose: str, text: str) -> bytes:
    """Encrypt `text` for `purpose` (one of the constants above)."""
    return _seal(_subkey(f"seal/{purpose}"), text)


def unseal(purpose: str, sealed: bytes) -> str:
    """Decrypt what `seal` made. Refuses: key_wrong when the key is another or the bytes were changed."""
    return _unseal(_subkey(f"seal/{purpose}"), sealed)


def seal_bytes(purpose: str, content: bytes) -> bytes:
    """Encrypt what is no text."""
    return _seal_bytes(_subkey(f"seal/{purpose}"), content)


def unseal_bytes(purpose: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made. Refuses: key_wrong."""
    return _unseal_bytes(_subkey(f"seal/{purpose}"), sealed)


def seal_optional(purpose: str, text: str | None) -> bytes | None:
    """Encrypt `text`; None for None or a text of spaces."""
    return seal(purpose, text.strip()) if text and text.strip() else None


def unseal_optional(purpose: str, sealed: bytes | None) -> str | None:
    """Decrypt what `seal_optional` made."""
    return None if sealed is None else unseal(purpose, sealed)


def seal_with_code(code: str, value: dict[str, Any]) -> bytes:
    """Encrypt a small value so that it takes both the key and the receipt code to read it."""
    return _seal(_subkey(f"receipt/{code}"), json.dumps(value))


def unseal_with_code(code: str, sealed: bytes) -> dict[str, Any]:
    """Decrypt what `seal_with_code` made."""
    value: dict[str, Any] = json.loads(_unseal(_subkey(f"receipt/{code}"), sealed))
    return value


def _seal(key: bytes, text: str) -> bytes:
    return _seal_bytes(key, text.encode())


def _unseal(key: bytes, sealed: bytes) -> str:
    try:
        return _unseal_bytes(key, sealed).decode()
    except ValueError:
        raise Unavailable("key_wrong") from None


def _seal_bytes(key: bytes, content: bytes) -> bytes:
    nonce = randomness.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def _unseal_bytes(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        raise Unavailable("key_wrong") from None


def new_code() -> str:
    """Return a fresh receipt code: 8 characters that cannot be mistaken for one another."""
    return "".join(randomness.choice(ALPHABET) for _ in range(CODE_LENGTH))


def code_from(purpose: str, value: str) -> str:
    """Return the receipt code that belongs to a random value: the same each time, known only with the key."""
    digits = int(keyed_hash(f"code/{purpose}", value), 16)
    return "".join(ALPHABET[digits // len(ALPHABET) ** i % len(ALPHABET)] for i in range(CODE_LENGTH))


def new_token() -> str:
    """Return a fresh random token of 256 bits for a URL or a cookie."""
    return randomness.token_urlsafe(32)
