"""6步看完一件事 as a stranger takes it: by the page's own buttons, without a password, in one browser."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from db.engine import ROOT
from tests.browser.servers import RunningApp
from tests.browser.steps import settled, too_wide_by

pytestmark = pytest.mark.browser


@pytest.fixture
def demo_app(stopped_app: RunningApp) -> RunningApp:
    """A small demo that is being served."""
    size = ["--branches", "3", "--months", "1", "--responses-per-branch", "3"]
    subprocess.run(
        [sys.executable, "-m", "db", "demo", *size],
        cwd=ROOT,
        env=stopped_app.environment,
        capture_output=True,
        timeout=240,
        check=True,
    )
    stopped_app.start()
    return stopped_app


def taken(page: Page) -> int:
    """Return how many steps are ticked."""
    expect(page.get_by_role("heading", name="6步看完一件事")).to_be_visible()
    return page.locator(".six li.done").count()


def next_step(page: Page) -> None:
    """Press the one button that is due."""
    page.locator(".six li.now button").click()


def back(page: Page) -> None:
    """Go back by the strip, from whatever page this is."""
    page.locator(".wu-demo .wu-six").click()


def raise_a_need(page: Page) -> None:
    page.locator("#sub_item").select_option("PHY2")
    page.locator("#text").fill("想打羽毛球，附近的场地晚上订不到。")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="提交成功，谢谢！")).to_be_visible()


def settle(page: Page) -> None:
    page.get_by_test_id("stMain").get_by_text("办结", exact=True).first.click()
    page.get_by_label("做了什么？一句话").fill("和球馆谈好了青年时段")
    page.get_by_label("给青年的结果说明").fill("每周三晚上两片场地免费。")
    page.get_by_test_id("stForm").get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text("等青年用查询码确认")).to_be_visible()


def confirm(page: Page) -> None:
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已解决").check()
    page.get_by_label("5分").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("青年已确认").first).to_be_visible()


def confirmed(page: Page) -> int:
    """Read the number of confirmed needs below the follow-up chart."""
    # Another row says 等青年确认.
    named = page.get_by_text("青年确认", exact=True)
    row = page.get_by_test_id("stTable").first.locator("tr").filter(has=named).first
    expect(row).to_be_visible()
    return int(re.findall(r"\d+", row.inner_text())[0])


@pytest.mark.parametrize("kind", ["phone", "desk_browser"])
def test_a_stranger_follows_one_need_to_the_chart(demo_app: RunningApp, request, kind: str) -> None:
    page: Page = request.getfixturevalue(kind).new_page()
    page.goto(demo_app.url)
    back(page)
    assert taken(page) == 0
    next_step(page)
    raise_a_need(page)
    back(page)
    assert taken(page) == 1
    next_step(page)
    page.get_by_role("button", name="受理", exact=True).last.click()
    expect(page.get_by_text("已受理").first).to_be_visible()
    back(page)
    assert taken(page) == 2
    next_step(page)
    settle(page)
    back(page)
    assert taken(page) == 3
    next_step(page)
    confirm(page)
    back(page)
    assert taken(page) == 4
    for step in (5, 6):
        next_step(page)
        settled(page)
        n = confirmed(page)
        back(page)
        assert taken(page) == step
        sentence = page.locator(".six li.done p").nth(step - 1).inner_text()
        assert f"青年已确认{n}件" in sentence
    expect(page.get_by_text("六步都走完了")).to_be_visible()


def test_the_strip_changes_sides_on_every_kind_of_page(demo_app: RunningApp, page: Page) -> None:
    page.goto(f"{demo_app.url}/board")
    strip = page.locator(".wu-demo")
    for label in ("支部书记", "街道团工委", "区团委"):
        strip.get_by_role("button", name=label, exact=True).click()
        settled(page)
        expect(strip.locator("[aria-current]")).to_have_text(label)
        expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    strip.get_by_role("button", name="青年", exact=True).click()
    page.wait_for_url(re.compile(r"/survey\?t="))
    expect(strip.locator("[aria-current]")).to_have_text("青年")
    assert too_wide_by(page) <= 0
