"""What happened over time: needs raised, settled and confirmed, by month or by day, and the deeds of a branch."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Date, func, literal, select, union_all
from sqlalchemy.orm import Session

from db import promptness
from db.frames import Rows, needs_of, needs_within
from db.models import Deed, Need, NeedEvent
from db.rights import Act, Doer, Noun, organisation_for
from db.vocabulary import OPEN_STATES, Verb
from db.workdays import add_months

FLOWS = {Verb.SETTLE: "settled", Verb.CONFIRM: "confirmed"}
# What makes a need open, and what ends that: every settling, also of what is reopened later.
STEPS = {
    Verb.RAISE: "raised",
    Verb.REOPEN: "reopened",
    Verb.SETTLE: "closed",
    Verb.DECLINE: "closed",
    Verb.WITHDRAW: "closed",
}


def of_needs(
    session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date], today: date
) -> pd.DataFrame:
    """What happened to needs in each of some months that follow one another, the first of them first.

    Returns DataFrame, one row per month: month (date), raised, settled, confirmed (needs to which this
    happened in the month, whenever they were raised), due, on_time (as `promptness.settled` has them).
    Refuses: no_right, organisation_unknown.
    """
    # Held, so that the session looks it up once for all that is asked below.
    top = organisation_for(session, actor, organisation_id, Noun.NEED_COUNT, Act.READ)

    def kept(query: Rows) -> Rows:
        return needs_of(session, needs_within(query, actor), actor, top.id)

    def counted(query: Rows) -> list[Any]:
        return list(session.execute(kept(query)))

    found = pd.DataFrame(0, index=list(months), columns=["raised", *FLOWS.values()])
    raised = select(Need.month, func.count()).select_from(Need).where(Need.month.in_(months))
    for month, n in counted(raised.group_by(Need.month)):
        found.loc[month, "raised"] = n
    for index, verb, n in counted(_happened(months)):
        found.loc[months[index], FLOWS[verb]] = n
    due, on_time = Counter[int](), Counter[int]()
    for index, _, n, n_on_time in promptness.settled(session, months, kept=kept, today=today):
        due[index] += n
        on_time[index] += n_on_time
    found["due"] = [due[index] for index in range(len(months))]
    found["on_time"] = [on_time[index] for index in range(len(months))]
    return found.rename_axis("month").reset_index()


def _happened(months: Sequence[date]) -> Rows:
    month = promptness.month_among(NeedEvent.happened_on, months)
    return (
        select(month, NeedEvent.verb, func.count(NeedEvent.need_id.distinct()))
        .join(Need, Need.id == NeedEvent.need_id)
        .where(
            NeedEvent.happened_on >= months[0],
            NeedEvent.happened_on < add_months(months[-1], 1),
            NeedEvent.verb.in_(list(FLOWS)),
        )
        .group_by(month, NeedEvent.verb)
    )


def of_days(session: Session, *, actor: Doer, organisation_id: int, first: date, last: date) -> pd.DataFrame:
    """How many needs were raised, reopened and closed (settled, declined or withdrawn) on each day of a window.

    Returns DataFrame, one row per day on which any of it happened: day (date), raised, reopened, closed. What was open
    as the window began stands as raised on the day before it: it is what is open now, without what came since and
    with what was closed since, so that no page reads years of log. Refuses: no_right, organisation_unknown.
    """

    def kept(query: Rows) -> Rows:
        return needs_of(session, needs_within(query, actor), actor, organisation_id)

    steps: Rows = (
        select(NeedEvent.happened_on, NeedEvent.verb, func.count())
        .join(Need, Need.id == NeedEvent.need_id)
        .where(NeedEvent.verb.in_(list(STEPS)), NeedEvent.happened_on >= first)
        .group_by(NeedEvent.happened_on, NeedEvent.verb)
    )
    still_open: Rows = select(literal(None, Date), literal(None, NeedEvent.verb.type), func.count())
    still_open = still_open.select_from(Need).where(Need.state.in_(OPEN_STATES))
    # In one statement: a step between two of them would be in the one and not in the other.
    rows = session.execute(union_all(kept(steps), kept(still_open))).all()
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for on, verb, n in rows:
        if on is not None:
            found[on][STEPS[verb]] += n
    since = sum(found.values(), Counter[str]())
    begun_with = sum(n for on, _, n in rows if on is None)
    begun_with += since["closed"] - since["raised"] - since["reopened"]
    before = [(first - timedelta(days=1), begun_with, 0, 0)] if begun_with else []
    columns = ["raised", "reopened", "closed"]
    days = [(on, *(counts[name] for name in columns)) for on, counts in sorted(found.items()) if on <= last]
    return pd.DataFrame([*before, *days], columns=["day", *columns])


def of_deeds(session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date]) -> pd.DataFrame:
    """How many deeds an organisation finished in each of some months, and for how many people.

    Returns DataFrame, one row per month: month (date), n, beneficiaries (人次; unknown ones count as none).
    Refuses: no_right, organisation_unknown.
    """
    organisation_for(session, actor, organisation_id, Noun.DEED, Act.READ)
    query = select(Deed.month, func.count(), func.coalesce(func.sum(Deed.beneficiaries), 0)).where(
        Deed.organisation_id == organisation_id, Deed.month.in_(months), Deed.done_on.is_not(None)
    )
    found = {month: (n, people) for month, n, people in session.execute(query.group_by(Deed.month))}
    rows = [(month, *found.get(month, (0, 0))) for month in months]
    return pd.DataFrame(rows, columns=["month", "n", "beneficiaries"])
