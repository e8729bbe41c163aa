"""The first start: a one-time link in the terminal, behind it the district is set up."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import guardians, organisations, people, questionnaires
from db.errors import NotFound, TooLate
from db.models import SetUpLink
from db.rights import Actor, Operator
from db.secrets import new_token, token_hash
from db.vocabulary import Role

SETTER_UP = Operator("set-up")


def first_link(session: Session, *, now: datetime) -> str | None:
    """Make a set-up link and return its token; None when somebody has an account already.

    Earlier unused links stay valid: two servers that start at once print one each, and either works.
    """
    if people.has_accounts(session):
        return None
    token = new_token()
    session.add(SetUpLink(token_hash=token_hash(token), created_at=now))
    session.flush()
    return token


def check_link(session: Session, *, token: str) -> None:
    """See that a set-up link is good without using it up. Refuses: set_up_link_unknown, set_up_done."""
    link = session.scalar(select(SetUpLink).where(SetUpLink.token_hash == token_hash(token)))
    if link is None:
        raise NotFound("set_up_link_unknown")
    if link.used_at is not None or people.has_accounts(session):
        raise TooLate("set_up_done")


def use_link(
    session: Session,
    *,
    token: str,
    district_name: str,
    username: str,
    name: str,
    password: str,
    now: datetime,
    password_hash: str | None = None,
) -> Actor:
    """Set the district up: organisation, its first account and named adult, categories, the monthly questionnaire.

    password_hash : of `password`, made before the transaction; None to make it here.

    Refuses: set_up_link_unknown, set_up_done, and what `organisations.set_up_district` and
    `people.add_person` refuse.
    """
    # All links at once: two people with two links must not set up two districts.
    session.scalars(select(SetUpLink).with_for_update()).all()
    check_link(session, token=token)
    district = organisations.set_up_district(session, actor=SETTER_UP, name=district_name, now=now)
    person = people.add_person(
        session,
        actor=SETTER_UP,
        username=username,
        name=name,
        role=Role.DISTRICT,
        organisation_id=district.id,
        password=password,
        password_hash=password_hash,
        must_change=False,
        now=now,
    )
    # From the first branch on somebody reads what sounds like danger; another can be named later.
    guardians.name(session, actor=SETTER_UP, organisation_id=district.id, person_id=person.person_id, now=now)
    questionnaires.install_defaults(session, now=now)
    close_links(session, now=now)
    actor = people.actor_of(session, person_id=person.person_id, now=now)
    if actor is None:
        raise NotFound("person_unknown")
    return actor


def close_links(session: Session, *, now: datetime) -> None:
    """Make every set-up link useless: the district stands."""
    session.execute(update(SetUpLink).where(SetUpLink.used_at.is_(None)).values(used_at=now))
