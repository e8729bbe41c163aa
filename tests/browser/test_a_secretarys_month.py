"""A branch secretary's whole month on a phone, with every tap and field counted.

What the house promises a volunteer with another job: an entry has at most six fields and takes less than a
minute; what is entered once turns the light of 本月 on by itself; and only the youth says whether it is done.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from db import engine, links, settings, wishes
from db.vocabulary import Urgency
from db.wishes import Wish
from pages.shared import sharing
from tests import builders, sheets
from tests import cast as casting
from tests.browser.conftest import PHONE
from tests.browser.counted import Counted
from tests.browser.servers import RunningApp

pytestmark = pytest.mark.browser

# Thursday 2026-06-25, 10:00 in Shanghai: the last day of June's survey, the first on which June is confirmed.
NOW = datetime(2026, 6, 25, 2, 0, tzinfo=UTC)
BUTTONS = ("登记活动", "登记结对", "发链接", "登记实事", "登记谈心")
MOST_FIELDS = 6
# From the board's button to the saved entry; a talk that becomes a need in the same step takes the most.
FEW_TAPS, MOST_TAPS = 4, 8
# Whatever a youth taps is at least as high as a thumb is wide, in pixels.
THUMB = 44
DEED = "给宿舍装了两台热水器"
ASKED = "想有个地方打羽毛球"
QUESTION = "您一般哪天晚上有空？"
ANSWER = "周三晚上。"
TOLD = "每周三晚上，两片场地留给青年。"


@pytest.fixture
def app(database, stopped_app: RunningApp) -> RunningApp:
    """A district at a month's end: an open survey that nobody answered yet, and one wish of a youth."""
    with engine.transaction() as session:
        settings.put(session, "district_name", "青山区团委")
        cast = casting.gather(session, now=NOW)
        builders.a_wave(session, now=NOW)
        token = builders.a_link(session, cast.branch_a, now=NOW, branch_code="234567").token
        branch = links.find_branch(session, token=token)
        wish = Wish("HOU4", "宿舍晚上没有热水", Urgency.NORMAL, False, False)
        wishes.send(session, branch=branch, nonce=wishes.new_nonce(), wish=wish, today=NOW.date())
    stopped_app.clock = NOW
    stopped_app.start()
    return stopped_app


@pytest.fixture
def secretary(phone: BrowserContext) -> Counted:
    return Counted(phone.new_page())


@pytest.fixture
def youth(open_context: Callable[..., BrowserContext]) -> Counted:
    return Counted(open_context(**PHONE).new_page(), least=THUMB)


def sign_in(secretary: Counted, url: str) -> None:
    secretary.page.goto(f"{url}/sign-in")
    secretary.sees("用户名")
    with secretary.entry("登录", fields=2, taps=1):
        secretary.write("用户名", "chen")
        secretary.write("密码", casting.PASSWORD)
        secretary.tap("登录", then="2026年6月")


def back_to_the_board(secretary: Counted, n_done: int, *lights: str) -> None:
    """By the menu, from whatever page this is; then so many lights are on, these among them."""
    with secretary.entry("回到本月", fields=0, taps=2):
        secretary.touch("菜单", secretary.page.get_by_test_id("stExpandSidebarButton"))
        secretary.tap("本月", role="link", then="打开需求办理")
    secretary.sees(f"五个一　{n_done}/5", *(f"● 绿 {light}" for light in lights))


def record_an_activity(secretary: Counted) -> None:
    with secretary.entry("活动", fields=MOST_FIELDS, taps=FEW_TAPS):
        secretary.tap("登记活动", then="活动主题")
        secretary.write("活动主题", "周末羽毛球友谊赛")
        secretary.choose("类型", "文体")
        secretary.tap("保存活动", then="已登记，本月活动的灯已更新。")


def pair_up(secretary: Counted) -> None:
    with secretary.entry("结对", fields=MOST_FIELDS, taps=FEW_TAPS):
        secretary.tap("登记结对", then="青年的化名或编号")
        secretary.write("青年的化名或编号", "小李")
        secretary.choose("青年类别", "新入职")
        secretary.tap("保存结对", then="已结对，当天算第一次联系。")


def note_a_contact(secretary: Counted) -> None:
    with secretary.entry("结对联系", fields=MOST_FIELDS, taps=FEW_TAPS):
        secretary.tap("再记一笔", within=secretary.card("结对"), then="结对中的青年")
        secretary.tap("记联系", then="联系记录（1次）")
        secretary.tap("记下这次联系", then="联系记录（2次）")


def send_the_link(secretary: Counted) -> str:
    """Return the token of the standing link that is shown for copying."""
    with secretary.entry("发链接", fields=0, taps=1):
        secretary.tap("发链接", then="停用并换新")
    return secretary.page.get_by_test_id("stCode").first.inner_text().strip().rsplit("/", 1)[1]


def record_a_deed(secretary: Counted) -> None:
    with secretary.entry("实事", fields=MOST_FIELDS, taps=FEW_TAPS):
        secretary.tap("登记实事", then="做了什么？一句话")
        secretary.write("做了什么？一句话", DEED)
        secretary.tick("对应的需求", secretary.page.get_by_role("button", name="宿舍与居住环境（"))
        secretary.tap("保存实事", then="已登记，并对应到需求。")


