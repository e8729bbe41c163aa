"""Pictures of an activity or a deed: up to three, never asked for, seen by the branch itself and in its handbook.

One that was used before is pointed out to the branch, which knows best whether that is right.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import activities, deed_links, entries, images, secrets
from db.errors import Conflict, NotFound
from db.images import Photograph
from db.models import Activity, Deed, Organisation, Picture
from db.rights import Act, Actor, Noun, within
from db.vocabulary import Duty
from db.workdays import add_months, month_of, today

MOST = 3
# The record stays; the faces on it need not.
MONTHS_KEPT = 12
NOUNS = {Duty.ACTIVITY: Noun.ACTIVITY, Duty.DEED: Noun.DEED}
OWNERS: dict[Duty, InstrumentedAttribute[int | None]] = {
    Duty.ACTIVITY: Picture.activity_id,
    Duty.DEED: Picture.deed_id,
}


@dataclass(frozen=True)
class Shown:
    """One picture of a record, as JPEG."""

    id: uuid.UUID
    content: bytes


@dataclass(frozen=True)
class Double:
    """Where a picture was used before or since. title, day : of a record of the own branch; None of another's.

    is_same : the very same picture; else it only looks alike.
    """

    title: str | None
    day: date | None
    is_same: bool


def add(
    session: Session, *, actor: Actor, duty: Duty, record_id: int, photograph: Photograph, now: datetime
) -> uuid.UUID:
    """Keep a picture with a record of an open month; return its id.

    duty : Duty.ACTIVITY or Duty.DEED, whose record it is. Refuses: no_right, activity_unknown, deed_unknown,
    month_closed, pictures_full, picture_there_already.
    """
    organisation_id, day = _record(session, actor, duty, record_id, now)
    there = session.execute(select(Picture.place, Picture.digest).where(OWNERS[duty] == record_id)).all()
    free = [place for place in range(1, MOST + 1) if place not in {row.place for row in there}]
    digest = secrets.keyed_hash("picture", photograph.digest)
    if digest in {row.digest for row in there}:
        raise Conflict("picture_there_already")
    if not free:
        raise Conflict("pictures_full", most=MOST)
    picture = Picture(
        organisation_id=organisation_id,
        **{OWNERS[duty].key: record_id},
        place=free[0],
        content_sealed=secrets.seal_bytes(secrets.PICTURE, photograph.content),
        digest=digest,
        look=photograph.look,
        person_id=actor.id,
        added_on=today(now),
    )
    session.add(picture)
    session.flush()
    entries.note_down(session, actor, "add_picture", f"{duty.value}:{record_id}", organisation_id, now, day)
    return picture.id


def remove(session: Session, *, actor: Actor, picture_id: uuid.UUID, now: datetime) -> None:
    """Take a picture away for good. Refuses: no_right, picture_unknown, month_closed."""
    picture = session.get(Picture, picture_id)
    if picture is None or picture.organisation_id != actor.organisation_id:
        raise NotFound("picture_unknown")
    duty = Duty.ACTIVITY if picture.activity_id is not None else Duty.DEED
    record_id = picture.activity_id or picture.deed_id or 0
    _, day = _record(session, actor, duty, record_id, now)
    session.delete(picture)
    session.flush()
    entries.note_down(
        session, actor, "remove_picture", f"{duty.value}:{record_id}", picture.organisation_id, now, day
    )


def _record(session: Session, actor: Actor, duty: Duty, record_id: int, now: datetime) -> tuple[int, date]:
    # Those above put records right, and add no picture to them.
    if duty is Duty.ACTIVITY:
        held = session.get(Activity, record_id)
        if held is None or held.branch_id != actor.organisation_id:
            raise NotFound("activity_unknown")
        activity = activities.to_change(session, actor=actor, activity_id=record_id, now=now)
        return activity.branch_id, activity.held_on
    done = session.get(Deed, record_id)
    if done is None or done.organisation_id != actor.organisation_id:
        raise NotFound("deed_unknown")
    deed = deed_links.to_change(session, actor=actor, deed_id=record_id, now=now)
    return deed.organisation_id, deed.done_on or deed.month


def _own(actor: Actor, duty: Duty) -> ColumnElement[bool]:
    """Return the condition that a picture is one of the person's own organisation."""
    visible = within(
        actor, NOUNS[duty], Act.READ, organisation_id=Picture.organisation_id, path=Organisation.path
    )
    return visible & (Picture.organisation_id == actor.organisation_id) & OWNERS[duty].is_not(None)


