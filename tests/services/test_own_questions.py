"""What a branch hears of the question it added to a month itself, and that nobody else hears it."""

import pytest
from sqlalchemy import select

from db import month_questions, releases
from db.models import Release, ReleaseView
from db.releases.own_questions import VIEW_OF
from db.vocabulary import QuestionKind
from tests import builders
from tests.services.test_own_results import JUNE, own, release
from tests.services.test_releases import answered


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def asked_by(session, cast, now, who="chen", **but):
    actor = getattr(cast, who)
    asked = {
        "kind": QuestionKind.SINGLE,
        "text": "周末想去哪儿？",
        "options": ("图书馆", "球场", "影院"),
        **but,
    }
    where = {"organisation_id": actor.organisation_id, "month": JUNE, "seen": 0, "minded": ()}
    month_questions.put(session, actor=actor, now=now, **where, **asked)


@pytest.mark.parametrize(
    ("sheets", "told", "why"),
    [
        ({"o1": 5, "o2": 4}, (), "回答的不足10份（含0份）"),
        ({"o1": 7, "o2": 4, "o3": 1}, (("图书馆", "6份以上"), ("球场", "3–5份")), None),
        # All but two said the same: each of them would be known. It is told from nothing standing out by nobody.
        ({"o1": 10, "o2": 2}, (), "没有哪一项有3份以上，或者几乎都选了同一项"),
        ({"o1": 4, "o2": 4, "o3": 4}, (("图书馆", "3–5份"), ("球场", "3–5份"), ("影院", "3–5份")), None),
    ],
)
def test_of_a_question_of_its_own_a_branch_hears_bands_from_ten_answers(
    session, cast, wave, now, sheets, told, why
):
    asked_by(session, cast, now)
    for option, n in sheets.items():
        answered(session, wave, cast.branch_a, n, {"X1v1": option})
    # The same code is another question elsewhere.
    asked_by(session, cast, now, who="qian", text="想学什么？", options=("剪纸", "书法"))
    answered(session, wave, cast.branch_c, 30, {"X1v1": "o2"})
    release(session, wave, now)
    (asked,) = own(session, cast.chen).asked
    assert (asked.text, asked.told, asked.why_empty) == ("周末想去哪儿？", told, why)


def test_a_question_of_a_branch_is_told_to_nobody_above_and_no_more_by_a_correction(session, cast, wave, now):
    asked_by(session, cast, now)
    answered(session, wave, cast.branch_a, 9, {"X1v1": "o1"})
    release(session, wave, now)
    answered(session, wave, cast.branch_a, 9, {"X1v1": "o2"})
    again = release(session, wave, now, correct=True)
    assert own(session, cast.chen).asked[0].why_empty == "回答的不足10份（含0份）"
    for actor in (cast.wang, cast.li):
        found = releases.of_month(session, actor=actor, month=JUNE)
        seen = releases.reading.visible(select(ReleaseView.view), actor).where(Release.id == again.id)
        assert found is not None
        assert not [view for view in session.scalars(seen) if view.startswith(VIEW_OF)]


def test_a_text_of_a_branch_s_own_is_in_no_release(session, cast, wave, now):
    asked_by(session, cast, now, kind=QuestionKind.TEXT, options=())
    release(session, wave, now)
    assert own(session, cast.chen).asked == ()
