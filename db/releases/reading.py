"""Reading what was released: a committee sees its own figures and the district's, not another committee's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from analysis.disclosure import Shown
from db import extra_questions, questionnaires, waves
from db.asking import fill
from db.errors import NotFound
from db.models import COUNTS_SHEETS, Organisation, QuestionnaireVersion, Release, ReleaseView, Tally, Wave
from db.name_order import natural_key
from db.periods import Period
from db.questions import Form
from db.releases.branches import NAMED
from db.releases.domains import NEEDS_OF, view_of
from db.releases.noticed import NOTICED
from db.releases.own_questions import VIEW_OF
from db.rights import Act, Doer, Noun, organisation_for, require, within
from db.vocabulary import Domain, Level, ReleaseKind, WaveKind
from db.workdays import add_months, month_of

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Released:
    """A release as pages name it; plain values.

    month : of a longer period, its first. organisations : (id, name) of the groups that it has views of and this
    person may see, the widest first. n_doubtful : answers left out as 可能需要核实, over the whole wave or all of them.
    """

    id: int
    wave_id: int
    number: int
    month: date
    title: str
    released_at: datetime
    n_doubtful: int
    organisations: tuple[tuple[int, str], ...]
    kind: ReleaseKind = ReleaseKind.MONTH


def released_months(session: Session, *, actor: Doer) -> list[date]:
    """Return the months that have a released monthly survey, latest first. Refuses: no_right."""
    query = visible(select(Release.month).distinct(), actor).where(Release.kind == ReleaseKind.MONTH)
    return list(session.scalars(query.order_by(Release.month.desc())))


def of_month(session: Session, *, actor: Doer, month: date) -> Released | None:
    """Return the latest release of a month's survey, None if there is none. Refuses: no_right."""
    return _first(session, actor, Release.kind == ReleaseKind.MONTH, Release.month == month)


def of_period(session: Session, *, actor: Doer, period: Period) -> Released | None:
    """Return the latest release of a month's survey or of a longer period, None if there is none. Refuses: no_right."""
    return _first(session, actor, Release.kind == period.kind, Release.month == period.first)


def latest(session: Session, *, actor: Doer, wave_id: int) -> Released | None:
    """Return the latest release of a wave, None if there is none. Refuses: no_right."""
    own = Release.kind.in_((ReleaseKind.MONTH, ReleaseKind.WAVE))
    return _first(session, actor, Release.wave_id == wave_id, own)


def imported(session: Session, *, actor: Doer) -> list[Released]:
    """Return the latest release of each imported questionnaire the person may see, newest first; of several downloads of
    one survey, of the one that replaced the others.
    """
    newest = (
        select(func.max(Release.id)).where(Release.kind == ReleaseKind.WAVE).group_by(Release.wave_id)
    ).scalar_subquery()
    return _fetch(session, actor, Release.id.in_(newest), Wave.replaced_by_id.is_(None))


def view(session: Session, *, actor: Doer, release_id: int, organisation_id: int, view: str) -> Shown:
    """Return one released table, `view` one of `VIEWS`. Refuses: no_right, release_unknown."""
    query = visible(select(ReleaseView.content), actor).where(
        ReleaseView.release_id == release_id,
        ReleaseView.organisation_id == organisation_id,
        ReleaseView.view == view,
    )
    content = session.scalar(query)
    if content is None:
        raise NotFound("release_unknown")
    return Shown.from_json(content)


def by_domain(session: Session, *, actor: Doer, release_id: int) -> dict[Domain, Shown]:
    """Return what the youth of each domain need, over the whole district, in the order of the vocabulary.

    Empty for a release of before there was this view. Refuses: no_right.
    """
    query = visible(select(ReleaseView.view, ReleaseView.content), actor).where(
        ReleaseView.release_id == release_id, ReleaseView.view.startswith(NEEDS_OF)
    )
    found = {str(row.view): row.content for row in session.execute(query)}
    return {d: Shown.from_json(found[view_of(d)]) for d in Domain if view_of(d) in found}


def history(
    session: Session, *, actor: Doer, organisation_id: int, view: str, until: date, n_months: int = 12
) -> list[tuple[date, Shown]]:
    """Return one released table of the monthly surveys of up to `n_months` months, the oldest first.

    Of a corrected month the latest release counts. Months without a release are not in it. Refuses: no_right.
    """
    query = visible(select(Release.month, ReleaseView.content), actor).where(
        Release.kind == ReleaseKind.MONTH,
        Release.month <= until,
        Release.month > add_months(until, -n_months),
        ReleaseView.organisation_id == organisation_id,
        ReleaseView.view == view,
    )
    rows = session.execute(query.order_by(Release.month, Release.number))
    latest_of = {row.month: row.content for row in rows}
    return [(month, Shown.from_json(content)) for month, content in latest_of.items()]


