"""Sign-ins: the lock after five failures, expiry, revocation, the key."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import engine, keys, passwords, people, secrets, set_up, settings, sign_ins
from db.errors import Unavailable
from db.models import FailedLookup, Organisation, Person, SignIn
from tests.cast import PASSWORD, a_sign_in, gather, try_to_sign_in

MINUTE = timedelta(minutes=1)


def try_in(session, now, *, username="chen", password=PASSWORD):
    return try_to_sign_in(session, username=username, password=password, now=now)


def fail(session, now, times, *, username="chen"):
    for _ in range(times):
        result = try_in(session, now, username=username, password="wrong")
    return result


def test_the_right_password_opens_a_sign_in(session, cast, now):
    result = try_in(session, now, username=" Chen ")
    assert result.refusal is None
    assert result.actor == cast.chen
    assert sign_ins.who(session, token=result.token, now=now) == cast.chen


def test_only_the_hash_of_the_token_is_stored(session, cast, now):
    result = try_in(session, now)
    stored = session.scalars(select(SignIn)).one().token_hash
    assert stored == secrets.token_hash(result.token)
    assert result.token not in stored


def test_every_sign_in_has_a_token_of_its_own(session, cast, now):
    assert try_in(session, now).token != try_in(session, now).token


@pytest.mark.parametrize(("username", "password"), [("chen", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_read_alike(session, cast, now, username, password):
    result = try_in(session, now, username=username, password=password)
    assert (result.token, result.refusal.code) == (None, "sign_in_wrong")


def test_the_fifth_failure_locks_even_the_right_password_out(session, cast, now):
    assert fail(session, now, 4).refusal.code == "sign_in_wrong"
    assert fail(session, now, 1).refusal.code == "sign_in_locked"
    result = try_in(session, now + 14 * MINUTE)
    assert (result.refusal.code, result.refusal.facts["minutes"]) == ("sign_in_locked", 1)


def test_the_lock_ends_after_fifteen_minutes_and_counts_anew(session, cast, now):
    fail(session, now, 5)
    later = now + 15 * MINUTE
    assert fail(session, later, 4).refusal.code == "sign_in_wrong"
    assert try_in(session, later).refusal is None


def test_success_forgets_earlier_failures(session, cast, now):
    fail(session, now, 4)
    assert try_in(session, now).refusal is None
    assert fail(session, now, 4).refusal.code == "sign_in_wrong"


@pytest.mark.parametrize("username", ["chen", "nobody"])
def test_a_name_that_nobody_has_is_counted_and_locked_like_any_other(session, cast, now, username):
    answers = [fail(session, now, 1, username=f" {username.upper()}").refusal for _ in range(6)]
    assert [answer.code for answer in answers] == ["sign_in_wrong"] * 4 + ["sign_in_locked"] * 2
    assert {answer.facts.get("minutes") for answer in answers[4:]} == {15}
    assert username not in str(session.execute(select(FailedLookup.key_hash)).all())
    assert fail(session, now + 15 * MINUTE, 1, username=username).refusal.code == "sign_in_wrong"


def test_a_name_that_nobody_has_costs_a_verification_too(session, cast, now, monkeypatch):
    verified = []
    right = passwords.is_right
    monkeypatch.setattr(
        passwords, "is_right", lambda hashed, typed: verified.append(hashed) or right(hashed, typed)
    )
    fail(session, now, 6, username="nobody")
    assert verified == [None] * 6


def test_a_password_changed_since_it_was_looked_up_does_not_open_a_sign_in(session, cast, now):
    checked = passwords.check(sign_ins.look_up(session, username="chen"), PASSWORD)
    people.reset_password(session, actor=cast.zhou, username="chen", now=now)
    assert sign_ins.finish(session, username="chen", checked=checked, now=now).refusal.code == "sign_in_wrong"


def test_a_hash_of_other_costs_is_renewed(session, cast, now):
    before = session.get_one(Person, cast.chen.id).password_hash
    try_in(session, now)
    after = session.get_one(Person, cast.chen.id).password_hash
    assert after != before
    checked = passwords.check(after, PASSWORD)
    assert (checked.is_right, checked.renewed) == (True, None)
    assert PASSWORD not in str(checked)


def test_no_more_than_two_passwords_are_verified_at_once(monkeypatch):
    running, most = [], []

    class Slow:
        def verify(self, hashed, typed):
            running.append(1)
            most.append(len(running))
            time.sleep(0.02)
            running.pop()
            return True

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: passwords.is_right("a hash", "typed"), range(12)))
    assert max(most) == 2


def test_failures_survive_the_transaction_that_refused(any_database, now):
    with engine.transaction() as session:
        gather(session, now=now)
    for _ in range(5):
        with engine.transaction() as session:
            result = try_in(session, now, password="wrong")
    assert result.refusal.code == "sign_in_locked"
    with engine.reading() as session:
        assert session.scalars(select(FailedLookup.n)).all() == [5]


@pytest.mark.parametrize("change", ["inactive", "ended", "organisation"])
def test_an_account_that_ended_neither_signs_in_nor_stays(session, cast, now, change):
    token = a_sign_in(session, cast.chen, now=now)
    person = session.get_one(Person, cast.chen.id)
    if change == "inactive":
        person.is_active = False
    elif change == "ended":
        person.ends_on = (now - timedelta(days=1)).date()
    else:
        session.get_one(Organisation, cast.branch_a).is_active = False
    session.flush()
    assert sign_ins.who(session, token=token, now=now) is None
    assert try_in(session, now).refusal.code == "account_ended"


def test_an_account_lasts_through_its_last_day(session, cast, now, today):
    session.get_one(Person, cast.chen.id).ends_on = today
    session.flush()
    assert try_in(session, now).refusal is None


def test_half_an_hour_without_a_click_ends_the_sign_in(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    assert sign_ins.who(session, token=token, now=now + 29 * MINUTE) is not None
    assert sign_ins.who(session, token=token, now=now + 30 * MINUTE) is None


def test_twelve_hours_end_it_however_busy(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    for n in range(1, 36):
        sign_ins.seen(session, token=token, now=now + n * 20 * MINUTE)
    assert sign_ins.who(session, token=token, now=now + timedelta(hours=11, minutes=59)) is not None
    sign_ins.seen(session, token=token, now=now + timedelta(hours=11, minutes=59))
    assert sign_ins.who(session, token=token, now=now + timedelta(hours=12)) is None


def test_being_seen_is_written_at_most_once_a_minute(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    assert not sign_ins.is_seen_due(session, token=token, now=now + 0.9 * MINUTE)
    sign_ins.seen(session, token=token, now=now + 0.9 * MINUTE)
    assert session.scalar(select(SignIn.seen_at)) == now
    assert sign_ins.is_seen_due(session, token=token, now=now + MINUTE)
    sign_ins.seen(session, token=token, now=now + MINUTE)
    assert session.scalar(select(SignIn.seen_at)) == now + MINUTE


def test_being_seen_never_revives_an_expired_sign_in(session, cast, now):
    token = a_sign_in(session, cast.chen, now=now)
    sign_ins.seen(session, token=token, now=now + 31 * MINUTE)
    assert sign_ins.who(session, token=token, now=now + 32 * MINUTE) is None


def test_signing_out_ends_this_sign_in_only(session, cast, now):
    here, elsewhere = a_sign_in(session, cast.chen, now=now), a_sign_in(session, cast.chen, now=now)
    sign_ins.sign_out(session, token=here, now=now)
    assert sign_ins.who(session, token=here, now=now) is None
    assert sign_ins.who(session, token=elsewhere, now=now) is not None


def test_an_invented_token_is_nobody(session, cast, now):
    assert sign_ins.who(session, token="x" * 43, now=now) is None
    assert sign_ins.who(session, token="", now=now) is None


def test_old_sign_ins_are_purged(session, cast, now):
    a_sign_in(session, cast.chen, now=now)
    assert sign_ins.purge(session, now=now + timedelta(hours=13)) == 0
    assert sign_ins.purge(session, now=now + timedelta(days=2)) == 1


def test_nobody_signs_in_with_another_key_than_the_database_s(session, cast, now):
    settings.put(session, "key_fingerprint", "of another key")
    session.flush()
    with pytest.raises(Unavailable, match="key_wrong"):
        try_in(session, now)


def test_a_new_database_takes_the_present_key(session):
    assert not keys.is_right(session)
    keys.check(session)
    assert keys.is_right(session)
    assert settings.get(session, "key_fingerprint") == secrets.fingerprint()


def test_a_lost_key_file_is_noticed_and_not_replaced(database, desk, monkeypatch):
    monkeypatch.delenv("WUGEYI_KEY")
    secrets.forget_key()
    keys.prepare()
    assert secrets.key_file().stat().st_mode & 0o777 == 0o600
    secrets.key_file().unlink()
    secrets.forget_key()
    with pytest.raises(Unavailable, match="key_missing"):
        keys.prepare()
    assert not secrets.key_file().exists()


def test_another_key_is_refused_at_the_start(database, monkeypatch):
    keys.prepare()
    monkeypatch.setenv("WUGEYI_KEY", "QW5vdGhlciBrZXkgb2YgMzIgYnl0ZXMgbG9uZyAuLi4=")
    secrets.forget_key()
    with pytest.raises(Unavailable, match="key_wrong"):
        keys.prepare()


def test_an_account_of_the_set_up_signs_in_at_once(session, now):
    token = set_up.first_link(session, now=now)
    set_up.use_link(
        session, token=token, district_name="青山区", username="li.qs", name="李", password=PASSWORD, now=now
    )
    assert people.has_accounts(session)
    assert try_in(session, now, username="li.qs").refusal is None
