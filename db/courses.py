"""How needs went, from the event log: when they were raised, taken on, settled, and where they stand since when."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.frames import TAKEN_ON, Rows, needs_of, needs_within
from db.models import Need, NeedEvent
from db.rights import Doer
from db.vocabulary import Verb

# The last of these says how a need stands.
TURNS = {
    Verb.RAISE: "open",
    Verb.REOPEN: "open",
    Verb.SETTLE: "settled",
    Verb.CONFIRM: "confirmed",
    Verb.LAPSE: "lapsed",
    Verb.RELAY: "relayed",
    Verb.DECLINE: "declined",
    Verb.WITHDRAW: "withdrawn",
}


def of_months(session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date]) -> pd.DataFrame:
    """How the needs raised in some months went, without anything that names a need, a person or what it is about.

    Returns DataFrame, one row per group of needs that went alike: month, raised_on, taken_on (first taken on, by
    whomever; missing if never), settled_on (last settled; missing if never), turned_on (since when it stands
    where it stands), state ("open" as long as somebody is to work on it, "settled", "confirmed", "lapsed",
    "relayed", "declined", "withdrawn"), n. All days are dates. Refuses: no_right, organisation_unknown.
    """
    last = _last_turns(session, actor, organisation_id, months).subquery()
    keys = (
        Need.month,
        Need.raised_on,
        last.c.taken_on,
        last.c.settled_on,
        NeedEvent.happened_on,
        NeedEvent.verb,
    )
    rows = session.execute(
        select(*keys, func.count())
        .join(last, (last.c.need_id == NeedEvent.need_id) & (last.c.seq == NeedEvent.seq))
        .join(Need, Need.id == NeedEvent.need_id)
        .group_by(*keys)
    )
    columns = ["month", "raised_on", "taken_on", "settled_on", "turned_on", "state", "n"]
    return pd.DataFrame(
        [(*days, TURNS[verb], n) for *days, verb, n in rows], columns=columns, dtype=object
    ).astype({"state": "str", "n": int})


def _last_turns(session: Session, actor: Doer, organisation_id: int, months: Sequence[date]) -> Rows:
    turn = case((NeedEvent.verb.in_(list(TURNS)), NeedEvent.seq))
    query: Rows = (
        select(
            NeedEvent.need_id,
            func.max(turn).label("seq"),
            func.min(case((NeedEvent.verb.in_(TAKEN_ON), NeedEvent.happened_on))).label("taken_on"),
            func.max(case((NeedEvent.verb == Verb.SETTLE, NeedEvent.happened_on))).label("settled_on"),
        )
        .join(Need, Need.id == NeedEvent.need_id)
        .where(Need.month.in_(months))
        .group_by(NeedEvent.need_id)
    )
    return needs_of(session, needs_within(query, actor), actor, organisation_id)
