"""Changing the tree that stands: names and facts, another parent, closing a branch and taking it back.

What was is left alone: a wave keeps the committee that a branch had at its opening, a need its handler.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from db import audit, crisis, guardians, organisations, settings, spans
from db.errors import Conflict, Invalid
from db.models import Need, Organisation
from db.rights import Act, Doer, Noun, organisation_for
from db.vocabulary import OPEN_STATES, Domain, Level
from db.workdays import today


@dataclass(frozen=True)
class Facts:
    """What is said about an organisation and may change. domain … : of a branch only."""

    name: str
    domain: Domain | None = None
    declared_youth: int | None = None
    has_student_secretary: bool = False


def facts_of(organisation: Organisation | organisations.OrganisationRow) -> Facts:
    """Return what is said about an organisation now."""
    return Facts(**{field.name: getattr(organisation, field.name) for field in fields(Facts)})


def change(
    session: Session, *, actor: Doer, organisation_id: int, seen: Facts, facts: Facts, now: datetime
) -> None:
    """Give an organisation another name or other facts. Waves that stand keep the facts they opened with.

    seen : the facts that the person saw before changing them.
    Refuses: no_right, organisation_unknown, changed_meanwhile, organisation_name_malformed,
    organisation_exists, domain_missing, domain_not_wanted, declared_youth_malformed, branch_has_sensitive_needs —
    they would be open to a student from now on.
    """
    organisations.lock_tree(session)
    row = organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.CHANGE)
    before = facts_of(row)
    if before != seen:
        raise Conflict("changed_meanwhile")
    name = organisations.tidy_name(facts.name)
    if name != row.name and row.parent_id is not None:
        organisations.require_free(session, parent_id=row.parent_id, name=name)
    organisations.check_branch_facts(row.level, facts.domain, facts.declared_youth)
    row.name, row.domain, row.declared_youth = name, facts.domain, facts.declared_youth
    is_student = facts.has_student_secretary and row.level is Level.BRANCH
    if (
        is_student
        and not row.has_student_secretary
        and (n := _count_open_needs(session, row, is_sensitive=True))
    ):
        raise Conflict("branch_has_sensitive_needs", n=n)
    row.has_student_secretary = is_student
    if row.level is Level.DISTRICT:
        settings.put(session, "district_name", name)
    session.flush()
    after = facts_of(row)
    changed = [
        field.name for field in fields(Facts) if getattr(before, field.name) != getattr(after, field.name)
    ]
    if changed:
        _record(session, actor, "change_organisation", row, now, changed=changed)


def parents_for(
    session: Session, *, actor: Doer, organisation_id: int
) -> list[organisations.OrganisationRow]:
    """Return the organisations below which this one could stand; its own parent and branches below are not.

    Refuses: no_right, organisation_unknown.
    """
    row = organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.CHANGE)
    return [
        found
        for found in organisations.list_for(session, actor=actor)
        if found.id != row.parent_id and _fits(row, found.level, found.path)
    ]


def _fits(row: Organisation, level: Level, path: str) -> bool:
    return level in organisations.PARENTS_OF[row.level] and not path.startswith(row.path)


def move(session: Session, *, actor: Doer, organisation_id: int, parent_id: int, now: datetime) -> None:
    """Put an organisation, with everything below it, under another parent, from now on.

    Refuses: no_right, organisation_unknown, parent_does_not_fit, organisation_closed, organisation_exists,
    changed_meanwhile — it stands there already.
    """
    organisations.lock_tree(session)
    row = organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.CHANGE)
    parent = organisation_for(session, actor, parent_id, Noun.ORGANISATION, Act.CHANGE)
    if not _fits(row, parent.level, parent.path):
        raise Invalid("parent_does_not_fit", field="parent", level=row.level.label, parent=parent.level.label)
    if not parent.is_active:
        raise Conflict("organisation_closed", name=parent.name)
    if row.parent_id == parent.id:
        raise Conflict("changed_meanwhile")
    organisations.require_free(session, parent_id=parent.id, name=row.name)
    from_id, row.parent_id = row.parent_id, parent.id
    _rewrite_paths(session, old=row.path, new=f"{parent.path}{row.id}.")
    _record(session, actor, "move_organisation", row, now, from_id=from_id, to_id=parent.id)


def _rewrite_paths(session: Session, *, old: str, new: str) -> None:
    session.flush()
    session.execute(
        update(Organisation)
        .where(Organisation.path.startswith(old, autoescape=True))
        .values(path=literal(new) + func.substr(Organisation.path, len(old) + 1)),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()


def close(session: Session, *, actor: Doer, organisation_id: int, now: datetime) -> None:
    """Take an organisation out of work: its link stops, its accounts cannot sign in, its figures stay.

    A need that its youth reopens later goes to whoever works above it (`confirmations.reopen`).

    Its named adult is named no longer, and what sounded like danger goes to the next one above.

    Refuses: no_right, organisation_unknown, district_stays, changed_meanwhile, organisation_has_below,
    organisation_has_needs.
    """
    organisations.lock_tree(session)
    row = organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.CHANGE)
    if row.level is Level.DISTRICT:
        raise Invalid("district_stays")
    if not row.is_active:
        raise Conflict("changed_meanwhile")
    # A youth's reopening waits for this, and then finds the organisation closed.
    session.execute(select(Organisation.id).where(Organisation.id == row.id).with_for_update())
    if n := _count_below(session, row):
        raise Conflict("organisation_has_below", n=n)
    if n := _count_open_needs(session, row):
        raise Conflict("organisation_has_needs", n=n)
    guardians.clear(session, organisation_id=row.id)
    crisis.hand_up(session, organisation_id=row.id, today=today(now))
    row.is_active = False
    spans.end(session, organisation_id=row.id, on=today(now))
    _record(session, actor, "close_organisation", row, now)


def _count_below(session: Session, row: Organisation) -> int:
    below = select(func.count()).where(Organisation.parent_id == row.id, Organisation.is_active)
    return session.scalar(below) or 0


def _count_open_needs(session: Session, row: Organisation, *, is_sensitive: bool = False) -> int:
    query = select(func.count()).where(Need.organisation_id == row.id, Need.state.in_(OPEN_STATES))
    if is_sensitive:
        query = query.where(Need.is_sensitive)
    return session.scalar(query) or 0


def reopen(session: Session, *, actor: Doer, organisation_id: int, now: datetime) -> None:
    """Take a closed organisation back, where it stood.

    Refuses: no_right, organisation_unknown, organisation_closed, changed_meanwhile.
    """
    organisations.lock_tree(session)
    row = organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.CHANGE)
    if row.is_active:
        raise Conflict("changed_meanwhile")
    parent = session.get(Organisation, row.parent_id or 0)
    if parent is not None and not parent.is_active:
        raise Conflict("organisation_closed", name=parent.name)
    row.is_active = True
    spans.begin(session, organisation_id=row.id, on=today(now))
    _record(session, actor, "reopen_organisation", row, now)


def _record(
    session: Session, actor: Doer, verb: str, row: Organisation, now: datetime, **facts: object
) -> None:
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"organisation:{row.id}",
        organisation_id=row.id,
        now=now,
        **facts,
    )
