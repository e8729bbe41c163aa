"""Encryption and keyed hashes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import secrets
from db.errors import Unavailable


@pytest.fixture
def without_key(monkeypatch):
    """No key in the environment."""
    monkeypatch.delenv("WUGEYI_KEY")
    secrets.forget_key()


def test_what_is_sealed_can_be_read_again_and_never_looks_the_same_twice():
    sealed = secrets.seal(secrets.TEXT, "想换宿舍")
    assert secrets.unseal(secrets.TEXT, sealed) == "想换宿舍"
    assert "想换宿舍".encode() not in sealed
    assert secrets.seal(secrets.TEXT, "想换宿舍") != sealed


def test_any_text_comes_back_as_it_was():
    @given(st.text())
    def check(text):
        assert secrets.unseal(secrets.TEXT, secrets.seal(secrets.TEXT, text)) == text

    check()


def test_what_is_sealed_for_one_purpose_opens_for_no_other():
    with pytest.raises(Unavailable, match="key_wrong"):
        secrets.unseal(secrets.CONTACT, secrets.seal(secrets.TEXT, "想换宿舍"))


@pytest.mark.parametrize("spoilt", [b"", b"short", b"\0" * 40])
def test_spoilt_bytes_are_a_clear_refusal(spoilt):
    with pytest.raises(Unavailable, match="key_wrong"):
        secrets.unseal(secrets.TEXT, spoilt)


def test_one_changed_byte_is_noticed():
    sealed = bytearray(secrets.seal(secrets.TEXT, "想换宿舍"))
    sealed[-1] ^= 1
    with pytest.raises(Unavailable, match="key_wrong"):
        secrets.unseal(secrets.TEXT, bytes(sealed))


def test_another_key_opens_nothing_and_has_another_fingerprint(monkeypatch):
    sealed, fingerprint = secrets.seal(secrets.TEXT, "想换宿舍"), secrets.fingerprint()
    monkeypatch.setenv("WUGEYI_KEY", base64.urlsafe_b64encode(b"x" * 32).decode())
    secrets.forget_key()
    assert secrets.fingerprint() != fingerprint
    with pytest.raises(Unavailable, match="key_wrong"):
        secrets.unseal(secrets.TEXT, sealed)


def test_blank_optional_text_is_nothing():
    assert secrets.seal_optional(secrets.TEXT, "  ") is None
    assert secrets.seal_optional(secrets.TEXT, None) is None
    assert secrets.unseal_optional(secrets.TEXT, None) is None
    assert secrets.unseal_optional(secrets.TEXT, secrets.seal_optional(secrets.TEXT, " 您好 ")) == "您好"


def test_a_receipt_opens_with_its_own_code_only():
    sealed = secrets.seal_with_code("ABCD2345", {"need": "1"})
    assert secrets.unseal_with_code("ABCD2345", sealed) == {"need": "1"}
    with pytest.raises(Unavailable):
        secrets.unseal_with_code("ABCD2346", sealed)


def test_hashes_differ_by_purpose_and_by_part():
    assert secrets.keyed_hash("draft", 1, 2) == secrets.keyed_hash("draft", 1, 2)
    made = {secrets.keyed_hash(purpose, *parts) for purpose in "ab" for parts in [(1, 2), (12,), (1, "2x")]}
    assert len(made) == 6
    assert all(len(one) == 64 for one in made)


def test_codes_hold_nothing_that_is_misread():
    codes = {secrets.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIL")
    assert {len(code) for code in codes} == {8}


def test_without_a_key_nothing_is_made_up(without_key):
    with pytest.raises(Unavailable, match="key_missing"):
        secrets.fingerprint()


def test_a_first_start_makes_a_key_that_only_we_can_read_and_keeps_it(without_key):
    secrets.make_key_file()
    first = secrets.fingerprint()
    assert secrets.key_file().stat().st_mode & 0o777 == 0o600
    secrets.make_key_file()
    secrets.forget_key()
    assert secrets.fingerprint() == first


def test_with_a_key_in_the_environment_no_file_is_made():
    secrets.make_key_file()
    assert not secrets.key_file().exists()


@pytest.mark.parametrize("given", ["short", "not base64 at all!", base64.b64encode(b"x" * 31).decode()])
def test_a_malformed_key_is_a_clear_refusal(monkeypatch, given):
    monkeypatch.setenv("WUGEYI_KEY", given)
    secrets.forget_key()
    with pytest.raises(Unavailable, match="key_malformed"):
        secrets.fingerprint()


@pytest.mark.parametrize("ending", ["", "=", "\n", "=\n"])
def test_a_key_is_the_same_with_and_without_its_padding(monkeypatch, ending):
    bare = base64.urlsafe_b64encode(b"\xfb" * 32).decode().rstrip("=")
    monkeypatch.setenv("WUGEYI_KEY", bare + ending)
    secrets.forget_key()
    assert secrets.unseal(secrets.TEXT, secrets.seal(secrets.TEXT, "您好")) == "您好"
