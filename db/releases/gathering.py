"""What a period is made from: the counts of its months, all that was told of them, and what is known beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, null, select
from sqlalchemy.orm import Session

from analysis.answerers import Least
from analysis.disclosure import Shown
from analysis.naming import Named
from analysis.periods import COMMITTEE, DOMAIN, WHOLE, Figure, Of
from db import tallies
from db.models import Release, ReleaseView, Tally, Wave, WaveBranch
from db.questions import Form
from db.releases import knowing
from db.releases.branches import NAMED
from db.releases.domains import NEEDS_OF
from db.releases.views import NEEDS, RATINGS, SUB_ITEMS
from db.vocabulary import ReleaseKind

# The views of a period, and the question each is of.
OF_VIEW = {NEEDS: tallies.PICKED, SUB_ITEMS: "Q2b", RATINGS: tallies.JOINT}
# The audit looks at branches; ratings and pairs pass it by, and are many.
BY_BRANCH, BY_COMMITTEE = ("", tallies.PICKED, "Q2b"), (tallies.JOINT, tallies.PAIRS)
COLUMNS = ["month", COMMITTEE, DOMAIN, "branch", "question", "row", "cell", "n"]


def month_key(month: date) -> str:
    """Return a month as the analysis of periods names it."""
    return f"{month:%Y-%m}"


def standing(session: Session, kind: ReleaseKind, months: Iterable[date]) -> list[Release]:
    """Return the latest release of each of some months, or of the periods that begin with them."""
    newest = (
        select(func.max(Release.id))
        .where(Release.kind == kind, Release.month.in_(list(months)))
        .group_by(Release.month)
    ).scalar_subquery()
    return list(session.scalars(select(Release).where(Release.id.in_(newest)).order_by(Release.month)))


def figures(session: Session, releases: Mapping[int, Iterable[date]], district: int) -> Iterator[Figure]:
    """What some releases told of the district, of committees and of domains. releases : id → of which months it is."""
    views = list(OF_VIEW)
    told = ReleaseView.view.in_(views) | ReleaseView.view.startswith(NEEDS_OF)
    columns = (ReleaseView.release_id, ReleaseView.organisation_id, ReleaseView.view, ReleaseView.content)
    found: dict[tuple[int, Of], list[Shown]] = defaultdict(list)
    for release_id, organisation_id, view, content in session.execute(
        select(*columns).where(ReleaseView.release_id.in_(list(releases)), told)
    ):
        of: Of = (COMMITTEE, str(organisation_id))
        if view not in views:
            of = (DOMAIN, view.removeprefix(NEEDS_OF))
        elif organisation_id == district:
            of = (WHOLE, "")
        found[release_id, of].append(Shown.from_json(content))
    for (release_id, of), shown in found.items():
        yield Figure(tuple(map(month_key, releases[release_id])), of, tuple(shown))


def people(session: Session, waves: Iterable[Wave], district: int) -> pd.DataFrame:
    """Return the counts of some waves, as `together.audit` takes them.

    Ratings and pairs are counted per committee: there the branch is 0, and the domain "".
    """
    months = {wave.id: month_key(wave.month) for wave in waves}
    by_committee = _counted(list(months), BY_COMMITTEE, null(), null()).where(
        # Who did not know a service is told by months only, and there of many.
        ~((Tally.question == tallies.JOINT) & Tally.cell.endswith(",none"))
    )
    by_branch = _counted(list(months), BY_BRANCH, WaveBranch.domain, Tally.branch_id)
    rows = [
        (months[wave_id], _name(committee, district), domain.value if domain else "", branch or 0, *cell)
        for query in (by_branch, by_committee)
        for wave_id, committee, domain, branch, *cell in session.execute(query)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n": int})


def _counted(wave_ids: list[int], questions: tuple[str, ...], domain: Any, branch: Any) -> Select[Any]:
    cell = (Tally.question, Tally.row, Tally.cell)
    place = (Tally.wave_id, WaveBranch.committee_id)
    return (
        select(*place, domain, branch, *cell, func.sum(Tally.n))
        .select_from(Tally)
        .outerjoin(
            WaveBranch, (WaveBranch.wave_id == Tally.wave_id) & (WaveBranch.branch_id == Tally.branch_id)
        )
        .where(
            Tally.wave_id.in_(wave_ids),
            Tally.question.in_(questions),
            Tally.is_doubtful.is_(False),
            Tally.n > 0,
        )
        .group_by(*place, *((domain, branch) if questions == BY_BRANCH else ()), *cell)
    )


def _name(committee: int | None, district: int) -> str:
    # A branch right below the district is in its total and in no committee's.
    return "" if committee is None or committee == district else str(committee)


def bounds(session: Session, forms: Mapping[Wave, Form], months: Iterable[Release]) -> tuple[Least, Least]:
    """Return what a branch's own people know of its sheets of each month, at least and at most; see `knowing.bounds_of`."""
    release_of = {release.wave_id: release.id for release in months}
    found: tuple[dict[tuple[str, int, str, str, str], int], ...] = ({}, {})
    for wave, form in forms.items():
        heard = session.execute(
            select(ReleaseView.organisation_id, ReleaseView.content).where(
                ReleaseView.release_id == release_of[wave.id], ReleaseView.view == NAMED
            )
        )
        named = {(branch, NAMED): Named.from_json(content) for branch, content in heard}
        for ends, known in zip(found, knowing.bounds_of(session, wave, form, named), strict=True):
            ends |= {(month_key(wave.month), *key): n for key, n in known.items()}
    return found[0], found[1]
