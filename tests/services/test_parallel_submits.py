"""One answer, once: however many submits of one draft arrive at the same time."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from db import engine, responses
from db.models import Need, Receipt, Response
from tests import builders, sheets
from tests import cast as casting

AT_ONCE = 5


@pytest.fixture
def link(any_database: URL, now: datetime) -> str:
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now)
        token = builders.a_link(session, cast.branch_a, now=now).token
        sheets.fill_in(session, token, "phone", now, **sheets.ASKS)
    return token


def test_five_submits_of_one_draft_at_once_are_one_answer_one_need_and_one_code(
    link: str, now: datetime
) -> None:
    codes: list[str] = []
    together = threading.Barrier(AT_ONCE)

    def send() -> None:
        together.wait()
        with engine.transaction() as session:
            wave, branch = sheets.at(session, link, now)
            code = responses.submit(session, device="phone", wave=wave, branch=branch, now=now)
        codes.append(code)

    taps = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert len(codes) == AT_ONCE
    assert len(set(codes)) == 1
    with engine.reading() as session:
        wave, branch = sheets.at(session, link, now)
        kinds = (Response, Need, Receipt)
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in kinds] == [1, 1, 1]
        assert responses.count(session, wave_id=wave.id, branch_id=branch.branch_id) == 1
