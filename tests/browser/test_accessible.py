"""axe-core finds nothing serious or critical on any page of youth, plain or Streamlit's, by day and by night."""

import json
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PHONE
from tests.browser.sittings import Sitting, answer, begin, go_on, ready
from tests.browser.steps import settled

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
# Landmarks and headings are asked for as well as the rules of WCAG 2.2 A and AA.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


# A page of each scheme is recognised by its ground: the sum of red, green and blue.
IS_DRAWN = """scheme => {
  const ground = getComputedStyle(document.querySelector('.stApp') ?? document.body).backgroundColor;
  const sum = ground.match(/[0-9.]+/g).slice(0, 3).reduce((so_far, part) => so_far + Number(part), 0);
  return scheme === 'dark' ? sum < 200 : sum > 600;
}"""
# What still fades in has less contrast than it will have.
IS_STILL = """() => document.getAnimations().every(one => one.playState !== 'running'
  || one.effect.getTiming().iterations === Infinity)"""


def look(page: Page, what: str, within: str = "html") -> list[str]:
    """Return what axe finds grave on a page, by day and by night; one line each: page, rule, element."""
    return [line for scheme in ("light", "dark") for line in look_once(page, what, scheme, within)]


def look_once(page: Page, what: str, scheme: Literal["light", "dark"], within: str = "html") -> list[str]:
    """Return the same by day or by night. within : where to look."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(IS_DRAWN, arg=scheme)
    page.wait_for_function(IS_STILL)
    found = Axe().run(page, within, RULES).response["violations"]
    return [
        f"{what}, {scheme}: {rule['id']} — {node['html'][:200]} {json.dumps(node['any'][:1], ensure_ascii=False)[:300]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


@pytest.fixture
def walker(sitting: Sitting, open_context: Callable[..., BrowserContext]) -> Sitting:
    """The same youth with a phone."""
    sitting.context = open_context(**PHONE)
    sitting.page = sitting.context.new_page()
    return sitting


def test_the_survey_of_streamlit(walker: Sitting) -> None:
    grave: list[str] = []
    walker.page.goto(walker.proxy.url)
    settled(walker.page)
    grave += look(walker.page, "/")
    walker.page.goto(walker.address)
    settled(walker.page)
    grave += look(walker.page, "the cover")
    begin(walker)
    while True:
        shown = walker.shown()
        item = next((item for item in shown if item.key not in walker.given), None)
        if item is not None:
            ready(walker, item)
            if item is shown[0]:
                grave += look(walker.page, item.key)
            answer(walker, item)
        elif not go_on(walker):
            break
    settled(walker.page)
    walker.page.get_by_role("button", name="提交").click()
    walker.page.get_by_test_id("stCode").wait_for()
    settled(walker.page)
    grave += look(walker.page, "the receipt")
    assert not grave, "\n".join(grave)


def test_the_plain_pages(walker: Sitting) -> None:
    token, page, grave = walker.survey.branch.token, walker.page, []

    def see(what: str) -> None:
        grave.extend(look(page, what))

    for path in ("/board", f"/q/{token}?board=1", f"/w/{token}", "/r", "/sign-in", "/nothing", f"/s/{token}"):
        page.goto(f"{walker.proxy.url}{path}")
        see(path)
    page.get_by_role("button", name="开始填写").click()
    see("not agreed")
    page.locator("summary").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始填写").click()
    code = fill_in(page, see)
    page.goto(f"{walker.proxy.url}/r")
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    see("the thread")
    page.get_by_role("button", name="看、更正或删除我的问卷回答").click()
    page.locator("summary").click()
    see("the own answer")
    assert not grave, "\n".join(grave)


def fill_in(page: Page, see: Callable[[str], None]) -> str:
    """Answer the plain survey, asking for one thing; return the receipt code."""
    while page.locator("input[name=page]").count():
        name = page.locator("input[name=page]").get_attribute("value")
        with page.expect_navigation():
            page.locator("button[value=next]").click()
        see(f"{name} refused or passed")
        if name != page.locator("input[name=page]").get_attribute("value"):
            continue
        taken: set[str | None] = set()
        for choice in page.locator("input[type=radio]").all():
            group, value = choice.get_attribute("name"), choice.get_attribute("value")
            if group not in taken and value != "under-14" and (group != "Q12" or value == "contact"):
                choice.check()
                taken.add(group)
        for box in page.locator("input[type=checkbox]").all()[:2]:
            box.check()
        for field in page.locator("textarea, input[type=text]").all():
            field.fill("想找人聊聊")
        with page.expect_navigation():
            page.locator("button[value=next]").click()
        see(f"after {name}")
    return page.locator(".code").inner_text()
