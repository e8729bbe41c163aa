"""What youth noticed against what was logged: what the audit knows of it, and what committees lay beside their shares."""

import pytest
from sqlalchemy import update

from db import frames, questionnaires, releases
from db.errors import NotAllowed, NotFound
from db.models import QuestionnaireVersion, WaveBranch
from db.releases import branches, knowing
from tests import builders
from tests.services.test_noticed import held, noticed, release, talked
from tests.services.test_releases import numbers, view


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def test_the_audit_takes_for_known_what_a_branch_hears_and_what_silence_tells(session, cast, wave, now):
    held(session, cast.branch_a, cast.chen)
    noticed(session, wave, cast.branch_a, (2, "activity"), (14,))
    heard = branches.gated(session, wave, names_before={}, noticed_before={}, asked_before={})
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    bounds = knowing.bounds_of(session, wave, form, heard)
    known = knowing.of_committees(frames.tallies(session, wave_id=wave.id), bounds)
    assert known.most[cast.branch_a, "Q9", "", "activity"] == 4
    assert known.least[cast.branch_a, "Q9", "", "activity"] == 0
    # Nothing logged, and silence: not as many as would have been told.
    assert known.most[cast.branch_a, "Q9", "", "talk"] == 2
    assert known.most[cast.branch_a, "Q9", "", "deed"] == 11


def test_a_small_branch_is_not_recovered_from_what_a_large_one_hears(session, cast, wave, now):
    """Silence of A tells that at most two there were talked to; the committee's five would be B's three all together."""
    noticed(session, wave, cast.branch_a, (2, "talk"), (14,))
    noticed(session, wave, cast.branch_b, (3, "talk"))
    noticed(session, wave, cast.branch_c, (20, "talk"), (20,))
    made = release(session, wave, now)
    assert "talk" not in numbers(view(session, made, cast.wang, cast.committee, releases.OTHERS))


def test_what_a_committee_s_youth_could_have_noticed_adds_up_over_its_branches(session, cast, wave, now):
    """Branch A has 24 youth and B 12: A held an activity, 3 were talked to at A and 20 talks logged at B."""
    held(session, cast.branch_a, cast.chen)
    talked(session, cast.branch_a, cast.chen, 3)
    talked(session, cast.branch_b, cast.zhao, 20)
    found = releases.expected_of(
        session, actor=cast.wang, wave_id=wave.id, organisation_id=cast.committee
    ).set_index("service")
    assert found.loc["activity", ["reached", "youth", "room", "population"]].tolist() == [24, 36, 0.5, 36]
    # Nobody is reached twice: of twelve youth twelve at most.
    assert found.loc["talk", ["reached", "youth", "room"]].tolist() == [15, 36, 0.0]
    # No survey was held in May.
    assert list(found.index) == ["activity", "pairing", "deed", "talk"]


def test_a_branch_without_a_roster_is_left_out_and_then_nobody_knows_how_many_there_are(
    session, cast, wave, now
):
    found = releases.expected_of(session, actor=cast.li, wave_id=wave.id, organisation_id=cast.district)
    assert set(found["youth"]) == {36}
    assert found["population"].isna().all()
    session.execute(update(WaveBranch).values(declared_youth=None))
    found = releases.expected_of(session, actor=cast.li, wave_id=wave.id, organisation_id=cast.district)
    assert found.empty


def test_the_ledger_of_others_is_not_added_up_for_a_committee(session, cast, wave):
    for organisation_id in (cast.district, cast.other_committee):
        with pytest.raises(NotFound, match="organisation_unknown"):
            releases.expected_of(session, actor=cast.wang, wave_id=wave.id, organisation_id=organisation_id)
    with pytest.raises(NotAllowed, match="no_right"):
        releases.expected_of(session, actor=cast.wu, wave_id=wave.id, organisation_id=cast.district)
