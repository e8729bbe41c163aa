"""Brings a roster in: organisations and accounts, all of them or none, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, organisations, passwords, people, workdays
from db.errors import Faulty
from db.exchange import roster_plan
from db.exchange.roster import Roster
from db.exchange.roster_plan import Plan
from db.people import NewPassword
from db.rights import Act, Doer, Noun, require

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class First:
    """A first password and its hash, made before the transaction: a hash takes a while on purpose."""

    password: str
    password_hash: str


@dataclass(frozen=True)
class Imported:
    """What a roster brought; plain values. passwords : of the new accounts, in the order of the file, shown once."""

    n_organisations: int
    n_same_organisations: int
    n_same_people: int
    passwords: tuple[NewPassword, ...]

    @property
    def is_new(self) -> bool:
        """Tell whether anything was added; False when the file had come in before."""
        return bool(self.n_organisations or self.passwords)


def look(session: Session, *, actor: Doer, roster: Roster, today: date) -> Plan:
    """Return what a roster would add, or its faults; nothing is written. Refuses: no_right, roster_no_district."""
    require(actor, Noun.ORGANISATION, Act.ADD)
    require(actor, Noun.PERSON, Act.ADD)
    return roster_plan.make(
        roster,
        tree=organisations.list_for(session, actor=actor, with_closed=True),
        accounts=people.list_for(session, actor=actor),
        today=today,
    )


def first_passwords(plan: Plan, *, progress: Progress = lambda done, of: None) -> dict[str, First]:
    """Return username → first password of the accounts that a plan adds. Never within a transaction: a tenth of a
    second each on a busy machine. progress : told after each, how many are made, of how many.
    """
    made = {}
    for n, (line, _) in enumerate(plan.people, 1):
        password = passwords.new_one_time()
        made[line.username] = First(password, passwords.hash_of(password))
        progress(n, len(plan.people))
    return made


def bring_in(
    session: Session, *, actor: Doer, roster: Roster, first: Mapping[str, First], now: datetime
) -> Imported:
    """Add what a roster has and the district has not. first : of `first_passwords`; an account that it lacks gets its
    password here.

    Refuses: no_right, roster_no_district, roster_has_faults (a `Faulty`, with every fault), and what `organisations.add` and
    `people.add_person` refuse when somebody else adds the same meanwhile.
    """
    organisations.lock_tree(session)
    plan = look(session, actor=actor, roster=roster, today=workdays.today(now))
    if plan.faults:
        raise Faulty("roster_has_faults", plan.faults)
    _add_organisations(session, actor, plan, now)
    made = _add_people(session, actor, plan, first, now)
    done = Imported(len(plan.organisations), plan.n_same_organisations, plan.n_same_people, made)
    if done.is_new:
        _record(session, actor, done, now)
    return done


def _add_organisations(session: Session, actor: Doer, plan: Plan, now: datetime) -> None:
    for line, place in plan.organisations:
        assert place.above is not None
        assert place.above.id is not None
        place.id = organisations.add(
            session,
            actor=actor,
            parent_id=place.above.id,
            level=line.level,
            name=line.name,
            domain=line.domain,
            declared_youth=line.declared_youth,
            has_student_secretary=bool(line.has_student_secretary),
            now=now,
        ).id


def _add_people(
    session: Session, actor: Doer, plan: Plan, first: Mapping[str, First], now: datetime
) -> tuple[NewPassword, ...]:
    made = []
    for line, place in plan.people:
        assert place.id is not None
        given = first.get(line.username)
        made.append(
            people.add_person(
                session,
                actor=actor,
                username=line.username,
                name=line.name,
                role=line.role,
                organisation_id=place.id,
                ends_on=line.ends_on,
                password=given.password if given else None,
                password_hash=given.password_hash if given else None,
                now=now,
            )
        )
    return tuple(made)


def _record(session: Session, actor: Doer, done: Imported, now: datetime) -> None:
    district = organisations.district(session)
    assert district is not None
    audit.record(
        session,
        actor=actor.audit_name,
        verb="import_roster",
        subject=f"organisation:{district.id}",
        now=now,
        organisation_id=district.id,
        n_organisations=done.n_organisations,
        n_people=len(done.passwords),
    )
