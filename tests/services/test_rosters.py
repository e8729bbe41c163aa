"""How many youth could have answered: what the branches had declared when the wave opened."""

import pytest
from sqlalchemy import select

from db import releases
from db.errors import NotAllowed, NotFound
from db.models import Organisation, WaveBranch
from tests.services.test_releases import JULY, answered, made, wave

__all__ = ["made", "wave"]


def roster(session, actor, wave, organisation_id):
    return releases.roster(session, actor=actor, wave_id=wave.id, organisation_id=organisation_id)


def test_a_roster_is_the_sum_of_what_branches_had_declared_at_the_opening(session, cast, wave, made):
    session.get_one(Organisation, cast.branch_a).declared_youth = 99
    assert roster(session, cast.wang, wave, cast.committee) == 24 + 12


def test_where_one_branch_has_not_said_nobody_knows(session, cast, wave, made):
    assert roster(session, cast.li, wave, cast.other_committee) is None
    assert roster(session, cast.li, wave, cast.district) is None
    told = select(WaveBranch).where(WaveBranch.branch_id == cast.branch_c)
    session.scalars(told).one().declared_youth = 40
    session.flush()
    assert roster(session, cast.wang, wave, cast.district) == 24 + 12 + 40


def test_another_committee_s_roster_is_not_told(session, cast, wave, made):
    with pytest.raises(NotFound, match="release_unknown"):
        roster(session, cast.wang, wave, cast.other_committee)
    with pytest.raises(NotAllowed):
        roster(session, cast.chen, wave, cast.committee)


def test_before_the_release_there_is_none(session, cast, wave, now):
    answered(session, wave, cast.branch_a, 12)
    with pytest.raises(NotFound, match="release_unknown"):
        roster(session, cast.li, wave, cast.district)
    releases.release(session, wave=wave, now=now + JULY, by="system")
    assert roster(session, cast.li, wave, cast.committee) == 36
