"""A committee takes a chart along in a real browser: a picture, a table, and nothing for anybody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db import engine, people
from tests import builders
from tests import cast as casting
from tests.browser.conftest import DESK
from tests.browser.steps import settled
from tests.cast import Cast
from tests.committee_screens import released

pytestmark = pytest.mark.browser
JUNE = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)
DRAWN = """() => {
  const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart]")];
  return charts.length > 0 && charts.every(chart => chart.querySelector("canvas, svg"));
}"""
NAME = "2026年6月_青山区_最需要哪方面的帮助"


@pytest.fixture
def cast(stopped_app) -> Cast:
    """A district with a released June."""
    with engine.transaction() as session:
        cast = casting.gather(session, now=JUNE)
        builders.a_wave(session, now=JUNE)
    released(**{f"b{cast.branch_a}": 20, f"b{cast.branch_c}": 20})
    return cast


@pytest.fixture
def signed_in(cast, running_app, open_context):
    """Open a browser of its own in which a person is signed in."""

    def opened(actor) -> Page:
        with engine.transaction() as session:
            token = casting.a_sign_in(session, actor, now=engine.now())
        context = open_context(**DESK)
        context.add_cookies([{"name": "sid", "value": token, "url": running_app.url}])
        return context.new_page()

    return opened


def take(page: Page, label: str) -> tuple[str, str, bytes]:
    """Press a download; return the file's name, its address and what is in it."""
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name=label).click()
    file = waited.value
    return file.suggested_filename, file.url, Path(file.path()).read_bytes()


def test_a_chart_goes_along_and_its_address_opens_for_nobody_else(running_app, cast, signed_in, open_context):
    page = signed_in(cast.li)
    page.goto(f"{running_app.url}/needs-analysis?month=2026-06")
    settled(page)
    # Charts that are still to come would push the open menu out of sight.
    page.wait_for_function(DRAWN)
    menu = page.get_by_role("button", name="下载图表").first
    menu.evaluate("button => button.scrollIntoView({block: 'center'})")
    menu.click()
    name, address, content = take(page, "下载图（SVG）")
    assert name == f"{NAME}.svg"
    assert "就业创业" in content.decode()
    assert page.request.get(address).status == 200
    for other in (signed_in(cast.chen), signed_in(cast.wu), open_context(**DESK).new_page()):
        assert other.request.get(address).status == 404
    name, _, content = take(page, "下载表（xlsx）")
    assert (name, content[:2]) == (f"{NAME}.xlsx", b"PK")
    with engine.transaction() as session:
        people.end_sign_ins(session, person_id=cast.li.id, now=engine.now())
    page.get_by_role("button", name="下载图（SVG）").click()
    expect(page.get_by_text("没有生成文件。请刷新页面，登录失效时先重新登录，再下载一次。")).to_be_visible()
