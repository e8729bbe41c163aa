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
    for branch, n, other in ((cast.branch_a, 40, 4), (cast.branch_b, 20, 5), (cast.branch_c, 30, 20)):
        answered(session, wave, branch, n, {"Q2": ["EMP", "PSY"]})
        answered(session, wave, branch, other, {"Q2": ["EDU"]})
    session.get_one(Organisation, cast.branch_c).domain = Domain.RURAL
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    for actor in (cast.li, cast.wang):
        found = releases.by_domain(session, actor=actor, release_id=made.id)
        assert list(found) == [Domain.NONPUBLIC, Domain.SCHOOL, Domain.STREET_COMMUNITY]
    assert numbers(found[Domain.NONPUBLIC]) == {"EMP": 20, "EDU": 5}
    assert numbers(found[Domain.SCHOOL]) == {"EMP": 30, "EDU": 20}
    assert {row[0] for shown in found.values() for row in shown.rows} == {"Q2"}


def test_a_domain_shows_nothing_sensitive_and_nothing_under_ten(session, cast, made):
    found = releases.by_domain(session, actor=cast.li, release_id=made.id)
    assert found[Domain.NONPUBLIC].why_empty("Q2") == "不足5份（含0份）"
    # 街道社区 has 12, but the district minus it and the schools would tell of the 3.
    assert found[Domain.STREET_COMMUNITY].why_empty("Q2") == "为避免由差额推算，已并入上级"
    assert {row[5] for row in found[Domain.SCHOOL].rows if row[2] == "PSY"} == {"sensitive"}


def test_of_a_domain_no_figure_near_nought_or_near_all_is_stored(session, cast, wave, now):
    for branch, emp, hou in ((cast.branch_a, 20, 1), (cast.branch_b, 15, 9), (cast.branch_c, 1, 28)):
        answered(session, wave, branch, emp, {"Q2": ["EMP"]})
        answered(session, wave, branch, hou, {"Q2": ["HOU"]})
        answered(session, wave, branch, 10, {"Q2": ["CUL"]})
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    found = releases.by_domain(session, actor=cast.li, release_id=made.id)
    assert numbers(found[Domain.STREET_COMMUNITY]) == {"EMP": 20, "CUL": 10}
    assert numbers(found[Domain.NONPUBLIC]) == {"CUL": 10}
    assert numbers(found[Domain.SCHOOL]) == {"HOU": 28, "CUL": 10}
    notes = {d: {r[2]: r[5] for r in what.rows} for d, what in found.items()}
    assert notes[Domain.SCHOOL]["EMP"] == notes[Domain.STREET_COMMUNITY]["HOU"] == "near_empty"
    assert notes[Domain.NONPUBLIC]["EMP"] == notes[Domain.NONPUBLIC]["HOU"] == "beside"
    # What nobody at all named reads no different.
    assert {what["VOL"] for what in notes.values()} == {"beside"}


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
