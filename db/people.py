"""Accounts: who works here, in which role, for which organisation."""

# long: an account from its first password to its end

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import attempts, audit, guardians, in_hand, passwords
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import Organisation, Person, SignIn
from db.passwords import Checked
from db.rights import Act, Actor, Doer, Noun, covers, organisation_for, require, within
from db.secrets import token_hash
from db.vocabulary import Level, Role
from db.workdays import today

LEVELS_OF: dict[Role, tuple[Level, ...]] = {
    Role.SECRETARY: (Level.BRANCH,),
    Role.CADRE: (Level.BRANCH,),
    Role.COMMITTEE: (Level.COMMITTEE, Level.GENERAL_BRANCH),
    Role.DISTRICT: (Level.DISTRICT,),
    Role.ADMIN: (Level.DISTRICT,),
    Role.AUDITOR: (Level.DISTRICT,),
}
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
MAX_NAME = 40


@dataclass(frozen=True)
class NewPassword:
    """A password that is shown once, to whoever made the account or reset it."""

    person_id: int
    username: str
    password: str


@dataclass(frozen=True)
class PersonRow:
    """One account as lists show it; plain values."""

    id: int
    username: str
    name: str
    role: Role
    organisation_id: int
    organisation_name: str
    is_active: bool
    ends_on: date | None


def add_person(
    session: Session,
    *,
    actor: Doer,
    username: str,
    name: str,
    role: Role,
    organisation_id: int,
    now: datetime,
    password: str | None = None,
    password_hash: str | None = None,
    must_change: bool = True,
    ends_on: date | None = None,
) -> NewPassword:
    """Make an account; without `password` a one-time one is made and returned.

    password_hash : of `password`, made before the transaction; None to make it here.

    Refuses: no_right, organisation_unknown, organisation_closed, role_does_not_fit, username_malformed, username_taken,
    name_missing, and what `passwords.check_rule` refuses.
    """
    organisation = organisation_for(session, actor, organisation_id, Noun.PERSON, Act.ADD)
    if not organisation.is_active:
        raise Conflict("organisation_closed", name=organisation.name)
    if organisation.level not in LEVELS_OF[role]:
        raise Invalid("role_does_not_fit", field="role", role=role.label, level=organisation.level.label)
    # In the order of the form: what is said first is what stands first.
    name = tidy_name(name)
    username = _username(session, username)
    password = _chosen(password, username)
    person = Person(
        username=username,
        name=name,
        role=role,
        organisation_id=organisation.id,
        password_hash=password_hash or passwords.hash_of(password),
        must_change_password=must_change,
        ends_on=ends_on,
        created_at=now,
    )
    session.add(person)
    session.flush()
    record(session, actor, "add_person", person, now=now, role=role.value)
    return NewPassword(person.id, username, password)


def _username(session: Session, username: str) -> str:
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Invalid("username_malformed", field="username")
    if session.scalar(select(Person.id).where(Person.username == username)) is not None:
        raise Conflict("username_taken", field="username")
    return username


def tidy_name(name: str) -> str:
    """Return a name without needless space. Refuses: name_missing."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise Invalid("name_missing", field="name", most=MAX_NAME)
    return name


def _chosen(password: str | None, username: str) -> str:
    if password is None:
        return passwords.new_one_time()
    passwords.check_rule(password, username=username)
    return password


def reset_password(session: Session, *, actor: Doer, username: str, now: datetime) -> NewPassword:
    """Give an account a new one-time password, end its lock and all its sign-ins.

    Refuses: no_right, person_unknown.
    """
    person = changeable(session, actor, username)
    password = passwords.new_one_time()
    _set_password(session, person, passwords.hash_of(password), must_change=True)
    end_sign_ins(session, person_id=person.id, now=now)
    record(session, actor, "reset_password", person, now=now)
    return NewPassword(person.id, person.username, password)


def changeable(session: Session, actor: Doer, username: str) -> Person:
    """Return the account of this name if the person may change it. Refuses: no_right, person_unknown."""
    scope = require(actor, Noun.PERSON, Act.CHANGE)
    person = session.scalar(select(Person).where(Person.username == username.strip().lower()))
    if person is None or not covers(scope, actor, session.get_one(Organisation, person.organisation_id)):
        raise NotFound("person_unknown")
    return person


def look_up_password(session: Session, *, actor: Actor) -> str:
    """Return the hash of the person's own password, for `passwords.check`."""
    return session.get_one(Person, actor.id).password_hash


