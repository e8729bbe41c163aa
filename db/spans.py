"""From when to when organisations worked: in which months a branch can be counted at all.

A stretch begins when an organisation is added or taken back and ends when it is closed. Nothing is known of an
organisation that has no stretch: one that stood before they were kept, without a trace in the audit log and
without a link.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.models import Organisation, OrganisationSpan
from db.workdays import month_of


@dataclass(frozen=True)
class Span:
    """One stretch of days, both included. closed_on : None while it works on."""

    began_on: date
    closed_on: date | None

    def touches(self, month: date) -> bool:
        """Tell whether it has a day in a month."""
        return month_of(self.began_on) <= month and (
            self.closed_on is None or month <= month_of(self.closed_on)
        )

    def ends_in(self, month: date) -> bool:
        """Tell whether it ends in a month."""
        return self.closed_on is not None and month_of(self.closed_on) == month


@dataclass(frozen=True)
class Life:
    """An organisation's stretches, the first one first; none where nothing is known."""

    is_active: bool
    spans: tuple[Span, ...]

    def had_begun(self, month: date) -> bool:
        """Tell whether it stood by the end of a month; so it is assumed where nothing is known."""
        return not self.spans or month_of(self.spans[0].began_on) <= month

    def stood_in(self, month: date) -> bool:
        """Tell whether it worked on a day of a month."""
        return any(span.touches(month) for span in self.spans)

    def ended_in(self, month: date) -> bool:
        """Tell whether it was closed in a month and not taken back within it."""
        in_month = [span for span in self.spans if span.touches(month)]
        return bool(in_month) and in_month[-1].ends_in(month)


def lives(session: Session, organisations: ColumnElement[bool]) -> dict[int, Life]:
    """Return organisation id → life of those that the condition chooses."""
    rows = session.execute(
        select(Organisation.id, Organisation.is_active, OrganisationSpan.began_on, OrganisationSpan.closed_on)
        .outerjoin(OrganisationSpan, OrganisationSpan.organisation_id == Organisation.id)
        .where(organisations)
        .order_by(OrganisationSpan.began_on)
    ).all()
    spans: dict[int, list[Span]] = defaultdict(list)
    for key, _, began_on, closed_on in rows:
        if began_on is not None:
            spans[key].append(Span(began_on, closed_on))
    return {key: Life(is_active, tuple(spans[key])) for key, is_active, _, _ in rows}


def life_of(session: Session, organisation_id: int) -> Life:
    """Return the life of one organisation."""
    return lives(session, Organisation.id == organisation_id)[organisation_id]


def begin(session: Session, *, organisation_id: int, on: date) -> None:
    """Note that an organisation works from a day on. Closed on that very day, it never stopped."""
    last = _last(session, organisation_id)
    if last is not None and (last.closed_on is None or last.closed_on >= on):
        last.closed_on = None
    else:
        session.add(OrganisationSpan(organisation_id=organisation_id, began_on=on))
    session.flush()


def end(session: Session, *, organisation_id: int, on: date) -> None:
    """Note that a day was an organisation's last one."""
    last = _last(session, organisation_id)
    if last is not None:
        last.closed_on = max(on, last.began_on)
    session.flush()


def _last(session: Session, organisation_id: int) -> OrganisationSpan | None:
    return session.scalars(
        select(OrganisationSpan)
        .where(OrganisationSpan.organisation_id == organisation_id)
        .order_by(OrganisationSpan.began_on.desc())
        .limit(1)
    ).first()
