"""What happened month by month: needs raised, settled and confirmed, and the deeds of a branch."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from db.frames import Rows, needs_of, needs_within
from db.models import Deed, Need, NeedEvent
from db.rights import Act, Doer, Noun, organisation_for
from db.vocabulary import NeedState, Verb
from db.workdays import add_months

FLOWS = {Verb.SETTLE: "settled", Verb.CONFIRM: "confirmed"}


def of_needs(
    session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date], today: date
) -> pd.DataFrame:
    """What happened to needs in each of some months that follow one another, the first of them first.

    Returns DataFrame, one row per month: month (date), raised, settled, confirmed (needs to which this
    happened in the month, whenever they were raised), due (needs whose first deadline lay in the month and has
    passed or was met; withdrawn ones left out), on_time (of these: settled, or declined with a reason, by the
    deadline). Refuses: no_right, organisation_unknown.
    """

    def counted(query: Rows) -> list[Any]:
        return list(session.execute(needs_of(session, needs_within(query, actor), actor, organisation_id)))

    found = pd.DataFrame(0, index=list(months), columns=["raised", *FLOWS.values(), "due", "on_time"])
    raised = select(Need.month, func.count()).select_from(Need).where(Need.month.in_(months))
    for month, n in counted(raised.group_by(Need.month)):
        found.loc[month, "raised"] = n
    for index, verb, n in counted(_happened(months)):
        found.loc[months[index], FLOWS[verb]] = n
    for index, due, on_time in counted(_due(months, today)):
        found.loc[months[index], ["due", "on_time"]] = due, on_time
    return found.rename_axis("month").reset_index()


def _happened(months: Sequence[date]) -> Rows:
    month = _month_among(NeedEvent.happened_on, months)
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


def _due(months: Sequence[date], today: date) -> Rows:
    # The deadline that was promised first: putting it off does not make a need on time, nor does a reopening
    # change whether it was.
    due = func.coalesce(Need.first_due_on, Need.extended_from, Need.due_on)
    met = (
        select(NeedEvent.need_id)
        .where(
            NeedEvent.need_id == Need.id,
            NeedEvent.verb.in_([Verb.SETTLE, Verb.DECLINE]),
            NeedEvent.happened_on <= due,
        )
        .exists()
    )
    # What the need itself says is enough for most of them; the log knows of those that were reopened.
    in_time = or_(Need.settled_on <= due, met)
    month, end = _month_among(due, months), add_months(months[-1], 1)
    return (
        select(month, func.count(), func.sum(case((in_time, 1), else_=0)))
        .select_from(Need)
        .where(
            # For the indexes; an extension is shorter than three months, a reopening may come much later.
            or_(
                and_(Need.due_on >= months[0], Need.due_on < add_months(end, 3)),
                and_(Need.first_due_on >= months[0], Need.first_due_on < end),
            ),
            and_(due >= months[0], due < end, or_(due < today, in_time)),
            Need.state != NeedState.WITHDRAWN,
        )
        .group_by(month)
    )


def _month_among(day: Any, months: Sequence[date]) -> ColumnElement[int]:
    later = [(day >= month, literal(index)) for index, month in reversed(list(enumerate(months)))]
    return case(*later, else_=literal(0))


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
