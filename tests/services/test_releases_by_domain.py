"""Releases by domain and over months."""

from datetime import date

import pytest

from db import releases
from db.errors import NotAllowed
from db.models import Organisation
from db.vocabulary import Domain
from tests.services.test_releases import JULY, answered, made, numbers, wave

__all__ = ["made", "wave"]


def test_the_needs_of_each_domain_are_released_for_the_district_as_they_stood_at_the_opening(
    session, cast, wave, now
):
    answered(session, wave, cast.branch_a, 40)
    answered(session, wave, cast.branch_b, 20)
    answered(session, wave, cast.branch_c, 30, {"Q2": ["EDU"]})
    session.get_one(Organisation, cast.branch_c).domain = Domain.RURAL
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    for actor in (cast.li, cast.wang):
        found = releases.by_domain(session, actor=actor, release_id=made.id)
        assert list(found) == [Domain.NONPUBLIC, Domain.SCHOOL, Domain.STREET_COMMUNITY]
    assert numbers(found[Domain.NONPUBLIC]) == {"EMP": 20}
    assert numbers(found[Domain.SCHOOL]) == {"EDU": 30}
    assert {row[0] for shown in found.values() for row in shown.rows} == {"Q2"}


def test_a_domain_shows_nothing_sensitive_and_nothing_under_ten(session, cast, made):
    found = releases.by_domain(session, actor=cast.li, release_id=made.id)
    assert found[Domain.NONPUBLIC].why_empty("Q2") == "不足5份（含0份）"
    # 街道社区 has 12, but the district minus it and the schools would tell of the 3.
    assert found[Domain.STREET_COMMUNITY].why_empty("Q2") == "为避免由差额推算，已并入上级"
    assert {row[5] for row in found[Domain.SCHOOL].rows if row[2] == "PSY"} == {"sensitive"}


def test_nobody_below_the_committee_reads_domains(session, cast, made):
    for actor in (cast.chen, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            releases.by_domain(session, actor=actor, release_id=made.id)


def test_a_history_has_the_latest_release_of_each_month(session, cast, wave, made, now):
    answered(session, wave, cast.branch_a, 5)
    releases.release(session, wave=wave, now=now + JULY, by="system", correct=True)
    where = {"organisation_id": cast.committee, "view": releases.NEEDS, "until": date(2026, 8, 1)}
    found = releases.history(session, actor=cast.wang, **where)
    assert [(month, shown.n) for month, shown in found] == [(date(2026, 6, 1), 20)]
    assert releases.history(session, actor=cast.wang, **where, n_months=2) == []
    other = where | {"organisation_id": cast.other_committee}
    assert releases.history(session, actor=cast.wang, **other) == []
