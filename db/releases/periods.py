"""Releases of quarters, half-years and years: made once their months are released, and made anew when one is corrected.

A period is what its months say together (`analysis.periods`): needs, sub-items and ratings of the district and of each
committee, as the branches stood when each wave opened. It has no domains, and nothing for a branch: there the same few
people answer every month, and three votes may be one person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import together
from analysis.disclosure import Shown, gate
from analysis.earlier import once_withheld
from analysis.periods import COMMITTEE, WHOLE, Of, OfMonths, at_ends, counts_of, lone, throughout
from db import audit, questionnaires, settings, tallies
from db.models import Organisation, QuestionnaireVersion, Release, ReleaseView, Wave
from db.periods import LENGTHS, LONGER, Period, holding
from db.questions import Form
from db.releases import earlier, gathering
from db.releases.gathering import OF_VIEW
from db.releases.views import ONE_CELL, possible
from db.vocabulary import Level, ReleaseKind, WaveKind
from db.workdays import today

Views = dict[tuple[int, str], dict[str, Any]]


@dataclass(frozen=True)
class Ready:
    """A period's release that is worked out and not kept yet. months : the releases of months that it is made of."""

    period: Period
    wave_id: int
    months: tuple[int, ...]
    n_doubtful: int
    content: Views


def next_ready(session: Session, *, now: datetime) -> Ready | None:
    """Work out the first period that is due, without writing: it takes a while, and others must not wait for it.

    A period is due once its surveys are all released, with its last month or, where that had no survey, once it is over;
    and again when one of them was released anew. Months without a survey add nothing; a period without any is none. While
    a demo's past is being made nobody reads periods, and none is made. None if none is due.
    """
    due = next(_due(session, now), None)
    return _ready(session, *due) if due else None


