"""The five lights (五个一): how each of a branch's monthly duties stands, for one branch or for many.

Everything is counted from what was recorded elsewhere; nobody fills in a report. Never a participation rate.

A month is part of a branch's record from the month in which the branch began to the one in which it was closed
(`db.spans`); in this last month only if it took part, that is, was in its survey or recorded something. What it
took part in always counts. Of a branch of which no beginning is known, what it took part in is all there is to
go by, as soon as the month is over and had a survey.
"""

# long: from what was recorded to the light, for one branch and for many

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    COUNTS_SHEETS,
    Activity,
    Deed,
    MonthExemption,
    MonthRecord,
    Need,
    NeedEvent,
    Organisation,
    Pairing,
    PairingContact,
    Talk,
    Tally,
    Wave,
    WaveBranch,
)
from db.month_records import QUIET_UNTIL, last_correction, reason_text
from db.name_order import natural_key
from db.rights import Act, Doer, Noun, organisation_for
from db.spans import Life, lives
from db.transfers import worked_on_at
from db.vocabulary import Duty, Level, LightState, Verb, WaveKind
from db.workdays import last_day, month_of

# Why a month is no part of a branch's record.
OUTSIDE = (LightState.NOT_FOUNDED, LightState.SHUT)
NOT_COUNTED = frozenset({LightState.EXEMPT, LightState.NOT_OPENED, *OUTSIDE})
# What counts as progress of a deed that is not finished: the need it will serve was begun or told of.
PROGRESS = (Verb.START, Verb.NOTE)
DUTIES = tuple(Duty)


@dataclass(frozen=True)
class Light:
    """One light.

    n : activities held, contacts with a pair, valid answers, deeds finished, or talks.
    n_progressed : for deeds only: needs and deeds that moved on in the month without being finished.
    reason : why it did not apply or was not done, in words; None where nobody said.
    """

    state: LightState
    n: int = 0
    n_progressed: int = 0
    reason: str | None = None

    @cached_property
    def is_done(self) -> bool:
        """Tell whether the duty is done."""
        return self.state is LightState.DONE

    @cached_property
    def applies(self) -> bool:
        """Tell whether the duty counts: not exempt, in a month of this branch, and for a survey one with a survey."""
        return self.state not in NOT_COUNTED


@lru_cache(maxsize=1000)
def _done(n: int, n_progressed: int) -> Light:
    # Thousands of branches have done the same.
    return Light(LightState.DONE, n, n_progressed)


@dataclass(frozen=True)
class BranchMonth:
    """One branch's month: a row of the matrix.

    above : the name of the organisation above. n_done of n_applicable : how many of the applicable are done.
    """

    branch_id: int
    branch: str
    above: str
    lights: dict[Duty, Light]
    confirmed_at: datetime | None

    @cached_property
    def n_done(self) -> int:
        """Count the duties that are done."""
        return sum(light.is_done for light in self.lights.values())

    @cached_property
    def n_applicable(self) -> int:
        """Count the duties that apply."""
        return sum(light.applies for light in self.lights.values())


def lights(session: Session, *, actor: Doer, branch_id: int, month: date, today: date) -> dict[Duty, Light]:
    """Return the five lights of a branch in a month, as seen on a day.

    All five are NOT_FOUNDED or SHUT in a month that is no part of its record. Refuses: no_right,
    organisation_unknown.
    """
    return lights_of_months(session, actor=actor, branch_id=branch_id, months=[month], today=today)[month]


def lights_of_months(
    session: Session, *, actor: Doer, branch_id: int, months: Sequence[date], today: date
) -> dict[date, dict[Duty, Light]]:
    """Return the same of several months. Refuses: as `lights`."""
    branch = organisation_for(session, actor, branch_id, Noun.MONTH_RECORD, Act.READ)
    only = Organisation.id == branch.id
    known = lives(session, only)
    return {month: Month(session, month, today, only, known).lights_of(branch.id) for month in months}


def matrix(
    session: Session, *, actor: Doer, month: date, organisation_id: int, today: date
) -> list[BranchMonth]:
    """Return the month of every branch below an organisation (a branch itself: its own), in order of name.

    Branches of whose record the month is no part are left out; those that were closed later are not.
    Refuses: no_right, organisation_unknown.
    """
    return matrices(session, actor=actor, months=[month], organisation_id=organisation_id, today=today)[month]


