"""A server that is killed while 200 youth press 提交: whatever code somebody saw stands, and nobody counts twice."""

import http.client
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from db import engine, receipts, responses, workdays
from db.models import Receipt, Response
from pages.plain.middleware import DEVICE_COOKIE
from tests import builders, databases
from tests import cast as casting
from tests.browser.servers import RunningApp
from tests.conftest import TEST_KEY
from tests.screens import plain_sheet

pytestmark = pytest.mark.browser
YOUTH = 200
AT_ONCE = 16
# Codes that were seen when the server is killed: the burst is in full swing.
SEEN_BEFORE = 40
CODE = re.compile(r'class="code">([^<]+)<')


@pytest.fixture
def app(any_database, desk, tmp_path):
    environment = {
        "DATABASE_URL": databases.shown(any_database),
        "WUGEYI_DATA": str(desk),
        "WUGEYI_KEY": TEST_KEY,
    }
    running = RunningApp(tmp_path, environment)
    yield running
    running.kill()
    engine.forget_engine()


@dataclass
class Phone:
    """One youth before the last page: its form, and the code that came back."""

    device: str
    form: dict[str, str]
    code: str | None = None


@dataclass
class Burst:
    """What all phones have seen so far."""

    url: str
    link: str
    seen: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def send(self, phone: Phone) -> None:
        """Press 提交 and read the code, like a browser; give up where the connection breaks."""
        try:
            self._ask("POST", phone, urlencode(phone.form))
            found = CODE.search(self._ask("GET", phone))
        except (OSError, http.client.HTTPException):
            return
        if found:
            phone.code = found[1]
            self.seen.append(found[1])
            if len(self.seen) >= SEEN_BEFORE:
                self.enough.set()

    def _ask(self, method: str, phone: Phone, body: str | None = None) -> str:
        where = urlsplit(self.url)
        line = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
        headers = {"Cookie": f"{DEVICE_COOKIE}={phone.device}", "Origin": self.url}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, f"/s/{self.link}", body, headers)
            return line.getresponse().read().decode()
        finally:
            line.close()


def a_phone(link, device, now) -> Phone:
    with engine.transaction() as session:
        return Phone(device, plain_sheet.at_the_last_page(session, link, device, now))


def test_every_code_that_was_seen_is_in_the_database_and_every_answer_counts_once(app):
    now = datetime.now(UTC)
    month = workdays.month_of(workdays.today(now))
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        wave_id = builders.a_wave(session, now=now, closes_on=workdays.last_day(month)).id
        link = builders.a_link(session, cast.branch_a, now=now).token
    phones = [a_phone(link, f"phone-{n}", now) for n in range(YOUTH)]
    app.start()
    burst = Burst(app.url, link)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for phone in phones:
            pool.submit(burst.send, phone)
        assert burst.enough.wait(60), app.printed()
        app.kill()
    seen = [*burst.seen]
    assert SEEN_BEFORE <= len(seen) < YOUTH
    with engine.reading() as session:
        assert [code for code in seen if not receipts.exists(session, code=receipts.normal(code))] == []
    app.start()
    # Whoever saw no code presses once more.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(burst.send, [phone for phone in phones if phone.code is None]))
    assert all(phone.code for phone in phones)
    with engine.reading() as session:
        stored = [session.scalar(select(func.count()).select_from(kind)) for kind in (Response, Receipt)]
        assert stored == [YOUTH, YOUTH]
        assert responses.count(session, wave_id=wave_id, branch_id=cast.branch_a) == YOUTH
    assert len({phone.code for phone in phones}) == YOUTH
