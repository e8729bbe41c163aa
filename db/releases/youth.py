"""For how many people the answers of a release may stand: the youth that branches had declared."""

from sqlalchemy import false, select, true
from sqlalchemy.orm import Session

from db.models import Organisation, Release, WaveBranch
from db.releases.reading import visible
from db.rights import Doer
from db.vocabulary import Level


def declared_youth(session: Session, *, actor: Doer, release_id: int) -> dict[int | None, int | None]:
    """Return committee → the youth its branches had declared when the wave of a release opened; `None` for no committee.

    None for a committee of which one branch had declared nothing. Of the committees that the release tells the person
    about. Refuses: no_right.
    """
    seen = set(session.scalars(visible(select(Organisation.id), actor).where(Release.id == release_id)))
    # It carries the survey for everybody who sees any of it.
    wave = select(Release.wave_id).where(Release.id == release_id, true() if seen else false())
    rows = session.execute(
        select(WaveBranch.committee_id, Organisation.level, WaveBranch.declared_youth)
        .outerjoin(Organisation, Organisation.id == WaveBranch.committee_id)
        .where(WaveBranch.wave_id.in_(wave))
    )
    found: dict[int | None, int | None] = {}
    for committee, level, n in rows:
        key = committee if level is Level.COMMITTEE and committee in seen else None
        before = found.get(key, 0)
        found[key] = None if n is None or before is None else before + n
    return found
