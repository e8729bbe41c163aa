"""Changing an account that stands: its name, its role, where it works, until when; and opening it again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import guardians, in_hand, people, workdays
from db.errors import Conflict, Invalid, NotAllowed
from db.models import Person
from db.rights import Act, Actor, Doer, Noun, organisation_for
from db.vocabulary import Role


@dataclass(frozen=True)
class Account:
    """What is said about an account and may change. ends_on : last day on which it works, None for no end."""

    name: str
    role: Role
    organisation_id: int
    ends_on: date | None = None


def account_of(person: Person | people.PersonRow) -> Account:
    """Return what is said about an account now."""
    return Account(person.name, person.role, person.organisation_id, person.ends_on)


def change(
    session: Session,
    *,
    actor: Doer,
    username: str,
    seen: Account,
    account: Account,
    now: datetime,
    leaves_work: bool = False,
) -> None:
    """Change an account, from the person's next click on. What they did before stays theirs.

    seen : what the person who changes it saw before. leaves_work : move it away although it has something in hand,
    which nobody has from then on (`in_hand`).
    Refuses: no_right, person_unknown, own_account_change, changed_meanwhile, organisation_unknown,
    role_does_not_fit, name_missing, work_in_hand, is_guardian — another guardian is named first.
    """
    person = people.changeable(session, actor, username)
    before = account_of(person)
    if before != seen:
        raise Conflict("changed_meanwhile")
    place = (before.role, before.organisation_id, before.ends_on)
    if (account.role, account.organisation_id, account.ends_on) != place:
        _check_place(session, actor, person, account)
    left: dict[str, object] = {}
    if _leaves(before, account, today=workdays.today(now)):
        left = in_hand.drop(session, person=person, is_confirmed=leaves_work)
    person.name = people.tidy_name(account.name)
    person.role, person.organisation_id = account.role, account.organisation_id
    person.ends_on = account.ends_on
    session.flush()
    changed = [name for name, value in vars(account_of(person)).items() if value != getattr(before, name)]
    if changed:
        people.record(session, actor, "change_person", person, now=now, changed=changed, **left)


def _leaves(before: Account, account: Account, *, today: date) -> bool:
    """Tell whether the person no longer handles what they have in hand: elsewhere, in another role, or at an end."""
    ends_on = account.ends_on
    # A last day from today on ends the account by itself, without anybody being asked again.
    has_ended = ends_on is not None and ends_on <= today and ends_on != before.ends_on
    no_longer = before.role in in_hand.ROLES and account.role not in in_hand.ROLES
    return account.organisation_id != before.organisation_id or no_longer or has_ended


def _check_place(session: Session, actor: Doer, person: Person, account: Account) -> None:
    if isinstance(actor, Actor) and actor.id == person.id:
        raise NotAllowed("own_account_change")
    organisation = organisation_for(session, actor, account.organisation_id, Noun.PERSON, Act.CHANGE)
    if not organisation.is_active:
        raise Conflict("organisation_closed", name=organisation.name)
    if organisation.level not in people.LEVELS_OF[account.role]:
        raise Invalid(
            "role_does_not_fit", field="role", role=account.role.label, level=organisation.level.label
        )
    guardians.refuse_if_guardian(session, person_id=person.id)


def reopen(session: Session, *, actor: Doer, username: str, now: datetime) -> people.NewPassword:
    """Open a closed account again, with a new one-time password; a last day that is over goes. Refuses: no_right, person_unknown."""
    person = people.changeable(session, actor, username)
    if person.ends_on is not None and person.ends_on < workdays.today(now):
        # Whoever opens it again wants it open.
        person.ends_on = None
    person.is_active = True
    people.record(session, actor, "reopen_account", person, now=now)
    return people.reset_password(session, actor=actor, username=username, now=now)
