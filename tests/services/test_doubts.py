"""可能需要核实: what was given too fast or all alike is kept, counted apart and in no figure."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import doubts, drafts, frames, invites, own_answers, releases, responses, tallies
from db.models import Response
from tests import builders, sheets
from tests.own_answers import in_step, reopen, response_of, send

pytestmark = pytest.mark.doubts
CATEGORIES = ("EMP", "EDU", "HOU", "LOV")


def rated(importance: str, satisfaction: str) -> dict[str, str]:
    rows = {f"Q3:{code}": importance for code in CATEGORIES}
    return rows | {f"Q4:{code}": satisfaction for code in CATEGORIES}


@pytest.fixture
def link(session, cast, now):
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def answer(session, link, device, now, *, seconds, **but):
    sheets.fill_in(session, link, device, now, **but)
    wave, branch = sheets.at(session, link, now)
    later = now + timedelta(seconds=seconds)
    return responses.submit(session, device=device, wave=wave, branch=branch, now=later)


def ratings(session, link, now, importance, satisfaction):
    """The same answer for every category that may be asked."""
    rows = sheets.at(session, link, now)[0].form.rated()
    given = {f"Q3:{row.code}": importance for row in rows}
    return given | {f"Q4:{row.code}": satisfaction for row in rows}


@pytest.mark.parametrize(("seconds", "is_doubtful"), [(9, True), (24, True), (25, False), (600, False)])
def test_nobody_reads_it_all_in_less_than_25_seconds(session, link, now, seconds, is_doubtful):
    answer(session, link, "phone", now, seconds=seconds, **ratings(session, link, now, "5", "2"))
    assert session.scalars(select(Response)).one().is_doubtful is is_doubtful


def test_ratings_that_are_all_alike_are_doubtful_however_long_they_took(session, link, now):
    answer(session, link, "phone", now, seconds=300, **ratings(session, link, now, "3", "3"))
    assert session.scalars(select(Response)).one().is_doubtful


@pytest.mark.parametrize(
    ("answers", "is_doubtful"),
    [
        (rated("3", "3"), True),
        (rated("5", "1"), False),
        ({**rated("3", "3"), "Q4:LOV": "none"}, False),
        ({"Q3:EMP": "3", "Q4:EMP": "3"}, False),
        ({"Q2": ["EMP"]}, False),
    ],
)
def test_alike_are_only_many_ratings_without_a_difference(answers, is_doubtful):
    assert doubts.is_doubtful(answers, took=timedelta(minutes=5)) is is_doubtful


def test_a_device_that_answers_at_one_branch_after_another_is_doubted_from_the_third_on(
    session, cast, link, now
):
    links = [link] + [
        builders.a_link(session, branch, now=now).token for branch in (cast.branch_b, cast.branch_c)
    ]
    differing = ratings(session, link, now, "5", "2")
    for token in links:
        answer(session, token, "one-phone", now, seconds=300, **differing)
    answer(session, link, "another-phone", now, seconds=300, **differing)
    assert [
        session.scalars(
            select(Response.is_doubtful).where(Response.branch_id == branch).order_by(Response.is_doubtful)
        ).all()
        for branch in (cast.branch_a, cast.branch_b, cast.branch_c)
    ] == [[False, False], [False], [True]]
    assert in_step(session)


def test_codes_at_one_computer_are_no_burst(session, cast, link, now):
    links = [link] + [
        builders.a_link(session, branch, now=now).token for branch in (cast.branch_b, cast.branch_c)
    ]
    for n, token in enumerate(links):
        device = invites.device_of(f"CODE000{n}")
        answer(session, token, device, now, seconds=300, **ratings(session, link, now, "5", "2"))
    assert not any(session.scalars(select(Response.is_doubtful)))


def test_a_doubtful_answer_is_counted_apart_and_told_with_the_release(session, cast, link, now):
    answer(session, link, "quick", now, seconds=5)
    answer(session, link, "slow", now, seconds=200, **ratings(session, link, now, "5", "2"))
    assert in_step(session)
    wave = sheets.at(session, link, now)[0]
    counted = frames.tallies(session, wave_id=wave.id)
    question, row, cell = tallies.SHEETS
    same = (counted["question"] == question) & (counted["row"] == row) & (counted["cell"] == cell)
    assert int(counted.loc[same, "n"].sum()) == 1
    made = releases.release_by_hand(
        session, actor=cast.li, wave_id=wave.id, now=now + timedelta(days=20), early=True
    )
    assert made.n_doubtful == 1


def test_a_doubtful_answer_can_be_corrected_and_deleted_like_any_other(session, link, now):
    code = answer(session, link, "a-phone", now, seconds=5)
    reopen(session, code, now)
    send(session, link, now, Q1="29-35")
    assert in_step(session)
    own_answers.delete(session, code=code, response_id=response_of(session, code, now), device="")
    assert in_step(session)


def test_how_long_it_took_is_kept_nowhere(session, link, now):
    answer(session, link, "phone", now, seconds=200)
    response = session.scalars(select(Response)).one()
    assert drafts.BEGAN not in str(response.answers)
    wave, branch = sheets.at(session, link, now)
    kept = drafts.load(session, device="phone", wave_id=wave.id, branch_id=branch.branch_id)
    assert kept is not None
    assert kept.answers == {}


def test_a_correction_is_looked_at_anew_for_what_can_be_seen(session, link, now):
    alike, varied = ratings(session, link, now, "3", "3"), ratings(session, link, now, "5", "2")
    code = answer(session, link, "a-phone", now, seconds=300, **alike)
    reopen(session, code, now)
    send(session, link, now, **varied)
    assert not session.scalars(select(Response)).one().is_doubtful
    reopen(session, code, now)
    send(session, link, now, **alike)
    assert session.scalars(select(Response)).one().is_doubtful
    assert in_step(session)


def test_what_was_too_fast_stays_so_when_it_is_corrected(session, link, now):
    varied = ratings(session, link, now, "5", "2")
    code = answer(session, link, "a-phone", now, seconds=5, **varied)
    reopen(session, code, now)
    send(session, link, now, Q1="29-35")
    assert session.scalars(select(Response)).one().is_doubtful
