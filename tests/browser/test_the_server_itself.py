"""The real server: it answers, speaks Chinese, loads nothing from outside, and comes back after a kill."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import settled

pytestmark = pytest.mark.browser


def test_the_house_is_well_and_still_is_after_a_kill(running_app):
    for _ in range(2):
        with urllib.request.urlopen(f"{running_app.url}/healthz", timeout=5) as answer:
            assert json.load(answer) == {"ok": True}
        running_app.kill()
        running_app.start()
    running_app.stop()


def test_the_home_page_is_chinese_and_asks_nobody_outside(running_app, page):
    page.goto(running_app.url)
    page.locator("h1").first.wait_for(timeout=30_000)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("takes", ["gzip", "gzip, br"])
def test_the_first_visit_of_a_phone_weighs_little(sitting, open_context, takes):
    context = open_context(**PHONE, extra_http_headers={"Accept-Encoding": takes})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    weights = []
    wire.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
    page.goto(sitting.address)
    expect(page.get_by_role("button", name="开始填写")).to_be_visible()
    settled(page)
    assert 100_000 < sum(weights) < 1_200_000
