"""Reads for reports: grouped counts as frames with documented columns; rights are in the fetch."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from db.models import Deed, Need, NeedEvent, Organisation, Tally, WaveBranch
from db.rights import Act, Doer, Noun, organisation_for, within
from db.vocabulary import STATE_TYPES, Level, NeedState, StateType, Verb
from db.workdays import add_months

Rows = Select[*tuple[Any, ...]]
OPEN = tuple(state for state, kind in STATE_TYPES.items() if kind is StateType.OPEN)


def tallies(session: Session, *, wave_id: int, is_doubtful: bool = False) -> pd.DataFrame:
    """Counts of a wave per committee and domain, as they stood when it opened. For releases, not for pages.

    is_doubtful : count the answers marked 可能需要核实 instead of the others.

    Returns DataFrame: committee_id (Int64) and domain (str), both missing for a branch that the wave does not
    know, question, row, cell (see `db.tallies`), n. General branches count under their committee.
    """
    keys = (WaveBranch.committee_id, WaveBranch.domain, Tally.question, Tally.row, Tally.cell)
    query = (
        select(*keys, func.sum(Tally.n))
        .select_from(Tally)
        .outerjoin(
            WaveBranch, (WaveBranch.wave_id == Tally.wave_id) & (WaveBranch.branch_id == Tally.branch_id)
        )
        .where(Tally.wave_id == wave_id, Tally.is_doubtful.is_(is_doubtful), Tally.n > 0)
        .group_by(*keys)
    )
    rows = [
        (committee_id, domain and domain.value, *cell)
        for committee_id, domain, *cell in session.execute(query)
    ]
    columns = ["committee_id", "domain", "question", "row", "cell", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"committee_id": "Int64", "domain": "str", "n": int})


def need_months(session: Session, *, actor: Doer, organisation_id: int | None = None) -> list[date]:
    """Return the months in which needs within the person's right were raised, latest first.

    organisation_id : only needs from this organisation and below. Refuses: no_right, organisation_unknown.
    """
    query = _within_right(select(Need.month).distinct(), actor).order_by(Need.month.desc())
    return list(session.scalars(_of(session, query, actor, organisation_id)))


def need_scopes(session: Session, *, actor: Doer) -> list[tuple[int, str]]:
    """Return (id, name) of the organisations whose needs the person may count as one, the widest first.

    These are the district and the committees. Refuses: no_right.
    """
    visible = within(
        actor, Noun.NEED_COUNT, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(visible, Organisation.level.in_(["district", "committee"]))
        .order_by(Organisation.level.desc(), Organisation.name)
    )
    return [(key, name) for key, name in rows]


def need_events(
    session: Session, *, actor: Doer, organisation_id: int | None = None, month: date | None = None
) -> pd.DataFrame:
    """The event log of needs, without text and without anything that names a need or a person.

    organisation_id : only needs from this organisation and below. month : only needs raised in it.

    Returns DataFrame, one row per step: need (int, opaque, good for grouping within this frame only),
    seq (1…), happened_on (date), verb, state (after the step), type ("open", "settled", "closed"), rating
    (Int64, 1–5). Refuses: no_right, organisation_unknown.
    """
    query: Rows = select(
        NeedEvent.need_id,
        NeedEvent.seq,
        NeedEvent.happened_on,
        NeedEvent.verb,
        NeedEvent.to_state,
        NeedEvent.facts,
    ).join(Need, Need.id == NeedEvent.need_id)
    query = _of(session, _within_right(query, actor), actor, organisation_id)
    if month is not None:
        query = query.where(Need.month == month)
    rows = session.execute(query.order_by(NeedEvent.need_id, NeedEvent.seq)).all()
    # Keys are random, so numbering them in their order tells nothing.
    numbers = {need_id: number for number, need_id in enumerate(dict.fromkeys(row[0] for row in rows))}
    values = [
        (numbers[need_id], seq, on, verb.value, state.value, STATE_TYPES[state].value, facts.get("rating"))
        for need_id, seq, on, verb, state, facts in rows
    ]
    columns = ["need", "seq", "happened_on", "verb", "state", "type", "rating"]
    return pd.DataFrame(values, columns=columns).astype({"rating": "Int64"})


def need_standings(
    session: Session, *, actor: Doer, organisation_id: int | None = None, month: date | None = None
) -> pd.DataFrame:
    """How many needs stand where, counted from the event log by the database.

    organisation_id, month : as for `need_events`; `follow_up.standings` counts its frame to the same figures.

    Returns DataFrame: state (after the last step), type, was_accepted (bool, ever), rating (Int64, of the
    confirmation), n. Refuses: no_right, organisation_unknown.
    """
    rating = case((NeedEvent.verb == Verb.CONFIRM, NeedEvent.facts["rating"].as_integer()))
    query: Rows = select(
        NeedEvent.need_id,
        func.max(NeedEvent.seq).label("seq"),
        func.max(case((NeedEvent.verb == Verb.ACCEPT, 1), else_=0)).label("was_accepted"),
        func.max(rating).label("rating"),
    ).join(Need, Need.id == NeedEvent.need_id)
    query = _of(session, _within_right(query, actor), actor, organisation_id)
    if month is not None:
        query = query.where(Need.month == month)
    last = query.group_by(NeedEvent.need_id).subquery()
    keys = (NeedEvent.to_state, last.c.was_accepted, last.c.rating)
    rows = session.execute(
        select(*keys, func.count())
        .join(last, (last.c.need_id == NeedEvent.need_id) & (last.c.seq == NeedEvent.seq))
        .group_by(*keys)
    )
    values = [
        (state.value, STATE_TYPES[state].value, bool(accepted), rated, n)
        for state, accepted, rated, n in rows
    ]
    columns = ["state", "type", "was_accepted", "rating", "n"]
    return pd.DataFrame(values, columns=columns).astype({"rating": "Int64", "n": int})


FLOWS = {Verb.RAISE: "raised", Verb.SETTLE: "settled", Verb.CONFIRM: "confirmed"}


def need_flows(
    session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date], today: date
) -> pd.DataFrame:
    """What happened to needs in each of some months that follow one another, the first of them first.

    Returns DataFrame, one row per month: month (date), raised, settled, confirmed (needs to which this
    happened in the month, whenever they were raised), due (needs whose first deadline lay in the month and has
    passed or was met; withdrawn ones left out), on_time (of these: settled, or declined with a reason, by the
    deadline). Refuses: no_right, organisation_unknown.
    """
    flows = pd.DataFrame(0, index=list(months), columns=[*FLOWS.values(), "due", "on_time"])
    month = _month_among(NeedEvent.happened_on, months)
    query: Rows = select(month, NeedEvent.verb, func.count(NeedEvent.need_id.distinct())).join(
        Need, Need.id == NeedEvent.need_id
    )
    query = _of(session, _within_right(query, actor), actor, organisation_id).where(
        NeedEvent.happened_on >= months[0],
        NeedEvent.happened_on < add_months(months[-1], 1),
        NeedEvent.verb.in_(list(FLOWS)),
    )
    for index, verb, n in session.execute(query.group_by(month, NeedEvent.verb)):
        flows.loc[months[index], FLOWS[verb]] = n
    for index, met, n in session.execute(_due(session, actor, organisation_id, months, today)):
        flows.loc[months[index], "due"] += n
        flows.loc[months[index], "on_time"] += n if met else 0
    return flows.rename_axis("month").reset_index()


def _due(session: Session, actor: Doer, organisation_id: int, months: Sequence[date], today: date) -> Rows:
    # The deadline that was promised first: putting it off does not make a need on time.
    due = func.coalesce(Need.extended_from, Need.due_on)
    met = (
        select(NeedEvent.need_id)
        .where(
            NeedEvent.need_id == Need.id,
            NeedEvent.verb.in_([Verb.SETTLE, Verb.DECLINE]),
            NeedEvent.happened_on <= due,
        )
        .exists()
    )
    month = _month_among(due, months)
    query = _of(
        session,
        _within_right(select(month, met, func.count()).select_from(Need), actor),
        actor,
        organisation_id,
    )
    inside = and_(due >= months[0], due < add_months(months[-1], 1), or_(due < today, met))
    return query.where(inside, Need.state != NeedState.WITHDRAWN).group_by(month, met)


def _month_among(day: Any, months: Sequence[date]) -> ColumnElement[int]:
    later = [(day >= month, literal(index)) for index, month in reversed(list(enumerate(months)))]
    return case(*later, else_=literal(0))


def deed_months(
    session: Session, *, actor: Doer, organisation_id: int, months: Sequence[date]
) -> pd.DataFrame:
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


def open_needs(
    session: Session, *, actor: Doer, today: date, organisation_id: int | None = None
) -> pd.DataFrame:
    """How many needs are open, by state and by how long ago they were raised.

    Returns DataFrame: state (str), days (int, since it was raised), n. Refuses: no_right,
    organisation_unknown.
    """
    query: Rows = select(Need.state, Need.raised_on, func.count()).where(Need.state.in_(OPEN))
    query = _of(session, _within_right(query, actor), actor, organisation_id)
    rows = session.execute(query.group_by(Need.state, Need.raised_on)).all()
    values = [(NeedState(state).value, (today - raised_on).days, n) for state, raised_on, n in rows]
    return pd.DataFrame(values, columns=["state", "days", "n"]).astype({"days": int, "n": int})


def _within_right(query: Rows, actor: Doer) -> Rows:
    # A branch counts what it handles; above it, a need counts where it came from.
    condition = within(
        actor, Noun.NEED_COUNT, Act.READ, organisation_id=Need.organisation_id, path=Organisation.path
    )
    # Before the hand-over nobody counts it: an arrival seen live could be laid beside an answer.
    return query.join(Organisation, Organisation.id == Need.branch_id).where(
        condition, Need.handed_on.is_not(None)
    )


def _of(session: Session, query: Rows, actor: Doer, organisation_id: int | None) -> Rows:
    if organisation_id is None:
        return query
    top = organisation_for(session, actor, organisation_id, Noun.NEED_COUNT, Act.READ)
    if top.level is Level.BRANCH:
        # What went straight up is not the branch's: it never sees it, and its page does not count it.
        query = query.where(Need.organisation_id == top.id)
    return query.where(Organisation.path.startswith(top.path, autoescape=True))
