"""Reads for reports: grouped counts as frames with documented columns; rights are in the fetch."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Date, Select, case, column, func, select, values
from sqlalchemy.orm import Session, aliased

from db.models import Need, NeedEvent, Organisation, Tally, WaveBranch
from db.name_order import natural_key
from db.rights import Act, Doer, Noun, organisation_for, require, within
from db.vocabulary import OPEN_STATES, STATE_TYPES, Level, NeedState, Verb
from db.workdays import add_months

Rows = Select[*tuple[Any, ...]]
ABOVE = aliased(Organisation)  # the committee that a need's branch stands under
TAKEN_ON = (Verb.ACCEPT, Verb.TAKE_OVER)


def tallies(session: Session, *, wave_id: int, is_doubtful: bool = False) -> pd.DataFrame:
    """Counts of a wave per branch, its committee and domain as they stood when it opened. For releases, not for pages.

    is_doubtful : count the answers marked 可能需要核实 instead of the others.

    Returns DataFrame: branch_id, committee_id (Int64) and domain (str), both missing for a branch that the wave does
    not know, question, row, cell (see `db.tallies`), n. General branches count under their committee.
    """
    keys = (
        Tally.branch_id,
        WaveBranch.committee_id,
        WaveBranch.domain,
        Tally.question,
        Tally.row,
        Tally.cell,
    )
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
        (branch_id, committee_id, domain and domain.value, *cell)
        for branch_id, committee_id, domain, *cell in session.execute(query)
    ]
    columns = ["branch_id", "committee_id", "domain", "question", "row", "cell", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"committee_id": "Int64", "domain": "str", "n": int})


def need_months(
    session: Session,
    *,
    actor: Doer,
    organisation_id: int | None = None,
    until: date | None = None,
    most: int | None = None,
) -> list[date]:
    """Return the months in which needs within the person's right were raised, latest first.

    organisation_id : only needs from this organisation and below. until : no later month. most : no more of them.
    Refuses: no_right, organisation_unknown.
    """
    # One by one: only then does SQLite take each from an end of the index.
    require(actor, Noun.NEED_COUNT, Act.READ)
    first, last = (session.scalar(select(end(Need.month))) for end in (func.min, func.max))
    if first is None or last is None:
        return []
    months = [min(last, until or last)]
    while months[-1] > first:
        months.append(add_months(months[-1], -1))
    # Month by month: the first need found is enough, so that not all of them are read.
    asked = values(column("month", Date), name="asked").data([(month,) for month in months]).cte()
    query = needs_within(select(Need.id).where(Need.month == asked.c.month), actor)
    has_needs = needs_of(session, query, actor, organisation_id).exists()
    chosen = select(asked.c.month).where(has_needs).order_by(asked.c.month.desc()).limit(most)
    return list(session.scalars(chosen))


def need_scopes(session: Session, *, actor: Doer) -> list[tuple[int, str]]:
    """Return (id, name) of district and committees whose needs the person may count, the widest first. Refuses: no_right."""
    return _scopes(session, actor, Level.DISTRICT) + committees(session, actor=actor)


def committees(session: Session, *, actor: Doer) -> list[tuple[int, str]]:
    """Return (id, name) of the committees whose needs the person may count, by name. Refuses: no_right."""
    return _scopes(session, actor, Level.COMMITTEE)


def _scopes(session: Session, actor: Doer, level: Level) -> list[tuple[int, str]]:
    visible = within(
        actor, Noun.NEED_COUNT, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    query = select(Organisation.id, Organisation.name).where(visible, Organisation.level == level)
    rows = session.execute(query).all()
    return [(key, name) for key, name in sorted(rows, key=lambda row: natural_key(row[1]))]


def need_events(
    session: Session, *, actor: Doer, organisation_id: int | None = None, month: date | None = None
) -> pd.DataFrame:
    """The event log of needs, without text and without anything that names a need or a person.

    organisation_id : only needs from this organisation and below. month : only needs raised in it.

    Returns DataFrame, one row per step: need (int, opaque, good for grouping within this frame only),
    seq (1…), happened_on (date), verb, state (after the step), type ("open", "settled", "closed"), rating
    (Int64, 1–5), outcome (str, what the youth says became of it). Refuses: no_right, organisation_unknown.
    """
    query: Rows = select(
        NeedEvent.need_id,
        NeedEvent.seq,
        NeedEvent.happened_on,
        NeedEvent.verb,
        NeedEvent.to_state,
        NeedEvent.facts,
    ).join(Need, Need.id == NeedEvent.need_id)
    query = needs_of(session, needs_within(query, actor), actor, organisation_id)
    if month is not None:
        query = query.where(Need.month == month)
    rows = session.execute(query.order_by(NeedEvent.need_id, NeedEvent.seq)).all()
    # Keys are random, so numbering them in their order tells nothing.
    numbers = {need_id: number for number, need_id in enumerate(dict.fromkeys(row[0] for row in rows))}
    said = ("rating", "outcome")
    values = [
        (numbers[need_id], seq, on, verb.value, state.value, STATE_TYPES[state].value, *map(facts.get, said))
        for need_id, seq, on, verb, state, facts in rows
    ]
    columns = ["need", "seq", "happened_on", "verb", "state", "type", *said]
    return pd.DataFrame(values, columns=columns).astype({"rating": "Int64", "outcome": "str"})


def need_standings(
    session: Session,
    *,
    actor: Doer,
    organisation_id: int | None = None,
    months: Sequence[date] = (),
    rated_before: date | None = None,
) -> pd.DataFrame:
    """How many needs stand where, counted from the event log by the database.

    organisation_id : as for `need_events`. months : only needs raised in these; all where there are none. rated_before :
    later ratings are missing. `follow_up.standings` counts the frame of `need_events` to the same figures.

    Returns DataFrame: state (after the last step), type, was_accepted (bool, ever, by whomever), was_reopened
    (bool, ever), rating (Int64) and outcome (str), both of the confirmation, n. Refuses: no_right,
    organisation_unknown.
    """
    is_confirmation = NeedEvent.verb == Verb.CONFIRM
    is_rating = (
        is_confirmation if rated_before is None else is_confirmation & (NeedEvent.happened_on < rated_before)
    )
    # By the need's own key: so they come from the index of its month in their order, and nothing has to be sorted.
    query: Rows = select(
        Need.id.label("need_id"),
        func.max(NeedEvent.seq).label("seq"),
        func.max(case((NeedEvent.verb.in_(TAKEN_ON), 1), else_=0)).label("was_accepted"),
        func.max(case((NeedEvent.verb == Verb.REOPEN, 1), else_=0)).label("was_reopened"),
        func.max(case((is_rating, NeedEvent.facts["rating"].as_integer()))).label("rating"),
        func.max(case((is_confirmation, NeedEvent.facts["outcome"].as_string()))).label("outcome"),
    ).join_from(Need, NeedEvent, NeedEvent.need_id == Need.id)
    query = needs_of(session, needs_within(query, actor), actor, organisation_id)
    if months:
        query = query.where(Need.month.in_(months))
    last = query.group_by(Need.id).subquery()
    keys = (NeedEvent.to_state, last.c.was_accepted, last.c.was_reopened, last.c.rating, last.c.outcome)
    rows = session.execute(
        select(*keys, func.count())
        .join(last, (last.c.need_id == NeedEvent.need_id) & (last.c.seq == NeedEvent.seq))
        .group_by(*keys)
    )
    values = [
        (state.value, STATE_TYPES[state].value, bool(accepted), bool(reopened), *rest)
        for state, accepted, reopened, *rest in rows
    ]
    columns = ["state", "type", "was_accepted", "was_reopened", "rating", "outcome", "n"]
    return pd.DataFrame(values, columns=columns).astype({"rating": "Int64", "outcome": "str", "n": int})


def ratings(session: Session, *, actor: Doer, month: date, before: date) -> dict[Hashable, int]:
    """Return committee → how many needs raised in a month were rated before a day; None for those under no committee.

    For deciding whose satisfaction may be told beside whose, not to be shown. Refuses: no_right.
    """
    # None is rated before its month: the bound keeps the database from reading every confirmation there ever was.
    on = (NeedEvent.happened_on >= month) & (NeedEvent.happened_on < before)
    said = (NeedEvent.need_id == Need.id) & (NeedEvent.verb == Verb.CONFIRM) & on
    query: Rows = select(Need.branch_id, func.count().label("n")).select_from(Need).join(NeedEvent, said)
    query = query.where(Need.month == month, Need.rating.is_not(None))
    # First by branch: the committee is then looked up once for each of them, not for each need.
    by_branch = needs_within(query, actor).group_by(Need.branch_id).subquery()
    counted: Rows = select(ABOVE.id, func.sum(by_branch.c.n)).select_from(by_branch)
    counted = counted.join(Organisation, Organisation.id == by_branch.c.branch_id)
    found = session.execute(under_committees(counted).group_by(ABOVE.id))
    return {row[0]: int(row[1]) for row in found}


def under_committees(query: Rows) -> Rows:
    """Return a query of needs joined to `ABOVE`, the committee that a need's branch stands under, if to any."""
    # By key, not by path: a path would be laid beside that of every organisation, for every need. A committee is
    # right above its branch or one step further, with a general branch between.
    between = aliased(Organisation)
    further = select(between.parent_id).where(between.id == Organisation.parent_id)
    nearest = [Organisation.parent_id, further.correlate(Organisation).scalar_subquery()]
    return query.outerjoin(ABOVE, ABOVE.id.in_(nearest) & (ABOVE.level == Level.COMMITTEE))


