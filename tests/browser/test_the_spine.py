"""One need from a phone to the committee's chart: answer, accept, settle, confirm, count, release, rank.

In a real browser, on the demo district, with the operator's commands in between.
"""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from db.engine import ROOT
from tests.browser.servers import RunningApp
from tests.browser.steps import settled, sign_in

pytestmark = pytest.mark.browser
ASKED = "宿舍晚上常常没有热水，想请支部帮忙反映"
TOLD = "已和物业谈好，热水供应延长到夜里十二点。"


def command(app: RunningApp, *words: str) -> str:
    """Run one of the operator's commands on the server's database; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "db", *words],
        cwd=ROOT,
        env=app.environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def accounts(printed: str) -> dict[str, tuple[str, str]]:
    """Read the demo's accounts: role → (username, password)."""
    lines = (line.split() for line in printed.splitlines())
    return {words[0]: (words[1], words[2]) for words in lines if len(words) == 3}


def choose(page: Page, *labels: str) -> None:
    """Tap options of the screen, waiting for each to be taken before the next."""
    for label in labels:
        page.get_by_test_id("stMain").get_by_text(label, exact=True).first.click()
        # The tap is saved before the next one: the page's own running mark tells when.
        settled(page)


def rate(page: Page, n: int) -> None:
    for _ in range(n):
        # While the next card comes, the last one may still be there: wait until one is left.
        expect(page.get_by_text("对您现在有多重要")).to_have_count(1)
        # A card comes part by part: as long as something is chosen, a tap would still meet the last one's.
        expect(page.get_by_role("radio", checked=True)).to_have_count(0)
        category = page.get_by_test_id("stMain").get_by_role("heading").first.inner_text()
        choose(page, "非常重要", "很不满意")
        expect(page.get_by_role("heading", name=category, exact=True)).to_have_count(0)


def answer_the_survey(page: Page, link: str) -> str:
    """Answer as a youth who needs hot water, and ask for one thing; return the receipt code."""
    page.goto(link)
    choose(page, "我已阅读《个人信息告知书》，同意提交本次回答")
    page.get_by_role("button", name="开始填写").click()
    choose(page, "18—22岁", "不想说", "住房安居")
    forward(page, "住房安居：具体是哪方面")
    choose(page, "宿舍与居住环境")
    forward(page, "对您现在有多重要")
    rate(page, 4)
    expect(page.get_by_text("您希望团组织怎样帮您")).to_have_count(1)
    for _ in range(6):
        if page.get_by_text("服务总体满意吗").count():
            break
        page.get_by_role("button", name="下一步").click()
        settled(page)
        page.wait_for_timeout(300)
    choose(page, "比较满意")
    expect(page.get_by_text("还有什么想说的")).to_have_count(1)
    forward(page, "要请团组织帮您办一件事吗")
    choose(page, "要，我用查询码看进展（不留联系方式）")
    expect(page.get_by_text("是哪一件")).to_have_count(1)
    choose(page, "宿舍与居住环境")
    expect(page.get_by_text("希望多久有答复")).to_have_count(1)
    choose(page, "一个月内（较急）", "团支部")
    expect(page.get_by_text("想请我们帮您办的一件事是什么")).to_have_count(1)
    page.get_by_role("textbox").fill(ASKED)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="提交成功，谢谢！")).to_be_visible()
    return page.get_by_test_id("stCode").inner_text().strip()


def forward(page: Page, next_question: str) -> None:
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text(next_question).first).to_be_visible()
    settled(page)


def accept_and_settle(page: Page, number: str) -> None:
    """Find the need by its number in the list, accept it and settle it with a new deed."""
    page.get_by_text("需求办理", exact=True).first.click()
    card = page.get_by_test_id("stMain").locator("[data-testid=stVerticalBlock]", has_text=number).last
    expect(card).to_be_visible()
    page.locator("[data-testid=stLayoutWrapper]", has_text=number).last.get_by_role("button").or_(
        page.locator("[data-testid=stHorizontalBlock]", has_text=number).last.get_by_role("button")
    ).last.click()
    expect(page.get_by_text(ASKED).first).to_be_visible()
    page.get_by_role("button", name="受理", exact=True).last.click()
    expect(page.get_by_text("已受理").first).to_be_visible()
    choose(page, "办结")
    page.get_by_label("做了什么？一句话").fill("协调宿舍热水延长供应")
    page.get_by_label("给青年的结果说明").fill(TOLD)
    page.get_by_test_id("stForm").get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text("等青年用查询码确认").first).to_be_visible()


def funnel(page: Page, url: str) -> dict[str, int]:
    """Read the follow-up table of this month: step → number of needs."""
    page.goto(f"{url}/follow-up")
    table = page.get_by_test_id("stTable").first
    # Of several tables a later one may be drawn first: wait until this is the funnel's.
    expect(table).to_contain_text("青年确认")
    settled(page)
    # At one moment: the page may draw its tables anew.
    rows = table.locator("tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    return {row[0].strip(): int(row[1]) for row in rows if row[1].strip().isdigit()}


def lookup(page: Page, url: str, code: str) -> str:
    """Open the receipt; return the page's text."""
    page.goto(f"{url}/r")
    page.fill("#code", code)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("heading", name="办理进展")).to_be_visible()
    return page.inner_text("main")


def confirm(page: Page, url: str, code: str) -> None:
    """Read what was done and say that it is solved, with five stars."""
    assert TOLD in lookup(page, url, code)
    page.get_by_label("已解决").check()
    page.get_by_label("5分").check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("青年已确认").first).to_be_visible()


def test_a_youth_s_request_becomes_a_confirmed_deed_and_a_figure(
    stopped_app: RunningApp, phone, desk_browser, open_context
) -> None:
    printed = command(stopped_app, "demo", "--branches", "6", "--months", "2", "--responses-per-branch", "8")
    people = accounts(printed)
    link = re.search(r"/q/\S+", printed)
    assert link
    stopped_app.start()
    url = stopped_app.url

    committee = open_context(viewport={"width": 1440, "height": 900}).new_page()
    sign_in(committee, url, people["committee"])
    before = funnel(committee, url)

    youth = phone.new_page()
    code = answer_the_survey(youth, url + link[0])
    number = re.search(r"X\d{4}-\w{4}", lookup(youth, url, code))
    assert number

    cadre = desk_browser.new_page()
    sign_in(cadre, url, people["secretary"])
    accept_and_settle(cadre, number[0])

    confirm(youth, url, code)

    after = funnel(committee, url)
    # How content they are is not told of a month that is still young.
    assert after == {step: before[step] + 1 for step in ("提出", "受理", "办结", "青年确认")}

    command(stopped_app, "release", "--month", month_of(committee), "--early")
    committee.goto(f"{url}/needs-analysis?month={month_of(committee)}")
    ranking = committee.get_by_test_id("stTable").first
    expect(ranking).to_contain_text("住房安居")


def month_of(page: Page) -> str:
    """Return the month the follow-up page put into its address."""
    in_address = re.compile(r"month=(\d{4}-\d\d)")
    expect(page).to_have_url(in_address)
    found = in_address.search(page.url)
    assert found
    return found[1]
