"""From an empty database to a secretary at work: the district sets up, adds a committee, a branch and a person."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.shared import saving
from tests.browser.steps import choose, settled
from tests.browser.test_the_first_start import PASSWORD, set_up

pytestmark = pytest.mark.browser
OWN_PASSWORD = "Dong-feng-2026"


def opened(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}/{path}")
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    settled(page)


def unfold(page: Page, label: str) -> None:
    page.get_by_test_id("stExpander").get_by_text(label, exact=True).first.click()
    expect(page.get_by_test_id("stForm").first).to_be_visible()


def add_organisation(page: Page, level: str, parent: str, name: str) -> None:
    choose(page, "层级", level)
    choose(page, "上级组织", parent)
    page.get_by_label("名称").fill(name)
    if level == "团支部":
        choose(page, "领域", "街道社区")
    page.wait_for_timeout(1000 * saving.SAME_TAP)  # within a second it would be the same tap as the last one
    page.get_by_role("button", name="添加组织", exact=True).click()
    expect(page.get_by_text(f"已添加“{name}”")).to_be_visible()
    settled(page)


def add_person(page: Page, name: str, username: str, role: str, organisation: str) -> str:
    """Add an account; return the one-time password that is shown."""
    choose(page, "角色", role)
    choose(page, "组织$", organisation)
    page.get_by_label("姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    page.wait_for_timeout(1000 * saving.SAME_TAP)  # within a second it would be the same tap as the last one
    page.get_by_role("button", name="添加账号", exact=True).click()
    shown = page.get_by_test_id("stCode").inner_text()
    found = re.search(r"密　码 (\S+)", shown)
    assert found, shown
    return found[1]


def sign_in_for_the_first_time(page: Page, url: str, username: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("#username", username)
    page.fill("#password", password)
    page.get_by_role("button", name="登录").click()
    page.fill("#old", password)
    page.fill("#new", OWN_PASSWORD)
    page.fill("#again", OWN_PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()


def open_the_month(district: Page, url: str) -> None:
    opened(district, url, "schedule")
    # The house opens the month by itself within minutes of the first branch; the district need not wait.
    expect(district.get_by_role("button", name=re.compile("现在开启|现在截止"))).to_be_visible()
    if district.get_by_role("button", name="现在开启").count():
        district.get_by_role("button", name="现在开启").click()
    expect(district.get_by_text("正在进行").first).to_be_visible()


def test_a_secretary_signs_in_to_a_branch_that_the_district_has_just_added(
    running_app, desk_browser, phone
) -> None:
    url = running_app.url
    district = desk_browser.new_page()
    set_up(running_app, district)

    district.get_by_role("link", name="去添加组织").click()
    expect(district.get_by_role("heading", level=1)).to_have_text("组织")
    unfold(district, "添加组织")
    add_organisation(district, "团（工）委", "共青团青山区委员会", "东风街道团工委")
    add_organisation(district, "团支部", "东风街道团工委", "东风社区团支部")
    expect(district.get_by_text("没有可用账号的团支部（需求没人受理）：东风社区团支部")).to_be_visible()

    opened(district, url, "overview")
    expect(district.get_by_text("1个团支部里，0个有了账号。")).to_be_visible()
    district.get_by_role("link", name="去添加账号").click()
    expect(district.get_by_role("heading", level=1)).to_have_text("账号")
    unfold(district, "添加账号")
    password = add_person(district, "陈", "chen.df", "团支部书记", "东风社区团支部")
    opened(district, url, "people")
    expect(district.get_by_text("没有可用账号的团支部")).to_have_count(0)

    open_the_month(district, url)
    secretary = phone.new_page()
    sign_in_for_the_first_time(secretary, url, "chen.df", password)
    expect(secretary).to_have_url(re.compile("/month$"))
    opened(secretary, url, "share")
    expect(secretary.get_by_test_id("stCode").first).to_contain_text("/q/")

    opened(district, url, "audit")
    expect(district.get_by_text(re.compile(r"共\d+条"))).to_be_visible()
    assert PASSWORD not in district.content()