def form_of(session: Session, *, actor: Doer, release_id: int) -> Form:
    """Return the questionnaire that a release's figures answer, for its words. Refuses: no_right, release_unknown."""
    query = visible(select(QuestionnaireVersion, Wave.extra), actor).join(
        QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id
    )
    found = session.execute(query.where(Release.id == release_id)).first()
    if found is None:
        raise NotFound("release_unknown")
    return extra_questions.joined(questionnaires.form_of(found[0]), district=found[1])


def visible(query: Rows, actor: Doer) -> Rows:
    """Return a query of releases kept to what the person may see, joined to their waves, views and organisations."""
    may_see = within(actor, Noun.RELEASE, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    # The district's totals are everybody's who may read releases.
    return (
        query.select_from(Release)
        .join(Wave, Wave.id == Release.wave_id)
        .join(ReleaseView, ReleaseView.release_id == Release.id)
        .join(Organisation, Organisation.id == ReleaseView.organisation_id)
        # What a branch hears of itself is the branch's alone, and no scope of anybody above.
        .where(
            or_(may_see, Organisation.level == Level.DISTRICT),
            ReleaseView.view.not_in((NAMED, NOTICED)),
            ~ReleaseView.view.startswith(VIEW_OF, autoescape=True),
        )
    )


def _first(session: Session, actor: Doer, *conditions: ColumnElement[bool]) -> Released | None:
    return next(iter(_fetch(session, actor, *conditions)), None)


def _fetch(session: Session, actor: Doer, *conditions: ColumnElement[bool]) -> list[Released]:
    place = (Organisation.id, Organisation.name, Organisation.level)
    query = (
        visible(select(Release, QuestionnaireVersion.title, *place), actor)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id)
        .where(*conditions)
        .order_by(Release.month.desc(), Release.released_at.desc(), Release.number.desc(), Release.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row[0].id, []).append(row)
    return [_released(rows) for rows in found.values()]


def _released(rows: Sequence[Any]) -> Released:
    made, title = rows[0][0], rows[0][1]
    places = sorted({tuple(row[2:]) for row in rows}, key=_widest_first)
    words = {"year": str(made.month.year), "month": str(made.month.month)}
    return Released(
        id=made.id,
        wave_id=made.wave_id,
        number=made.number,
        month=made.month,
        title=fill(title, words),
        released_at=made.released_at,
        n_doubtful=made.n_doubtful,
        organisations=tuple((key, name) for key, name, _ in places),
        kind=made.kind,
    )


def _widest_first(place: tuple[Any, ...]) -> tuple[bool, tuple[str | int, ...]]:
    _, name, level = place
    return level is not Level.DISTRICT, natural_key(name)


def survey_months(session: Session, *, actor: Doer, today: date) -> list[date]:
    """Return every month from the first monthly survey to the present one, latest first; with or without one.

    Refuses: no_right.
    """
    require(actor, Noun.RELEASE, Act.READ)
    first = session.scalar(select(func.min(Wave.month)).where(Wave.kind == WaveKind.MONTHLY))
    present = month_of(today)
    months = [min(first or present, present)]
    while months[0] < present:
        months.insert(0, add_months(months[0], 1))
    return months


def answers_so_far(
    session: Session, *, actor: Doer, month: date, organisation_id: int | None = None
) -> int | None:
    """Return how many have answered a month's survey within the person's right; None if there is no survey.

    organisation_id : only at this organisation and below. Refuses: no_right, organisation_unknown.
    """
    wave = waves.monthly_wave(session, month=month)
    if wave is None:
        return None
    query = (
        select(func.coalesce(func.sum(Tally.n), 0))
        .join(Organisation, Organisation.id == Tally.branch_id)
        .where(
            Tally.wave_id == wave.id,
            COUNTS_SHEETS,
            within(
                actor, Noun.ANSWER_COUNT, Act.READ, organisation_id=Organisation.id, path=Organisation.path
            ),
        )
    )
    if organisation_id is not None:
        top = organisation_for(session, actor, organisation_id, Noun.ANSWER_COUNT, Act.READ)
        query = query.where(Organisation.path.startswith(top.path, autoescape=True))
    return int(session.scalar(query) or 0)
