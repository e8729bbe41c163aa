"""What youth noticed against what was logged: a survey asks about the month before it, and so does this.

A branch hears of itself where the two differ, sides without any number, gated by themselves and stored with the release
like the names it hears (`db.releases.branches`); the audit takes them for known. Whoever stands above it hears the
same a week later (`BRANCH_FIRST`): the branch comes first. Committees and the district have shares, out of the views that
passed the gate, beside what their branches logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.noticing import Expected, Noticed, gate_noticed, of_people, of_whether
from analysis.withholding import Limits
from db.engine import SHANGHAI
from db.models import Organisation, Release, ReleaseView, Wave, WaveBranch
from db.questions import Form
from db.reached import ONE_BY_ONE, reached
from db.rights import Act, Actor, Doer, Noun, Scope, organisation_for, scope_of
from db.vocabulary import Duty, Level, QuestionKind, ReleaseKind
from db.workdays import add_months, today

NOTICED = "noticed"
ASKED = "Q9"
# For so many days after a release only the branch itself sees it.
BRANCH_FIRST = 7
COLUMNS = ["service", "reached", "youth", "room", "population"]


@dataclass(frozen=True)
class Beside:
    """Where what a branch's youth noticed differs from what it logged.

    month : of the survey. about : the month before, which it asks about. sides : (duty, "fewer" or "more" noticed).
    why_empty : why nothing is compared, None if something is. above_from : from when on those above see it too.
    """

    month: date
    about: date
    sides: tuple[tuple[Duty, str], ...]
    why_empty: str | None
    above_from: date


def services_of(form: Form) -> list[Duty]:
    """Return the duties that a questionnaire asks about, none where it does not."""
    for question in form.questions:
        if question.code == ASKED and question.kind is QuestionKind.MULTI:
            asked = {option.code for option in question.options}
            return [duty for duty in Duty if duty.value in asked]
    return []


def gated(
    session: Session, wave: Wave, form: Form, votes: Mapping[int, Mapping[str, int]], limits: Limits
) -> dict[tuple[int, str], Noticed]:
    """Return (branch, view) → what each branch of a monthly wave may hear; nothing of one without a month before.

    votes : branch → option → how many noticed it; "" → how many answered. The ledger is read as it stands now: it is
    closed by the day on which a wave is released by itself.
    """
    services = services_of(form)
    of_wave = select(WaveBranch.branch_id, WaveBranch.declared_youth).where(WaveBranch.wave_id == wave.id)
    youth = dict(session.execute(of_wave).all()) if services else {}
    found = {}
    for branch_id, logged in _logged(session, wave).items() if services else ():
        own = votes.get(branch_id, {})
        answers = own.get("", 0)
        found[branch_id, NOTICED] = gate_noticed(
            {duty.value: own.get(duty.value, 0) for duty in services},
            answers=answers,
            expected=_expected(logged, services, youth[branch_id], answers),
            population=youth[branch_id],
            limits=limits,
        )
    return found


def _logged(session: Session, wave: Wave) -> dict[int, Mapping[Duty, int]]:
    asked = Organisation.id.in_(select(WaveBranch.branch_id).where(WaveBranch.wave_id == wave.id))
    return reached(session, month=add_months(wave.month, -1), today=wave.opens_on, branches=asked)


def _expected(
    logged: Mapping[Duty, int], services: list[Duty], youth: int | None, answers: int
) -> dict[str, Expected]:
    found = {
        duty.value: of_people(n, youth, answers=answers) if duty in ONE_BY_ONE else of_whether(n > 0)
        for duty, n in logged.items()
        if duty in services
    }
    return {service: what for service, what in found.items() if what}


def beside_ledger(
    session: Session, *, actor: Actor, branch_id: int, today: date, month: date | None = None
) -> Beside | None:
    """Return where a branch's youth noticed more or less than it logged; None where nothing was compared.

    month : of the survey, None for the latest that this person may see. The branch itself sees a release, and a
    correction of one, at once; others from the day `BRANCH_FIRST` days later on. Refuses: no_right,
    organisation_unknown.
    """
    organisation_for(session, actor, branch_id, Noun.NOTICED, Act.READ)
    query = (
        select(Release.month, Release.released_at, ReleaseView.content)
        .join(ReleaseView, ReleaseView.release_id == Release.id)
        .where(ReleaseView.organisation_id == branch_id, ReleaseView.view == NOTICED)
        .where(Release.kind == ReleaseKind.MONTH)
        .order_by(Release.month.desc(), Release.number.desc())
    )
    if scope_of(actor, Noun.NOTICED, Act.READ) is not Scope.OWN:
        seen = today - timedelta(days=BRANCH_FIRST - 1)
        query = query.where(Release.released_at < datetime.combine(seen, time(), SHANGHAI))
    if month is not None:
        query = query.where(Release.month == month)
    row = session.execute(query.limit(1)).first()
    return None if row is None else _beside(*row)


def waits_until(
    session: Session, *, actor: Doer, wave_id: int, organisation_id: int, released_at: datetime, today: date
) -> date | None:
    """Return from when on a committee's own comparison is seen, where it has one branch and so is that branch's.

    None if it may be seen already, and where several branches answered. Refuses: no_right, organisation_unknown.
    """
    top = organisation_for(session, actor, organisation_id, Noun.MONTH_RECORD, Act.READ)
    query = select(func.count()).select_from(WaveBranch).where(WaveBranch.wave_id == wave_id)
    if top.level is not Level.DISTRICT:
        query = query.where(WaveBranch.committee_id == top.id)
    above_from = _above_from(released_at)
    return above_from if session.scalar(query) == 1 and today < above_from else None


def _above_from(released_at: datetime) -> date:
    return today(released_at) + timedelta(days=BRANCH_FIRST)


def _beside(month: date, released_at: datetime, content: Mapping[str, object]) -> Beside:
    noticed = Noticed.from_json(content)
    return Beside(
        month=month,
        about=add_months(month, -1),
        sides=tuple((Duty(service), side) for service, side in noticed.sides),
        why_empty=noticed.why_empty,
        above_from=_above_from(released_at),
    )


def expected_of(session: Session, *, actor: Doer, wave_id: int, organisation_id: int) -> pd.DataFrame:
    """What the youth of a committee or the district could have noticed, by what its branches logged the month before.

    Of branches as they stood under it when the wave opened; one that declared no youth, or of whose record that month is
    no part, is left out. A duty that did not apply to a branch reached nobody there.

    Returns DataFrame, one row per duty that applied to some branch; columns service (its code), reached and youth
    (int, of so many youth so many could have noticed), room (see `analysis.noticing.Expected`), population (Int64, all
    declared youth; missing where a branch declared none). Empty where nothing can be expected.
    Refuses: no_right, organisation_unknown.
    """
    top = organisation_for(session, actor, organisation_id, Noun.MONTH_RECORD, Act.READ)
    query = select(WaveBranch.branch_id, WaveBranch.declared_youth).where(WaveBranch.wave_id == wave_id)
    if top.level is not Level.DISTRICT:
        query = query.where(WaveBranch.committee_id == top.id)
    youth = dict(session.execute(query).all())
    logged = _logged(session, session.get_one(Wave, wave_id))
    known = {branch_id: of for branch_id, of in youth.items() if of and branch_id in logged}
    population = sum(of for of in youth.values() if of) if all(youth.values()) else None
    rows = []
    for duty in Duty:
        if any(duty in logged[branch_id] for branch_id in known):
            n = sum(
                _could_notice(duty, logged[branch_id].get(duty, 0), of) for branch_id, of in known.items()
            )
            room = 0.0 if duty in ONE_BY_ONE else of_whether(True).room
            rows.append((duty.value, n, sum(known.values()), room, population))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"population": "Int64"})


def _could_notice(duty: Duty, n: int, youth: int) -> int:
    return min(n, youth) if duty in ONE_BY_ONE else youth * bool(n)
