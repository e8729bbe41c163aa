"""Double taps in a real browser: the second click comes before the page was drawn anew, or after; once is written."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from db import engine
from db.models import Activity, Deed, Need, Pairing, PairingContact, Talk, need_deeds
from db.vocabulary import NeedState
from pages.shared import menu
from tests.browser.servers import RunningApp, open_at, settle

pytestmark = pytest.mark.browser


def twice_at_once(button: Locator) -> None:
    button.dblclick()


def twice_in_the_same_place(button: Locator) -> None:
    """The second click as soon as the page says that it worked, wherever it then falls."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page = button.page
    button.click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
    page.mouse.click(*middle)


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_test_id("stMain").get_by_text(label, exact=True).first.click()
        settle(page)


def button(page: Page, name: str) -> Locator:
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def n_of(what: object) -> int:
    with engine.reading() as session:
        found = session.scalar(select(func.count()).select_from(what))
    return found or 0


def is_said(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text(words)
    settle(page)
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text(words)
    is_whole(page)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


def is_whole(page: Page) -> None:
    settle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()


def fill_activity(page: Page, app: RunningApp) -> Locator:
    open_at(page, app, menu.ACTIVITIES)
    page.get_by_label("活动主题").fill("羽毛球友谊赛")
    choose(page, "文体")
    return button(page, "保存活动")


def fill_pairing(page: Page, app: RunningApp) -> Locator:
    open_at(page, app, menu.PAIRINGS)
    page.get_by_label("青年的化名或编号").fill("3号")
    choose(page, "流动")
    return button(page, "保存结对")


def fill_deed(page: Page, app: RunningApp) -> Locator:
    open_at(page, app, menu.DEEDS)
    page.get_by_label("做了什么？一句话").fill("给宿舍装了热水器")
    page.get_by_test_id("stMain").get_by_text("X2611-AAAA").first.click()
    return button(page, "保存实事")


def fill_talk(page: Page, app: RunningApp) -> Locator:
    open_at(page, app, menu.TALKS)
    choose(page, "新入职", "遇到困难")
    return button(page, "保存谈心")


def test_a_double_click_writes_once_and_its_success_is_said(
    stopped_app: RunningApp, need: Need, page
) -> None:
    twice_at_once(fill_activity(page, stopped_app))
    is_said(page, "已登记")
    assert n_of(Activity) == 1
    expect(page.get_by_label("活动主题")).to_have_value("")

    twice_at_once(fill_pairing(page, stopped_app))
    is_said(page, "已结对")
    assert n_of(Pairing) == 1

    button(page, "记联系").click()
    expect(button(page, "记下这次联系")).to_be_visible()
    twice_at_once(button(page, "记下这次联系"))
    is_said(page, "已记下")
    assert n_of(PairingContact) == 2

    twice_at_once(fill_deed(page, stopped_app))
    is_said(page, "已登记")
    assert (n_of(Deed), n_of(need_deeds)) == (1, 1)

    twice_at_once(fill_talk(page, stopped_app))
    is_said(page, "已记下")
    assert n_of(Talk) == 1

    open_at(page, stopped_app, menu.NEEDS, f"?need={need.id}")
    twice_at_once(button(page, "受理").last)
    is_said(page, "已受理")
    with engine.reading() as session:
        assert session.get_one(Need, need.id).state is NeedState.ACCEPTED


def test_a_second_click_after_the_page_was_drawn_writes_nothing_more(
    stopped_app: RunningApp, need: Need, page
) -> None:
    for fill, kind in (
        (fill_activity, Activity),
        (fill_pairing, Pairing),
        (fill_deed, Deed),
        (fill_talk, Talk),
    ):
        twice_in_the_same_place(fill(page, stopped_app))
        is_whole(page)
        assert n_of(kind) == 1
