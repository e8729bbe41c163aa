"""A need of the demo on its way, and what every step of a handler takes."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TypedDict

from sqlalchemy.orm import Session

from db import receipts
from db.demo.staff import Staff
from db.models import Need
from db.rights import Actor


class Common(TypedDict):
    """What every step of a handler takes."""

    actor: Actor
    need_id: uuid.UUID
    version: int
    now: datetime


@dataclass(frozen=True)
class Case:
    """A need on its way. sub_item : what it is about. draw : decides on words and stars."""

    session: Session
    need: Need
    sub_item: str
    staff: Staff
    draw: Random


def case_of(session: Session, *, code: str, sub_item: str, staff: Staff, draw: Random, now: datetime) -> Case:
    """Return the need behind a receipt code, found as the youth finds it."""
    opened = receipts.open_receipt(session, code=code, device="demo", now=now)
    assert opened is not None
    assert opened.need_id is not None
    return Case(session, session.get_one(Need, opened.need_id), sub_item, staff, draw)
