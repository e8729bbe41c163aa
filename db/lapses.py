"""Settled needs whose youth says nothing: asked once more after 7 days, ended after 15, by time and by nobody.

逾期未评价 is not a confirmation and is counted apart; neither is 口头确认, the end of what a cadre wrote down for a youth
who never took the receipt. Who speaks later is heard: both may still be confirmed, and reopened.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from db.claims import RELAYED
from db.models import Need, NeedEvent
from db.needs import step
from db.vocabulary import NeedState, Party, Verb

DAYS_TO_REMIND = 7
DAYS_TO_LAPSE = 15
# Of a turn: the rest has time until the next one.
MOST = 500


def remind(session: Session, *, today: date) -> int:
    """Ask once more where a need was settled 7 days ago or more; return how many were asked.

    The thread says so, so the receipt page and the remembered receipts do. Once for each settling.
    """
    silent = _settled(session, today - timedelta(days=DAYS_TO_REMIND), ~_unclaimed(), ~_reminded(today))
    for need in silent:
        step(session, need=need, verb=Verb.REMIND, party=Party.SYSTEM, today=today)
    return len(silent)


def lapse(session: Session, *, today: date) -> int:
    """End what was settled 15 days ago or more; return how many ended.

    Nothing lapses before it was asked about once more, and had as many days then as there are between both: so what
    was settled long ago, while nobody turned the months, has its time too.
    """
    since = today - timedelta(days=DAYS_TO_LAPSE)
    asked = _reminded(today - timedelta(days=DAYS_TO_LAPSE - DAYS_TO_REMIND))
    lapsed = _settled(session, since, ~_unclaimed(), asked)
    relayed = _settled(session, since, _unclaimed())
    for needs, verb in ((lapsed, Verb.LAPSE), (relayed, Verb.RELAY)):
        for need in needs:
            step(session, need=need, verb=verb, party=Party.SYSTEM, today=today)
            need.closed_on = today
    session.flush()
    return len(lapsed) + len(relayed)


def _settled(session: Session, until: date, *conditions: ColumnElement[bool]) -> Sequence[Need]:
    return session.scalars(
        select(Need)
        .where(Need.state == NeedState.SETTLED, Need.settled_on <= until, *conditions)
        # Drawn numbers: nothing follows from the order.
        .order_by(Need.settled_on, Need.number)
        .limit(MOST)
        # Whoever confirms at this moment goes first.
        .with_for_update(skip_locked=True)
    ).all()


def _unclaimed() -> ColumnElement[bool]:
    return Need.source.in_(RELAYED) & ~exists(_events(Verb.CLAIM))


def _reminded(until: date) -> ColumnElement[bool]:
    settled = select(func.max(NeedEvent.seq)).where(
        NeedEvent.need_id == Need.id, NeedEvent.verb == Verb.SETTLE
    )
    since = _events(Verb.REMIND).where(
        NeedEvent.seq > settled.correlate(Need).scalar_subquery(), NeedEvent.happened_on <= until
    )
    return exists(since)


def _events(verb: Verb) -> Select[Any]:
    return select(NeedEvent.need_id).where(NeedEvent.need_id == Need.id, NeedEvent.verb == verb)
