"""Reading the audit log: who did what and when, never what was said."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from db.engine import SHANGHAI
from db.models import AuditEntry, Need, Organisation, Person
from db.rights import Act, Doer, Noun, require

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filter:
    """What to look for; None for anything. since, until : days in Shanghai, both included."""

    who: str | None = None
    verb: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class LogRow:
    """One entry. who : as stored ("person:12"). kind : of what it was done to ("need"); name : its name or number.

    who_name, name, organisation : "" where there is none.
    """

    at: datetime
    who: str
    who_name: str
    verb: str
    kind: str
    name: str
    organisation: str


def list_for(session: Session, *, actor: Doer, wanted: Filter, page: int = 1) -> tuple[list[LogRow], int]:
    """Return one page (from 1) of entries, latest first, and how many there are. Refuses: no_right."""
    require(actor, Noun.AUDIT, Act.READ)
    chosen = _matching(wanted)
    found = session.execute(
        select(AuditEntry, Organisation.name)
        .outerjoin(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(chosen)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    ).all()
    names = _names(session, [word for entry, _ in found for word in (entry.actor, entry.subject)])
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(chosen)) or 0
    return [_row(entry, organisation or "", names) for entry, organisation in found], total


def _row(entry: AuditEntry, organisation: str, names: dict[str, str]) -> LogRow:
    kind, _, key = entry.subject.partition(":")
    return LogRow(
        at=entry.at,
        who=entry.actor,
        who_name=names.get(entry.actor, ""),
        verb=entry.verb,
        kind=kind,
        name=names.get(
            entry.subject, key if kind in ("day", "category", "chart") or entry.verb == "export" else ""
        ),
        organisation=organisation,
    )


def _matching(wanted: Filter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.who is not None:
        conditions.append(AuditEntry.actor == wanted.who)
    if wanted.verb is not None:
        conditions.append(AuditEntry.verb == wanted.verb)
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until is not None:
        conditions.append(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return and_(*conditions)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _names(session: Session, words: Iterable[str]) -> dict[str, str]:
    """Return "person:12" → name, "organisation:7" → name, "need:…" → its number, for what still stands."""
    keys: dict[str, set[str]] = {"person": set(), "organisation": set(), "need": set()}
    for word in words:
        kind, _, key = word.partition(":")
        if kind in keys:
            keys[kind].add(key)
    people = select(Person.id, Person.name).where(Person.id.in_(int(key) for key in keys["person"]))
    places = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_(int(key) for key in keys["organisation"])
    )
    needs = select(Need.id, Need.number).where(Need.id.in_(uuid.UUID(key) for key in keys["need"]))
    return {
        **{f"person:{key}": name for key, name in session.execute(people)},
        **{f"organisation:{key}": name for key, name in session.execute(places)},
        **{f"need:{key}": number or "" for key, number in session.execute(needs)},
    }


def doers_for(session: Session, *, actor: Doer) -> list[tuple[str, str]]:
    """Return (as stored, name) of everybody who is in the log, "" for what has no name. Refuses: no_right."""
    require(actor, Noun.AUDIT, Act.READ)
    found = session.scalars(select(AuditEntry.actor).distinct().order_by(AuditEntry.actor)).all()
    names = _names(session, found)
    return [(who, names.get(who, "")) for who in found]


def verbs_for(session: Session, *, actor: Doer) -> list[str]:
    """Return every verb that is in the log. Refuses: no_right."""
    require(actor, Noun.AUDIT, Act.READ)
    return list(session.scalars(select(AuditEntry.verb).distinct().order_by(AuditEntry.verb)))
