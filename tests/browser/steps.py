"""What several stories do in a browser: sign in, wait until a page has done its work, measure it."""

import re

from playwright.sync_api import Error as Broken
from playwright.sync_api import Page, expect

# Streamlit's own mark on a page whose script has run to its end.
IS_IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Beside the document the part of a Streamlit page that scrolls. Its inner width: a phone's window grows with
# whatever is too wide for it.
TOO_WIDE_BY = """() => Math.max(...[document.documentElement, ...document.querySelectorAll("[data-testid=stMain]")]
    .map(element => element.scrollWidth - element.clientWidth))"""


def settled(page: Page) -> None:
    """Wait until the page's script has run."""
    page.wait_for_selector(IS_IDLE)


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box; `label` is a pattern. Wait until the page has answered."""
    box = page.get_by_role("combobox", name=re.compile(label))
    box.first.wait_for()
    for patience in (2_000, 5_000, 10_000, 30_000):
        # By keyboard the list opens where it stands. It closes when the page is scrolled, as it is by charts that
        # come into sight, or drawn anew, where for a moment there are two; then a person opens it once more.
        try:
            expect(box).to_have_count(1, timeout=patience)
            box.focus()
            box.press("ArrowDown", timeout=patience)
            page.get_by_role("option", name=option, exact=True).click(timeout=patience)
            expect(box).to_have_value(option, timeout=patience)
            break
        except (Broken, AssertionError):
            settled(page)
            # A choice may lead to another page at once.
            if box.count() == 0:
                break
    else:
        expect(box).to_have_value(option)
    settled(page)


def sign_in(page: Page, url: str, account: tuple[str, str]) -> None:
    """Sign in on the plain page with username and password; wait for the first page of that role."""
    page.goto(f"{url}/sign-in")
    page.fill("#username", account[0])
    page.fill("#password", account[1])
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()


def too_wide_by(page: Page) -> int:
    """Return by how many pixels a page scrolls sideways."""
    width: int = page.evaluate(TOO_WIDE_BY)
    return width
