"""An own answer by its receipt, as its youth has it: for tests of reading, correcting and deleting."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import corrections, drafts, receipts, responses, tallies
from db.models import Tally
from db.receipts import Opened
from tests import sheets

PHONE = "a-phone"


def opened(session: Session, code: str, now: datetime) -> Opened:
    found = receipts.open_receipt(session, code=code, device="", now=now)
    assert found is not None
    return found


def response_of(session: Session, code: str, now: datetime) -> uuid.UUID:
    found = opened(session, code, now).response_id
    assert found is not None
    return found


def reopen(session: Session, code: str, now: datetime, device: str = PHONE) -> str:
    key = response_of(session, code, now)
    return corrections.begin(session, response_id=key, code=code, device=device, now=now)


def send(session: Session, link: str, now: datetime, device: str = PHONE, **changes: object) -> str | None:
    wave, branch = sheets.at(session, link, now)
    drafts.save(session, device=device, wave=wave, branch_id=branch.branch_id, changes=changes, now=now)
    return responses.submit(session, device=device, wave=wave, branch=branch, now=now)


def in_step(session: Session) -> bool:
    session.expire_all()
    ids = session.scalars(select(Tally.wave_id).distinct()).all()
    return all(tallies.stored(session, wave_id=w) == tallies.count_responses(session, wave_id=w) for w in ids)
