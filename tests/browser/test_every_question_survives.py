"""After each question of the survey the network, the page, the tab or the server goes: nothing given is lost.

The whole questionnaire of a month in which everything is asked, in a phone's browser behind a network that breaks.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import func, select

from db import engine, receipts
from db.models import Receipt, Response
from tests.browser.servers import RunningApp
from tests.browser.sittings import Sitting, answer, begin, go_on, ready, until
from tests.browser.steps import settled

pytestmark = pytest.mark.browser


def cut(at: Sitting) -> None:
    """The network breaks for a moment; the page stays open."""
    at.proxy.cut()
    expect(at.page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    n_runs = at.n_runs()
    at.proxy.mend()
    back(at, n_runs)


def reload(at: Sitting) -> None:
    """刷新."""
    at.page.reload()


def kill_tab(at: Sitting) -> None:
    """The phone closes the browser to save memory."""
    at.page.close()
    at.page = at.context.new_page()
    at.page.goto(at.address)


def restart(at: Sitting) -> None:
    """The server is killed and starts again; the page stays open."""
    at.app.kill()
    expect(at.page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    n_runs = at.n_runs()
    at.app.start()
    back(at, n_runs)


def back(at: Sitting, n_runs: int) -> None:
    """Wait until the page has found its server again and was drawn anew since n_runs, as a person sees it."""
    expect(at.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    until(lambda: at.n_runs() > n_runs, "the page is not drawn anew")
    settled(at.page)


@pytest.mark.parametrize("mischiefs", [(cut, reload, kill_tab), (restart,)], ids=["network", "server"])
def test_what_was_answered_is_there_after_every_question(
    sitting: Sitting, mischiefs: tuple[Callable[[Sitting], None], ...]
) -> None:
    begin(sitting)
    asked: list[str] = []
    while True:
        item = next((item for item in sitting.shown() if item.key not in sitting.given), None)
        if item is None:
            if not go_on(sitting):
                break
            continue
        ready(sitting, item)
        answer(sitting, item)
        asked.append(item.question.code)
        for mischief in mischiefs:
            mischief(sitting)
            assert sitting.kept() == sitting.given, f"lost after {item.key}: {mischief.__name__}"
    assert set(asked) == {question.code for question in sitting.survey.wave.form.questions}
    send(sitting)


def test_a_page_that_was_opened_before_a_restart_hears_the_first_tap_after_it(sitting: Sitting) -> None:
    begin(sitting)
    [item, *_] = sitting.shown()
    ready(sitting, item)
    # Drawn as a whole just now, and by another server than the one that will hear of the tap.
    sitting.page.reload()
    ready(sitting, item)
    restart(sitting)
    answer(sitting, item)


def test_what_was_answered_during_a_cut_is_drawn_when_the_network_is_back(sitting: Sitting) -> None:
    begin(sitting)
    first, last = sitting.shown()
    ready(sitting, first)
    answer(sitting, first)
    # Drawn as a whole just now.
    sitting.page.reload()
    ready(sitting, last)
    sitting.proxy.keep_answers()
    answer(sitting, last)
    cut(sitting)
    [after] = sitting.shown()
    assert after not in (first, last)
    expect(sitting.page.get_by_text(after.text[:10]).last).to_be_visible()


def send(at: Sitting) -> None:
    """Submit; one answer stands with all that was given, and its code opens it."""
    settled(at.page)
    at.page.get_by_role("button", name="提交").click()
    expect(at.page.get_by_role("heading", name="提交成功，谢谢！")).to_be_visible()
    code = at.page.get_by_test_id("stCode").inner_text().strip()
    at.page.reload()
    expect(at.page.get_by_test_id("stCode")).to_have_text(code)
    with engine.reading() as session:
        response = session.scalars(select(Response)).one()
        assert session.scalar(select(func.count()).select_from(Receipt)) == 1
        opened = receipts.open_receipt(session, code=code, device="", now=engine.now())
    assert opened is not None
    assert opened.response_id == response.id
    texts = at.survey.wave.form.texts_of(at.given)
    expected = {k: v for k, v in at.given.items() if k not in texts and not k.startswith("Q12")}
    assert response.answers == expected


def test_a_part_of_the_page_that_was_missed_in_a_cut_comes_by_itself(sitting: Sitting) -> None:
    missed: list[str] = []

    def miss_once(route: Route) -> None:
        if missed:
            route.continue_()
        else:
            missed.append(route.request.url)
            route.abort()

    sitting.page.route("**/static/js/ButtonGroup*.js", miss_once)
    begin(sitting)
    for key in ("Q1", "Q1b"):
        item = next(item for item in sitting.shown() if item.key == key)
        ready(sitting, item)
        answer(sitting, item)
    expect(sitting.page.get_by_text("这个月，您最需要哪方面的帮助")).to_be_visible()
    assert missed


def test_another_replica_goes_on_where_the_first_one_stood(sitting: Sitting, tmp_path: Path) -> None:
    begin(sitting)
    for _ in range(3):
        item = next(item for item in sitting.shown() if item.key not in sitting.given)
        ready(sitting, item)
        answer(sitting, item)
    (tmp_path / "replica").mkdir()
    replica = RunningApp(tmp_path / "replica", sitting.app.environment)
    replica.start()
    try:
        sitting.app.kill()
        # Behind one address, as a balancer would: the same browser comes to the other server.
        sitting.page.goto(f"{replica.url}/q/{sitting.survey.branch.token}")
        while item := next((item for item in sitting.shown() if item.key not in sitting.given), None):
            ready(sitting, item)
            answer(sitting, item)
            if item is sitting.shown()[-1] and not go_on(sitting):
                break
        assert sitting.kept() == sitting.given
    finally:
        replica.kill()


def test_words_that_the_network_caught_half_typed_win_over_what_was_stored(sitting: Sitting) -> None:
    begin(sitting)
    while "Q11" not in {item.key for item in sitting.shown()}:
        item = next((item for item in sitting.shown() if item.key not in sitting.given), None)
        if item is None:
            go_on(sitting)
        else:
            ready(sitting, item)
            answer(sitting, item)
    [item] = sitting.shown()
    ready(sitting, item)
    answer(sitting, item)
    saved = sitting.page.get_by_text("已保存")
    expect(saved).to_be_visible()
    sitting.page.get_by_role("textbox").press_sequentially("，还想学游泳")
    # At once: what was typed last is not sent yet, and no line says that it is saved.
    expect(saved).to_be_hidden()
    sitting.proxy.cut()
    expect(sitting.page.get_by_test_id("stApp")).not_to_have_attribute(
        "data-test-connection-state", "CONNECTED"
    )
    expect(saved).to_be_hidden()
    n_runs = sitting.n_runs()
    sitting.proxy.mend()
    back(sitting, n_runs)
    expected = f"{sitting.given['Q11']}，还想学游泳"
    until(lambda: sitting.kept()["Q11"] == expected, "the newer words are lost")
    expect(saved).to_be_visible()
