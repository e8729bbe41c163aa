"""需求办理, the rare steps: who is in charge, putting off, passing up and back; and what the youth reads of it."""

import re

import pytest

from db import engine, follow_up, receipts, referrals, transfers
from db.models import Organisation
from db.vocabulary import NeedState, Role, Verb
from db.workdays import Workdays
from tests import clock
from tests.cast import a_person
from tests.screens.serving import post
from tests.screens.taps import press
from tests.screens.test_needs_page import PAGE, add, choose, move, refusal, stored, words

CODE = "ABCD2345"


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def need(cast):
    found = add(cast.branch_a)
    move(follow_up.accept, cast.chen, found)
    return found


@pytest.fixture
def sun(cast):
    with engine.transaction() as session:
        return a_person(
            session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=engine.now()
        )


def more(page, need_id, verb):
    choose(page, need_id, "more")
    page.pills(key=f"step_more_{need_id}").set_value(verb).run()
    assert not page.exception, page.exception
    return page


def test_the_rare_steps_stand_behind_more(cast, need, open_page):
    page = open_page(PAGE, person=cast.chen, need=str(need))
    steps = page.pills(key=f"step_choice_{need}").options
    assert steps == ["开始办理", "请青年补充", "告知进展", "办结", "说明无法办理", "更多…"]
    choose(page, need, "more")
    assert page.pills(key=f"step_more_{need}").options == ["延期", "转交上级", "暂缓", "请青年同意转出"]


def test_putting_off_offers_only_what_is_allowed_and_says_so(cast, need, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.EXTEND)
    due = stored(need).due_on
    field = page.date_input(key=f"extend_until_{need}")
    assert due < field.min
    assert field.max == Workdays().after(due, 15)
    press(page, "延期并告诉青年")
    assert "请填写“为什么要延期”" in refusal(page)
    page.text_area(key=f"extend_reason_{need}").set_value("场地还在协调")
    page.date_input(key=f"extend_until_{need}").set_value(field.max)
    press(page, "延期并告诉青年")
    assert stored(need).due_on == field.max
    assert "已延期，原定" in words(page)
    choose(page, need, "more")
    assert "延期" not in page.pills(key=f"step_more_{need}").options


def test_a_colleague_is_put_in_charge(cast, need, sun, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.ASSIGN)
    assert page.selectbox(key=f"assign_person_{need}").options == ["孙（团干部）"]
    press(page, "指定承办人")
    assert stored(need).owner_id == sun.id
    assert "承办人：孙" in words(page)


def test_a_cadre_does_not_put_others_in_charge(cast, need, sun, open_page):
    page = choose(open_page(PAGE, person=sun, need=str(need)), need, "more")
    options = ["延期", "转交上级", "暂缓", "请青年同意转出", "调整协办人"]
    assert page.pills(key=f"step_more_{need}").options == options


def test_after_passing_on_the_list_comes_back_with_a_line_and_no_words(cast, need, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.TRANSFER)
    assert "不能再看原话" in words(page)
    page.text_area(key=f"transfer_text_{need}").set_value("需要街道协调")
    press(page, "转交上级")
    assert "已转交上级，青年会看到。" in words(page)
    assert "need" not in page.query_params
    assert page.expander[0].label == "已转交上级 1"
    assert "转交东区街道团工委" in words(page)
    assert "想找实习" not in words(page)
    assert "没有找到这条需求" in refusal(open_page(PAGE, person=cast.chen, need=str(need)))


def test_a_refused_passing_on_stays_at_the_need_and_keeps_the_text(cast, open_page):
    need = add(cast.branch_c)
    page = more(open_page(PAGE, person=cast.qian, need=str(need)), need, Verb.TRANSFER)
    page.text_area(key=f"transfer_text_{need}").set_value("需要街道协调")
    press(page, "转交上级")
    assert "还没有可以办理需求的账号" in refusal(page)
    assert page.text_area(key=f"transfer_text_{need}").value == "需要街道协调"
    assert page.query_params["need"] == str(need)


@pytest.fixture
def passed(cast, need):
    move(transfers.transfer, cast.chen, need, reason="需要街道协调")
    return need


def test_the_committee_first_takes_it_over(cast, passed, open_page):
    page = open_page(PAGE, person=cast.wang, need=str(passed))
    steps = page.pills(key=f"step_choice_{passed}")
    assert (steps.value, steps.options) == (Verb.TAKE_OVER, ["接手办理", "说明无法办理", "退回原支部"])
    press(page, "接手办理")
    assert stored(passed).state is NeedState.ACCEPTED
    assert "已接手，青年会看到。" in words(page)


def test_the_committee_returns_it_to_the_branch(cast, passed, open_page):
    page = choose(open_page(PAGE, person=cast.wang, need=str(passed)), passed, Verb.RETURN)
    page.text_area(key=f"return_text_{passed}").set_value("支部可以自己办")
    press(page, "退回原支部")
    assert (stored(passed).state, stored(passed).organisation_id) == (NeedState.RAISED, cast.branch_a)
    assert "已退回原支部" in words(page)
    assert page.title[0].value == "需求办理"


