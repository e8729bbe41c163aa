"""认领: one link, one phone, one receipt; whoever showed the link learns nothing from it."""

import threading
import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from db import claims, confirmations, engine, need_ledger, needs, offers, receipts
from db.errors import Conflict, Invalid, NotFound, Refused, TooLate
from db.models import AuditEntry, Need, NeedClaim, NeedEvent
from db.vocabulary import NeedSource, NeedState, Outcome, Party, Verb
from tests import builders
from tests import cast as casting
from tests.cast import Cast

PHONE = "the-youth-s-phone"
ANOTHER = "the-cadre-s-phone"


@pytest.fixture
def need(session: Session, cast: Cast, now: datetime) -> Need:
    return builders.a_need(session, cast.branch_a, now=now, source=NeedSource.TALK)


@pytest.fixture
def token(session: Session, need: Need, today: date) -> str:
    return claims.mint(session, need_id=need.id, today=today)


def is_waiting(session: Session, cast: Cast, need: Need, on: date) -> bool:
    [row], _ = need_ledger.list_for(session, actor=cast.chen, kind=None, on=on)
    file = need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=on)
    assert file.row.awaits_claim is row.awaits_claim
    return row.awaits_claim


def test_the_code_leads_to_the_need_and_the_claim_is_in_its_thread(
    session: Session, cast: Cast, need: Need, token: str, now: datetime, today: date
) -> None:
    assert is_waiting(session, cast, need, today)
    code = claims.claim(session, token=token, holder=PHONE, today=today)
    opened = receipts.open_receipt(session, code=code, device=PHONE, now=now)
    assert opened == receipts.Opened(response_id=None, need_id=need.id)
    story = confirmations.story(session, need_id=need.id)
    assert (story.messages[-1].verb, story.messages[-1].party) == (Verb.CLAIM, Party.YOUTH)
    assert story.state is NeedState.RAISED
    assert Verb.CLAIM not in story.steps
    assert not is_waiting(session, cast, need, today)


def test_the_same_phone_gets_the_same_code_up_to_the_next_day(
    session: Session, need: Need, token: str, today: date
) -> None:
    code = claims.claim(session, token=token, holder=PHONE, today=today)
    next_day = today + timedelta(days=1)
    assert claims.look(session, token=token, holder=PHONE, today=next_day).is_taken
    assert claims.claim(session, token=token, holder=PHONE, today=next_day) == code
    assert session.scalars(select(NeedEvent.verb).where(NeedEvent.verb == Verb.CLAIM)).all() == [Verb.CLAIM]
    with pytest.raises(TooLate, match="claim_used"):
        claims.claim(session, token=token, holder=PHONE, today=today + timedelta(days=2))


@pytest.mark.parametrize("holder", [ANOTHER, ""])
def test_a_used_link_gives_nothing_to_whoever_else_has_it(
    session: Session, token: str, today: date, holder: str
) -> None:
    claims.claim(session, token=token, holder=PHONE, today=today)
    with pytest.raises(TooLate, match="claim_used"):
        claims.look(session, token=token, holder=holder, today=today)
    with pytest.raises(Refused):
        claims.claim(session, token=token, holder=holder, today=today)


def test_looking_uses_nothing_up_and_says_nothing_of_what_the_need_is(
    session: Session, need: Need, token: str, today: date
) -> None:
    for _ in range(3):
        shown = claims.look(session, token=token, holder="", today=today)
    assert shown == claims.Claim("东风社区团支部", today, today + timedelta(days=30), is_taken=False)
    assert session.scalars(select(NeedClaim)).one().claimed_on is None


def test_a_browser_that_cannot_be_told_from_others_takes_no_code(
    session: Session, token: str, today: date
) -> None:
    with pytest.raises(Invalid, match="form_stale"):
        claims.claim(session, token=token, holder="", today=today)


def test_a_link_lasts_thirty_days(session: Session, need: Need, token: str, today: date) -> None:
    last = today + timedelta(days=30)
    assert claims.look(session, token=token, holder="", today=last)
    for service in (claims.look, claims.claim):
        with pytest.raises(TooLate, match="claim_expired"):
            service(session, token=token, holder=PHONE, today=last + timedelta(days=1))


def test_an_unknown_link_is_unknown(session: Session, today: date) -> None:
    with pytest.raises(NotFound, match="claim_unknown"):
        claims.look(session, token="none", holder=PHONE, today=today)


