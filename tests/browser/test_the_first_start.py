"""The first start in a real browser: from the terminal's last line to a district that stands, and out again."""

import re

import pytest

from tests.browser.steps import settled, too_wide_by

pytestmark = pytest.mark.browser

PASSWORD = "Qing-shan-2026"


def printed_link(app, page):
    """Return the set-up link, which the server prints last of all, a moment after it answers."""
    for _ in range(50):
        lines = app.printed().strip().splitlines()
        if lines and "/set-up/" in lines[-1]:
            return lines[-1].strip().replace("localhost", "127.0.0.1")
        page.wait_for_timeout(100)
    raise AssertionError(app.printed())


def set_up(app, page):
    page.goto(printed_link(app, page))
    page.fill("#district", "共青团青山区委员会")
    page.fill("#name", "李")
    page.fill("#username", "li.qs")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.get_by_role("button", name="建立本区").click()
    settled(page)


@pytest.mark.parametrize("kind", ["phone", "desk_browser"])
def test_the_district_is_set_up_visited_and_left(running_app, request, kind):
    page = request.getfixturevalue(kind).new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    set_up(running_app, page)
    for path in ("needs-analysis", "organisations", "people", "access"):
        page.goto(f"{running_app.url}/{path}")
        settled(page)
        assert page.locator("h1").inner_text()
        assert too_wide_by(page) <= 0, f"{path} scrolls sideways by {too_wide_by(page)} px"
    assert not complaints
    if kind == "phone":
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile(r"/sign-in$"))
    page.goto(f"{running_app.url}/people")
    assert page.url.endswith("/sign-in?next=%2Fpeople")


def test_streamlit_s_own_words_are_chinese(running_app, page):
    set_up(running_app, page)
    page.goto(f"{running_app.url}/access")
    settled(page)
    page.evaluate(
        """() => {
            const note = document.createElement("div");
            note.innerHTML = "<p>Connection error</p><input placeholder='Choose an option'><p>没有结果</p>";
            note.id = "note";
            document.body.append(note);
        }"""
    )
    page.wait_for_function("document.querySelector('#note p').textContent === '连接中断'")
    assert page.get_attribute("#note input", "placeholder") == "请选择"


def test_a_second_tab_that_signs_out_takes_the_first_one_along(running_app, desk_browser):
    first, second = desk_browser.new_page(), desk_browser.new_page()
    set_up(running_app, first)
    for tab in (first, second):
        tab.goto(f"{running_app.url}/access")
        tab.wait_for_selector("text=团区委（您的角色）")
    second.get_by_role("button", name="退出登录").click()
    second.wait_for_url(re.compile(r"/sign-in$"))
    box = first.get_by_role("combobox")
    box.focus()
    box.press("ArrowDown")
    first.get_by_role("option", name="审计员").click()
    first.wait_for_selector("text=您的角色", state="detached")
    assert "团区委（您的角色）" not in first.content()
