"""Which needs a deed serves: said when it is recorded or a need is settled with it, corrected in its month."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select
from sqlalchemy.orm import Session

from db import entries, guardians, questionnaires
from db.errors import Conflict, NotFound
from db.models import Deed, Need, NeedEvent, Organisation, need_deeds
from db.rights import Act, Actor, Noun, within
from db.vocabulary import OPEN_STATES, Verb

# The fact of a settling that names its deed.
DEED = "deed"


@dataclass(frozen=True)
class NeedChoice:
    """A need as a list to choose from shows it: no text.

    category : 敏感类 and no more where only the guardian opens it. stays : it was settled with the deed.
    """

    id: uuid.UUID
    number: str
    category: str
    sub_item: str | None
    stays: bool = False


def _visible(actor: Actor) -> ColumnElement[bool]:
    mine = within(actor, Noun.NEED, Act.READ, organisation_id=Need.organisation_id, path=Organisation.path)
    return mine & Need.handed_on.is_not(None)


def _needs(actor: Actor, *columns: Any) -> Select[Any]:
    about = (Need.id, Need.number, Need.category_code, Need.sub_item_code, Need.is_sensitive)
    return (
        select(*columns, *about, Need.organisation_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(_visible(actor))
        .order_by(Need.raised_on.desc(), Need.number)
    )


def open_needs(session: Session, *, actor: Actor) -> list[NeedChoice]:
    """Return all open needs that the person handles, the latest first. Refuses: no_right."""
    return _choices(session, actor, session.execute(_needs(actor).where(Need.state.in_(OPEN_STATES))).all())


def served_by(
    session: Session, *, actor: Actor, deed_ids: Collection[int]
) -> dict[int, tuple[NeedChoice, ...]]:
    """Return, for each deed, the needs that it serves and that the person may see. Refuses: no_right."""
    linked = (
        _needs(actor, need_deeds.c.deed_id)
        .join(need_deeds, need_deeds.c.need_id == Need.id)
        .where(need_deeds.c.deed_id.in_(deed_ids))
    )
    rows = session.execute(linked).all()
    settled = _settled_with(session, {row.id for row in rows})
    found: dict[int, list[NeedChoice]] = defaultdict(list)
    choices = _choices(session, actor, rows, stays=[_stays(settled, row.id, row.deed_id) for row in rows])
    for row, choice in zip(rows, choices, strict=True):
        found[row.deed_id].append(choice)
    return {deed_id: tuple(needs) for deed_id, needs in found.items()}


def _choices(
    session: Session, actor: Actor, rows: Collection[Any], stays: Collection[bool] | None = None
) -> list[NeedChoice]:
    labels, closed = questionnaires.category_labels(session), guardians.closed_to(session, actor=actor)
    found = []
    for row, stay in zip(rows, stays or [False] * len(rows), strict=True):
        is_closed = row.is_sensitive and row.organisation_id in closed
        sub_item = None if is_closed or not row.sub_item_code else labels[row.sub_item_code]
        category = guardians.SENSITIVE if is_closed else labels[row.category_code]
        found.append(NeedChoice(row.id, row.number or "", category, sub_item, stay))
    return found


def _settled_with(session: Session, need_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[object]]:
    """Return need → the deeds with which it was ever settled; None among them where the log does not name it."""
    found: dict[uuid.UUID, set[object]] = defaultdict(set)
    settled = (NeedEvent.verb == Verb.SETTLE) & NeedEvent.need_id.in_(need_ids)
    for need_id, facts in session.execute(select(NeedEvent.need_id, NeedEvent.facts).where(settled)):
        found[need_id].add(facts.get(DEED))
    return found


def _stays(settled: dict[uuid.UUID, set[object]], need_id: uuid.UUID, deed_id: int) -> bool:
    return bool(settled.get(need_id, set()) & {deed_id, None})


def needs_of(session: Session, *, actor: Actor, need_ids: Collection[uuid.UUID]) -> list[Need]:
    """Return the needs of these keys, all within the person's right. Refuses: no_right, need_unknown."""
    if not need_ids:
        return []
    found = session.scalars(
        select(Need)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.id.in_(need_ids), _visible(actor))
        .order_by(Need.number)
    ).all()
    if len(found) != len(set(need_ids)):
        raise NotFound("need_unknown")
    return list(found)


