"""After each question of the survey the network, the page, the tab or the server goes: nothing given is lost.

The whole questionnaire of a month in which everything is asked, in a phone's browser behind a network that breaks.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from db import drafts, engine, links, receipts, waves, workdays
from db.asking import Item
from db.models import Receipt, Response
from db.vocabulary import QuestionKind
from pages.plain.middleware import DEVICE_COOKIE
from pages.shared.answering import PLACE, Survey
from tests import builders
from tests import cast as casting
from tests.browser.cutting import CuttingProxy
from tests.browser.servers import RunningApp
from tests.browser.steps import settled

pytestmark = pytest.mark.browser
# What leads through every question: a sensitive category, a request, contact data.
WANTED = {"Q1": "23-28", "Q2": "PSY", "Q8": "some", "Q12": "contact"}
TYPED = "晚上总睡不好，想找人聊聊"
# Longer than any server or browser needs on a busy machine; who waits for it has failed.
PATIENCE = 60.0


@dataclass
class Sitting:
    """One youth at one phone. given : what was answered and must not be lost, item key → answer."""

    context: BrowserContext
    page: Page
    app: RunningApp
    proxy: CuttingProxy
    survey: Survey
    given: dict[str, object]

    @property
    def address(self) -> str:
        """Return where the standing link leads."""
        return f"{self.proxy.url}/q/{self.survey.branch.token}"

    def draft(self) -> drafts.DraftState | None:
        """Return the draft of this phone as the database has it."""
        device = next(c["value"] for c in self.context.cookies() if c["name"] == DEVICE_COOKIE)
        with engine.reading() as session:
            return drafts.load(
                session,
                device=device,
                wave_id=self.survey.wave.id,
                branch_id=self.survey.branch.branch_id,
            )

    def shown(self) -> list[Item]:
        """Return the questions of the screen on which the draft stands."""
        draft = self.draft()
        assert draft is not None
        screens = self.survey.screens(draft, draft.answers)
        return dict(screens).get(draft.answers.get(PLACE), screens[0][1])

    def kept(self) -> dict[str, object]:
        """Return what the database holds of what was given."""
        draft = self.draft()
        return {key: draft.answers.get(key) for key in self.given} if draft else {}


@pytest.fixture
def sitting(stopped_app: RunningApp, phone: BrowserContext) -> Iterator[Sitting]:
    now = engine.now()
    today = workdays.today(now)
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        # Of a month in which everything is asked, open now.
        quarter = today.replace(month=3, day=1)
        builders.a_wave(
            session, now=now, month=quarter, opens_on=today, closes_on=today.replace(year=today.year + 1)
        )
        link = builders.a_link(session, cast.branch_a, now=now)
        branch = links.find_branch(session, token=link.token)
        wave = waves.open_wave(session, branch_id=cast.branch_a, on=today)
    assert wave is not None
    stopped_app.start()
    proxy = CuttingProxy(stopped_app.port)
    yield Sitting(phone, phone.new_page(), stopped_app, proxy, Survey(branch, wave), {})
    proxy.close()
    engine.forget_engine()


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail with `what` when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def cut(at: Sitting) -> None:
    """The network breaks for a moment; the page stays open."""
    page = at.page.get_by_test_id("stApp")
    at.proxy.cut()
    expect(page).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    at.proxy.mend()
    back(at)


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
    at.app.start()
    back(at)


def back(at: Sitting) -> None:
    """Wait until the page has found its server again and is drawn anew, as a person sees it."""
    expect(at.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    at.page.wait_for_timeout(1000)
    settled(at.page)


def answer(at: Sitting, item: Item) -> None:
    """Give one answer as a youth does, and wait until it is in the database."""
    kind = item.question.kind
    if kind is QuestionKind.TEXT:
        value: object = TYPED[: item.question.max_chars]
        # Typed, and left as it is: no other field is touched.
        at.page.get_by_role("textbox", name=item.text[:6]).press_sequentially(str(value))
    elif kind is QuestionKind.CONSENT:
        value = True
        at.page.get_by_test_id("stCheckbox").filter(has_text=item.text[:8]).locator("label").click()
    else:
        code = WANTED.get(item.question.code) or next(o.code for o in item.options if not o.stops)
        value = [code] if kind is QuestionKind.MULTI else code
        at.page.get_by_test_id("stMain").get_by_text(item.label_of(code), exact=True).last.click()
    at.given[item.key] = value
    until(lambda: at.kept() == at.given, f"{item.key} is not in the draft")


@pytest.mark.parametrize("mischief", [cut, reload, kill_tab, restart])
def test_what_was_answered_is_there_after_every_question(
    sitting: Sitting, mischief: Callable[[Sitting], None]
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
        mischief(sitting)
        assert sitting.kept() == sitting.given, f"lost after {item.key}"
    assert set(asked) == {question.code for question in sitting.survey.wave.form.questions}
    send(sitting)


def ready(at: Sitting, item: Item) -> None:
    """Wait until a question can be tapped."""
    expect(at.page.get_by_text(item.text[:10]).last).to_be_visible()
    settled(at.page)


def begin(at: Sitting) -> None:
    at.page.goto(at.address)
    at.page.get_by_test_id("stCheckbox").locator("label").click()
    at.page.get_by_role("button", name="开始填写").click()
    until(lambda: at.draft() is not None, "the survey does not begin")


def go_on(at: Sitting) -> bool:
    """Tap 下一步 where the survey does not go on by itself; tell whether there was one."""
    before = at.shown()
    draft = at.draft()
    assert draft is not None
    if before == at.survey.screens(draft, draft.answers)[-1][1]:
        return False
    ready(at, before[0])
    at.page.get_by_role("button", name="下一步").click()
    until(lambda: at.shown() != before, f"the survey stays at {before[0].key}")
    return True


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
