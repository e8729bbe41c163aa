"""No English word meets a youth or a cadre: not on a page, in a field, read aloud or while the network is away."""

import re

import pytest
from playwright.sync_api import Page, expect

from db.models import Need
from pages.shared import menu
from tests.browser.servers import RunningApp, open_at
from tests.browser.sittings import Sitting, answer, begin, go_on, ready
from tests.browser.steps import settled

pytestmark = pytest.mark.browser
# Text that can be seen, and what is shown in fields or read aloud. Icons are letters drawn as pictures; addresses,
# codes and usernames are what they are.
WORDS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (at.closest("script, style, noscript, code, pre, .line, .wu-line, [data-testid=stIconMaterial], [role=img], [translate=no]")) continue;
    if (at.checkVisibility && !at.checkVisibility()) continue;
    found.push(walker.currentNode.nodeValue);
  }
  for (const element of document.querySelectorAll("[placeholder], [aria-label], [title]")) {
    if (element.getAttribute("role") === "img") continue;
    for (const name of ["placeholder", "aria-label", "title"]) found.push(element.getAttribute(name) || "");
  }
  return found;
}"""
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# Names that are the same in Chinese, and a need's number.
OURS = re.compile(r"PUBLIC_URL|Cookie|JavaScript|Excel|CSV|PDF|URL|https?://\S+|X\d{4}-\w+")


def english(page: Page) -> set[str]:
    """Return what a page says that is not Chinese."""
    said = page.evaluate(WORDS)
    return {text.strip() for text in said if ENGLISH.search(OURS.sub("", text))}


def test_a_cadre_meets_none(stopped_app: RunningApp, need: Need, page: Page) -> None:
    for where in (
        menu.MONTH,
        menu.NEEDS,
        menu.TALKS,
        menu.ACTIVITIES,
        menu.PAIRINGS,
        menu.DEEDS,
        menu.OWN_RESULTS,
        menu.PAPER,
    ):
        open_at(page, stopped_app, where)
        # The script that speaks Chinese runs after the page's own parts.
        page.wait_for_timeout(300)
        assert english(page) == set(), where.title


def test_an_open_list_and_an_open_calendar_have_none(stopped_app: RunningApp, need: Need, page: Page) -> None:
    open_at(page, stopped_app, menu.ACTIVITIES)
    page.get_by_test_id("stDateInputField").first.click()
    page.wait_for_timeout(500)
    assert english(page) == set()


def test_a_youth_meets_none_in_the_survey(sitting: Sitting) -> None:
    found: set[str] = set()
    begin(sitting)
    while True:
        shown = sitting.shown()
        item = next((item for item in shown if item.key not in sitting.given), None)
        if item is not None:
            ready(sitting, item)
            found |= english(sitting.page)
            answer(sitting, item)
        elif not go_on(sitting):
            break
    sitting.page.get_by_role("button", name="提交").click()
    sitting.page.get_by_test_id("stCode").wait_for()
    settled(sitting.page)
    assert found | english(sitting.page) == set()


def test_while_the_network_is_away_the_page_says_so_in_chinese(sitting: Sitting) -> None:
    begin(sitting)
    ready(sitting, sitting.shown()[0])
    sitting.proxy.cut()
    expect(sitting.page.get_by_test_id("stApp")).not_to_have_attribute(
        "data-test-connection-state", "CONNECTED"
    )
    sitting.page.wait_for_timeout(2000)
    assert english(sitting.page) == set()


def test_a_page_that_is_not_there_says_so_in_chinese(stopped_app: RunningApp, need: Need, page: Page) -> None:
    page.goto(f"{stopped_app.url}/needs/nothing")
    page.wait_for_load_state("networkidle")
    assert english(page) == set()
    assert page.locator("body").inner_text().strip()