def keep(session: Session, *, ready: Ready, now: datetime, by: str) -> Release | None:
    """Store a period's release; nothing if one of its months was released anew meanwhile, or it was kept by others."""
    period = ready.period
    waves = _waves(session)
    months = _unused(session, period, [waves[one] for one in period.months if one in waves])
    if tuple(release.id for release in months) != ready.months:
        return None
    own = gathering.standing(session, period.kind, [period.first])
    made = Release(
        wave_id=ready.wave_id, kind=period.kind, month=period.first, number=own[0].number + 1 if own else 1,
        n_doubtful=ready.n_doubtful, released_at=now, released_by=by,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for (organisation_id, view), content in ready.content.items():
        session.add(
            ReleaseView(release_id=made.id, organisation_id=organisation_id, view=view, content=content)
        )
    subject = f"{period.kind.value}:{gathering.month_key(period.first)}"
    audit.record(session, actor=by, verb="release_period", subject=subject, now=now, number=made.number)
    session.flush()
    return made


def _waves(session: Session) -> dict[date, Wave]:
    monthly = select(Wave).where(Wave.kind == WaveKind.MONTHLY).order_by(Wave.month)
    return {wave.month: wave for wave in session.scalars(monthly)}


def _due(session: Session, now: datetime) -> Iterator[tuple[Period, list[Wave], list[Release]]]:
    if settings.get(session, "is_being_made"):
        return
    waves = _waves(session)
    for kind in LONGER:
        for period in dict.fromkeys(holding(one, kind) for one in waves):
            own = [waves[one] for one in period.months if one in waves]
            is_whole = period.months[-1] in waves or period.is_over(on=today(now))
            if own and is_whole and (months := _unused(session, period, own)):
                yield period, own, months


def made_with(session: Session, *, month: Release) -> list[ReleaseKind]:
    """Return of which longer periods a release was made with that of a month."""
    firsts = {kind: holding(month.month, kind).first for kind in LONGER}
    found = {kind: gathering.standing(session, kind, [first]) for kind, first in firsts.items()}
    return [kind for kind, own in found.items() if own and own[0].id > month.id]


def _unused(session: Session, period: Period, waves: list[Wave]) -> list[Release]:
    """Return the standing releases of a period's months, if all are released and the period was not made of them."""
    months = gathering.standing(session, ReleaseKind.MONTH, [wave.month for wave in waves])
    if len(months) < len(waves):
        return []
    own = gathering.standing(session, period.kind, [period.first])
    is_done = bool(own) and own[0].id > max(release.id for release in months)
    return [] if is_done else months


def _ready(session: Session, period: Period, waves: list[Wave], months: list[Release]) -> Ready:
    # One survey alone says what it said.
    content = _views(session, period, waves, months) if len(waves) > 1 else _copied(session, months[0])
    n_doubtful = sum(release.n_doubtful for release in months)
    return Ready(period, waves[-1].id, tuple(release.id for release in months), n_doubtful, content)


def _copied(session: Session, month: Release) -> Views:
    columns = (ReleaseView.organisation_id, ReleaseView.view, ReleaseView.content)
    own = select(*columns).where(ReleaseView.release_id == month.id, ReleaseView.view.in_(list(OF_VIEW)))
    return {(organisation_id, view): content for organisation_id, view, content in session.execute(own)}


def _views(session: Session, period: Period, waves: list[Wave], months: list[Release]) -> Views:
    return {
        (organisation_id, view): shown.only([question]).to_json()
        for organisation_id, shown in _gated(session, period, waves, months).items()
        for view, question in OF_VIEW.items()
    }


def _gated(session: Session, period: Period, waves: list[Wave], months: list[Release]) -> dict[int, Shown]:
    """Return organisation → what the gate lets through of a period, beside what is told already of its months."""
    district = session.scalars(select(Organisation.id).where(Organisation.level == Level.DISTRICT)).one()
    told: dict[int, tuple[date, ...]] = {release.id: (release.month,) for release in months}
    for kind in LONGER:
        if LENGTHS[kind] < LENGTHS[period.kind]:
            before = gathering.standing(session, kind, period.months)
            told |= {release.id: holding(release.month, kind).months for release in before}
    figures = list(gathering.figures(session, told, district))
    forms = {w: questionnaires.form_of(session.get_one(QuestionnaireVersion, w.version_id)) for w in waves}
    asked = [_possible(form, wave) for wave, form in forms.items()]
    people = gathering.people(session, waves, district)
    groups: dict[str, Of] = {str(district): (WHOLE, "")}
    groups |= {figure.of[1]: figure.of for figure in figures if figure.of[0] == COMMITTEE}
    least, most = gathering.bounds(session, forms, months)
    shown = gate(
        counts_of(people, figures, frozenset().union(*asked), groups=groups),
        district=str(district),
        sensitive={code for form in forms.values() for code in _sensitive(form)},
        partitions={code for form in forms.values() for code in _with_one_cell(form)},
        limits=OfMonths(settings.get(session, "show_from"), settings.get(session, "show_sensitive_from")),
        further=[
            lone(figures, groups),
            at_ends,
            once_withheld(_before(session, period).groups),
            together.audit(people, figures, groups=groups, least=least, most=most),
            throughout(asked),
        ],
    )
    return {int(group): what for group, what in shown.items()}


def _before(session: Session, period: Period) -> earlier.Told:
    standing = gathering.standing(session, period.kind, [period.first])
    return earlier.of_release(session, release_id=standing[0].id if standing else None)


def _sensitive(form: Form) -> Iterator[str]:
    codes = (c.code for top in form.categories for c in (top, *top.children))
    yield from (code for code in codes if form.is_sensitive(code))


def _with_one_cell(form: Form) -> Iterator[str]:
    yield tallies.JOINT
    yield from (question.code for question in form.questions if question.kind in ONE_CELL)


def _possible(form: Form, wave: Wave) -> frozenset[tuple[str, str, str]]:
    counted = {"", *OF_VIEW.values()}
    return frozenset(key for key in possible(form, wave) if key[0] in counted)
