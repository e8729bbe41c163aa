"""What follows from one figure for another: from who was asked, and from what a branch hears and does not."""

from dataclasses import replace

from db import questionnaires, releases, tallies
from db.models import QuestionnaireVersion
from db.releases.conditions import asked_of
from db.releases.views import possible
from db.vocabulary import RatingScope
from tests.services.test_releases import JULY, answered, numbers, view, wave

__all__ = ["wave"]


def test_what_only_some_were_asked_goes_with_the_answer_that_decided_it(session, wave):
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    lines = {key[:2] for key in possible(form, wave)}
    found = asked_of(form, lines)
    assert found["Q2b", "EMP"] == {("Q2", "", "EMP")}
    assert found["Q6", ""] == {("Q2", "", "none")}
    assert found["Q8b", ""] == {("Q8", "", "some"), ("Q8", "", "not")}
    assert not {("Q2", ""), ("Q10", ""), (tallies.JOINT, "EMP")} & set(found)
    picked = replace(form, rating_scope=RatingScope.PICKED_ONLY)
    assert asked_of(picked, lines)[tallies.JOINT, "EMP"] == {("Q2", "", "EMP")}


def test_how_many_were_asked_does_not_tell_that_everybody_needed_something(session, cast, wave, now):
    sheet = {"Q2": ["EMP"], "Q6": ["activity"]}
    answered(session, wave, cast.branch_a, 20, sheet)
    answered(session, wave, cast.branch_a, 10, {"Q2": ["EDU"], "Q6": ["information"]})
    answered(session, wave, cast.branch_c, 20, sheet)
    answered(session, wave, cast.branch_c, 20, {"Q2": ["none"]})
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    below = view(session, made, cast.wang, cast.committee, releases.OTHERS)
    assert below.why_empty("Q6") == "为避免推算，不显示"
    assert view(session, made, cast.wang, cast.district, releases.OTHERS).why_empty("Q6") is None


def test_a_small_branch_is_not_recovered_from_what_a_large_one_does_not_hear_named(session, cast, wave, now):
    """Nothing stands out in A, so at most two there named EMP; the committee's six would be B's four all together."""
    answered(session, wave, cast.branch_a, 2, {"Q2": ["EMP"]})
    for code in ("EDU", "HOU", "CUL"):
        answered(session, wave, cast.branch_a, 2, {"Q2": [code]})
    answered(session, wave, cast.branch_b, 4, {"Q2": ["EMP"]})
    answered(session, wave, cast.branch_c, 10, {"Q2": ["EMP"]})
    answered(session, wave, cast.branch_c, 10, {"Q2": ["EDU"]})
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    own = releases.own_result(session, actor=cast.chen, month=made.month)
    assert not own.named
    assert "EMP" not in numbers(view(session, made, cast.wang, cast.committee))
