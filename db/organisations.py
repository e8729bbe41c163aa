"""The organisation tree: made from the top, each one below its parent."""

# long: one noun, from its making to its lists

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from db import audit, links, settings, spans
from db.errors import Conflict, Invalid, NotFound
from db.links import committee_of
from db.models import Organisation
from db.rights import Act, Doer, Noun, organisation_for, require, within
from db.vocabulary import Domain, Level
from db.workdays import today

__all__ = [
    "OrganisationRow",
    "add",
    "branches_for",
    "check_branch_facts",
    "committee_of",
    "district",
    "find_branch",
    "get_for",
    "has_branch",
    "list_for",
    "lock_tree",
    "require_free",
    "set_up_district",
    "tidy_name",
]

PARENTS_OF: dict[Level, tuple[Level, ...]] = {
    Level.DISTRICT: (),
    Level.COMMITTEE: (Level.DISTRICT,),
    Level.GENERAL_BRANCH: (Level.COMMITTEE,),
    # A branch may stand directly under the district (直属团支部).
    Level.BRANCH: (Level.COMMITTEE, Level.GENERAL_BRANCH, Level.DISTRICT),
}
NAME_LENGTHS = range(2, 61)
MOST_YOUTH = 999_999
# What a list shows; whole rows of the tree would take three times as long to fetch.
COLUMNS = (
    Organisation.id,
    Organisation.parent_id,
    Organisation.name,
    Organisation.level,
    Organisation.domain,
    Organisation.declared_youth,
    Organisation.has_student_secretary,
    Organisation.path,
    Organisation.is_active,
)


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation as lists show it; plain values. depth : 0 for the district."""

    id: int
    parent_id: int | None
    name: str
    level: Level
    domain: Domain | None
    declared_youth: int | None
    has_student_secretary: bool
    path: str
    depth: int
    is_active: bool


def set_up_district(session: Session, *, actor: Doer, name: str, now: datetime) -> Organisation:
    """Make the one district. Refuses: no_right, district_exists, organisation_name_malformed."""
    require(actor, Noun.ORGANISATION, Act.ADD)
    if district(session) is not None:
        raise Conflict("district_exists")
    row = Organisation(level=Level.DISTRICT, name=tidy_name(name), path=_no_path_yet())
    session.add(row)
    _place(session, row, above="")
    spans.begin(session, organisation_id=row.id, on=today(now))
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
    organisation_exists, domain_missing, domain_not_wanted, declared_youth_malformed, organisation_closed.
    """
    lock_tree(session)
    parent = organisation_for(session, actor, parent_id, Noun.ORGANISATION, Act.ADD)
    if parent.level not in PARENTS_OF[level]:
        raise Invalid("parent_does_not_fit", field="parent", level=level.label, parent=parent.level.label)
    if not parent.is_active:
        raise Conflict("organisation_closed", name=parent.name)
    # In the order of the form: what is said first is what stands first.
    name = tidy_name(name)
    require_free(session, parent_id=parent.id, name=name)
    check_branch_facts(level, domain, declared_youth)
    row = Organisation(
        parent_id=parent.id,
        level=level,
        name=name,
        path=_no_path_yet(),
        domain=domain,
        declared_youth=declared_youth,
        has_student_secretary=has_student_secretary,
    )
    session.add(row)
    _place(session, row, above=parent.path)
    spans.begin(session, organisation_id=row.id, on=today(now))
    if level is Level.BRANCH:
        links.add_link(session, branch_id=row.id, now=now)
    _record(session, actor, "add_organisation", row, now=now)
    return row


def lock_tree(session: Session) -> None:
    """Let nobody else change the tree meanwhile: a path is made from the paths above it."""
    session.execute(select(Organisation.id).where(Organisation.level == Level.DISTRICT).with_for_update())


def check_branch_facts(level: Level, domain: Domain | None, declared_youth: int | None) -> None:
    """Refuse facts that do not fit the level.

    Refuses: domain_missing, domain_not_wanted, declared_youth_malformed, declared_youth_too_many.
    """
    if level is Level.BRANCH and domain is None:
        raise Invalid("domain_missing", field="domain")
    if level is not Level.BRANCH and domain is not None:
        raise Invalid("domain_not_wanted", field="domain")
    if declared_youth is not None and declared_youth <= 0:
        raise Invalid("declared_youth_malformed", field="declared_youth")
    if declared_youth is not None and declared_youth > MOST_YOUTH:
        raise Invalid(
            "declared_youth_too_many", field="declared_youth", value=declared_youth, most=MOST_YOUTH
        )


def tidy_name(name: str) -> str:
    """Return a name without needless space. Refuses: organisation_name_malformed."""
    name = " ".join(name.split())
    if len(name) not in NAME_LENGTHS:
        raise Invalid("organisation_name_malformed", field="name", most=NAME_LENGTHS[-1])
    return name


def require_free(session: Session, *, parent_id: int, name: str) -> None:
    """See that no other organisation of this name stands below a parent. Refuses: organisation_exists."""
    same = select(Organisation.id).where(Organisation.parent_id == parent_id, Organisation.name == name)
    if session.scalar(same) is not None:
        raise Conflict("organisation_exists", field="name", name=name)


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


def list_for(
    session: Session, *, actor: Doer, level: Level | None = None, with_closed: bool = False
) -> list[OrganisationRow]:
    """Return the organisations the person may see, parents before children, each with its depth.

    with_closed : those that no longer work, too. Refuses: no_right.
    """
    visible = within(
        actor, Noun.ORGANISATION, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    statement = select(*COLUMNS).where(visible)
    if not with_closed:
        statement = statement.where(Organisation.is_active)
    if level is not None:
        statement = statement.where(Organisation.level == level)
    rows = [_row(found) for found in session.execute(statement)]
    return sorted(rows, key=lambda row: [int(part) for part in row.path.rstrip(".").split(".")])


def branches_for(session: Session, *, actor: Doer, with_closed: bool = False) -> list[OrganisationRow]:
    """Return the branches the person may see, in the order of the tree; closed ones, if wanted, come last.

    Refuses: no_right.
    """
    rows = list_for(session, actor=actor, level=Level.BRANCH, with_closed=with_closed)
    return sorted(rows, key=lambda row: not row.is_active)


def has_branch(session: Session, *, actor: Doer) -> bool:
    """Tell whether the person may see any branch at work. Refuses: no_right."""
    visible = within(
        actor, Noun.ORGANISATION, Act.READ, organisation_id=Organisation.id, path=Organisation.path
    )
    query = select(Organisation.id).where(visible, Organisation.is_active)
    return session.scalar(query.where(Organisation.level == Level.BRANCH).limit(1)) is not None


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


def _row(organisation: Organisation | Row[*tuple[Any, ...]]) -> OrganisationRow:
    return OrganisationRow(
        id=organisation.id,
        parent_id=organisation.parent_id,
        name=organisation.name,
        level=organisation.level,
        domain=organisation.domain,
        declared_youth=organisation.declared_youth,
        has_student_secretary=organisation.has_student_secretary,
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
