"""Answers on paper are typed in by the keyboard alone: digits and Enter, sheet after sheet."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from db import engine, workdays
from db.models import Need, Response, Wave
from pages.shared import menu, saving
from tests import builders
from tests.browser.servers import RunningApp, open_at
from tests.browser.test_accessible import look, look_once
from tests.browser.test_no_english import english

pytestmark = pytest.mark.browser
# 卷号, age, who, needs, ratings, ways, noticed, overall, words; in a quarter's last month three more.
SHEET = ("1", "2", "1", "1.2 3 5", "45321044", "13", "12", "5", "")
IN_SPRING = ("1", "2", "1", "1.2 3 5", "45321044", "13", "1", "2", "1", "12", "5", "")
MOST_KEYS = 40


def type_in(page: Page, sheet: tuple[str, ...]) -> int:
    """Type texts, Enter after each; return how many keys that took."""
    for text in sheet:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    return sum(len(text) + 1 for text in sheet)


@pytest.fixture
def sheet(need: Need) -> tuple[str, ...]:
    """What is typed of a whole sheet; the survey is open, whatever day it is."""
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.closes_on = workdays.last_day(wave.month)
        return IN_SPRING if wave.month.month % 3 == 0 else SHEET


def test_sheet_after_sheet(
    stopped_app: RunningApp, need: Need, sheet: tuple[str, ...], desk_browser: BrowserContext
) -> None:
    page = desk_browser.new_page()
    open_at(page, stopped_app, menu.PAPER)
    first = page.get_by_label("卷号")
    first.focus()
    assert type_in(page, sheet) <= MOST_KEYS
    expect(page.get_by_text("本次第1张")).to_be_visible()
    expect(first).to_be_focused()
    expect(first).to_have_value("")
    # Nobody types a sheet within the second of a double tap.
    page.wait_for_timeout(1000 * saving.SAME_TAP)
    # What is wrong has the focus; nothing typed is gone.
    type_in(page, (*sheet[:3], "1 99", *sheet[4:]))
    needs = page.get_by_label("3　")
    expect(needs).to_be_focused()
    expect(needs).to_have_value("1 99")
    assert english(page) == set()
    # The framework's own menu is none of this page's.
    assert not look(page, "录入纸质问卷", "[data-testid=stMain]")
    type_in(page, ("1 2", *[""] * len(sheet[4:])))
    expect(page.get_by_text("本次第2张")).to_be_visible()
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 2


def test_a_sheet_of_paper(
    stopped_app: RunningApp, need: Need, sheet: tuple[str, ...], desk_browser: BrowserContext
) -> None:
    with engine.transaction() as session:
        builders.a_link(session, need.branch_id, now=engine.now())
    page = desk_browser.new_page()
    page.goto(f"{stopped_app.url}/paper/{need.branch_id}?version=1")
    page.get_by_role("heading", level=1).wait_for()
    # White at night, too.
    assert not look_once(page, "纸质问卷", "light")
    # Both sides of one sheet.
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
