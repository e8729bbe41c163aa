"""A branch reads its own results: the names that were let through, and beside them the committee's order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis import ranking
from analysis.disclosure import Shown
from analysis.naming import Named
from db import questionnaires
from db.models import Organisation, QuestionnaireVersion, Release, ReleaseView, Wave, WaveBranch
from db.questions import Form
from db.releases import own_questions
from db.releases.branches import ASKED, NAMED
from db.releases.own_questions import OwnQuestion
from db.releases.reading import answers_so_far
from db.releases.views import NEEDS
from db.rights import Act, Actor, Noun, require, within
from db.vocabulary import Level, ReleaseKind, WaveKind
from db.workdays import add_months, month_of

MOST_RANKED = 8


@dataclass(frozen=True)
class OwnResult:
    """A branch's own results of a month; words only, no count of anything.

    named : (category, band or "") in the questionnaire's order; why_empty : why there is none. above : whose
    order `ranking` is, (place, category) with equal places for ties; why_no_ranking : why there is none. asked : of the
    questions by choice that the branch added to the month.
    """

    number: int
    released_at: datetime
    named: tuple[tuple[str, str], ...]
    why_empty: str | None
    above: str
    ranking: tuple[tuple[int, str], ...]
    why_no_ranking: str | None
    asked: tuple[OwnQuestion, ...]


def own_months(session: Session, *, actor: Actor, today: date) -> list[date]:
    """Return every month from the branch's first monthly survey to the present one, latest first. Refuses: no_right."""
    require(actor, Noun.BRANCH_RESULT, Act.READ)
    first = session.scalar(
        select(func.min(Wave.month))
        .join(WaveBranch, WaveBranch.wave_id == Wave.id)
        .where(Wave.kind == WaveKind.MONTHLY, WaveBranch.branch_id == actor.organisation_id)
    )
    present = month_of(today)
    months = [min(first or present, present)]
    while months[0] < present:
        months.insert(0, add_months(months[0], 1))
    return months


def own_latest(session: Session, *, actor: Actor) -> date | None:
    """Return the last month of which something was released for the branch, None if there is none. Refuses: no_right."""
    mine = within(
        actor,
        Noun.BRANCH_RESULT,
        Act.READ,
        organisation_id=ReleaseView.organisation_id,
        path=Organisation.path,
    )
    return session.scalar(
        select(func.max(Release.month))
        .join(ReleaseView, ReleaseView.release_id == Release.id)
        .join(Organisation, Organisation.id == ReleaseView.organisation_id)
        .where(mine, ReleaseView.view == NAMED)
    )


def own_survey(session: Session, *, actor: Actor, month: date) -> tuple[date, int] | None:
    """Return when a month's survey opens or opened for the person's branch, and how many have answered there.

    None where the branch was not asked in that month. Refuses: no_right.
    """
    require(actor, Noun.BRANCH_RESULT, Act.READ)
    opens_on = session.scalar(
        select(Wave.opens_on)
        .join(WaveBranch, WaveBranch.wave_id == Wave.id)
        .where(
            Wave.kind == WaveKind.MONTHLY,
            Wave.month == month,
            WaveBranch.branch_id == actor.organisation_id,
        )
    )
    return None if opens_on is None else (opens_on, answers_so_far(session, actor=actor, month=month) or 0)


def own_result(session: Session, *, actor: Actor, month: date) -> OwnResult | None:
    """Return what the latest release of a month lets the person's branch hear; None if there is none.

    Refuses: no_right.
    """
    mine = within(
        actor,
        Noun.BRANCH_RESULT,
        Act.READ,
        organisation_id=ReleaseView.organisation_id,
        path=Organisation.path,
    )
    found = session.execute(
        select(Release, ReleaseView.content, WaveBranch.committee_id, QuestionnaireVersion)
        .join(ReleaseView, ReleaseView.release_id == Release.id)
        .join(Organisation, Organisation.id == ReleaseView.organisation_id)
        .join(Wave, Wave.id == Release.wave_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id)
        .join(
            WaveBranch,
            (WaveBranch.wave_id == Wave.id) & (WaveBranch.branch_id == ReleaseView.organisation_id),
        )
        .where(mine, ReleaseView.view == NAMED, Release.kind == ReleaseKind.MONTH, Release.month == month)
        .order_by(Release.number.desc())
    ).first()
    return None if found is None else _result(session, actor.organisation_id, *found)


def _result(
    session: Session,
    branch_id: int,
    released: Release,
    content: dict[str, Any],
    committee_id: int | None,
    version: QuestionnaireVersion,
) -> OwnResult:
    named, form = Named.from_json(content), questionnaires.form_of(version)
    above, shown = _above(session, released.id, committee_id)
    return OwnResult(
        number=released.number,
        released_at=released.released_at,
        named=tuple((_label(form, code), band) for code, band in named.cells),
        why_empty=named.why_empty,
        above=above,
        ranking=_order(shown, form, [c.code for c in form.categories if not form.is_sensitive(c.code)]),
        why_no_ranking=shown.why_empty(ASKED),
        asked=own_questions.told(
            session, release_id=released.id, wave_id=released.wave_id, branch_id=branch_id
        ),
    )


def _above(session: Session, release_id: int, committee_id: int | None) -> tuple[str, Shown]:
    """The committee's needs; the district's where the committee's are merged into them."""
    rows = session.execute(
        select(Organisation.name, Organisation.level, ReleaseView.content)
        .join(Organisation, Organisation.id == ReleaseView.organisation_id)
        .where(ReleaseView.release_id == release_id, ReleaseView.view == NEEDS)
        .where((Organisation.id == committee_id) | (Organisation.level == Level.DISTRICT))
        .order_by(Organisation.level == Level.DISTRICT)
    )
    read = [(name, Shown.from_json(content)) for name, _, content in rows]
    return next((one for one in read if one[1].why_empty(ASKED) is None), read[-1])


def _order(shown: Shown, form: Form, may_be_named: Collection[str]) -> tuple[tuple[int, str], ...]:
    counts = shown.cells(ASKED)
    ordered = ranking.order(counts[counts["cell"].isin(list(may_be_named)) & (counts["n"] > 0)])
    places = zip(ordered["place"], ordered["cell"], strict=True)
    return tuple((int(place), _label(form, str(cell))) for place, cell in places)[:MOST_RANKED]


def _label(form: Form, code: str) -> str:
    category = form.category(code)
    return category.label if category else code