def matrices(
    session: Session, *, actor: Doer, months: Sequence[date], organisation_id: int, today: date
) -> dict[date, list[BranchMonth]]:
    """Return the same of several months. Refuses: as `matrix`."""
    root = organisation_for(session, actor, organisation_id, Noun.MONTH_RECORD, Act.READ)
    below = Organisation.path.startswith(root.path, autoescape=True)
    above = aliased(Organisation)
    branches = session.execute(
        select(Organisation.id, Organisation.name, above.name)
        .join(above, above.id == Organisation.parent_id)
        .where(below, Organisation.level == Level.BRANCH)
    )
    in_order = sorted(branches, key=lambda row: (natural_key(row[2]), natural_key(row[1])))
    known = lives(session, below)
    records = select(MonthRecord.month, MonthRecord.branch_id, MonthRecord.confirmed_at)
    rows = session.execute(records.where(MonthRecord.month.in_(months)))
    confirmed = {(month, branch_id): at for month, branch_id, at in rows}
    counted = {month: Month(session, month, today, below, known) for month in months}
    return {
        month: [
            BranchMonth(
                branch_id, name, parent, own.lights_within(branch_id), confirmed.get((month, branch_id))
            )
            for branch_id, name, parent in in_order
            if own.outside(branch_id) is None
        ]
        for month, own in counted.items()
    }


