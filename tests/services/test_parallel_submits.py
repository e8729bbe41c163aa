"""One answer, once: however many submits of one draft arrive at the same time."""

import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from db import corrections, drafts, engine, months, receipts, responses, settings, tallies
from db.models import Need, Receipt, Response
from pages.shared import sessions
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


AGES = ("18-22", "23-28")


@dataclass
class House:
    """A survey with six answers that can be corrected and six drafts that can be sent. faults : what went wrong."""

    link: str
    now: datetime
    codes: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def fill(self) -> None:
        with engine.transaction() as session:
            for n in range(6):
                code = sheets.answer(session, self.link, f"phone-{n}", self.now, Q1=AGES[n % 2])
                self.codes.append(code)
                sheets.fill_in(session, self.link, f"new-{n}", self.now, Q1=AGES[n % 2])
            self.wave, self.branch = sheets.at(session, self.link, self.now)

    def submit(self, device: str) -> None:
        where = {"wave": self.wave, "branch": self.branch, "now": self.now}
        sessions.write(responses.submit, device=device, **where)

    def answer(self) -> None:
        for n in range(6):
            self.submit(f"new-{n}")

    def correct(self, numbers: range) -> None:
        for n in (*numbers, *numbers):
            with engine.reading() as session:
                found = receipts.open_receipt(session, code=self.codes[n], device="", now=self.now)
            assert found is not None
            where = {"device": f"phone-{n}", "now": self.now}
            sessions.write(corrections.begin, response_id=found.response_id, code=self.codes[n], **where)
            given = {"wave": self.wave, "branch_id": self.branch.branch_id}
            sessions.write(drafts.save, changes={"Q1": AGES[(n + 1) % 2]}, **given, **where)
            self.submit(f"phone-{n}")

    def mix(self) -> None:
        for _ in range(3):
            sessions.write(settings.put, name="mixed_on", value=None)
            sessions.write(months.mix, now=self.now)

    def run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self.faults.append(error)


def test_submits_crossing_corrections_and_the_nightly_mixing_get_by_one_another(
    link: str, now: datetime
) -> None:
    """Each change of age band takes counts of two groups; the mixing takes whole tables: somebody tries again."""
    house = House(link, now)
    house.fill()
    works = [house.answer, house.mix]
    works += [functools.partial(house.correct, range(n, 6, 3)) for n in range(3)]
    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(house.run, works))
    assert house.faults == []
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 12
        wave_id = house.wave.id
        assert tallies.stored(session, wave_id=wave_id) == tallies.count_responses(session, wave_id=wave_id)
