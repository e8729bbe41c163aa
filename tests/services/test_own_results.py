"""A branch's own results: released, by itself alone, and never more than the gate let through."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from db import releases, tallies
from db.errors import NotAllowed, NotFound
from db.models import Release, ReleaseView, WaveBranch
from db.releases.branches import NAMED
from db.releases.noticed import NOTICED
from db.vocabulary import AgeBand, ReleaseKind
from tests import builders
from tests.services.test_releases import IMPORTED, answered, numbers, view
from tests.services.test_releases import imported as an_import

JULY = timedelta(days=14)
JUNE = date(2026, 6, 1)
imported = an_import


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def release(session, wave, now, **but):
    return releases.release(session, wave=wave, now=now + JULY, by="system", **but)


def own(session, actor, month=JUNE):
    return releases.own_result(session, actor=actor, month=month)


def votes(session, wave, branch, *sheets):
    for n, *codes in sheets:
        answered(session, wave, branch, n, {"Q2": codes})


def test_before_the_release_a_branch_hears_nothing(session, cast, wave):
    answered(session, wave, cast.branch_a, 12)
    assert own(session, cast.chen) is None


def test_a_branch_of_six_hears_names_without_counts(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (3, "HOU", "EMP"), (1, "EMP", "PSY"), (2, "CUL"))
    release(session, wave, now)
    found = own(session, cast.chen)
    assert found.named == (("就业创业", ""), ("住房安居", ""))
    assert found.why_empty is None


def test_a_branch_of_twenty_hears_bands(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (12, "HOU", "EMP"), (4, "CUL"), (4, "EMP"))
    release(session, wave, now)
    assert own(session, cast.chen).named == (
        ("就业创业", "11份以上"), ("住房安居", "11份以上"), ("文化生活", "3–5份"),
    )  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 4])
def test_fewer_than_five_are_not_told_apart_from_nobody(session, cast, wave, now, n):
    answered(session, wave, cast.branch_a, n)
    release(session, wave, now)
    found = own(session, cast.chen)
    assert (found.named, found.why_empty) == ((), "不足5份（含0份）")


def test_age_bands_add_up_and_doubtful_answers_do_not_count(session, cast, wave, now):
    answered(session, wave, cast.branch_a, 2, {"Q2": ["EMP"]})
    answered(session, wave, cast.branch_a, 3, {"Q2": ["EMP"]}, age_band=AgeBand.FROM_18)
    answered(session, wave, cast.branch_b, 4, {"Q2": ["EMP"]})
    answered(session, wave, cast.branch_b, 4, {"Q2": ["EMP"]}, is_doubtful=True)
    release(session, wave, now)
    assert own(session, cast.chen).named == (("就业创业", ""),)
    assert own(session, cast.zhao).why_empty == "不足5份（含0份）"


def test_beside_it_stands_the_committee_s_order_without_any_figure(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (8, "HOU", "EMP"), (4, "CUL", "PSY"))
    votes(session, wave, cast.branch_b, (2, "CUL", "EMP"))
    votes(session, wave, cast.branch_c, (20, "EDU"), (4, "HOU", "EMP", "CUL"))
    release(session, wave, now)
    found = own(session, cast.chen)
    assert found.above == "东区街道团工委"
    assert found.ranking == ((1, "就业创业"), (2, "住房安居"), (3, "文化生活"))
    # Places, words and a band; no count, no share, no number of answers.
    assert "0.8" not in str(found)
    assert not any(isinstance(value, float) for value in vars(found).values())


def test_where_the_committee_is_merged_the_district_s_order_stands_beside_it(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (6, "HOU"))
    votes(session, wave, cast.branch_c, (40, "EDU", "PSY"))
    release(session, wave, now)
    found = own(session, cast.chen)
    assert (found.above, found.ranking) == ("青山区", ((1, "教育培训"), (2, "住房安居")))


def test_where_nobody_has_enough_answers_it_says_why_there_is_no_order(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (6, "HOU"))
    release(session, wave, now)
    found = own(session, cast.chen)
    assert (found.ranking, found.why_no_ranking) == ((), "5–9份，已并入上级")


def test_a_branch_hears_of_itself_only_and_nobody_above_hears_of_it(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (6, "HOU"))
    made = release(session, wave, now)
    assert own(session, cast.zhao).named == ()
    assert own(session, cast.qian).named == ()
    for actor in (cast.wang, cast.li, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            own(session, actor)
        with pytest.raises(NotAllowed, match="no_right"):
            releases.own_months(session, actor=actor, today=JUNE)
    for actor in (cast.wang, cast.li):
        with pytest.raises(NotFound, match="release_unknown"):
            view(session, made, actor, cast.branch_a, NAMED)
        assert cast.branch_a not in dict(releases.of_month(session, actor=actor, month=JUNE).organisations)
    for name in releases.VIEWS:
        with pytest.raises(NotAllowed, match="no_right"):
            view(session, made, cast.chen, cast.committee, name)


def test_what_is_stored_of_a_branch_holds_no_count(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (17, "HOU", "PSY"))
    made = release(session, wave, now)
    stored = session.execute(
        select(ReleaseView.view, ReleaseView.content).where(
            ReleaseView.release_id == made.id, ReleaseView.organisation_id == cast.branch_a
        )
    ).all()
    assert dict(stored) == {
        NAMED: {"note": None, "cells": [["HOU", "11份以上"]]},
        NOTICED: {"note": "below_5", "sides": []},
    }


def test_what_committees_hear_is_the_same_with_and_without_it(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (12, "HOU", "EMP"), (4, "CUL"))
    made = release(session, wave, now)
    found = numbers(view(session, made, cast.wang, cast.committee))
    assert (found["HOU"], found["EMP"]) == (12, 12)


def test_a_release_stands_and_a_correction_is_what_counts_which_names_nothing_more(session, cast, wave, now):
    votes(session, wave, cast.branch_a, (3, "HOU", "CUL"), (2, "EMP"))
    release(session, wave, now)
    both = own(session, cast.chen).named
    assert len(both) == 2
    # More answers, of which the branch would hear three names.
    votes(session, wave, cast.branch_a, (3, "EMP"))
    release(session, wave, now)
    assert own(session, cast.chen).number == 1
    release(session, wave, now, correct=True)
    assert (own(session, cast.chen).number, own(session, cast.chen).named) == (2, both)
    assert len(session.scalars(select(Release.id).where(Release.kind == ReleaseKind.MONTH)).all()) == 2


def test_an_imported_questionnaire_tells_its_branch_nothing(session, cast, imported, now):
    answered(session, imported, cast.branch_a, 20, {"F1": "1"})
    made = releases.release(session, wave=imported, now=now, by="operator:root")
    assert own(session, cast.chen, imported.month) is None
    views = select(ReleaseView.view).where(ReleaseView.release_id == made.id)
    assert session.scalars(views).all() == [releases.OTHERS]
    assert IMPORTED["categories"] == []


def test_months_go_back_to_the_branch_s_first_survey(session, cast, wave):
    assert releases.own_months(session, actor=cast.chen, today=date(2026, 8, 3)) == [
        date(2026, 8, 1), date(2026, 7, 1), JUNE,
    ]  # fmt: skip
    assert releases.own_months(session, actor=cast.chen, today=JUNE) == [JUNE]


def test_the_month_to_begin_with_is_the_last_one_released(session, cast, wave, now):
    assert releases.own_latest(session, actor=cast.chen) is None
    release(session, wave, now)
    assert releases.own_latest(session, actor=cast.chen) == JUNE


def test_a_survey_is_a_branch_s_own_only_where_it_was_asked(session, cast, wave):
    answered(session, wave, cast.branch_a, 3)
    answered(session, wave, cast.branch_b, 4)
    asked = releases.own_survey(session, actor=cast.chen, month=JUNE)
    assert asked == (wave.opens_on, 3)
    assert releases.own_survey(session, actor=cast.chen, month=date(2026, 5, 1)) is None
    session.execute(delete(WaveBranch).where(WaveBranch.branch_id == cast.branch_a))
    assert releases.own_survey(session, actor=cast.chen, month=JUNE) is None
    with pytest.raises(NotAllowed, match="no_right"):
        releases.own_survey(session, actor=cast.wang, month=JUNE)


def test_the_tallies_that_are_read_are_those_of_the_question_on_needs():
    assert tallies.PICKED == "Q2"
