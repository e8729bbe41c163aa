"""The organisation tree: made from the top, each one below its parent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, links, settings
from db.errors import Conflict, Invalid, NotFound
from db.links import committee_of
from db.models import Organisation
from db.rights import Act, Doer, Noun, organisation_for, require, within
from db.vocabulary import Domain, Level

__all__ = [
    "OrganisationRow",
    "add",
    "branches_for",
    "committee_of",
    "district",
    "find_branch",
    "get_for",
    "list_for",
    "set_up_district",
]

PARENTS_OF: dict[Level, tuple[Level, ...]] = {
    Level.DISTRICT: (),
    Level.COMMITTEE: (Level.DISTRICT,),
    Level.GENERAL_BRANCH: (Level.COMMITTEE,),
    # A branch may stand directly under the district (直属团支部).
    Level.BRANCH: (Level.COMMITTEE, Level.GENERAL_BRANCH, Level.DISTRICT),
}
NAME_LENGTHS = range(2, 61)


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation as lists show it; plain values. depth : 0 for the district."""

    id: int
    parent_id: int | None
    name: str
    level: Level
    domain: Domain | None
    declared_youth: int | None
    path: str
    depth: int
    is_active: bool


def set_up_district(session: Session, *, actor: Doer, name: str, now: datetime) -> Organisation:
    """Make the one district. Refuses: no_right, district_exists, organisation_name_malformed."""
    require(actor, Noun.ORGANISATION, Act.ADD)
    if district(session) is not None:
        raise Conflict("district_exists")
    row = Organisation(level=Level.DISTRICT, name=_name(name), path=_no_path_yet())
    session.add(row)
    _place(session, row, above="")
    settings.put(session, "district_name", row.name)
    _record(session, actor, "set_up_district", row, now=now)
    return row


def add(
    session: Session,
    *,
    actor: Doer,
    parent_id: int,
    level: Level,
    name: str,
    now: datetime,
    domain: Domain | None = None,
    declared_youth: int | None = None,
    has_student_secretary: bool = False,
) -> Organisation:
    """Add an organisation below another; a branch gets its standing link at once.

    declared_youth : how many youth it says it serves, None when unknown.
    Refuses: no_right, organisation_unknown, parent_does_not_fit, organisation_name_malformed,
    organisation_exists, domain_missing, domain_not_wanted, declared_youth_malformed.
    """
    parent = organisation_for(session, actor, parent_id, Noun.ORGANISATION, Act.ADD)
    if parent.level not in PARENTS_OF[level]:
        raise Invalid("parent_does_not_fit", field="parent", level=level.label, parent=parent.level.label)
    _check_branch_facts(level, domain, declared_youth)
    row = Organisation(
        parent_id=parent.id,
        level=level,
        name=_free_name(session, parent, name),
        path=_no_path_yet(),
        domain=domain,
        declared_youth=declared_youth,
        has_student_secretary=has_student_secretary,
    )
    session.add(row)
    _place(session, row, above=parent.path)
    if level is Level.BRANCH:
        links.add_link(session, branch_id=row.id, now=now)
    _record(session, actor, "add_organisation", row, now=now)
    return row


def _check_branch_facts(level: Level, domain: Domain | None, declared_youth: int | None) -> None:
    if level is Level.BRANCH and domain is None:
        raise Invalid("domain_missing", field="domain")
    if level is not Level.BRANCH and domain is not None:
        raise Invalid("domain_not_wanted", field="domain")
    if declared_youth is not None and not 0 < declared_youth < 1_000_000:
        raise Invalid("declared_youth_malformed", field="declared_youth")


def _name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) not in NAME_LENGTHS:
        raise Invalid("organisation_name_malformed", field="name", most=NAME_LENGTHS[-1])
    return name


def _free_name(session: Session, parent: Organisation, name: str) -> str:
    name = _name(name)
    same = select(Organisation.id).where(Organisation.parent_id == parent.id, Organisation.name == name)
    if session.scalar(same) is not None:
        raise Conflict("organisation_exists", field="name", name=name)
    return name


def _no_path_yet() -> str:
    # The path holds the row's own id, which the insert gives; unique until then.
    return f"new-{uuid4().hex}"


def _place(session: Session, row: Organisation, *, above: str) -> None:
    session.flush()
    row.path = f"{above}{row.id}."
    session.flush()


def district(session: Session) -> Organisation | None:
    """Return the district, None before it is set up."""
    return session.scalar(select(Organisation).where(Organisation.level == Level.DISTRICT))


def get_for(session: Session, *, actor: Doer, organisation_id: int) -> OrganisationRow:
    """Return one organisation the person may see. Refuses: no_right, organisation_unknown."""
    return _row(organisation_for(session, actor, organisation_id, Noun.ORGANISATION, Act.READ))


def list_for(session: Session, *, actor: Doer, level: Level | None = None) -> list[OrganisationRow]:
    """Return the organisations the person may see, parents before children, each with its depth.

    Refuses: no_right.
    """
    visible = within(
        actor, Noun.ORGANISATION, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    statement = select(Organisation).where(visible, Organisation.is_active)
    if level is not None:
        statement = statement.where(Organisation.level == level)
    rows = [_row(organisation) for organisation in session.scalars(statement)]
    return sorted(rows, key=lambda row: [int(part) for part in row.path.rstrip(".").split(".")])


def branches_for(session: Session, *, actor: Doer) -> list[OrganisationRow]:
    """Return the branches the person may see, in the order of the tree. Refuses: no_right."""
    return list_for(session, actor=actor, level=Level.BRANCH)


def find_branch(session: Session, *, name: str) -> Organisation:
    """Return the one branch of this name, for commands. Refuses: branch_unknown, branch_name_ambiguous."""
    rows = session.scalars(
        select(Organisation).where(Organisation.level == Level.BRANCH, Organisation.name == name.strip())
    ).all()
    if not rows:
        raise NotFound("branch_unknown", name=name)
    if len(rows) > 1:
        raise Conflict("branch_name_ambiguous", name=name, n=len(rows))
    return rows[0]


def _row(organisation: Organisation) -> OrganisationRow:
    return OrganisationRow(
        id=organisation.id,
        parent_id=organisation.parent_id,
        name=organisation.name,
        level=organisation.level,
        domain=organisation.domain,
        declared_youth=organisation.declared_youth,
        path=organisation.path,
        depth=organisation.path.count(".") - 1,
        is_active=organisation.is_active,
    )


def _record(session: Session, actor: Doer, verb: str, row: Organisation, *, now: datetime) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"organisation:{row.id}",
        now=now,
        organisation_id=row.id,
        level=row.level.value,
    )
