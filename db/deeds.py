"""Deeds (实事): what was done for youth, and which needs it served."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db import deed_links, emptied, entries, titles, warned
from db.entries import PAGE_SIZE, Listed
from db.errors import Conflict, Invalid
from db.lines import folded
from db.models import Deed, Organisation, need_deeds
from db.rights import Act, Actor, Noun, within
from db.vocabulary import DeedKind
from db.workdays import month_of, today

TITLE_LIMIT = 60
TARGET_LIMIT, RESULT_LIMIT = 100, 200
MOST_BENEFICIARIES = 100_000


@dataclass(frozen=True)
class DeedLine:
    """A deed in one line. done_on : None while it is not done. n_needs : how many needs it serves. is_hidden : kept off the
    public board. begun_on : when it was entered as not done yet. given_up_on : None unless it was given up.
    """

    id: int
    title: str
    done_on: date | None
    beneficiaries: int | None
    n_needs: int
    kind: DeedKind = DeedKind.PRACTICAL
    target: str | None = None
    result: str | None = None
    is_hidden: bool = False
    is_hidden_above: bool = False
    begun_on: date | None = None
    version: int = 1
    given_up_on: date | None = None
    given_up_reason: str | None = None


def record_deed(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    title: str,
    kind: DeedKind,
    done_on: date | None,
    now: datetime,
    beneficiaries: int | None = None,
    need_ids: Collection[uuid.UUID] = (),
    minded: Sequence[str] = (),
) -> int:
    """Record a deed with the needs it serves (they stay open); return its id.

    done_on : None for one that is begun and not done (正在办): progress of the present month until it is done. minded :
    the words over which the person has read that they may tell who it was for. Its category is that of the first need.

    Refuses: no_right, organisation_unknown, day_ahead, month_closed, need_unknown, title_missing, title_too_long,
    title_telling, beneficiaries_out_of_range.
    """
    day = done_on or today(now)
    entries.branch_for(
        session, actor=actor, branch_id=organisation_id, noun=Noun.DEED, act=Act.ADD, day=day, now=now
    )
    served = deed_links.needs_of(session, actor=actor, need_ids=need_ids)
    deed = Deed(
        organisation_id=organisation_id,
        month=month_of(day),
        title=checked_title(title, minded=minded),
        kind=kind,
        category_code=served[0].category_code if served else None,
        begun_on=None if done_on else day,
        done_on=done_on,
        beneficiaries=checked_beneficiaries(beneficiaries),
        person_id=actor.id,
    )
    session.add(deed)
    session.flush()
    entries.note_down(session, actor, "add_deed", f"deed:{deed.id}", organisation_id, now, day)
    for need in served:
        deed_links.link(session, actor=actor, deed_id=deed.id, need_id=need.id)
    return deed.id


def checked_title(title: str, *, minded: Sequence[str]) -> str:
    """Return a title as one line. Refuses: title_missing, title_too_long, title_telling unless it is `minded`."""
    title = folded(title)
    if not title:
        raise Invalid("title_missing", field="title")
    if len(title) > TITLE_LIMIT:
        raise Invalid("title_too_long", field="title", limit=TITLE_LIMIT)
    found = titles.telling(title)
    telling = Invalid("title_telling", field="title", words="”“".join(found))
    warned.require([title], found, minded, telling)
    return title


def complete(
    session: Session,
    *,
    actor: Actor,
    deed_id: int,
    version: int,
    target: str,
    beneficiaries: int | None,
    result: str,
    now: datetime,
    meant_empty: Collection[str] = (),
) -> None:
    """Say more of a deed: what it was to reach, how many people it helped, what came of it.

    version : that the person saw. Each value replaces what stood there. meant_empty : as for `emptied.require_meant`.

    Refuses: as `deed_links.to_change`; changed_meanwhile, line_too_long, beneficiaries_out_of_range, fields_emptied.
    """
    deed = deed_links.to_change(session, actor=actor, deed_id=deed_id, now=now)
    if deed.version != version:
        raise Conflict("changed_meanwhile")
    aim = entries.optional_line(target, name="量化目标", limit=TARGET_LIMIT)
    effect = entries.optional_line(result, name="成效", limit=RESULT_LIMIT)
    people = checked_beneficiaries(beneficiaries)
    changes = {
        "量化目标": (deed.target, aim), "受益人数": (deed.beneficiaries, people), "成效": (deed.result, effect)
    }  # fmt: skip
    emptied.require_meant(changes, meant=meant_empty)
    deed.target, deed.beneficiaries, deed.result = aim, people, effect
    session.flush()
    _note_down(session, actor, "complete_deed", deed, now)


def checked_beneficiaries(n: int | None) -> int | None:
    """Return a number of people helped. Refuses: beneficiaries_out_of_range."""
    if n is not None and not 0 <= n <= MOST_BENEFICIARIES:
        raise Invalid("beneficiaries_out_of_range", field="beneficiaries", limit=MOST_BENEFICIARIES)
    return n


def strike(session: Session, *, actor: Actor, deed_id: int, now: datetime) -> None:
    """Take back a deed recorded by mistake; one that serves a need stays.

    Refuses: as `deed_links.to_change`; deed_serves_needs — from above deed_stays, which says nothing of needs.
    """
    deed = deed_links.to_change(session, actor=actor, deed_id=deed_id, now=now)
    if session.scalar(select(need_deeds.c.need_id).where(need_deeds.c.deed_id == deed_id).limit(1)):
        is_own = actor.organisation_id == deed.organisation_id
        raise Conflict("deed_serves_needs" if is_own else "deed_stays")
    session.delete(deed)
    session.flush()
    _note_down(session, actor, "strike_deed", deed, now)


def _note_down(session: Session, actor: Actor, verb: str, deed: Deed, now: datetime) -> None:
    day = deed.done_on or deed.month
    entries.note_down(session, actor, verb, f"deed:{deed.id}", deed.organisation_id, now, day)


def list_for(
    session: Session, *, actor: Actor, month: date, organisation_id: int | None = None, page: int = 1
) -> Listed[DeedLine]:
    """Return one page of the deeds done in a month that the person may see, newest first. Refuses: no_right.

    organisation_id : of one organisation only; None for all within the right.
    """
    chosen = _visible(actor, Act.READ) & (Deed.month == month) & Deed.done_on.is_not(None)
    if organisation_id is not None:
        chosen = chosen & (Deed.organisation_id == organisation_id)
    total = session.scalar(
        select(func.count())
        .select_from(Deed)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(chosen)
    )
    return Listed(_lines(session, chosen, page=page), total or 0)


def begun_for(session: Session, *, actor: Actor, organisation_id: int) -> tuple[DeedLine, ...]:
    """Return the deeds of an organisation that are not done yet (正在办), oldest first. Refuses: no_right."""
    mine = (Deed.organisation_id == organisation_id) & Deed.done_on.is_(None) & Deed.given_up_on.is_(None)
    return _lines(session, _visible(actor, Act.READ) & mine)


def given_up_for(session: Session, *, actor: Actor, since: date) -> tuple[DeedLine, ...]:
    """Return the deeds of the person's own organisation that were given up since a day (已中止), oldest first.

    Why is for nobody above. Refuses: no_right.
    """
    mine = (Deed.organisation_id == actor.organisation_id) & (Deed.given_up_on >= since)
    return _lines(session, _visible(actor, Act.READ) & mine)


def _visible(actor: Actor, act: Act) -> ColumnElement[bool]:
    return within(actor, Noun.DEED, act, organisation_id=Deed.organisation_id, path=Organisation.path)


def lines_of(session: Session, *, need_id: uuid.UUID) -> tuple[DeedLine, ...]:
    """Return the deeds that serve a need, oldest first."""
    serving = select(need_deeds.c.deed_id).where(need_deeds.c.need_id == need_id)
    return _lines(session, Deed.id.in_(serving))


def recent_for(session: Session, *, actor: Actor, since: date) -> tuple[DeedLine, ...]:
    """Return the deeds of the person's own organisation since a day, to settle a further need with one."""
    own = within(actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path)
    mine = Deed.organisation_id == actor.organisation_id
    return _lines(session, own & mine & (Deed.done_on >= since))


def _lines(
    session: Session, condition: ColumnElement[bool], *, page: int | None = None
) -> tuple[DeedLine, ...]:
    served = select(func.count()).select_from(need_deeds).where(need_deeds.c.deed_id == Deed.id)
    query = (
        select(
            Deed.id,
            Deed.title,
            Deed.done_on,
            Deed.beneficiaries,
            served.correlate(Deed).scalar_subquery(),
            Deed.kind,
            Deed.target,
            Deed.result,
            Deed.is_hidden,
            Deed.is_hidden_above,
            Deed.begun_on,
            Deed.version,
            Deed.given_up_on,
            Deed.given_up_reason,
        )
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(condition)
    )
    if page is None:
        query = query.order_by(Deed.done_on, Deed.id)
    else:
        newest = query.order_by(Deed.done_on.desc(), Deed.id.desc())
        query = newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return tuple(DeedLine(*row) for row in session.execute(query))
