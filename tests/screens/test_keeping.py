"""What a page keeps for a moment: it asks once in a rush, and nothing is written because of it."""

import threading

import pytest
from sqlalchemy import select

from db import engine
from db.models import Draft, Wave
from pages.plain import keeping
from pages.plain.keeping import Kept
from tests.screens.plain_sheet import filled, start


@pytest.fixture
def keeps(monkeypatch):
    monkeypatch.setattr(keeping, "SECONDS", 3.0)


def test_a_value_is_found_once_until_its_time_is_over(keeps, monkeypatch):
    kept, asked = Kept(), []
    for n in range(3):
        assert kept.get("a", lambda n=n: asked.append(n) or n) == 0
    assert asked == [0]
    monkeypatch.setattr(keeping.time, "monotonic", lambda: 10.0**9)
    assert kept.get("a", lambda: "new") == "new"


def test_what_failed_is_asked_again(keeps):
    kept: Kept[int] = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert not kept.holds("a")
    assert kept.get("a", lambda: 2) == 2


def test_many_keys_do_not_fill_the_memory(keeps, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 10)
    kept: Kept[int] = Kept()
    for n in range(25):
        kept.get(n, lambda n=n: n)
    assert sum(kept.holds(n) for n in range(25)) <= 10


def test_threads_may_ask_while_another_forgets(keeps):
    kept: Kept[int] = Kept()
    found = []

    def ask():
        for n in range(500):
            found.append(kept.get(n % 7, lambda n=n: n % 7) == n % 7)
            if n % 5 == 0:
                kept.forget()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2000
    assert all(found)


def test_a_survey_that_was_closed_a_moment_ago_takes_nothing_more(client, district, keeps):
    page = start(client, district.link_a).text
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.closes_on = wave.month.replace(year=2000)
        before = session.scalars(select(Draft.answers_sealed)).one()
    answer = client.post(f"/s/{district.link_a}", data=filled(page))
    assert answer.status_code == 410
    assert "截止" in answer.text
    with engine.reading() as session:
        assert session.scalars(select(Draft.answers_sealed)).one() == before
