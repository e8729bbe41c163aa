"""Standing links: how a branch's youth come in, by QR code or by typing the 支部码."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from db import audit, district_contact
from db.district_contact import NOBODY, DistrictContact
from db.errors import NotFound, TooLate
from db.models import Organisation, StandingLink
from db.name_order import natural_key
from db.rights import Act, Doer, Noun, organisation_for, within
from db.secrets import ALPHABET
from db.vocabulary import Level

BRANCH_CODE_LENGTH = 6
TOKEN_BYTES = 16

# Made once: making a statement takes longer than running it, and these are asked for by every page of every youth.
_BY_TOKEN = (
    select(
        StandingLink.revoked_at,
        StandingLink.branch_code,
        Organisation.is_active,
        Organisation.id,
        Organisation.name,
        Organisation.path,
        Organisation.has_student_secretary,
    )
    .join(Organisation, Organisation.id == StandingLink.branch_id)
    .where(StandingLink.token == bindparam("token"))
)
_BRANCHES = cast(Table, Organisation.__table__)
_WORKS = (
    select(_BRANCHES.c.is_active).where(_BRANCHES.c.id == bindparam("branch_id")).with_for_update(read=True)
)
_COMMITTEE = (
    select(Organisation)
    .where(
        Organisation.id.in_(bindparam("above", expanding=True)),
        Organisation.level.in_([Level.COMMITTEE, Level.DISTRICT]),
    )
    .order_by(func.length(Organisation.path).desc())
    .limit(1)
)
_NAMED_COMMITTEE = _COMMITTEE.with_only_columns(Organisation.id, Organisation.name)


@dataclass(frozen=True)
class LinkedBranch:
    """The branch behind a standing link, as youth pages need it.

    committee_id, committee_name : the organisation that takes needs sent past the branch. contact : whom a youth
    can ask about the survey, empty while the district has named nobody.
    """

    branch_id: int
    branch_name: str
    committee_id: int
    committee_name: str
    token: str
    branch_code: str
    contact: DistrictContact = NOBODY
    has_student_secretary: bool = False


def add_link(session: Session, *, branch_id: int, now: datetime) -> StandingLink:
    """Give a branch its link; returns the live one if it has one already."""
    live = live_link(session, branch_id=branch_id)
    if live is not None:
        return live
    link = StandingLink(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        branch_id=branch_id,
        branch_code=_free_code(session),
        created_at=now,
    )
    session.add(link)
    session.flush()
    return link


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(BRANCH_CODE_LENGTH))
        taken = session.scalar(select(StandingLink.token).where(StandingLink.branch_code == code))
        if taken is None:
            return code


def live_link(session: Session, *, branch_id: int) -> StandingLink | None:
    """Return a branch's link in force, None if it has none."""
    return session.scalar(
        select(StandingLink).where(StandingLink.branch_id == branch_id, StandingLink.revoked_at.is_(None))
    )


def find_branch(session: Session, *, token: str) -> LinkedBranch:
    """Return the branch behind a link. Refuses: link_unknown, link_revoked."""
    branch = session.execute(_BY_TOKEN, {"token": token}).one_or_none()
    if branch is None:
        raise NotFound("link_unknown")
    if branch.revoked_at is not None or not branch.is_active:
        raise TooLate("link_revoked")
    committee_id, committee_name = session.execute(_NAMED_COMMITTEE, {"above": _above(branch.path)}).one()
    return LinkedBranch(
        branch.id,
        branch.name,
        committee_id,
        committee_name,
        token,
        branch.branch_code,
        contact=district_contact.read(session),
        has_student_secretary=branch.has_student_secretary,
    )


def require_working(session: Session, *, branch_id: int) -> None:
    """Refuse what comes for a branch that has been closed; it stays as it is until the transaction ends.

    Refuses: link_revoked.
    """
    if not session.scalar(_WORKS, {"branch_id": branch_id}):
        raise TooLate("link_revoked")


def link_for(session: Session, *, actor: Doer, branch_id: int) -> LinkedBranch:
    """Return a branch's link for somebody who may see it. Refuses: no_right, organisation_unknown, link_unknown."""
    branch = organisation_for(session, actor, branch_id, Noun.LINK, Act.READ)
    live = live_link(session, branch_id=branch.id)
    if live is None:
        raise NotFound("link_unknown")
    return find_branch(session, token=live.token)


def committee_of(session: Session, branch: Organisation) -> Organisation:
    """Return the committee above a branch (the district where there is none between)."""
    found: Organisation = session.scalars(_COMMITTEE, {"above": _above(branch.path)}).one()
    return found


def _above(path: str) -> list[int]:
    return [int(part) for part in path.split(".")[:-2]]


def token_of_code(session: Session, *, branch_code: str) -> str:
    """Return the link's token for a typed 支部码; case and spaces do not matter. Refuses: branch_code_unknown."""
    wanted = "".join(branch_code.split()).upper()
    link = session.scalar(
        select(StandingLink).where(StandingLink.branch_code == wanted, StandingLink.revoked_at.is_(None))
    )
    if link is None:
        raise NotFound("branch_code_unknown")
    return link.token


def renew(session: Session, *, actor: Doer, branch_id: int, now: datetime) -> StandingLink:
    """Revoke a branch's link and give it a new one; printed posters then lead to a page that says so."""
    branch = organisation_for(session, actor, branch_id, Noun.LINK, Act.REVOKE)
    live = live_link(session, branch_id=branch.id)
    if live is not None:
        live.revoked_at = now
        session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb="renew_link",
        subject=f"organisation:{branch.id}",
        organisation_id=branch.id,
        now=now,
    )
    return add_link(session, branch_id=branch.id, now=now)


@dataclass(frozen=True)
class BranchLink:
    """A branch's link in force, as lists show it."""

    branch_id: int
    branch: str
    token: str
    branch_code: str


def list_for(session: Session, *, actor: Doer) -> list[BranchLink]:
    """Return the live links the person may see, by name of the branch."""
    visible = within(actor, Noun.LINK, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    rows = session.execute(
        select(Organisation.id, Organisation.name, StandingLink.token, StandingLink.branch_code)
        .join(StandingLink, StandingLink.branch_id == Organisation.id)
        .where(StandingLink.revoked_at.is_(None), Organisation.is_active, visible)
    )
    return sorted((BranchLink(*row) for row in rows), key=lambda link: natural_key(link.branch))
