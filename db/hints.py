"""What is out of order among organisations and accounts: nobody is blamed, the district is told what to mend."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import guardians
from db.models import Organisation, Person
from db.rights import Act, Doer, Noun, within
from db.vocabulary import Level


@dataclass(frozen=True)
class Hints:
    """What to mend, each in the order of the tree; organisations by id where two may have the same name.

    empty_branches : branches at work without any account that works. stranded_people : (name, username,
    organisation's id) of accounts whose organisation is closed. unguarded : the district, and committees that take the
    sensitive needs of a branch with a student as secretary, where nobody is named. absent_guardians : organisations whose
    guardian's account no longer works there.
    """

    empty_branches: tuple[int, ...]
    stranded_people: tuple[tuple[str, str, int], ...]
    unguarded: tuple[str, ...]
    absent_guardians: tuple[str, ...]


def of(session: Session, *, actor: Doer, today: date) -> Hints:
    """Return what is out of order within the person's right. Refuses: no_right."""
    rows = guardians.list_for(session, actor=actor, today=today)
    needed = _committees_of_students(session) | _districts(session)
    return Hints(
        empty_branches=_empty_branches(session, actor, today),
        stranded_people=_stranded(session, actor),
        unguarded=tuple(
            row.organisation_name for row in rows if row.organisation_id in needed and row.person_id is None
        ),
        absent_guardians=tuple(row.organisation_name for row in rows if row.is_absent),
    )


def _empty_branches(session: Session, actor: Doer, today: date) -> tuple[int, ...]:
    seen = within(actor, Noun.ORGANISATION, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    works = select(Person.organisation_id).where(
        Person.is_active, or_(Person.ends_on.is_(None), Person.ends_on >= today)
    )
    query = select(Organisation.id).where(
        seen, Organisation.level == Level.BRANCH, Organisation.is_active, Organisation.id.not_in(works)
    )
    return tuple(session.scalars(query.order_by(Organisation.path)))


def _stranded(session: Session, actor: Doer) -> tuple[tuple[str, str, int], ...]:
    seen = within(actor, Noun.PERSON, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    rows = session.execute(
        select(Person.name, Person.username, Organisation.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(seen, Person.is_active, ~Organisation.is_active)
        .order_by(Organisation.path, Person.username)
    )
    return tuple((name, username, organisation) for name, username, organisation in rows)


def _committees_of_students(session: Session) -> set[int]:
    paths = session.scalars(
        select(Organisation.path).where(Organisation.has_student_secretary, Organisation.is_active)
    )
    above = [[int(part) for part in path.split(".")[:-2]] for path in paths]
    wanted = {key for keys in above for key in keys}
    levels = dict(
        session.execute(
            select(Organisation.id, Organisation.level).where(
                Organisation.id.in_(wanted), Organisation.level.in_(guardians.LEVELS)
            )
        ).all()
    )
    return {[key for key in keys if key in levels][-1] for keys in above if keys}


def _districts(session: Session) -> set[int]:
    return set(session.scalars(select(Organisation.id).where(Organisation.level == Level.DISTRICT)))


def accounts_per_organisation(session: Session, *, actor: Doer) -> dict[int, int]:
    """Return how many accounts work at each organisation, those with none left out. Refuses: no_right."""
    seen = within(actor, Noun.PERSON, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    rows = session.execute(
        select(Organisation.id, func.count())
        .join(Person, Person.organisation_id == Organisation.id)
        .where(seen, Person.is_active)
        .group_by(Organisation.id)
    )
    return dict(rows.all())
