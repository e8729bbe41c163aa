"""What a release tells is worked out before anybody has to wait for it, and holds only if nothing changed since."""

from dataclasses import replace
from datetime import date

import pytest

from db import months, releases
from db.errors import NotAllowed, NotFound, TooLate
from db.models import ReleaseView
from tests import builders
from tests.services.test_releases import JULY, answered, view


@pytest.fixture
def wave(session, cast, now):
    made = builders.a_wave(session, now=now)
    answered(session, made, cast.branch_a, 12)
    answered(session, made, cast.branch_c, 11)
    return made


def stored(session, made) -> dict[tuple[int, str], object]:
    own = session.query(ReleaseView).filter_by(release_id=made.id)
    return {(row.organisation_id, row.view): row.content for row in own}


def test_what_was_worked_out_is_what_a_release_without_it_tells(session, wave, now):
    ready = releases.work_out(session, wave_id=wave.id)
    assert not session.new
    made = releases.release(session, wave=wave, now=now + JULY, by="system", worked_out=ready)
    again = releases.release(session, wave=wave, now=now + JULY, by="system", correct=True)
    assert stored(session, made) == stored(session, again) == ready.content


def test_it_is_not_done_twice(session, cast, wave, now):
    ready = releases.work_out(session, wave_id=wave.id)
    needs = {place: told for place, told in ready.content.items() if place[1] == releases.NEEDS}
    # Fewer views than there would be: they can only come from what was handed in.
    worked_out = {wave.id: replace(ready, content=needs)}
    assert months.turn(session, now=now + JULY, worked_out=worked_out).waves_released == 1
    made = releases.latest(session, actor=cast.li, wave_id=wave.id)
    assert stored(session, made) == needs


@pytest.mark.parametrize("is_doubtful", [False, True])
def test_when_an_answer_came_meanwhile_it_is_worked_out_again(session, cast, wave, now, is_doubtful):
    ready = releases.work_out(session, wave_id=wave.id)
    answered(session, wave, cast.branch_a, 3, is_doubtful=is_doubtful)
    made = releases.release(session, wave=wave, now=now + JULY, by="system", worked_out=ready)
    assert view(session, made, cast.li, cast.committee).n == (12 if is_doubtful else 15)
    assert made.n_doubtful == (3 if is_doubtful else 0)


def test_what_the_turn_will_release_is_worked_out_for_what_is_due_only(session, wave, now):
    assert months.next_releases(session, now=now) == {}
    assert list(months.next_releases(session, now=now + JULY)) == [wave.id]
    months.turn(session, now=now + JULY)
    assert months.next_releases(session, now=now + JULY) == {}


def test_a_wave_that_is_released_early_ends_first(session, cast, wave, now):
    releases.end_early(session, actor=cast.li, wave_id=wave.id, now=now)
    assert wave.closes_on == date(2026, 6, 17)
    with pytest.raises(NotAllowed, match="no_right"):
        releases.end_early(session, actor=cast.wang, wave_id=wave.id, now=now)
    with pytest.raises(NotFound, match="wave_unknown"):
        releases.end_early(session, actor=cast.li, wave_id=0, now=now)
    days = {"opens_on": date(2026, 8, 3), "closes_on": date(2026, 8, 25)}
    later = builders.a_wave(session, now=now, month=date(2026, 8, 1), **days)
    with pytest.raises(TooLate, match="wave_not_opened"):
        releases.end_early(session, actor=cast.li, wave_id=later.id, now=now)


def test_of_no_wave_nothing_is_worked_out(session):
    with pytest.raises(NotFound, match="wave_unknown"):
        releases.work_out(session, wave_id=0)
