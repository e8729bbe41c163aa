"""How needs went: when they were raised, taken on, settled, and where they stand since when."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from db.frames import Rows, needs_of, needs_within
from db.models import Need
from db.rights import Doer
from db.vocabulary import NeedState

# Where the work is done. In every other state somebody is to work on it.
STANDS = {
    NeedState.SETTLED: "settled",
    NeedState.CONFIRMED: "confirmed",
    NeedState.LAPSED: "lapsed",
    NeedState.RELAYED: "relayed",
    NeedState.DECLINED: "declined",
    NeedState.WITHDRAWN: "withdrawn",
}


def of_months(session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date]) -> pd.DataFrame:
    """How the needs raised in some months went, without anything that names a need, a person or what it is about.

    Read from the needs themselves, which keep the days of their last steps: the log of a large committee is too long
    to be read for every page.

    Returns DataFrame, one row per group of needs that went alike: month, raised_on, taken_on (first taken on, by
    whomever; missing if never), settled_on (settled, and not reopened since; missing if not), turned_on (since when
    it stands where it stands; missing while it is open), state ("open" as long as somebody is to work on it,
    "settled", "confirmed", "lapsed", "relayed", "declined", "withdrawn"), n. All days are dates.
    Refuses: no_right, organisation_unknown.
    """
    state = case(*((Need.state == one, literal(word)) for one, word in STANDS.items()), else_=literal("open"))
    turned_on = case((Need.state == NeedState.SETTLED, Need.settled_on), else_=Need.closed_on)
    keys = (Need.month, Need.raised_on, Need.accepted_on, Need.settled_on, turned_on, state)
    query: Rows = select(*keys, func.count()).where(Need.month.in_(months)).group_by(*keys)
    query = needs_of(session, needs_within(query, actor), actor, organisation_id)
    # Bare tuples: there are nearly as many as needs, and pandas asks anything else for its names, one by one.
    rows = [tuple(row) for row in session.connection().execute(query)]
    columns = ["month", "raised_on", "taken_on", "settled_on", "turned_on", "state", "n"]
    return pd.DataFrame(rows, columns=columns, dtype=object).astype({"state": "str", "n": int})