def change_password(
    session: Session, *, actor: Actor, old: Checked, new: str, new_hash: str, token: str | None, now: datetime
) -> None:
    """Change one's own password; every other sign-in of the person ends, the one of `token` stays.

    old, new_hash : verified and hashed before the transaction.
    Refuses: password_wrong (also when it was changed since), password_unchanged, and what
    `passwords.check_rule` refuses.
    """
    person = session.get_one(Person, actor.id, with_for_update=True)
    if not old.is_right or old.password_hash != person.password_hash:
        raise NotAllowed("password_wrong", field="old")
    if new == old.password:
        raise Invalid("password_unchanged", field="password")
    passwords.check_rule(new, username=person.username)
    _set_password(session, person, new_hash, must_change=False)
    end_sign_ins(session, person_id=person.id, now=now, but=token)
    record(session, actor, "change_password", person, now=now)


def _set_password(session: Session, person: Person, password_hash: str, *, must_change: bool) -> None:
    person.password_hash = password_hash
    person.must_change_password = must_change
    attempts.forget(session, key=attempts.name_key(person.username))


def end_account(
    session: Session, *, actor: Doer, username: str, now: datetime, leaves_work: bool = False
) -> None:
    """Close an account: it can no longer sign in; what it did stays, what was said to it in confidence does not.

    leaves_work : close it although it has something in hand, which nobody has from then on (`in_hand`).
    Refuses: no_right, person_unknown, own_account, work_in_hand, is_guardian — another guardian is named first.
    """
    person = changeable(session, actor, username)
    if isinstance(actor, Actor) and actor.id == person.id:
        raise NotAllowed("own_account")
    guardians.refuse_if_guardian(session, person_id=person.id)
    left = in_hand.drop(session, person=person, is_confirmed=leaves_work)
    person.is_active = False
    end_sign_ins(session, person_id=person.id, now=now)
    record(session, actor, "end_account", person, now=now, **left)


def end_sign_ins(session: Session, *, person_id: int, now: datetime, but: str | None = None) -> None:
    """Revoke every sign-in of a person, except the one whose cookie token is `but`."""
    statement = update(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None))
    if but is not None:
        statement = statement.where(SignIn.token_hash != token_hash(but))
    session.execute(statement.values(revoked_at=now))


def actor_of(session: Session, *, person_id: int, now: datetime) -> Actor | None:
    """Return the person as services see one; None for an account that is unknown, closed or ended."""
    row = session.execute(
        select(Person, Organisation)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id == person_id)
    ).one_or_none()
    return None if row is None else as_actor(row[0], row[1], now=now)


def as_actor(person: Person, organisation: Organisation, *, now: datetime) -> Actor | None:
    """Return what services see of a person; None when the account may not act (any more)."""
    has_ended = person.ends_on is not None and person.ends_on < today(now)
    if has_ended or not person.is_active or not organisation.is_active:
        return None
    return Actor(
        id=person.id,
        name=person.name,
        role=person.role,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        path=organisation.path,
        must_change_password=person.must_change_password,
    )


def list_for(session: Session, *, actor: Doer) -> list[PersonRow]:
    """Return the accounts the person may see, by organisation and name. Refuses: no_right."""
    visible = within(actor, Noun.PERSON, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    rows = session.execute(
        select(Person, Organisation.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(visible)
        .order_by(Organisation.path, Person.username)
    )
    return [
        PersonRow(p.id, p.username, p.name, p.role, p.organisation_id, organisation, p.is_active, p.ends_on)
        for p, organisation in rows
    ]


def has_accounts(session: Session) -> bool:
    """Tell whether anybody has an account yet; nobody means the district is not set up."""
    return bool(session.scalar(select(func.count()).select_from(Person)))


def record(
    session: Session, actor: Doer, verb: str, person: Person, *, now: datetime, **facts: object
) -> None:
    """Write what was done with an account into the audit log, without name or password."""
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"person:{person.id}",
        now=now,
        organisation_id=person.organisation_id,
        **facts,
    )