def contents(session: Session, *, actor: Actor, duty: Duty, record_id: int) -> tuple[Shown, ...]:
    """Return the pictures of a record of the person's own organisation, in order. Refuses: no_right."""
    rows = session.execute(
        select(Picture.id, Picture.content_sealed)
        .join(Organisation, Organisation.id == Picture.organisation_id)
        .where(_own(actor, duty), OWNERS[duty] == record_id)
        .order_by(Picture.place)
    )
    return tuple(Shown(key, secrets.unseal_bytes(secrets.PICTURE, sealed)) for key, sealed in rows)


def counts(session: Session, *, actor: Actor, duty: Duty, record_ids: Collection[int]) -> dict[int, int]:
    """Return record → how many pictures it has; those without any are left out. Refuses: no_right."""
    rows = session.execute(
        select(OWNERS[duty], func.count())
        .join(Organisation, Organisation.id == Picture.organisation_id)
        .where(_own(actor, duty), OWNERS[duty].in_(record_ids))
        .group_by(OWNERS[duty])
    )
    return {key: n for key, n in rows if key is not None}


def tidy(session: Session, *, on: date) -> None:
    """Delete pictures twelve months after they were added."""
    session.execute(
        delete(Picture)
        .where(Picture.added_on < add_months(month_of(on), -MONTHS_KEPT))
        .execution_options(synchronize_session=False)
    )


def doubles(
    session: Session, *, actor: Actor, duty: Duty, record_ids: Collection[int]
) -> dict[int, tuple[Double, ...]]:
    """Return record → where else its pictures are used; records without a double are left out.

    Looks are compared within the branch; another branch's pictures only when they are the very same. Refuses: no_right.
    """
    if not counts(session, actor=actor, duty=duty, record_ids=record_ids):
        return {}
    of_branch = session.execute(
        select(
            Picture.activity_id,
            Picture.deed_id,
            Picture.digest,
            Picture.look,
            func.coalesce(Activity.theme, Deed.title).label("title"),
            func.coalesce(Activity.held_on, Deed.done_on, Deed.month).label("day"),
        )
        .outerjoin(Activity, Activity.id == Picture.activity_id)
        .outerjoin(Deed, Deed.id == Picture.deed_id)
        .where(Picture.organisation_id == actor.organisation_id)
    ).all()
    mine = [row for row in of_branch if getattr(row, OWNERS[duty].key) in record_ids]
    elsewhere = set(
        session.scalars(
            select(Picture.digest).where(
                Picture.digest.in_({row.digest for row in mine}),
                Picture.organisation_id != actor.organisation_id,
            )
        )
    )
    found: dict[int, list[Double]] = defaultdict(list)
    for row in mine:
        found[getattr(row, OWNERS[duty].key)] += _doubles_of(row, of_branch, elsewhere)
    return {key: tuple(dict.fromkeys(doubles)) for key, doubles in found.items() if doubles}


def _doubles_of(row: Any, others: Collection[Any], elsewhere: set[str]) -> Iterator[Double]:
    for other in others:
        is_another = (other.activity_id, other.deed_id) != (row.activity_id, row.deed_id)
        is_same = other.digest == row.digest
        if is_another and (is_same or images.are_alike(row.look, other.look)):
            yield Double(other.title, other.day, is_same)
    if row.digest in elsewhere:
        yield Double(None, None, True)
