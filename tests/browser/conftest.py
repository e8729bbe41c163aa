"""Browser fixtures: the real server and the system's Chromium, which may speak to nobody else."""

import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy.engine import URL

from db import engine, links, settings, waves, workdays
from db.models import Need
from pages.shared.answering import Survey
from tests import builders, databases
from tests import cast as casting
from tests.browser.cutting import CuttingProxy
from tests.browser.forking import Ready
from tests.browser.servers import RunningApp
from tests.browser.sittings import Sitting
from tests.conftest import TEST_KEY

# A busy machine is slow, not wrong.
expect.set_options(timeout=30_000)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name leads anywhere, and asking by number is told of by `asked_outside`. A route that looks at every request
    # would do the same, without the browser's cache.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
OWN_HOSTS = frozenset({"127.0.0.1", "localhost"})
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    # By this name alone Streamlit tells a phone, where its menu closes after a choice.
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36",
}
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready]:
    """A process that forks servers."""
    process = Ready()
    try:
        yield process
    finally:
        process.end()


@pytest.fixture
def stopped_app(database: URL, desk, tmp_path, ready: Ready) -> Iterator[RunningApp]:
    """A server on the test's own database, not started yet; ended afterwards whatever happens."""
    environment = {
        "DATABASE_URL": databases.shown(database),
        "WUGEYI_DATA": str(desk),
        "WUGEYI_KEY": TEST_KEY,
    }
    running = RunningApp(tmp_path, environment, ready=ready)
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture
def running_app(stopped_app: RunningApp) -> RunningApp:
    """The same server, started: `.url`, `.stop()`, `.kill()`, `.start()`, `.printed()`."""
    stopped_app.start()
    return stopped_app


# Per module, not per session: Playwright's own event loop must be gone before tests that run one themselves.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        databases.missing("no Chromium to test with", "install chromium")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def asked_outside() -> Iterator[list[str]]:
    """Addresses outside this machine that a browser of this test asked for; the test fails if any is left."""
    asked: list[str] = []
    yield asked
    assert not asked, f"asked outside: {asked}"


@pytest.fixture
def open_context(chromium: Browser, asked_outside: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Open browser contexts in Chinese that reach this machine only."""
    opened: list[BrowserContext] = []

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in OWN_HOSTS:
            asked_outside.append(url)

    def open_one(**options: object) -> BrowserContext:
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.on("request", lambda request: note(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A phone: 390 × 844, touch, a phone's name. `page = phone.new_page()`."""
    return open_context(**PHONE)


@pytest.fixture
def desk_browser(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A desk's browser: 1440 × 900. `page = desk_browser.new_page()`."""
    return open_context(**DESK)


@pytest.fixture
def need(stopped_app: RunningApp, phone: BrowserContext, desk_browser: BrowserContext) -> Iterator[Need]:
    """A need of branch A, whose secretary has signed in on phone and desk; the server runs."""
    now = engine.now()
    with engine.transaction() as session:
        settings.put(session, "district_name", "青山区团委")
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now)
        found = builders.a_need(session, cast.branch_a, now=now, number="X2611-AAAA")
        token = casting.a_sign_in(session, cast.chen, now=now)
    stopped_app.start()
    for context in (phone, desk_browser):
        context.add_cookies([{"name": "sid", "value": token, "url": stopped_app.url}])
    yield found
    engine.forget_engine()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """One page on a phone."""
    return phone.new_page()


@pytest.fixture
def sitting(stopped_app: RunningApp, phone: BrowserContext) -> Iterator[Sitting]:
    """A youth on a phone before the survey of a month in which everything is asked, behind a network that can break."""
    now = engine.now()
    today = workdays.today(now)
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        # Of a month in which everything is asked, open now.
        quarter = today.replace(month=3, day=1)
        builders.a_wave(
            session, now=now, month=quarter, opens_on=today, closes_on=today.replace(year=today.year + 1)
        )
        link = builders.a_link(session, cast.branch_a, now=now)
        branch = links.find_branch(session, token=link.token)
        wave = waves.open_wave(session, branch_id=cast.branch_a, on=today)
    assert wave is not None
    stopped_app.start()
    proxy = CuttingProxy(stopped_app.port)
    yield Sitting(phone, phone.new_page(), stopped_app, proxy, Survey(branch, wave), {})
    proxy.close()
    engine.forget_engine()