def open_needs(
    session: Session, *, actor: Doer, today: date, organisation_id: int | None = None
) -> pd.DataFrame:
    """How many needs are open, by state and by how long ago they were raised.

    Returns DataFrame: state (str), days (int, since it was raised), n. Refuses: no_right,
    organisation_unknown.
    """
    query: Rows = select(Need.state, Need.raised_on, func.count()).where(Need.state.in_(OPEN_STATES))
    query = needs_of(session, needs_within(query, actor), actor, organisation_id)
    rows = session.execute(query.group_by(Need.state, Need.raised_on)).all()
    values = [(NeedState(state).value, (today - raised_on).days, n) for state, raised_on, n in rows]
    return pd.DataFrame(values, columns=["state", "days", "n"]).astype({"days": int, "n": int})


def needs_within(query: Rows, actor: Doer) -> Rows:
    """Return a query of needs kept within the person's right to count them. Refuses: no_right."""
    # A branch counts what it handles; above it, a need counts where it came from.
    condition = within(
        actor, Noun.NEED_COUNT, Act.READ, organisation_id=Need.organisation_id, path=Organisation.path
    )
    # Before the hand-over nobody counts it: an arrival seen live could be laid beside an answer.
    return query.join(Organisation, Organisation.id == Need.branch_id).where(
        condition, Need.handed_on.is_not(None)
    )


def needs_of(session: Session, query: Rows, actor: Doer, organisation_id: int | None) -> Rows:
    """Return a query of needs kept to an organisation and below. Refuses: no_right, organisation_unknown."""
    if organisation_id is None:
        return query
    top = organisation_for(session, actor, organisation_id, Noun.NEED_COUNT, Act.READ)
    if top.level is Level.BRANCH:
        # What went straight up is not the branch's: it never sees it, and its page does not count it.
        query = query.where(Need.goes_to_committee.is_(False))
    return query.where(Organisation.path.startswith(top.path, autoescape=True))
