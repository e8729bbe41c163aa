"""A committee's filters in a real browser: Back, what a copied address shows, what leads to another page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from db import engine, workdays
from tests import builders
from tests import cast as casting
from tests.browser.conftest import DESK, PHONE
from tests.browser.steps import choose, settled
from tests.cast import Cast

pytestmark = pytest.mark.browser
ABOVE = """() => document.querySelector("[data-testid=stElementToolbar]").getBoundingClientRect().bottom
    <= document.querySelector("[data-testid=stDataFrame]").getBoundingClientRect().top + 8"""
NOW = datetime.now(UTC)
THIS = workdays.month_of(workdays.today(NOW))
MONTHS = [workdays.add_months(THIS, -n) for n in range(3)]
BEFORE = f"{MONTHS[1]:%Y-%m}"


@pytest.fixture
def cast(stopped_app) -> Cast:
    """A district with a survey and a need in each of three months."""
    with engine.transaction() as session:
        cast = casting.gather(session, now=NOW)
        for month in MONTHS:
            first = datetime.combine(month, datetime.min.time(), UTC) + timedelta(hours=4)
            builders.a_wave(
                session, now=first, month=month, opens_on=month, closes_on=workdays.last_day(month)
            )
            for branch in (cast.branch_a, cast.branch_c):
                builders.a_need(session, branch, now=NOW, month=month, raised_on=month)
        for branch in (cast.branch_a, cast.branch_b, cast.branch_c):
            builders.a_link(session, branch, now=NOW)
    return cast


@pytest.fixture
def signed_in(cast, running_app, open_context):
    """Open a browser of its own in which a person is signed in: `page = signed_in(cast.li)`."""

    def opened(actor, **options) -> Page:
        with engine.transaction() as session:
            token = casting.a_sign_in(session, actor, now=engine.now())
        context: BrowserContext = open_context(**(DESK | options))
        context.add_cookies([{"name": "sid", "value": token, "url": running_app.url}])
        return context.new_page()

    return opened


def opened(page: Page, address: str) -> None:
    page.goto(address)
    # The frame is idle before its page has come.
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def by_menu(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settled(page)


def shows(page: Page, title: str, **filters: str) -> None:
    """Wait until a page stands there with these filters chosen."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for label, chosen in filters.items():
        expect(page.get_by_role("combobox", name=re.compile(label))).to_have_value(chosen)
    settled(page)


def in_words(month) -> str:
    return f"{month.year}年{month.month}月"


def test_back_leaves_a_page_at_one_press_and_finds_the_last_one_as_it_was(running_app, cast, signed_in):
    page = signed_in(cast.li)
    # No page's default, which is the latest month that was released.
    overview = f"{running_app.url}/overview?month={MONTHS[2]:%Y-%m}&scope={cast.other_committee}"
    opened(page, overview)
    shows(page, "总览", 月份=in_words(MONTHS[2]), 范围="西区街道团工委")
    by_menu(page, "办理跟踪")
    # What was looked at goes along.
    shows(page, "办理跟踪", 月份=in_words(MONTHS[2]), 范围="西区街道团工委")
    choose(page, "月份", in_words(MONTHS[1]))
    choose(page, "范围", "东区街道团工委")
    expect(page).to_have_url(re.compile(rf"month={BEFORE}&scope={cast.committee}\b"))
    # Whoever goes back has seen the page: what is still being drawn would write its filters over the address.
    settled(page)
    page.go_back()
    shows(page, "总览", 月份=in_words(MONTHS[2]), 范围="西区街道团工委")
    expect(page).to_have_url(re.compile(re.escape(overview)))
    page.go_forward()
    shows(page, "办理跟踪", 月份=in_words(MONTHS[1]), 范围="东区街道团工委")


def test_a_copied_address_shows_another_person_the_same(running_app, cast, signed_in):
    page = signed_in(cast.li)
    opened(page, f"{running_app.url}/overview")
    choose(page, "月份", in_words(MONTHS[1]))
    choose(page, "范围", "东区街道团工委")
    expect(page).to_have_url(re.compile(f"month={BEFORE}.*scope={cast.committee}"))
    other = signed_in(cast.wang)
    opened(other, page.url)
    shows(other, "总览", 月份=in_words(MONTHS[1]), 范围="东区街道团工委")
    expect(other.get_by_text("链接里的")).to_have_count(0)
    opened(other, page.url.replace(f"scope={cast.committee}", f"scope={cast.other_committee}"))
    expect(other.get_by_text("链接里的范围您看不到或不存在，下面是东区街道团工委。")).to_be_visible()


def test_a_line_of_the_list_leads_to_its_branch_and_back(running_app, cast, signed_in):
    page = signed_in(cast.li)
    opened(page, f"{running_app.url}/follow-up?month={BEFORE}&part=open")
    choose(page, "打开一个支部的页面", "西苑中学团支部")
    shows(page, "支部", 团支部="西苑中学团支部")
    expect(page).to_have_url(re.compile(rf"/branch\?branch={cast.branch_c}$"))
    page.go_back()
    shows(page, "办理跟踪", 月份=in_words(MONTHS[1]))


def test_a_need_that_was_opened_is_still_a_step_that_back_undoes(running_app, cast, signed_in):
    page = signed_in(cast.chen)
    opened(page, f"{running_app.url}/needs")
    page.get_by_role("button", name="打开", exact=True).first.click()
    expect(page.get_by_role("button", name="返回列表")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="打开", exact=True).first).to_be_visible()
    expect(page).to_have_url(re.compile("/needs$"))


def test_a_table_can_be_searched_and_not_taken_away(running_app, cast, signed_in):
    page = signed_in(cast.li)
    opened(page, f"{running_app.url}/people")
    page.get_by_test_id("stDataFrame").hover()
    words = page.get_by_test_id("stElementToolbar").get_by_role("button")
    expect(words).to_have_count(3)
    names = [button.get_attribute("aria-label") for button in words.all()]
    assert names == ["显示或隐藏列", "搜索", "全屏"]


def test_a_table_s_buttons_cover_no_heading_on_a_phone(running_app, cast, signed_in):
    page = signed_in(cast.li, **PHONE)
    opened(page, f"{running_app.url}/people")
    buttons = page.get_by_test_id("stElementToolbar")
    expect(buttons).to_be_visible()
    # It glides in.
    page.wait_for_function(ABOVE)
    assert buttons.bounding_box()["height"] >= 44


def test_the_buttons_of_a_chart_are_chinese_and_its_source_is_not_offered(running_app, cast, signed_in):
    page = signed_in(cast.li)
    opened(page, f"{running_app.url}/follow-up?month={BEFORE}")
    page.get_by_test_id("stVegaLiteChart").first.hover()
    expect(page.get_by_role("button", name=re.compile("^看数据：提出2件")).first).to_be_attached()
    expect(page.get_by_role("button", name=re.compile("^下载图片：提出2件")).first).to_be_attached()
    expect(page.get_by_role("button", name=re.compile("Vega|复制图表代码"))).to_have_count(0)


def test_a_date_that_is_not_filled_in_asks_in_chinese(running_app, cast, signed_in):
    page = signed_in(cast.li)
    opened(page, f"{running_app.url}/audit")
    field = page.get_by_test_id("stDateInputField")
    expect(field).to_contain_text(re.compile(r"年\s*-\s*月\s*-\s*日"))
    assert "yyyy" not in field.inner_text()
    labels = [part.get_attribute("aria-label") for part in field.get_by_role("spinbutton").all()]
    assert labels[0] == "哪几天（不选为全部），开始，年"
