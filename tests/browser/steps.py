"""What several stories do in a browser: sign in, wait until a page has done its work, measure it."""

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