class Month:
    """What was recorded in one month at some branches, counted in a handful of queries for all of them."""

    def __init__(
        self,
        session: Session,
        month: date,
        today: date,
        branches: ColumnElement[bool],
        lives: Mapping[int, Life],
    ) -> None:
        self.month, self.today, self.lives = month, today, lives
        self.without = Light(without_record(month, today))
        self.wave = session.scalar(select(Wave).where(Wave.kind == WaveKind.MONTHLY, Wave.month == month))
        self.counts: dict[str, dict[int, int]] = {
            name: {branch_id: int(n) for branch_id, n in session.execute(query.where(branches))}
            for name, query in self._queries().items()
        }
        self.reasons = {
            (branch_id, duty): (applies, reason_text(reason))
            for branch_id, duty, applies, reason in session.execute(
                select(
                    MonthExemption.branch_id,
                    MonthExemption.duty,
                    MonthExemption.applies,
                    MonthExemption.reason,
                )
                .join(Organisation, Organisation.id == MonthExemption.branch_id)
                .where(MonthExemption.month == month, branches)
            )
        }
        self.took_part = {
            branch_id for counts in self.counts.values() for branch_id, n in counts.items() if n
        }
        self.took_part |= {branch_id for branch_id, _ in self.reasons}
        self.done = {duty: self._done(duty) for duty in DUTIES}

    def _queries(self) -> Mapping[str, Select[Any]]:
        held = (Activity.held_on >= self.month) & (Activity.held_on <= self._until)
        met = (PairingContact.contacted_on >= self.month) & (PairingContact.contacted_on <= self._until)
        talked = (Talk.talked_on >= self.month) & (Talk.talked_on <= self._until)
        of_month = Deed.month == self.month
        moved = (NeedEvent.happened_on >= self.month) & (NeedEvent.happened_on <= self._until)
        pairings = _count(Pairing.branch_id, func.count(PairingContact.id)).join(
            PairingContact, PairingContact.pairing_id == Pairing.id
        )
        needs = (
            select(Organisation.id, func.count(Need.id.distinct()))
            .select_from(Need)
            .join(NeedEvent, NeedEvent.need_id == Need.id)
            .join(Organisation, Organisation.id == worked_on_at())
            .group_by(Organisation.id)
        )
        wave_id = self.wave.id if self.wave else None
        sheets = (Tally.wave_id == wave_id) & COUNTS_SHEETS & Tally.is_doubtful.is_(False)
        return {
            Duty.ACTIVITY: _count(Activity.branch_id, func.count()).where(held),
            Duty.PAIRING: pairings.where(met),
            Duty.SURVEY: _count(Tally.branch_id, func.sum(Tally.n)).where(sheets),
            Duty.DEED: _count(Deed.organisation_id, func.count()).where(of_month, Deed.done_on.is_not(None)),
            "begun": _count(Deed.organisation_id, func.count()).where(self._begun()),
            "moved": needs.where(moved, NeedEvent.verb.in_(PROGRESS)),
            Duty.TALK: _count(Talk.branch_id, func.count()).where(talked),
            "asked": _count(WaveBranch.branch_id, func.count()).where(WaveBranch.wave_id == wave_id),
        }

    def _begun(self) -> ColumnElement[bool]:
        begun = (Deed.begun_on >= self.month) & (Deed.begun_on <= self._until)
        # Progress of the month in which it was begun, also once it is done in a later one.
        undone = Deed.done_on.is_(None) | (Deed.month != self.month)
        # What is closed does not change when something is given up later.
        kept_up = Deed.given_up_on.is_(None) | (Deed.given_up_on > last_correction(self.month))
        return begun & undone & kept_up

    @property
    def _until(self) -> date:
        return min(last_day(self.month), self.today)

    def outside(self, branch_id: int) -> LightState | None:
        """Return why the month is no part of a branch's record, None when it is."""
        if branch_id in self.took_part:
            return None
        life = self.lives[branch_id]
        if not life.had_begun(self.month):
            return LightState.NOT_FOUNDED
        if life.spans:
            worked = life.stood_in(self.month) and not life.ended_in(self.month)
            return None if worked else LightState.SHUT
        if not life.is_active:
            return LightState.SHUT
        is_known = self.wave is None or self.month >= month_of(self.today)
        return None if is_known else LightState.NOT_FOUNDED

    def lights_of(self, branch_id: int) -> dict[Duty, Light]:
        """Return the five lights of one of the branches."""
        outside = self.outside(branch_id)
        return dict.fromkeys(DUTIES, Light(outside)) if outside else self.lights_within(branch_id)

    def lights_within(self, branch_id: int) -> dict[Duty, Light]:
        """Return the five lights of one of the branches of whose record the month is a part."""
        return {duty: self.done[duty].get(branch_id) or self._not_done(branch_id, duty) for duty in DUTIES}

    def _done(self, duty: Duty) -> dict[int, Light]:
        # For all branches at once: one by one it would take longer than the queries.
        counts = self.counts[duty]
        if duty is not Duty.DEED:
            return {branch_id: _done(n, 0) for branch_id, n in counts.items() if n}
        progressed = Counter(self.counts["begun"]) + Counter(self.counts["moved"])
        return {
            branch_id: _done(counts.get(branch_id, 0), progressed[branch_id])
            for branch_id in counts.keys() | progressed.keys()
        }

    def _not_done(self, branch_id: int, duty: Duty) -> Light:
        plain = Light(self._survey(branch_id)) if duty is Duty.SURVEY else self.without
        if (branch_id, duty) not in self.reasons:
            return plain
        applies, reason = self.reasons[branch_id, duty]
        if not applies:
            return Light(LightState.EXEMPT, reason=reason)
        return self._undone(plain, reason)

    def _undone(self, plain: Light, reason: str) -> Light:
        """Return how a duty stands that the branch says it does not do: it counts, and is not red before the end."""
        if not plain.applies:
            return plain
        is_over = self.today > last_day(self.month)
        return Light(plain.state if is_over else LightState.HINDERED, reason=reason)

    def _survey(self, branch_id: int) -> LightState:
        wave = self.wave
        if wave is None or self.today < wave.opens_on or not self.counts["asked"].get(branch_id):
            return LightState.NOT_OPENED
        return LightState.CLOSED_EMPTY if wave.closes_on < self.today else LightState.NO_ANSWERS


def _count(branch: Any, number: ColumnElement[Any]) -> Select[Any]:
    return select(branch, number).join(Organisation, Organisation.id == branch).group_by(branch)


def without_record(month: date, today: date) -> LightState:
    """Return how a duty without any record stands: quiet up to the 25th, missed only once the month is over."""
    if today > last_day(month):
        return LightState.MISSED
    quiet_until = month.replace(day=QUIET_UNTIL)
    return LightState.NOT_DUE if today <= quiet_until else LightState.DUE_SOON


def undone(found: Mapping[Duty, Light]) -> list[Duty]:
    """Return the duties that apply, are not done, and of which nobody said why, in their usual order."""
    return [
        duty for duty, light in found.items() if light.applies and not light.is_done and light.reason is None
    ]


def explained(found: Mapping[Duty, Light]) -> dict[Duty, str]:
    """Return the duties that are not done although they apply, with the reason that the branch gave."""
    return {
        duty: light.reason
        for duty, light in found.items()
        if light.applies and not light.is_done and light.reason
    }
