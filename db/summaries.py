"""公开摘要: what the public board may tell of a settled need, in two short sentences: before and after.

The handler writes it, the committee or the district publishes or declines it. A sensitive need never has one, and
one whose youth asks for it to be done again leaves the board until it is settled and published anew.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from db import audit
from db.errors import Conflict, Invalid, NotFound
from db.models import Need, NeedSummary, Organisation
from db.need_ledger import fetch
from db.rights import Act, Actor, Noun, require, within
from db.vocabulary import NeedState, SummaryState
from db.workdays import today

LIMIT = 100
ON_BOARD = 2
# Settled, and not being done again.
DONE = (NeedState.SETTLED, NeedState.CONFIRMED, NeedState.LAPSED, NeedState.RELAYED)


@dataclass(frozen=True)
class Summary:
    """What its handler and the committee see of a summary. by : the organisation that wrote it."""

    need_id: uuid.UUID
    before: str
    after: str
    by: str
    state: SummaryState
    published_on: date | None


@dataclass(frozen=True)
class Story:
    """What everybody reads."""

    before: str
    after: str


def can_have_one(*, state: NeedState, is_sensitive: bool) -> bool:
    """Tell whether a need may be told of in public at all."""
    return state in DONE and not is_sensitive


def write(
    session: Session,
    *,
    actor: Actor,
    need_id: uuid.UUID,
    seen: Summary | None,
    before: str,
    after: str,
    now: datetime,
) -> None:
    """Write a settled need's summary, or write it anew: it then waits for the committee again.

    seen : what stood when the person wrote; if it was written, changed or decided on meanwhile nothing is.

    Refuses: no_right, need_unknown, changed_meanwhile, summary_sensitive, summary_not_settled,
    summary_missing, summary_too_long.
    """
    require(actor, Noun.SUMMARY, Act.ADD)
    need, _ = fetch(session, actor, need_id, Act.READ)
    if need.is_sensitive:
        raise Conflict("summary_sensitive")
    if need.state not in DONE:
        raise Conflict("summary_not_settled", state=need.state.label)
    words = {"before": _words(before, "before"), "after": _words(after, "after")}
    row = session.get(NeedSummary, need.id, with_for_update=True)
    _as_seen(row, seen)
    if row is None:
        session.add(NeedSummary(need_id=need.id, written_by=actor.id, **words))
    else:
        row.before, row.after, row.written_by = words["before"], words["after"], actor.id
        row.published_on = row.published_by = None
    _audit(session, actor, need, "write_summary", now)


def _words(text: str, field: str) -> str:
    # One line each: the board shows them beside one another.
    words = " ".join(text.split())
    if not words:
        raise Invalid("summary_missing", field=field)
    if len(words) > LIMIT:
        raise Invalid("summary_too_long", field=field, limit=LIMIT)
    return words


def publish(session: Session, *, actor: Actor, seen: Summary, now: datetime) -> None:
    """Put a summary on the public board.

    seen : as the person read it; if it was changed or decided on meanwhile nothing is published.

    Refuses: no_right, summary_unknown, changed_meanwhile, summary_sensitive, summary_not_settled.
    """
    row, need = _for_decision(session, actor, seen)
    if need.is_sensitive:
        raise Conflict("summary_sensitive")
    if need.state not in DONE:
        raise Conflict("summary_not_settled", state=need.state.label)
    row.published_on, row.published_by = today(now), actor.id
    _audit(session, actor, need, "publish_summary", now)


def decline(session: Session, *, actor: Actor, seen: Summary, now: datetime) -> None:
    """Do not publish a summary, or take it off the board; its handler may write it anew.

    seen : as for `publish`.

    Refuses: no_right, summary_unknown, changed_meanwhile.
    """
    row, need = _for_decision(session, actor, seen)
    row.published_on, row.published_by = None, actor.id
    _audit(session, actor, need, "decline_summary", now)


def _for_decision(session: Session, actor: Actor, seen: Summary) -> tuple[NeedSummary, Need]:
    found = session.execute(
        select(NeedSummary, Need)
        .join(Need, Need.id == NeedSummary.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(NeedSummary.need_id == seen.need_id, _visible(actor, Act.PUBLISH))
        .with_for_update(of=NeedSummary)
    ).one_or_none()
    if found is None:
        raise NotFound("summary_unknown")
    row, need = found
    _as_seen(row, seen)
    return row, need


def _as_seen(row: NeedSummary | None, seen: Summary | None) -> None:
    stands = (row.before, row.after, _state(row)) if row else None
    if stands != ((seen.before, seen.after, seen.state) if seen else None):
        raise Conflict("changed_meanwhile")


def _audit(session: Session, actor: Actor, need: Need, verb: str, now: datetime) -> None:
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"need:{need.id}",
        organisation_id=need.organisation_id,
        now=now,
    )


def _visible(actor: Actor, act: Act) -> ColumnElement[bool]:
    return within(actor, Noun.SUMMARY, act, organisation_id=Need.organisation_id, path=Organisation.path)


def of_need(session: Session, *, actor: Actor, need_id: uuid.UUID) -> Summary | None:
    """Return a need's summary for those who may read it, None if there is none. Refuses: no_right."""
    return next(iter(_fetch(session, actor, NeedSummary.need_id == need_id)), None)


