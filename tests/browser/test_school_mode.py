"""A child under 14 on a phone: one more step, a wrong code, the right one, the receipt; and the pages for guardians."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from db import engine, links, waves, workdays
from db.models import ParentalCode, Response
from pages.shared.answering import Survey
from tests import builders, school
from tests import cast as casting
from tests.browser.servers import RunningApp
from tests.browser.sittings import Sitting, answer, begin, go_on, ready
from tests.browser.steps import settled
from tests.browser.test_accessible import look
from tests.browser.test_no_english import english

pytestmark = pytest.mark.browser
LEAST = 44
PRESSED = """() => [...document.querySelectorAll("button, .button, main input, [data-testid=stTextInputRootElement]")]
  .filter(e => e.offsetParent).map(e => [e.innerText || e.name, e.getBoundingClientRect().height])"""


@pytest.fixture
def codes(stopped_app: RunningApp) -> list[str]:
    """The codes of guardians at a school of a district in school mode; the survey is open today."""
    now = engine.now()
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now, closes_on=workdays.today(now) + timedelta(days=20))
        builders.a_link(session, cast.branch_c, now=now)
        school.in_school_mode(session, cast, now)
        return school.codes(session, cast, now, n=2)


@pytest.fixture
def pupil(stopped_app: RunningApp, phone: BrowserContext, codes: list[str]) -> Iterator[Sitting]:
    """A pupil on a phone before the survey."""
    with engine.reading() as session:
        branch_id = session.scalars(select(ParentalCode.branch_id).limit(1)).one()
        link = links.live_link(session, branch_id=branch_id)
        assert link is not None
        branch = links.find_branch(session, token=link.token)
        wave = waves.open_wave(session, branch_id=branch_id, on=workdays.today(engine.now()))
    assert wave is not None
    stopped_app.start()
    # No network breaks in these stories: the server stands for the proxy.
    yield Sitting(phone, phone.new_page(), stopped_app, stopped_app, Survey(branch, wave), {})
    engine.forget_engine()


def is_fit(page: Page, what: str) -> None:
    assert look(page, what) == []
    assert english(page) == set()
    assert [found for found in page.evaluate(PRESSED) if found[1] < LEAST] == []


def test_a_child_meets_the_step_and_comes_to_the_receipt(pupil: Sitting, codes: list[str]) -> None:
    page = pupil.page
    begin(pupil)
    settled(page)
    page.get_by_text("未满14周岁", exact=True).click()
    expect(page.get_by_role("heading", name="请监护人同意")).to_be_visible()
    settled(page)
    is_fit(page, "the step")
    page.get_by_label("同意码").fill("WRNG2345")
    page.get_by_role("button", name="同意，继续填写").click()
    expect(page.get_by_text("没有找到这个同意码")).to_be_visible()
    page.get_by_label("同意码").fill(codes[0])
    page.get_by_role("button", name="同意，继续填写").click()
    expect(page.get_by_role("radio", name="未满14周岁")).to_be_checked()
    pupil.given["Q1"] = "under-14"
    while True:
        item = next((item for item in pupil.shown() if item.key not in pupil.given), None)
        if item is not None:
            ready(pupil, item)
            expect(page.get_by_text("请联系我")).to_have_count(0)
            answer_without_contact(pupil, item)
        elif not go_on(pupil):
            break
    settled(page)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="提交成功")).to_be_visible()
    with engine.reading() as session:
        assert session.scalars(select(Response)).one().answers["Q1"] == "under-14"
        used = session.scalars(select(ParentalCode).where(ParentalCode.is_used)).one()
        assert used.draft_key is None


def answer_without_contact(at: Sitting, item) -> None:
    if item.key == "Q12":
        at.page.get_by_text("不用", exact=True).click()
        at.given["Q12"] = "none"
        settled(at.page)
    else:
        answer(at, item)


def test_the_plain_step_and_the_notice_are_fit_for_everybody(pupil: Sitting) -> None:
    page, address = pupil.page, f"{pupil.proxy.url}/s/{pupil.survey.branch.token}"
    page.goto(address)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("未满14周岁").check()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_role("heading", name="请监护人同意")).to_be_visible()
    is_fit(page, "the plain step")
    page.get_by_role("link", name="阅读《儿童个人信息告知书》").click()
    expect(page.get_by_role("heading", name="儿童个人信息告知书")).to_be_visible()
    is_fit(page, "the notice")
    page.goto(address)
    page.get_by_role("button", name="没有同意码，退出").click()
    expect(page.get_by_text("不填不会有任何影响")).to_be_visible()
    assert pupil.draft() is None