def talk_and_raise_a_need(secretary: Counted) -> str:
    """Record a talk that turns into a need; return the link that the youth opens by scanning the code."""
    page = secretary.page
    with secretary.entry("谈心并转为需求", fields=MOST_FIELDS, taps=MOST_TAPS):
        secretary.tap("登记谈心", then="怎么谈的")
        secretary.choose("和谁谈", "青年")
        secretary.choose("因为什么", "日常关心")
        secretary.touch("转为需求", page.get_by_text("有事要办：转为需求"))
        secretary.choose("是哪方面的事", "文化生活")
        secretary.choose("具体是", "活动场地与设施")
        secretary.write("想请我们帮忙办的一件事", ASKED)
        secretary.tick("对方同意", page.get_by_text("对方同意把这件事转为需求，请人来办"))
        secretary.tap("保存谈心", then="请青年扫码，领取查询码")
    secretary.touch("单独发给本人", page.get_by_text("人不在身边？把链接单独发给本人"))
    address = page.get_by_test_id("stCode").inner_text().strip()
    expect(page.get_by_alt_text("认领二维码")).to_have_attribute("src", sharing.qr_image(address))
    return address


def take_the_receipt(youth: Counted, address: str) -> str:
    """Return the receipt code that the youth keeps."""
    youth.page.goto(address)
    youth.sees("领取您的查询码")
    with youth.entry("领取查询码", fields=0, taps=1):
        youth.tap("领取查询码", then="领取成功")
    return youth.page.locator(".code").inner_text()


def open_a_need(secretary: Counted, title: str) -> None:
    secretary.tap("打开需求办理", role="link", then="青年请本支部帮忙办的事。")
    secretary.tap("打开", within=secretary.card(title), then="青年的原话")


def accept(secretary: Counted, title: str) -> None:
    with secretary.entry("受理", fields=0, taps=FEW_TAPS):
        open_a_need(secretary, title)
        secretary.tap("受理", then="已受理，青年会看到。")


def ask(secretary: Counted) -> None:
    with secretary.entry("请青年补充", fields=1, taps=FEW_TAPS):
        secretary.touch("请青年补充", secretary.page.get_by_role("radio", name="请青年补充"))
        secretary.write("想请青年补充什么？只问一个问题", QUESTION)
        secretary.tap("发给青年", then="问题已发给青年，等待补充。")


def answer(youth: Counted) -> None:
    with youth.entry("回答问题", fields=1, taps=2):
        youth.tap("看办理进展", then=QUESTION)
        youth.write("您的回答", ANSWER)
        youth.tap("提交回答", then="办理中")


def settle(secretary: Counted) -> None:
    with secretary.entry("办结", fields=MOST_FIELDS, taps=FEW_TAPS):
        open_a_need(secretary, "文化生活 · 活动场地与设施")
        secretary.sees(ANSWER)
        secretary.write("做了什么？一句话", "和球馆谈好了青年时段")
        secretary.write("给青年的结果说明", TOLD)
        secretary.tap("办结", then="已办结，等青年确认。")


def settle_by_the_deed_that_stands(secretary: Counted) -> None:
    """The deed that was recorded for this need is not typed again."""
    accept(secretary, "住房安居 · 宿舍与居住环境")
    with secretary.entry("用已登记的实事办结", fields=1, taps=FEW_TAPS):
        secretary.touch("办结", secretary.page.get_by_role("radio", name="办结"))
        deed = secretary.page.get_by_role("combobox", name="办了哪件实事")
        expect(deed).to_have_value(f"6月25日 · {DEED}")
        secretary.write("给青年的结果说明", "热水器装好了。")
        secretary.tap("办结", then="已办结，等青年确认。")


def confirm(youth: Counted, url: str, code: str) -> None:
    """Only who holds the code says that it is done."""
    youth.page.goto(f"{url}/r")
    youth.sees("查进展")
    with youth.entry("确认", fields=3, taps=4):
        youth.write("查询码", code)
        youth.tap("查询", then=TOLD)
        youth.tick("结果", youth.page.locator("label", has_text="已解决"))
        youth.tick("打几分", youth.page.locator("label", has_text="5分"))
        youth.tap("提交评价", then="您的评价：已解决，5分。")


def one_answer(token: str) -> None:
    """A youth sends the survey; how that goes is another story."""
    with engine.transaction() as session:
        sheets.answer(session, token, "the phone of another youth", NOW)


def record_what_was_done(secretary: Counted) -> None:
    """Each from the board's own button and back to the board, where its light has turned on."""
    secretary.sees("五个一　0/5", "办一次活动就行。", *BUTTONS)
    record_an_activity(secretary)
    back_to_the_board(secretary, 1, "已办1次")
    pair_up(secretary)
    back_to_the_board(secretary, 2, "已联系1次")
    note_a_contact(secretary)
    back_to_the_board(secretary, 2, "已联系2次")
    one_answer(send_the_link(secretary))
    back_to_the_board(secretary, 3, "已有人填")
    record_a_deed(secretary)
    back_to_the_board(secretary, 4, "已办1件")


def test_a_secretary_s_month_needs_few_taps_and_fields_and_its_lights_turn_on_by_themselves(
    app: RunningApp, secretary: Counted, youth: Counted
) -> None:
    sign_in(secretary, app.url)
    record_what_was_done(secretary)

    code = take_the_receipt(youth, talk_and_raise_a_need(secretary))
    secretary.tap("青年已领取，收起", then="谈之前看一眼")
    back_to_the_board(secretary, 5, "已谈1次")
    accept(secretary, "文化生活 · 活动场地与设施")
    ask(secretary)
    answer(youth)
    back_to_the_board(secretary, 5)
    settle(secretary)
    confirm(youth, app.url, code)

    back_to_the_board(secretary, 5, "已办2件")
    settle_by_the_deed_that_stands(secretary)
    back_to_the_board(secretary, 5, "已办2件")
    secretary.sees("眼下没有要办的事。", "各项都有了。")
    with secretary.entry("确认本月情况", fields=0, taps=1):
        secretary.tap("确认6月情况", then="已确认6月情况。")
    secretary.sees("2026年6月25日 10:")
