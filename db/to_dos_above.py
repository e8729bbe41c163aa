"""待办 of a committee or the district: the needs that came to it, in one query, since 总览 asks it each time."""

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import guardians, to_dos
from db.entries import PAGE_SIZE
from db.models import Category, Guardian, Need
from db.need_ledger import deadline, is_left, is_waiting
from db.rights import Act, Actor, Noun, require
from db.to_dos import Course, ToDo
from db.vocabulary import OPEN_STATES


def list_for(session: Session, *, actor: Actor, today: date) -> tuple[list[ToDo], int]:
    """Return what waits for those who work at one's own organisation, first what is due first, and how much there is.

    Needs only, not those below; 20 at most. Refuses: no_right.
    """
    require(actor, Noun.NEED, Act.READ)
    rows = session.execute(_waiting(actor, today)).all()
    known = to_dos.courses(session, [row.id for row in rows if row.state in to_dos.DEPENDS])
    found = [_to_do(row, known[row.id], today) for row in rows]
    return to_dos.in_order(session, found, today), rows[0].total if rows else 0


def _waiting(actor: Actor, today: date) -> Select[Any]:
    top, sub = aliased(Category), aliased(Category)
    due, left = deadline(), is_left(today)
    closed = and_(Need.is_sensitive, Guardian.person_id.is_not(None), Guardian.person_id != actor.id)
    about = case((closed, guardians.SENSITIVE), else_=func.coalesce(sub.label, top.label))
    handed_on = func.coalesce(Need.next_owner_id == actor.id, False).label("is_handed_on")
    total = func.count().over().label("total")
    told = (due.label("due"), about.label("about"), handed_on, left.label("is_left"), total)
    return (
        select(Need.id, Need.state, *told)
        .join(top, top.code == Need.category_code)
        .outerjoin(sub, sub.code == Need.sub_item_code)
        .outerjoin(Guardian, Guardian.organisation_id == Need.organisation_id)
        .where(Need.organisation_id == actor.organisation_id, Need.handed_on.is_not(None))
        .where(Need.state.in_(OPEN_STATES), or_(left, is_waiting(today)))
        .order_by(case((left, 0), else_=1), due, Need.number)
        .limit(PAGE_SIZE)
    )


def _to_do(row: Row[Any], course: Course, today: date) -> ToDo:
    if row.is_left:
        return to_dos.left_behind(row.id, row.about, row.due, today)
    kind = to_dos.kind_of(row.state, course, is_handed_on=row.is_handed_on)
    return ToDo(kind, row.id.hex, row.about, row.due)