def test_a_link_shown_anew_ends_the_one_before(
    session: Session, cast: Cast, need: Need, token: str, now: datetime, today: date
) -> None:
    offered = offers.renew(session, actor=cast.chen, need_id=need.id, now=now)
    with pytest.raises(NotFound, match="claim_unknown"):
        claims.look(session, token=token, holder=PHONE, today=today)
    assert claims.claim(session, token=offered.token, holder=PHONE, today=today)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "renew_claim")).one()
    assert (entry.actor, entry.subject) == (cast.chen.audit_name, f"need:{need.id}")


def test_nobody_gets_a_second_receipt_once_the_youth_has_the_first(
    session: Session, cast: Cast, need: Need, token: str, now: datetime, today: date
) -> None:
    claims.claim(session, token=token, holder=PHONE, today=today)
    with pytest.raises(Conflict, match="already_claimed"):
        offers.renew(session, actor=cast.chen, need_id=need.id, now=now)


def test_a_need_of_the_youth_s_own_has_no_link(session: Session, cast: Cast, now: datetime) -> None:
    own = builders.a_need(session, cast.branch_a, now=now, source=NeedSource.WISH)
    with pytest.raises(Conflict, match="need_has_receipt"):
        offers.renew(session, actor=cast.chen, need_id=own.id, now=now)


@pytest.mark.parametrize("name", ["zhao", "qian", "wang", "li", "zhou", "wu"])
def test_only_the_handler_offers_a_receipt_anew(
    session: Session, cast: Cast, need: Need, now: datetime, name: str
) -> None:
    with pytest.raises(Refused):
        offers.renew(session, actor=getattr(cast, name), need_id=need.id, now=now)


def test_a_need_of_a_survey_never_waits_for_a_claim(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    need = builders.a_need(session, cast.branch_a, now=now, source=NeedSource.SURVEY)
    assert not is_waiting(session, cast, need, today)


def test_an_unclaimed_need_is_handled_like_any_other_and_claimed_when_settled(
    session: Session, need: Need, token: str, today: date
) -> None:
    for verb in (Verb.ACCEPT, Verb.SETTLE):
        needs.step(session, need=need, verb=verb, party=Party.CADRE, today=today)
    claims.claim(session, token=token, holder=PHONE, today=today)
    assert need.state is NeedState.SETTLED
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=today)
    assert need.state is NeedState.CONFIRMED


def test_a_need_that_has_ended_is_not_claimed(session: Session, need: Need, token: str, today: date) -> None:
    confirmations.withdraw(session, need_id=need.id, today=today)
    with pytest.raises(Conflict, match="move_impossible"):
        claims.claim(session, token=token, holder=PHONE, today=today)
    assert session.scalars(select(NeedClaim)).one().claimed_on is None


def test_neither_link_nor_code_is_stored_in_clear(session: Session, token: str, today: date) -> None:
    code = claims.claim(session, token=token, holder=PHONE, today=today)
    row = session.scalars(select(NeedClaim)).one()
    stored = f"{row.token_hash} {row.need_id} {row.expires_on} {row.claimed_on}"
    assert token not in stored
    assert PHONE not in stored
    assert code not in stored


def test_old_links_are_forgotten_and_the_claim_stays_in_the_log(
    session: Session, cast: Cast, need: Need, token: str, today: date
) -> None:
    claims.claim(session, token=token, holder=PHONE, today=today)
    claims.tidy(session, on=today + timedelta(days=120))
    assert session.scalars(select(NeedClaim)).one()
    claims.tidy(session, on=today + timedelta(days=121))
    assert session.scalars(select(NeedClaim)).all() == []
    with pytest.raises(Conflict, match="already_claimed"):
        claims.mint(session, need_id=need.id, today=today)
    assert not is_waiting(session, cast, need, today)


def test_of_two_phones_at_once_one_gets_the_code(any_database: URL, now: datetime, today: date) -> None:
    with engine.transaction() as writing:
        cast = casting.gather(writing, now=now)
        need_id = builders.a_need(writing, cast.branch_a, now=now, source=NeedSource.TALK).id
        token = claims.mint(writing, need_id=need_id, today=today)
    results: dict[str, str] = {}
    start = threading.Barrier(2)

    def take(holder: str) -> None:
        start.wait()
        try:
            with engine.transaction() as writing:
                results[holder] = claims.claim(writing, token=token, holder=holder, today=today)
        except Refused as refused:
            results[holder] = refused.code

    phones = [threading.Thread(target=take, args=(holder,)) for holder in (PHONE, ANOTHER)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert sorted(code == "claim_used" for code in results.values()) == [False, True]
    with engine.reading() as reading:
        assert len(reading.scalars(select(NeedEvent).where(NeedEvent.verb == Verb.CLAIM)).all()) == 1
        assert isinstance(need_id, uuid.UUID)
