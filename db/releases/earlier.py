"""What the number before told, where a release is made anew."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import Shown
from analysis.naming import Named
from analysis.noticing import Noticed
from db.models import Release, ReleaseView
from db.periods import LONGER
from db.releases.branches import NAMED
from db.releases.domains import NEEDS_OF
from db.releases.noticed import NOTICED
from db.releases.own_questions import VIEW_OF, Asked


@dataclass(frozen=True)
class Told:
    """What a release told. groups, domains : as `analysis.earlier.once_withheld` takes them. named, noticed : per branch.

    asked : per branch and view, of the questions a branch added itself.
    """

    groups: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    domains: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    named: dict[int, Named] = field(default_factory=dict)
    noticed: dict[int, Noticed] = field(default_factory=dict)
    asked: dict[Asked, Named] = field(default_factory=dict)


def of_wave(session: Session, *, wave_id: int) -> Told:
    """Return what the latest release of a wave told; nothing where there is none."""
    own = select(Release.id).where(Release.wave_id == wave_id, Release.kind.not_in(LONGER))
    return of_release(session, release_id=session.scalar(own.order_by(Release.number.desc()).limit(1)))


def of_release(session: Session, *, release_id: int | None) -> Told:
    """Return what a release told; nothing for none."""
    found = Told()
    columns = (ReleaseView.organisation_id, ReleaseView.view, ReleaseView.content)
    for organisation_id, view, content in session.execute(
        select(*columns).where(ReleaseView.release_id == release_id)
    ):
        if view == NAMED:
            found.named[organisation_id] = Named.from_json(content)
        elif view == NOTICED:
            found.noticed[organisation_id] = Noticed.from_json(content)
        elif view.startswith(VIEW_OF):
            found.asked[organisation_id, view] = Named.from_json(content)
        elif view.startswith(NEEDS_OF):
            found.domains[view.removeprefix(NEEDS_OF)].append(Shown.from_json(content))
        else:
            found.groups[str(organisation_id)].append(Shown.from_json(content))
    return found
