"""Who needs letters twice as large, as WeChat and phones enlarge them, reads every youth page: nothing is cut off."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.browser.sittings import Sitting, answer, begin, go_on, ready
from tests.browser.steps import settled, too_wide_by

pytestmark = pytest.mark.browser
# Letters alone, not the room around them: that is what a WebView's text zoom does.
ENLARGE = """times => {
  const all = [...document.querySelectorAll("body, body *")].filter(e => e instanceof HTMLElement);
  const sizes = all.map(e => parseFloat(getComputedStyle(e).fontSize));
  all.forEach((e, i) => e.style.setProperty("font-size", `${times * sizes[i]}px`, "important"));
}"""
AS_BEFORE = """() => document.querySelectorAll("body, body *").forEach(
  e => e instanceof HTMLElement && e.style.removeProperty("font-size"))"""
# What is pressed and does not hold its own words, or holds them beyond the edge of the screen.
CUT_OFF = """() => [...document.querySelectorAll(
    "[data-testid=stMain] button p, [data-testid=stMain] label p, main button, main label, main a")]
  .filter(e => e.offsetParent)
  .filter(e => {
    const words = document.createRange();
    words.selectNodeContents(e);
    const [inner, box] = [words, e.closest("button, label, a")].map(one => one.getBoundingClientRect());
    return inner.height > box.height + 1 || inner.right > innerWidth + 1;
  })
  .map(e => e.innerText)"""


@contextmanager
def enlarged(page: Page) -> Iterator[None]:
    page.evaluate(ENLARGE, 2)
    yield
    page.evaluate(AS_BEFORE)


def look(page: Page, what: str) -> None:
    with enlarged(page):
        assert too_wide_by(page) <= 0, what
        assert page.evaluate(CUT_OFF) == [], what


def test_the_survey_of_streamlit(sitting: Sitting) -> None:
    page = sitting.page
    begin(sitting)
    while True:
        shown = sitting.shown()
        item = next((item for item in shown if item.key not in sitting.given), None)
        if item is not None:
            ready(sitting, item)
            if item is shown[0]:
                look(page, item.key)
            answer(sitting, item)
        elif not go_on(sitting):
            break
    settled(page)
    page.get_by_role("button", name="提交").click()
    page.get_by_test_id("stCode").wait_for()
    settled(page)
    look(page, "the receipt")


def test_the_plain_pages(sitting: Sitting) -> None:
    token, page = sitting.survey.branch.token, sitting.page
    for path in ("/board", f"/q/{token}?board=1", f"/w/{token}", "/r", "/sign-in", f"/s/{token}"):
        page.goto(f"{sitting.proxy.url}{path}")
        look(page, path)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始填写").click()
    for _ in range(3):
        look(page, page.locator("input[name=page]").get_attribute("value") or "")
        for question in page.locator("fieldset").all():
            question.locator("input").nth(1).check()
        page.get_by_role("button", name="下一页").click()
