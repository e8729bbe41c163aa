"""A cadre's pages on a phone: controls as large as a thumb, a menu that is named, figures that are whole."""

import pytest
from playwright.sync_api import Page, expect

from db import engine
from db.models import Need
from pages.shared import menu
from tests import builders
from tests.browser.servers import RunningApp, open_at

pytestmark = pytest.mark.browser
LEAST = 40
PAGES = (menu.MONTH, menu.NEEDS, menu.TALKS, menu.ACTIVITIES, menu.PAIRINGS, menu.DEEDS, menu.OWN_RESULTS)
# What is pressed; a field's own small buttons lie within the field.
CONTROLS = """() => [...document.querySelectorAll(
  "[data-testid=stMain] button[kind], [data-testid=stButtonGroup] button, [data-testid=stPageLink-NavLink], "
  + "[data-testid=stExpander] summary, [data-testid=stPagination] button, [data-testid=stCheckbox] label, "
  + "[data-testid=stExpandSidebarButton]"
)].filter(e => e.offsetParent).map(e => [e.innerText || e.ariaLabel, e.getBoundingClientRect().height])"""
IN_STYLE = """least => {
  const handle = document.querySelector("[data-testid=stExpandSidebarButton]");
  return handle && handle.getBoundingClientRect().height >= least;
}"""
CUT_OFF = """() => [...document.querySelectorAll("[data-testid=stMetricValue] p, [data-testid=stMetricLabel] p")]
  .filter(e => e.scrollWidth > e.parentElement.clientWidth + 1).map(e => e.innerText)"""


def test_what_is_pressed_is_large_enough_on_a_phone_and_small_on_a_desk(
    stopped_app: RunningApp, need: Need, page: Page, desk_browser
) -> None:
    for where in PAGES:
        open_at(page, stopped_app, where)
        # The style comes with the menu, a moment after the page's own parts.
        page.wait_for_function(IN_STYLE, arg=LEAST)
        sizes = page.evaluate(CONTROLS)
        assert sizes
        assert [found for found in sizes if found[1] < LEAST] == [], where.title
    desk = desk_browser.new_page()
    open_at(desk, stopped_app, menu.NEEDS)
    assert desk.get_by_test_id("stButtonGroup").get_by_role("radio").first.bounding_box()["height"] < LEAST


def test_the_menu_is_opened_by_a_handle_with_a_name(stopped_app: RunningApp, need: Need, page: Page) -> None:
    open_at(page, stopped_app, menu.MONTH)
    page.wait_for_function(IN_STYLE, arg=LEAST)
    handle = page.get_by_role("button", name="打开菜单")
    box = handle.bounding_box()
    assert box["width"] >= LEAST
    assert box["height"] >= LEAST
    handle.click()
    expect(page.get_by_test_id("stSidebar").get_by_role("button", name="收起菜单")).to_be_visible()
    for link in page.get_by_test_id("stSidebarNavLink").all():
        assert link.bounding_box()["height"] >= LEAST


def test_figures_of_four_digits_are_whole(stopped_app: RunningApp, need: Need, page: Page) -> None:
    with engine.transaction() as session:
        for _ in range(1000):
            builders.a_need(
                session, need.branch_id, now=engine.now(), accept_by=need.raised_on.replace(year=2025)
            )
    open_at(page, stopped_app, menu.MONTH)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("1001件")
    assert page.evaluate(CUT_OFF) == []
    widths = {round(card.bounding_box()["width"]) for card in page.get_by_test_id("stMetric").all()}
    assert max(widths) - min(widths) <= 1


def test_a_deed_is_put_right_in_its_box(stopped_app: RunningApp, need: Need, page: Page) -> None:
    open_at(page, stopped_app, menu.DEEDS)
    page.get_by_label("做了什么？一句话").fill("给宿舍装了热水器")
    page.get_by_label("受益人数（可不填）").fill("30")
    page.get_by_test_id("stMain").get_by_role("button", name="保存实事").click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
    page.get_by_text("更正", exact=True).click()
    # A number that is deleted is neither nought nor gone before that was asked.
    people = page.get_by_label("受益人数（可不填）").last
    expect(people).to_have_value("30")
    people.fill("")
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("确定清空受益人数（原来是30）")).to_be_visible()
    save = page.get_by_role("button", name="保存对应的需求")
    box = page.get_by_test_id("stExpander").filter(has=save).first
    box.get_by_text("X2611-AAAA").first.click()
    expect(box.locator("[data-selected=true]").get_by_text("X2611-AAAA")).to_be_visible()
    save.click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text("已更正")
    expect(page.get_by_text("对应1件需求")).to_be_visible()
    expect(save).to_have_count(0)
