"""A school whose youth under 14 may answer: the mode of the district, codes for guardians, a child before the survey."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import district_contact, drafts, minors, parental_codes, responses
from db.district_contact import DistrictContact
from db.rights import Actor
from db.vocabulary import MinorsMode
from tests import builders, sheets
from tests.cast import Cast

CHILD = "a-child-s-phone"
SAID = DistrictContact("区团委权益部", "010-12345678")


def set_contact(session: Session, actor: Actor, now: datetime, to: DistrictContact = SAID) -> None:
    seen = district_contact.read(session)
    district_contact.change(session, actor=actor, seen=seen, name=to.name, phone=to.phone, now=now)


def in_school_mode(session: Session, cast: Cast, now: datetime) -> None:
    """Let the district take answers of pupils under 14."""
    set_contact(session, cast.li, now)
    minors.change(session, actor=cast.li, seen=minors.mode(session), to=MinorsMode.SCHOOL, now=now)


def a_school(session: Session, cast: Cast, now: datetime) -> str:
    """School mode, an open wave, and the link of branch C, a school."""
    in_school_mode(session, cast, now)
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_c, now=now).token


def codes(session: Session, cast: Cast, now: datetime, n: int = 1) -> list[str]:
    """Make codes for guardians of pupils of branch C."""
    return parental_codes.mint(session, actor=cast.qian, branch_id=cast.branch_c, n=n, now=now)


def fill_in(session: Session, link: str, now: datetime, device: str = CHILD, **but: Any) -> None:
    """Fill in a child's draft without sending it; no code is entered."""
    # The age comes last: a whole sheet is one that nothing stops.
    sheets.fill_in(session, link, device, now, **{"Q1": "14-17", **but})
    save(session, link, now, device, Q1="under-14")


def save(session: Session, link: str, now: datetime, device: str = CHILD, **changes: Any) -> None:
    wave, branch = sheets.at(session, link, now)
    drafts.save(session, device=device, wave=wave, branch_id=branch.branch_id, changes=changes, now=now)


def enter(session: Session, link: str, code: str, now: datetime, device: str = CHILD) -> bool:
    wave, branch = sheets.at(session, link, now)
    where = {"device": device, "wave": wave, "branch_id": branch.branch_id}
    return parental_codes.enter(session, code=code, now=now, **where)


def send(session: Session, link: str, now: datetime, device: str = CHILD) -> str | None:
    wave, branch = sheets.at(session, link, now)
    return responses.submit(session, device=device, wave=wave, branch=branch, now=now)


def answer(session: Session, link: str, code: str, now: datetime, device: str = CHILD, **but: Any) -> str:
    """Fill in, enter the code and send; return the receipt code."""
    fill_in(session, link, now, device, **but)
    assert enter(session, link, code, now, device)
    receipt = send(session, link, now, device)
    assert receipt is not None
    return receipt