def test_a_question_says_that_the_clock_stands(cast, need, open_page):
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.ASK)
    assert "暂停计时" in words(page)
    page.text_area(key=f"ask_text_{need}").set_value("哪类企业？")
    press(page, "发给青年")
    assert "等青年补充，暂停计时" in words(page)


def the_youth_reads(client, need):
    with engine.transaction() as session:
        receipts.add_receipt(session, code=CODE, response_id=None, need_id=need, today=clock.today())
    return post(client, "/r", code=CODE).text


def test_the_youth_reads_each_new_step_in_words(cast, passed, client):
    move(transfers.take_over, cast.wang, passed)
    until = Workdays().after(stored(passed).due_on, 3)
    move(follow_up.extend, cast.wang, passed, until=until, reason="等场地")
    move(follow_up.assign, cast.wang, passed, person_id=cast.wang.id)
    page = the_youth_reads(client, passed)
    for told in ("转交上级团（工）委办理", "需要街道协调", "上级已接手办理", "等场地", "已安排专人办理"):
        assert told in page
    assert f"延期办理至{until.year}年{until.month}月{until.day}日" in page
    assert "由东区街道团工委办理" in page
    assert "王" not in page


def test_the_youth_reads_of_a_return_and_by_when_the_committee_answers(cast, passed, client):
    day = stored(passed).accept_by
    assert f"预计{day.year}年{day.month}月{day.day}日前接手" in the_youth_reads(client, passed)
    move(transfers.give_back, cast.wang, passed, reason="支部可以自己办")
    page = post(client, "/r", code=CODE).text
    assert "上级退回团支部办理" in page
    assert "支部可以自己办" in page


def test_while_the_youth_is_asked_the_receipt_says_that_the_clock_stands(cast, need, client):
    move(follow_up.ask, cast.chen, need, question="哪类企业？")
    assert "等您补充时暂停计时" in the_youth_reads(client, need)


def test_putting_aside_takes_a_day_and_a_reason_that_the_youth_reads(cast, need, open_page, client):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.DEFER)
    field = page.date_input(key=f"defer_until_{need}")
    assert field.min > stored(need).due_on
    assert "过了期限照样算不按期" in words(page)
    press(page, "暂缓并告诉青年")
    assert "请填写“为什么暂缓”" in refusal(page)
    page.text_area(key=f"defer_reason_{need}").set_value("等场馆修好")
    page.date_input(key=f"defer_until_{need}").set_value(field.max)
    press(page, "暂缓并告诉青年")
    assert stored(need).due_on == field.max
    assert "○ 暂缓" in words(page)
    day = f"{field.max.year}年{field.max.month}月{field.max.day}日"
    told = the_youth_reads(client, need)
    assert "等场馆修好" in told
    assert told.count(f"{day}前再看能不能办") == 2
    assert page.pills(key=f"step_choice_{need}").value is Verb.RESUME
    press(page.run(), "恢复办理")
    assert stored(need).state is NeedState.IN_PROGRESS
    assert "恢复办理，新的期限是" in post(client, "/r", code=CODE).text


def test_words_go_outside_only_once_the_youth_has_agreed_to_them(cast, need, open_page, client):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.PROPOSE)
    page.text_input(key=f"propose_recipient_{need}").set_value("12355青少年服务台")
    page.text_area(key=f"propose_text_{need}").set_value("一名青年想找心理老师")
    press(page, "请青年决定")
    assert "等青年同意转出，暂停计时" in words(page)
    assert not page.code
    told = the_youth_reads(client, need)
    assert "同意转给12355青少年服务台" in told
    assert told.count("一名青年想找心理老师") == 2
    seen = re.search(r'name="seen" value="(\d+)"', told)
    read = re.search(r'name="proposal" value="(\w+)"', told)
    step = {"code": CODE, "step": "agree", "seen": seen[1], "proposal": read[1]}
    old = post(client, "/r/step", **{**step, "proposal": "0" * 64}).text
    assert "要转出的文字刚刚改过" in old
    assert "您已同意转给12355青少年服务台" in post(client, "/r/step", **step).text
    assert "已收到" in post(client, "/r/step", **step).text
    assert stored(need).state is NeedState.REFERRED
    page = open_page(PAGE, person=cast.chen, need=str(need))
    assert [code.value for code in page.code] == ["一名青年想找心理老师"]
    assert "青年已同意，请转出" in words(page)
    assert "还没有转出" in post(client, "/r", code=CODE).text
    press(page, "已转出，登记日期")
    assert "已登记转出" in words(page)
    assert not [button for button in page.button if "已转出" in button.label]
    told = post(client, "/r", code=CODE).text
    assert "已转出。结果仍由" in told
    assert "已按您同意的原文转给12355青少年服务台。" in told


def test_who_does_not_agree_says_so_and_may_say_why(cast, need, client):
    move(referrals.propose, cast.chen, need, recipient="区人社局", text="一名青年想见习")
    seen = re.search(r'name="seen" value="(\d+)"', the_youth_reads(client, need))
    page = post(client, "/r/step", code=CODE, step="refuse", seen=seen[1], text="不想让别人知道").text
    assert "您不同意转出，继续办理" in page
    assert "不想让别人知道" in page
    assert stored(need).state is NeedState.IN_PROGRESS