def link(session: Session, *, actor: Actor, deed_id: int, need_id: uuid.UUID) -> None:
    """Say that a deed serves a need of the same organisation. Refuses: no_right, deed_unknown."""
    visible = within(actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path)
    deed = session.scalar(
        select(Deed)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(Deed.id == deed_id, visible)
    )
    need = session.get_one(Need, need_id)
    if deed is None or deed.given_up_on is not None or deed.organisation_id != need.organisation_id:
        raise NotFound("deed_unknown")
    linked = session.scalar(
        select(need_deeds.c.deed_id).where(need_deeds.c.need_id == need_id, need_deeds.c.deed_id == deed_id)
    )
    # A reopened need may be settled by the same deed again.
    if linked is None:
        session.execute(insert(need_deeds).values(need_id=need_id, deed_id=deed_id))


def release(session: Session, *, deed_id: int) -> None:
    """Let go of the needs that a deed was to serve; those settled with it stay."""
    mine = need_deeds.c.deed_id == deed_id
    linked = set(session.scalars(select(need_deeds.c.need_id).where(mine)))
    settled = _settled_with(session, linked)
    gone = [need_id for need_id in linked if not _stays(settled, need_id, deed_id)]
    session.execute(delete(need_deeds).where(mine, need_deeds.c.need_id.in_(gone)))


def to_change(session: Session, *, actor: Actor, deed_id: int, now: datetime) -> Deed:
    """Return a deed that the person may change now. Refuses: no_right, deed_unknown, deed_given_up, month_closed."""
    visible = within(
        actor, Noun.DEED, Act.CHANGE, organisation_id=Deed.organisation_id, path=Organisation.path
    )
    deed = session.scalar(
        select(Deed)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(Deed.id == deed_id, visible)
        .with_for_update(of=Deed)
    )
    if deed is None:
        raise NotFound("deed_unknown")
    if deed.given_up_on is not None:
        raise Conflict("deed_given_up")
    entries.branch_for(
        session,
        actor=actor,
        branch_id=deed.organisation_id,
        noun=Noun.DEED,
        act=Act.CHANGE,
        day=deed.done_on or deed.month,
        now=now,
    )
    return deed


def correct(
    session: Session,
    *,
    actor: Actor,
    deed_id: int,
    seen: Collection[uuid.UUID],
    need_ids: Collection[uuid.UUID],
    now: datetime,
) -> None:
    """Say anew which needs a deed serves, while its month is open; its category follows.

    seen : the needs that the person saw it serve; if they are others by now nothing is changed. need_ids : what
    it serves instead. What was settled with the deed stays, and so does what the person may not see any more.

    Refuses: as `to_change`; changed_meanwhile, need_unknown.
    """
    deed = to_change(session, actor=actor, deed_id=deed_id, now=now)
    if deed.organisation_id != actor.organisation_id:
        # Above it nobody sees which needs these are.
        raise NotFound("deed_unknown")
    served = served_by(session, actor=actor, deed_ids=[deed_id]).get(deed_id, ())
    if {need.id for need in served} != set(seen):
        raise Conflict("changed_meanwhile")
    fixed = {need.id for need in served if need.stays}
    wanted = needs_of(session, actor=actor, need_ids={*need_ids, *fixed})
    gone = set(seen) - {need.id for need in wanted}
    mine = need_deeds.c.deed_id == deed_id
    session.execute(delete(need_deeds).where(mine, need_deeds.c.need_id.in_(gone)))
    for need in wanted:
        link(session, actor=actor, deed_id=deed_id, need_id=need.id)
    if not fixed:
        deed.category_code = wanted[0].category_code if wanted else None
    session.flush()
    day = deed.done_on or deed.month
    entries.note_down(session, actor, "correct_deed", f"deed:{deed_id}", deed.organisation_id, now, day)
