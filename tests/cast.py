"""The persons of the tests; rows straight from the models, so that no service is assumed.

陈 is secretary of branch A and 赵 a cadre of branch B of one committee, 王 works at that committee, 李 at the
district; 周 is the administrator and 吴 the auditor. Branch C belongs to another committee: nobody of the
first may see anything of it.
"""

import secrets as randomness
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import passwords, secrets, sign_ins
from db.models import Organisation, Person, SignIn
from db.rights import Actor
from db.sign_ins import SignedIn
from db.vocabulary import Domain, Level, Role

PASSWORD = "青年-wugeyi-2026"
PASSWORD_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$U2n5XyGOtIl7eqoBBUVC2A$kWGCt5li3GIgoF8rfJgGwtfPZZD0Sw95wzTRepj2g7M"
)


@dataclass(frozen=True)
class Cast:
    """Ids of the organisations and the persons as services see them: plain values only."""

    district: int
    committee: int
    branch_a: int
    branch_b: int
    other_committee: int
    branch_c: int
    chen: Actor  # secretary of branch A
    zhao: Actor  # cadre of branch B
    wang: Actor  # committee of A and B
    li: Actor  # district
    zhou: Actor  # administrator
    wu: Actor  # auditor
    qian: Actor  # secretary of branch C, under the other committee

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """Return all persons."""
        return self.chen, self.zhao, self.wang, self.li, self.zhou, self.wu, self.qian


def gather(session: Session, *, now: datetime) -> Cast:
    """Make the tree and the persons."""
    district = an_organisation(session, None, "青山区", level=Level.DISTRICT)
    committee = an_organisation(session, district, "东区街道团工委", level=Level.COMMITTEE)
    other = an_organisation(session, district, "西区街道团工委", level=Level.COMMITTEE)
    a = an_organisation(session, committee, "东风社区团支部", declared_youth=24)
    b = an_organisation(session, committee, "光明科技团支部", domain=Domain.NONPUBLIC, declared_youth=12)
    c = an_organisation(session, other, "西苑中学团支部", domain=Domain.SCHOOL)
    return Cast(
        district=district.id,
        committee=committee.id,
        branch_a=a.id,
        branch_b=b.id,
        other_committee=other.id,
        branch_c=c.id,
        chen=a_person(session, a, "陈", "chen", Role.SECRETARY, now=now),
        zhao=a_person(session, b, "赵", "zhao", Role.CADRE, now=now),
        wang=a_person(session, committee, "王", "wang", Role.COMMITTEE, now=now),
        li=a_person(session, district, "李", "li", Role.DISTRICT, now=now),
        zhou=a_person(session, district, "周", "zhou", Role.ADMIN, now=now),
        wu=a_person(session, district, "吴", "wu", Role.AUDITOR, now=now),
        qian=a_person(session, c, "钱", "qian", Role.SECRETARY, now=now),
    )


def an_organisation(
    session: Session, parent: Organisation | None, name: str, *, level: Level = Level.BRANCH, **but: Any
) -> Organisation:
    """Make an organisation below `parent`; a branch of a street community unless told otherwise."""
    if level is Level.BRANCH:
        but.setdefault("domain", Domain.STREET_COMMUNITY)
    row = Organisation(
        parent_id=parent.id if parent else None, level=level, name=name, path=uuid.uuid4().hex, **but
    )
    session.add(row)
    session.flush()
    row.path = f"{parent.path if parent else ''}{row.id}."
    session.flush()
    return row


def a_person(
    session: Session,
    organisation: Organisation,
    name: str,
    username: str,
    role: Role,
    *,
    now: datetime,
    **but: Any,
) -> Actor:
    """Make an account that signs in with PASSWORD, and return the person as services see one."""
    values = {"password_hash": PASSWORD_HASH, "must_change_password": False, "created_at": now, **but}
    row = Person(username=username, name=name, role=role, organisation_id=organisation.id, **values)
    session.add(row)
    session.flush()
    return Actor(
        id=row.id,
        name=name,
        role=role,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        path=organisation.path,
        must_change_password=row.must_change_password,
    )


def a_sign_in(session: Session, actor: Actor, *, now: datetime) -> str:
    """Sign a person in without asking; return the cookie's token."""
    token = randomness.token_urlsafe(32)
    session.add(SignIn(token_hash=secrets.token_hash(token), person_id=actor.id, created_at=now, seen_at=now))
    session.flush()
    return token


def try_to_sign_in(session: Session, *, username: str, password: str, now: datetime) -> SignedIn:
    """Sign in as the sign-in page does, in one session."""
    checked = passwords.check(sign_ins.look_up(session, username=username), password)
    return sign_ins.finish(session, username=username, checked=checked, now=now)
