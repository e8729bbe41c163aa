"""From one standing link every browser comes to a survey that it can show, and nobody meets a blank page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from db import engine
from tests import builders
from tests import cast as casting
from tests.browser.conftest import PHONE
from tests.browser.servers import RunningApp

pytestmark = pytest.mark.browser
# What Chromium before 103, or a WebView as old, does not have.
OLDER = "delete AbortSignal.timeout;"


@pytest.fixture
def link(running_app: RunningApp) -> str:
    now = engine.now()
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now, closes_on=now.date().replace(day=28).replace(year=now.year + 1))
        token = builders.a_link(session, cast.branch_a, now=now).token
    return f"{running_app.url}/q/{token}"


def fill_in(page: Page) -> None:
    """Fill in the plain survey with what a phone without scripts has: taps and buttons."""
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("18—22岁").check()
    page.get_by_role("button", name="下一页").click()
    page.get_by_label("就业创业").check()
    for _ in range(12):
        if page.get_by_role("heading", name="提交成功，谢谢！").count():
            return
        for group in page.get_by_role("group").all():
            choices = group.get_by_role("radio")
            if choices.count() and not group.locator(":checked").count():
                choices.first.check()
        page.locator("button[value=next]").click()
    raise AssertionError("the survey never ends")


def test_a_browser_without_scripts_answers_the_plain_survey(
    open_context: Callable[..., BrowserContext], link: str
) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto(link)
    page.wait_for_url(re.compile(r"/s/"))
    fill_in(page)
    expect(page.get_by_role("heading", name="提交成功，谢谢！")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_older_browser_comes_to_the_plain_survey_from_every_side(
    open_context: Callable[..., BrowserContext], link: str
) -> None:
    context = open_context(**PHONE)
    context.add_init_script(OLDER)
    page = context.new_page()
    page.goto(link)
    page.wait_for_url(re.compile(r"/s/"))
    expect(page.get_by_role("button", name="开始填写")).to_be_visible()
    token = link.rpartition("/")[2]
    page.goto(link.replace(f"/q/{token}", f"/survey?t={token}"))
    page.wait_for_url(re.compile(r"/s/"))
    page.goto(link.replace(f"/q/{token}", "/sign-in"))
    expect(page.get_by_text("您的浏览器版本太旧")).to_be_visible()


def test_a_modern_browser_comes_to_the_survey_and_back_leads_out_of_it(page: Page, link: str) -> None:
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_url(re.compile(r"/survey\?t="))
    expect(page.get_by_role("button", name="开始填写")).to_be_visible()
    page.goto(link.replace("/q/", "/s/"))
    expect(page.get_by_role("button", name="开始填写")).to_be_visible()


def test_without_scripts_the_streamlit_survey_leads_to_the_plain_one(
    open_context: Callable[..., BrowserContext], link: str
) -> None:
    token = link.rpartition("/")[2]
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto(link.replace(f"/q/{token}", f"/survey?t={token}"))
    page.wait_for_url(re.compile(r"/s/"))
    expect(page.get_by_role("button", name="开始填写")).to_be_visible()


def test_going_back_leads_to_a_page_and_never_asks_to_send_a_form_again(
    open_context: Callable[..., BrowserContext], link: str
) -> None:
    page = open_context(**PHONE, java_script_enabled=False).new_page()
    page.goto(link.replace("/q/", "/s/"))
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("这一页还有1处要填好")).to_be_visible()
    page.get_by_label("18—22岁").check()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("您最需要哪方面的帮助")).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("main")).to_be_visible()
    page.goto(re.sub("/q/.*", "/r", link))
    page.get_by_label("查询码").fill("WRNG2345")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("link", name="回首页").click()
    page.go_back()
    expect(page.get_by_role("alert")).to_be_visible()
