"""The answers that speed is measured with: they count as if each had been sent by itself."""

from datetime import date, datetime

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import answer_sheets, questionnaires, tallies
from db.asking import Asking
from db.models import QuestionnaireVersion, Response, Wave
from db.questions import Form
from tests import builders
from tests.bench import answers, district
from tests.cast import Cast

SEASONAL, PLAIN = 6, 5


def drawn(form: Form, month_number: int, *, seed: int = 1, n: int = 80) -> answers.Sheets:
    draws = np.random.default_rng(seed)
    return answers.draw(form, month_number=month_number, n=n, weights=[0.7, 0.3], draws=draws)


def form_of(session: Session, wave: Wave) -> Form:
    return questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))


def whole(answers_given: dict[str, object]) -> dict[str, object]:
    """Answer the one thing that is asked and not stored."""
    asks = {} if answers_given["Q2"] == ["none"] else {"Q12": "none"}
    return {**answers_given, **asks}


@pytest.mark.parametrize("month_number", [SEASONAL, PLAIN])
def test_in_bulk_and_one_by_one_make_the_same_answers_and_tallies(
    session: Session, cast: Cast, now: datetime, month_number: int
):
    bulk = builders.a_wave(session, now=now)
    single = builders.a_wave(session, now=now, month=date(2026, 5, 1))
    form, places = form_of(session, bulk), (cast.branch_a, cast.branch_b)
    sheets = drawn(form, month_number)
    district.add_sheets(session, wave_id=bulk.id, branches=places, sheets=sheets)
    for i, given in enumerate(sheets.answers()):
        asking = Asking(month_number=month_number, rating_set=int(sheets.rating_set[i]))
        answer_sheets.add_response(
            session,
            wave_id=single.id,
            branch_id=places[sheets.branch[i]],
            form=form,
            sheet=answer_sheets.checked(form, asking, whole(given)),
            is_doubtful=bool(sheets.is_doubtful[i]),
        )
    assert tallies.stored(session, wave_id=bulk.id) == tallies.stored(session, wave_id=single.id)
    assert stored(session, bulk) == stored(session, single)


def stored(session: Session, wave: Wave) -> list[str]:
    found = session.scalars(select(Response).where(Response.wave_id == wave.id))
    return sorted(f"{r.branch_id} {r.age_band} {r.is_doubtful} {r.answers}" for r in found)


def test_retally_finds_nothing_to_change_in_a_bulk(session: Session, cast: Cast, now: datetime):
    wave = builders.a_wave(session, now=now)
    sheets = drawn(form_of(session, wave), SEASONAL, n=500)
    district.add_sheets(session, wave_id=wave.id, branches=(cast.branch_a, cast.branch_c), sheets=sheets)
    assert not tallies.retally(session, wave_id=wave.id)


def test_the_same_seed_draws_the_same_sheets_and_another_one_others():
    form = builders.monthly_form()
    assert drawn(form, SEASONAL).answers() == drawn(form, SEASONAL).answers()
    assert drawn(form, SEASONAL).answers() != drawn(form, SEASONAL, seed=2).answers()
