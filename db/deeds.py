"""Deeds (实事): what was done for youth, and which needs it served."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db import audit
from db.errors import Invalid, NotFound
from db.models import Deed, Organisation, need_deeds
from db.rights import Act, Actor, Noun, organisation_for, within
from db.vocabulary import DeedKind
from db.workdays import month_of

TITLE_LIMIT = 60
MOST_BENEFICIARIES = 100_000


@dataclass(frozen=True)
class DeedLine:
    """A deed in one line. n_needs : how many needs it serves."""

    id: int
    title: str
    done_on: date | None
    beneficiaries: int | None
    n_needs: int


def add_deed(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    title: str,
    category_code: str | None,
    done_on: date,
    now: datetime,
    beneficiaries: int | None = None,
    kind: DeedKind = DeedKind.PRACTICAL,
) -> int:
    """Record what was done; return the deed's id.

    Refuses: no_right, title_missing, title_too_long, beneficiaries_out_of_range.
    """
    organisation = organisation_for(session, actor, organisation_id, Noun.DEED, Act.ADD)
    title = title.strip()
    if not title:
        raise Invalid("title_missing", field="title")
    if len(title) > TITLE_LIMIT:
        raise Invalid("title_too_long", field="title", limit=TITLE_LIMIT)
    if beneficiaries is not None and not 0 <= beneficiaries <= MOST_BENEFICIARIES:
        raise Invalid("beneficiaries_out_of_range", field="beneficiaries", limit=MOST_BENEFICIARIES)
    deed = Deed(
        organisation_id=organisation.id,
        month=month_of(done_on),
        title=title,
        kind=kind,
        category_code=category_code,
        done_on=done_on,
        beneficiaries=beneficiaries,
        person_id=actor.id,
    )
    session.add(deed)
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb="add_deed",
        subject=f"deed:{deed.id}",
        organisation_id=organisation.id,
        now=now,
    )
    return deed.id


def link(session: Session, *, actor: Actor, deed_id: int, need_id: uuid.UUID) -> None:
    """Say that a deed serves a need. Refuses: no_right, deed_unknown."""
    visible = within(actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path)
    deed = session.scalar(
        select(Deed)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(Deed.id == deed_id, visible)
    )
    if deed is None:
        raise NotFound("deed_unknown")
    linked = session.scalar(
        select(need_deeds.c.deed_id).where(need_deeds.c.need_id == need_id, need_deeds.c.deed_id == deed_id)
    )
    # A reopened need may be settled by the same deed again.
    if linked is None:
        session.execute(insert(need_deeds).values(need_id=need_id, deed_id=deed_id))


def lines_of(session: Session, *, need_id: uuid.UUID) -> tuple[DeedLine, ...]:
    """Return the deeds that serve a need, oldest first."""
    serving = select(need_deeds.c.deed_id).where(need_deeds.c.need_id == need_id)
    return _lines(session, Deed.id.in_(serving))


def recent_for(session: Session, *, actor: Actor, since: date) -> tuple[DeedLine, ...]:
    """Return the deeds of the person's own organisation since a day, to settle a further need with one."""
    own = within(actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path)
    mine = Deed.organisation_id == actor.organisation_id
    return _lines(session, own & mine & (Deed.done_on >= since))


def _lines(session: Session, condition: object) -> tuple[DeedLine, ...]:
    n_needs = (
        select(func.count())
        .select_from(need_deeds)
        .where(need_deeds.c.deed_id == Deed.id)
        .correlate(Deed)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Deed.id, Deed.title, Deed.done_on, Deed.beneficiaries, n_needs)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(Deed.done_on, Deed.id)
    )
    return tuple(DeedLine(*row) for row in rows)
