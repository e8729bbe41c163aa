"""Accounts of the demo: named by their post, since nobody of them exists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import guardians, passwords, people
from db.demo.findings import SLOW_COMMITTEE
from db.demo.tree import COMMITTEES, MAKER, District
from db.rights import Actor
from db.vocabulary import Role


@dataclass(frozen=True)
class Account:
    """One account as it is printed."""

    role: Role
    username: str
    password: str


@dataclass(frozen=True)
class Staff:
    """Who works in the demo district.

    accounts : the first of each role, to print. to_look_around : role → id of that account, for the strip.
    at : organisation → the persons who handle its needs. slow : organisations that accept late.
    """

    accounts: tuple[Account, ...]
    to_look_around: dict[str, int]
    at: dict[int, tuple[Actor, ...]]
    slow: frozenset[int]
    district: Actor
    n: int


def employ(session: Session, *, district: District, now: datetime) -> Staff:
    """Make the accounts: each branch's secretary, one more cadre, each committee, the district's own three.

    Passwords are drawn anew at each run, one per role: who tries one secretary may try the others too.
    Each committee's own account is also its guardian of sensitive needs.
    """
    drawn = {role: passwords.new_one_time() for role in Role}
    accounts: dict[Role, Account] = {}
    ids: dict[str, int] = {}
    at: dict[int, tuple[Actor, ...]] = {}
    posts = _posts(district)
    for role, username, name, organisation_id in posts:
        actor = _account(session, role, username, name, organisation_id, drawn[role], now)
        accounts.setdefault(role, Account(role, username, drawn[role]))
        ids.setdefault(role.value, actor.id)
        at[organisation_id] = (*at.get(organisation_id, ()), actor)
    for organisation_id in (*district.committees, district.id):
        named = at[organisation_id][0].id
        guardians.name(session, actor=MAKER, organisation_id=organisation_id, person_id=named, now=now)
    slow = _slow(district)
    return Staff(tuple(accounts.values()), ids, at, slow, at[district.id][0], len(posts))


def _slow(district: District) -> frozenset[int]:
    committee = district.committees[SLOW_COMMITTEE]
    branches = (place.link for place in district.branches)
    return frozenset({committee, *(b.branch_id for b in branches if b.committee_id == committee)})


def _posts(district: District) -> list[tuple[Role, str, str, int]]:
    posts = [
        (Role.SECRETARY, f"shuji{place.index + 1:02}", f"{place.link.branch_name}书记", place.link.branch_id)
        for place in district.branches
    ]
    first = district.branches[0].link
    posts.append((Role.CADRE, "ganbu01", f"{first.branch_name}组织委员", first.branch_id))
    posts += [
        (Role.COMMITTEE, f"tuanwei{i + 1:02}", f"{name}工作人员", organisation_id)
        for i, (name, organisation_id) in enumerate(zip(COMMITTEES, district.committees, strict=True))
    ]
    posts += [
        (Role.DISTRICT, "tuanquwei", "团区委工作人员", district.id),
        (Role.ADMIN, "guanliyuan", "系统管理员", district.id),
        (Role.AUDITOR, "shenji", "审计员", district.id),
    ]
    return posts


def _account(
    session: Session,
    role: Role,
    username: str,
    name: str,
    organisation_id: int,
    password: str,
    now: datetime,
) -> Actor:
    made = people.add_person(
        session,
        actor=MAKER,
        username=username,
        name=name,
        role=role,
        organisation_id=organisation_id,
        password=password,
        must_change=False,
        now=now,
    )
    actor = people.actor_of(session, person_id=made.person_id, now=now)
    assert actor is not None
    return actor
