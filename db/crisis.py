"""Marks on what sounds like danger (危机提示): the named adult at the committee reads the text, and nobody else does.

A mark has no date, like an answer, and leads to no answer. It is there at once, in a list of its own; each opening
of a text and each handling is in the audit log.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from db import audit, crisis_words, guardians, secrets, workdays
from db.errors import Conflict, Invalid, NotFound
from db.models import CrisisMark, Guardian, Need, Organisation, Person
from db.rights import Act, Actor, Noun, within
from db.vocabulary import Concern, Level
from db.workdays import add_months, month_of

MONTHS_KEPT = 12
NOTE_LIMIT = 200


@dataclass(frozen=True)
class MarkRow:
    """One mark, without its text.

    month : in which it was written. need : number of the need it was written for, None for words of a survey.
    handled_on, handled_by, note : when somebody has seen to it, who, and what was done.
    """

    id: uuid.UUID
    month: date
    branch: str
    concern: Concern
    need: str | None
    handled_on: date | None
    handled_by: str | None
    note: str | None


def mark(
    session: Session,
    *,
    text: str | None,
    branch_id: int,
    month: date,
    today: date,
    need_id: uuid.UUID | None = None,
) -> bool:
    """Mark a youth's text if it sounds like danger; tell whether it did.

    The mark goes to the nearest organisation above the branch that works and whose named adult works there today,
    else to the district.
    """
    concern = crisis_words.found(text)
    if concern is None or text is None:
        return False
    session.add(
        CrisisMark(
            id=uuid.uuid4(),
            month=month_of(month),
            branch_id=branch_id,
            organisation_id=_reader(session, branch_id, today),
            concern=concern,
            need_id=need_id,
            text_sealed=secrets.seal(secrets.TEXT, text),
        )
    )
    session.flush()
    return True


def unmark(session: Session, *, text: str, branch_id: int, month: date) -> None:
    """Delete a mark that nobody has handled, for words of a survey that were typed in by mistake."""
    if crisis_words.found(text) is None:
        return
    waiting = select(CrisisMark).where(
        CrisisMark.branch_id == branch_id,
        CrisisMark.month == month_of(month),
        CrisisMark.need_id.is_(None),
        CrisisMark.handled_on.is_(None),
    )
    rows = session.scalars(waiting.order_by(CrisisMark.id).with_for_update())
    found = next((row for row in rows if secrets.unseal(secrets.TEXT, row.text_sealed) == text), None)
    if found is not None:
        session.delete(found)
        session.flush()


def _reader(session: Session, organisation_id: int, today: date) -> int:
    below = session.get_one(Organisation, organisation_id)
    above = [int(part) for part in below.path.split(".")[:-2]]
    named = select(Guardian.organisation_id).join(Person, Person.id == Guardian.person_id)
    rows = session.execute(
        select(
            Organisation.id, Organisation.level, Organisation.id.in_(named.where(guardians.working(today)))
        )
        .where(Organisation.id.in_(above), Organisation.is_active)
        .order_by(Organisation.path.desc())
    ).all()
    readers = [key for key, _, has_reader in rows if has_reader]
    return readers[0] if readers else next(key for key, level, _ in rows if level is Level.DISTRICT)


def hand_up(session: Session, *, organisation_id: int, today: date) -> None:
    """Give the marks of an organisation that is being closed to the next one above it, handled ones too."""
    held = CrisisMark.organisation_id == organisation_id
    if session.scalar(select(exists().where(held))):
        above = _reader(session, organisation_id, today)
        session.execute(update(CrisisMark).where(held).values(organisation_id=above))


def _mine(actor: Actor, act: Act, today: date) -> ColumnElement[bool]:
    here = within(actor, Noun.CRISIS_MARK, act, organisation_id=Organisation.id, path=Organisation.path)
    named = (
        select(Guardian.person_id)
        .join(Person, Person.id == Guardian.person_id)
        .where(Guardian.organisation_id == CrisisMark.organisation_id, guardians.working(today))
    )
    # Where nobody is named, or who was works there no longer, whoever works there looks: a mark that nobody may
    # open would help nobody.
    return here & or_(~named.exists(), named.where(Guardian.person_id == actor.id).exists())


def count_waiting(session: Session, *, actor: Actor, today: date) -> int:
    """Return how many marks nobody has handled yet, of those this person may open. Refuses: no_right."""
    query = select(func.count()).select_from(CrisisMark)
    query = query.join(Organisation, Organisation.id == CrisisMark.organisation_id)
    return session.scalar(query.where(_mine(actor, Act.READ, today), CrisisMark.handled_on.is_(None))) or 0


def list_for(session: Session, *, actor: Actor, today: date) -> list[MarkRow]:
    """Return the marks this person may open: those that wait first, then the latest month. Refuses: no_right."""
    branches = select(Organisation.id, Organisation.name).subquery()
    rows = session.execute(
        select(CrisisMark, branches.c.name, Need.number, Person.name)
        .join(Organisation, Organisation.id == CrisisMark.organisation_id)
        .join(branches, branches.c.id == CrisisMark.branch_id)
        .outerjoin(Need, Need.id == CrisisMark.need_id)
        .outerjoin(Person, Person.id == CrisisMark.handled_by)
        .where(_mine(actor, Act.READ, today))
        .order_by(CrisisMark.handled_on.is_not(None), CrisisMark.month.desc(), CrisisMark.id)
    )
    return [
        MarkRow(
            id=found.id,
            month=found.month,
            branch=branch,
            concern=found.concern,
            need=number,
            handled_on=found.handled_on,
            handled_by=by,
            note=secrets.unseal_optional(secrets.TEXT, found.note_sealed),
        )
        for found, branch, number, by in rows
    ]


def open_text(session: Session, *, actor: Actor, mark_id: uuid.UUID, now: datetime) -> str:
    """Return what was written; each opening is audited. Refuses: no_right, crisis_mark_unknown."""
    found = _get(session, actor, mark_id, Act.READ, workdays.today(now))
    _note(session, actor, found, "open_crisis_mark", now)
    return secrets.unseal(secrets.TEXT, found.text_sealed)


def handle(
    session: Session, *, actor: Actor, mark_id: uuid.UUID, note: str, now: datetime, today: date
) -> None:
    """Write down what was done about a mark, in up to 200 characters.

    Refuses: no_right, crisis_mark_unknown, changed_meanwhile (somebody else has), text_missing, text_too_long.
    """
    found = _get(session, actor, mark_id, Act.CHANGE, today)
    if found.handled_on is not None:
        raise Conflict("changed_meanwhile")
    note = note.strip()
    if not note:
        raise Invalid("text_missing", field="text", name="做了什么")
    if len(note) > NOTE_LIMIT:
        raise Invalid("text_too_long", field="text", name="做了什么", limit=NOTE_LIMIT)
    found.handled_on, found.handled_by = today, actor.id
    found.note_sealed = secrets.seal(secrets.TEXT, note)
    _note(session, actor, found, "handle_crisis_mark", now)


def _get(session: Session, actor: Actor, mark_id: uuid.UUID, act: Act, today: date) -> CrisisMark:
    found = session.scalar(
        select(CrisisMark)
        .join(Organisation, Organisation.id == CrisisMark.organisation_id)
        .where(CrisisMark.id == mark_id, _mine(actor, act, today))
        .with_for_update(of=CrisisMark)
    )
    if found is None:
        raise NotFound("crisis_mark_unknown")
    return found


def _note(session: Session, actor: Actor, found: CrisisMark, verb: str, now: datetime) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"crisis_mark:{found.id}",
        organisation_id=found.organisation_id,
        now=now,
    )
    session.flush()


def tidy(session: Session, *, on: date) -> int:
    """Delete marks on the first day of the same month a year later, before one is a year old; return how many."""
    oldest = add_months(month_of(on), -MONTHS_KEPT)
    gone = session.scalars(
        delete(CrisisMark).where(CrisisMark.month <= oldest).returning(CrisisMark.id)
    ).all()
    return len(gone)
