"""Pages as a person meets them: Streamlit pages through AppTest, plain pages through the whole application."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import URL
from starlette.testclient import TestClient
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from db import engine, settings, workdays
from db.engine import ROOT
from db.rights import Actor
from tests import builders
from tests import cast as casting
from tests.cast import Cast
from tests.screens.serving import plain_client

OpenPage = Callable[..., AppTest]
PHONE = "a-phone-of-this-test"


@dataclass(frozen=True)
class District:
    """A small district that is at work today: its people, and the links of branches A and C."""

    cast: Cast
    link_a: str
    link_c: str


@pytest.fixture
def district(database: URL) -> District:
    """The cast in a database of the test's own, with a wave that is open today, whatever today is."""
    now = datetime.now(UTC)
    month = workdays.month_of(workdays.today(now))
    with engine.transaction() as session:
        settings.put(session, "district_name", "青山区团委")
        cast = casting.gather(session, now=now)
        builders.a_wave(session, now=now, closes_on=workdays.last_day(month))
        link_a = builders.a_link(session, cast.branch_a, now=now, branch_code="ABC234").token
        link_c = builders.a_link(session, cast.branch_c, now=now).token
    return District(cast, link_a, link_c)


@pytest.fixture
def demo_district(district: District) -> District:
    """The district as `python -m db demo` would mark it."""
    cast = district.cast
    accounts = {"secretary": cast.chen.id, "committee": cast.wang.id, "district": cast.li.id}
    with engine.transaction() as session:
        settings.put(session, "is_demo", True)
        settings.put(session, "demo_accounts", accounts)
        settings.put(session, "demo_branch", cast.branch_a)
    return district


@pytest.fixture
def open_page(database: URL, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Open a Streamlit page through the frame: `open_page("youth/survey.py", person=…, t=token)`."""

    def opened(path: str | None = None, *, person: Actor | None = None, **query: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=20)
        page.user = {"sub": str(person.id)} if person else {}
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        if path is not None:
            page.switch_page(path)
            for name, value in query.items():
                page.query_params[name] = value
            page.run()
        return page

    # AppTest has no cookies: the device id is the one thing that stands in for a browser's.
    monkeypatch.setattr("pages.shared.device.current", lambda: PHONE)
    return opened


@pytest.fixture
def client(database: URL) -> Iterator[TestClient]:
    """A browser without JavaScript, in front of the whole application; its forms come from this site."""
    with plain_client() as browser:
        browser.headers["origin"] = str(browser.base_url)
        yield browser


@pytest.fixture
def offered(monkeypatch):
    """What a browser may ask for: file name → what makes the file."""
    found = {}
    register = MediaFileManager.add_deferred

    def noted(self, make, mime, coordinates, file_name=None, **but):
        found[file_name] = make
        return register(self, make, mime, coordinates, file_name=file_name, **but)

    monkeypatch.setattr(MediaFileManager, "add_deferred", noted)
    return found
