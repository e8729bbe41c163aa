"""How many youth could have answered what a release tells of, as their branches declared them when the wave opened."""

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import Session

from db.errors import NotFound
from db.models import Organisation, WaveBranch
from db.releases import reading
from db.rights import Doer
from db.vocabulary import Level


def roster(session: Session, *, actor: Doer, wave_id: int, organisation_id: int) -> int | None:
    """Return how many youth the branches of a released group had declared; None if one of them had not said.

    Information beside an interval, no quota. Refuses: no_right, release_unknown.
    """
    released = reading.latest(session, actor=actor, wave_id=wave_id)
    if released is None or organisation_id not in {key for key, _ in released.organisations}:
        raise NotFound("release_unknown")
    is_all = session.get_one(Organisation, organisation_id).level is Level.DISTRICT
    own = or_(WaveBranch.committee_id == organisation_id, WaveBranch.branch_id == organisation_id)
    counted = select(func.sum(WaveBranch.declared_youth), func.count(), func.count(WaveBranch.declared_youth))
    where = counted.where(WaveBranch.wave_id == wave_id, true() if is_all else own)
    total, n, n_known = session.execute(where).one()
    return int(total) if total is not None and n == n_known else None
