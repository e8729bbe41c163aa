"""Whom a branch's month could reach: what was logged of each duty, as its youth could notice it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.duties import Month
from db.models import Organisation, Pairing, PairingContact
from db.spans import lives
from db.vocabulary import Duty
from db.workdays import last_day

# Of these the ledger says whom they reached one by one; of the others only whether there was something.
ONE_BY_ONE = frozenset({Duty.PAIRING, Duty.TALK})


def reached(
    session: Session, *, month: date, today: date, branches: ColumnElement[bool]
) -> dict[int, Mapping[Duty, int]]:
    """Return branch → duty → people reached (`ONE_BY_ONE`), or 1 where something was logged and 0 where nothing was.

    branches : the condition on organisations that chooses them; no right is asked for.

    A pair in contact is one person, however often they met; of talks nobody knows who was talked to, so each counts
    as one person. A duty that did not apply is left out, and a branch of whose record the month is no part.
    """
    counted = Month(session, month, today, branches, lives(session, branches))
    pairs = dict(
        session.execute(
            select(Pairing.branch_id, func.count(Pairing.id.distinct()))
            .join(PairingContact, PairingContact.pairing_id == Pairing.id)
            .join(Organisation, Organisation.id == Pairing.branch_id)
            .where(branches, PairingContact.contacted_on >= month)
            .where(PairingContact.contacted_on <= min(last_day(month), today))
            .group_by(Pairing.branch_id)
        ).all()
    )
    found: dict[int, Mapping[Duty, int]] = {}
    for branch_id in counted.lives:
        lights = counted.lights_of(branch_id)
        people = {Duty.TALK: lights[Duty.TALK].n, Duty.PAIRING: pairs.get(branch_id, 0)}
        logged = {
            duty: people.get(duty, int(light.is_done)) for duty, light in lights.items() if light.applies
        }
        if logged:
            found[branch_id] = logged
    return found
