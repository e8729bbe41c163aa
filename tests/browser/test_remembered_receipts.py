"""在这台手机记住: the phone keeps a receipt code when asked to, and the standing link tells when something is new."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from db import engine, follow_up, links, people
from db.models import Need, Person, StandingLink
from tests import builders
from tests import cast as casting
from tests.browser.servers import RunningApp
from tests.browser.steps import settled

pytestmark = pytest.mark.browser
NEWS = "您提的需求有新进展。"


@pytest.fixture
def link(stopped_app: RunningApp) -> str:
    now = engine.now()
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        builders.the_categories(session)
        builders.a_wave(session, now=now, closes_on=now.date().replace(year=now.year + 1))
        link = builders.a_link(session, cast.branch_a, now=now)
        token = link.token
    stopped_app.start()
    yield f"{stopped_app.url}/q/{token}"
    engine.forget_engine()


def raise_a_need(page: Page, link: str) -> str:
    page.goto(link.replace("/q/", "/w/"))
    page.locator("select").first.select_option("EMP1")
    page.locator("textarea").first.fill("想知道附近有什么岗位")
    page.get_by_role("button", name="提交").click()
    return page.locator(".code").inner_text()


def look_up(page: Page, link: str, code: str) -> None:
    page.goto(link.split("/q/")[0] + "/r")
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()


def accept() -> None:
    with engine.transaction() as session:
        need = session.scalars(select(Need)).one()
        branch = session.scalars(select(StandingLink.branch_id)).one()
        person = session.scalars(
            select(Person).where(Person.organisation_id == branch).order_by(Person.id)
        ).first()
        assert person is not None
        actor = people.actor_of(session, person_id=person.id, now=engine.now())
        assert actor is not None
        assert links.live_link(session, branch_id=branch) is not None
        follow_up.accept(session, actor=actor, need_id=need.id, version=need.version, now=engine.now())


def test_the_link_tells_of_news_until_they_were_read(link: str, page: Page) -> None:
    code = raise_a_need(page, link)
    look_up(page, link, code)
    page.get_by_role("button", name="在这台手机记住", exact=True).click()
    expect(page.get_by_text("已记住")).to_be_visible()
    # Nothing new: the survey opens at once.
    page.goto(link)
    page.wait_for_url("**/survey?**")
    settled(page)
    accept()
    page.goto(link)
    expect(page.get_by_text(NEWS)).to_be_visible()
    assert "/q/" in page.url
    page.get_by_role("button", name="有新进展").click()
    expect(page.get_by_text("办理中").or_(page.get_by_text("已受理")).first).to_be_visible()
    page.goto(link)
    page.wait_for_url("**/survey?**")
    # Where no survey opens by itself, the codes are offered.
    page.goto(f"{link}?board=1")
    expect(page.get_by_role("button", name=code)).to_be_visible()
    expect(page.get_by_text(NEWS)).to_have_count(0)


def test_a_phone_that_was_not_asked_keeps_nothing_and_can_forget(link: str, page: Page) -> None:
    code = raise_a_need(page, link)
    look_up(page, link, code)
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="在这台手机记住", exact=True).click()
    assert page.evaluate("localStorage.length") == 1
    page.get_by_role("button", name="不再在这台手机记住").click()
    page.goto(f"{link}?board=1")
    page.wait_for_timeout(500)
    expect(page.get_by_role("button", name=code)).to_have_count(0)


def test_a_code_that_leads_nowhere_any_more_is_forgotten(link: str, page: Page) -> None:
    page.goto(f"{link}?board=1")
    page.evaluate(
        """localStorage.setItem('wugeyi.codes', '[{"code":"WRNG2345","seen":0},{"code":"<b>"},7]')"""
    )
    page.goto(f"{link}?board=1")
    for _ in range(50):
        if page.evaluate("localStorage.getItem('wugeyi.codes')") == "[]":
            return
        page.wait_for_timeout(100)
    raise AssertionError("the code is still there")