def list_for(session: Session, *, actor: Actor, state: SummaryState, most: int = 50) -> list[Summary]:
    """Return the summaries in one state within the person's right, the last published first. Refuses: no_right."""
    return _fetch(session, actor, _is(state), most=most)


def _fetch(
    session: Session, actor: Actor, condition: ColumnElement[bool], *, most: int | None = None
) -> list[Summary]:
    rows = session.execute(
        select(NeedSummary, Organisation.name)
        .join(Need, Need.id == NeedSummary.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(condition, _visible(actor, Act.READ))
        .order_by(NeedSummary.published_on.desc(), NeedSummary.need_id)
        .limit(most)
    )
    return [
        Summary(row.need_id, row.before, row.after, name, _state(row), row.published_on) for row, name in rows
    ]


def take_down(session: Session, *, need_id: uuid.UUID) -> None:
    """Let a published story wait for the committee again: its youth says that it is not so."""
    session.execute(
        update(NeedSummary)
        .where(NeedSummary.need_id == need_id, NeedSummary.published_on.is_not(None))
        .values(published_on=None, published_by=None)
    )


def _state(row: NeedSummary) -> SummaryState:
    if row.published_on is not None:
        return SummaryState.PUBLISHED
    return SummaryState.WAITING if row.published_by is None else SummaryState.DECLINED


def _is(state: SummaryState) -> ColumnElement[bool]:
    if state is SummaryState.PUBLISHED:
        return NeedSummary.published_on.is_not(None)
    decided = NeedSummary.published_by.is_not(None)
    return NeedSummary.published_on.is_(None) & (decided if state is SummaryState.DECLINED else ~decided)


def published(session: Session, *, limit: int = ON_BOARD, branch_id: int | None = None) -> tuple[Story, ...]:
    """Return the stories of the public board, newest first: of the district, or of one branch.

    What a youth sent straight to the committee is told for the district only: the branch does not know of it.
    """
    query = (
        select(NeedSummary.before, NeedSummary.after)
        .join(Need, Need.id == NeedSummary.need_id)
        .where(NeedSummary.published_on.is_not(None), Need.state.in_(DONE), Need.is_sensitive.is_(False))
        .order_by(NeedSummary.published_on.desc(), NeedSummary.need_id)
        .limit(limit)
    )
    if branch_id is not None:
        query = query.where(Need.branch_id == branch_id, Need.goes_to_committee.is_(False))
    return tuple(Story(before, after) for before, after in session.execute(query))
