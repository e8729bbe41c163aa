"""A visitor in a demo database: looking around as one of its people, and following one need to its end.

Every call asks the database first whether it is a demo. In any other one there is nobody to look around as.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from db import audit, links, people, receipts, settings, sign_ins, wishes
from db.errors import NotFound
from db.links import LinkedBranch
from db.models import AuditEntry, Need, NeedEvent, Organisation, Person
from db.rights import Actor
from db.sign_ins import SignedIn
from db.vocabulary import NeedState, Role, Verb

ROLES = (Role.SECRETARY, Role.COMMITTEE, Role.DISTRICT)
LOOKED = "look_as_visitor"


class Step(StrEnum):
    """The six steps from a need to its place in the figures."""

    RAISE = "raise"
    ACCEPT = "accept"
    SETTLE = "settle"
    CONFIRM = "confirm"
    COMMITTEE = "committee"
    DISTRICT = "district"


@dataclass(frozen=True)
class Count:
    """Needs raised in the month of the visitor's need, in one scope. confirmed : by their youth."""

    scope: str
    raised: int
    confirmed: int


@dataclass(frozen=True)
class Followed:
    """The need that a visitor follows.

    code : its receipt code. handler : the role that has it now. taken : the steps that the database shows.
    counts : committee, then district; empty before the confirmation.
    """

    code: str
    need_id: uuid.UUID
    number: str
    month: date
    state: NeedState
    handler: Role
    taken: frozenset[Step]
    counts: tuple[Count, ...]


def is_demo(session: Session) -> bool:
    """Tell whether this database was made as a demo."""
    return settings.get(session, "is_demo") is True


def _require_demo(session: Session) -> None:
    if not is_demo(session):
        raise NotFound("not_a_demo")


def branch(session: Session) -> LinkedBranch:
    """Return the branch whose link a visitor opens. Refuses: not_a_demo, link_unknown."""
    _require_demo(session)
    link = links.live_link(session, branch_id=settings.get(session, "demo_branch"))
    if link is None:
        raise NotFound("link_unknown")
    return links.find_branch(session, token=link.token)


def months_of_findings(session: Session) -> dict[str, date]:
    """Return finding → the month in which a visitor sees it; empty in a demo too small for them."""
    months: Mapping[str, str] = settings.get(session, "demo_months")
    return {finding: date.fromisoformat(month) for finding, month in months.items()}


def sign_in_as(session: Session, *, role: Role, now: datetime) -> SignedIn:
    """Sign a visitor in as the demo's account of a role, without a password.

    Refuses: not_a_demo; demo_account_gone — nobody of that role was made for visitors, or no longer has it.
    """
    _require_demo(session)
    accounts: Mapping[str, int] = settings.get(session, "demo_accounts")
    person = session.get(Person, accounts[role.value]) if role in ROLES and role.value in accounts else None
    actor = None if person is None else people.actor_of(session, person_id=person.id, now=now)
    if person is None or actor is None or actor.role is not role or actor.must_change_password:
        raise NotFound("demo_account_gone")
    return SignedIn(token=sign_ins.open_for(session, person=person, now=now), actor=actor)


def unused(session: Session, *, nonce: str) -> bool:
    """Tell whether a visitor's next wish may carry `nonce`, so that the story can follow it."""
    return is_demo(session) and not receipts.exists(session, code=wishes.code_of(nonce))


def follow(session: Session, *, nonce: str, now: datetime) -> Followed | None:
    """Return the need that was raised with `nonce`; None before it is raised or after it is gone.

    Refuses: not_a_demo.
    """
    _require_demo(session)
    code = wishes.code_of(nonce)
    # Asked first: a code that leads nowhere yet is no guess to be counted.
    if not receipts.exists(session, code=code):
        return None
    opened = receipts.open_receipt(session, code=code, device=nonce, now=now)
    need = session.get(Need, opened.need_id) if opened and opened.need_id else None
    if need is None:
        return None
    is_confirmed = need.state is NeedState.CONFIRMED
    return Followed(
        code=code,
        need_id=need.id,
        number=need.number or "",
        month=need.month,
        state=need.state,
        handler=Role.SECRETARY if need.organisation_id == need.branch_id else Role.COMMITTEE,
        taken=frozenset(_taken(session, need)),
        counts=_counts(session, need) if is_confirmed else (),
    )


def _taken(session: Session, need: Need) -> set[Step]:
    verbs = set(session.scalars(select(NeedEvent.verb).where(NeedEvent.need_id == need.id)))
    looked = session.scalars(
        select(AuditEntry.facts).where(AuditEntry.verb == LOOKED, AuditEntry.subject == _subject(need.id))
    )
    found = {
        Step.RAISE: True,
        Step.ACCEPT: bool(verbs & {Verb.ACCEPT, Verb.TAKE_OVER}),
        Step.SETTLE: need.settled_on is not None,
        Step.CONFIRM: need.state is NeedState.CONFIRMED,
        **{Step(str(facts["role"])): True for facts in looked},
    }
    return {step for step, is_taken in found.items() if is_taken}


def _subject(need_id: uuid.UUID) -> str:
    return f"need:{need_id}"


def _counts(session: Session, need: Need) -> tuple[Count, ...]:
    place = session.get_one(Organisation, need.branch_id)
    committee = links.committee_of(session, place)
    below = Organisation.path.startswith(committee.path, autoescape=True)
    name = settings.get(session, "district_name") or ""
    return (_count(session, committee.name, need.month, below), _count(session, name, need.month))


def _count(session: Session, scope: str, month: date, *where: ColumnElement[bool]) -> Count:
    is_confirmed = func.sum(case((Need.state == NeedState.CONFIRMED, 1), else_=0))
    query = select(func.count(), is_confirmed).join(Organisation, Organisation.id == Need.branch_id)
    raised, confirmed = session.execute(query.where(Need.month == month, *where)).one()
    return Count(scope, raised, confirmed)


def look(session: Session, *, actor: Actor, nonce: str, now: datetime) -> None:
    """Note that a visitor looks at the figures in which the confirmed need now counts; before, nothing.

    Refuses: not_a_demo.
    """
    found = follow(session, nonce=nonce, now=now)
    step = Step(actor.role.value) if actor.role.value in set(Step) else None
    if found is None or found.state is not NeedState.CONFIRMED or step is None or step in found.taken:
        return
    audit.record(
        session,
        actor=actor.audit_name,
        verb=LOOKED,
        subject=_subject(found.need_id),
        organisation_id=actor.organisation_id,
        now=now,
        role=step.value,
    )
