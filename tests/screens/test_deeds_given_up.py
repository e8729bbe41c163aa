"""实事: one that will not be done is given up; what stands in a record is emptied only when that is meant."""

from datetime import date

from db import engine
from db.models import Deed
from tests.screens.test_deeds_page import a_deed, a_need, june, linked, opened
from tests.screens.test_quick_entries import DEEDS, press, stored, words

__all__ = ["june"]


def test_a_number_is_put_right_from_what_is_there_and_emptied_only_when_that_is_meant(settled, open_page):
    deed_id = a_deed(settled, beneficiaries=30)
    page = opened(open_page, settled, deed_id)
    number = page.number_input(key=f"fix_beneficiaries_{deed_id}")
    assert number.value == 30
    number.set_value(None)
    press(page, "保存更正")
    [box] = [box for box in page.expander if box.label == "更正"]
    assert "原来填写的受益人数被清空了" in box.error[0].value, (
        "by the button: the page's own place is out of sight"
    )
    assert len(page.error) == 1
    assert stored(Deed)[0].beneficiaries == 30
    sure = page.checkbox(key=f"fix_emptied_{deed_id}")
    assert sure.label == "确定清空受益人数（原来是30）"
    sure.check()
    press(page, "保存更正")
    assert stored(Deed)[0].beneficiaries is None


def test_what_was_said_more_of_a_deed_is_emptied_only_when_that_is_meant(settled, open_page):
    deed_id = a_deed(settled, beneficiaries=30)
    page = open_page(DEEDS, person=settled.chen)
    page.session_state[f"more_{deed_id}"] = True
    page.run()
    page.text_input(key=f"more_target_{deed_id}").input("让30人用上热水")
    press(page, "保存目标和成效")
    page.session_state[f"more_{deed_id}"] = True
    page.run()
    page.text_input(key=f"more_target_{deed_id}").input("")
    press(page, "保存目标和成效")
    assert "原来填写的量化目标被清空了" in page.error[0].value
    assert page.checkbox(key=f"more_emptied_{deed_id}").label == "确定清空量化目标（原来是让30人用上热水）"
    page.text_input(key=f"more_target_{deed_id}").input("让20人用上热水")
    press(page, "保存目标和成效")
    assert (stored(Deed)[0].target, stored(Deed)[0].beneficiaries) == ("让20人用上热水", 30)


def test_that_one_field_is_meant_to_be_empty_says_nothing_of_another(settled, open_page):
    deed_id = a_deed(settled)
    page = open_page(DEEDS, person=settled.chen)
    page.session_state[f"more_{deed_id}"] = True
    page.run()
    page.text_input(key=f"more_target_{deed_id}").input("让30人用上热水")
    page.text_area(key=f"more_result_{deed_id}").input("都用上了")
    press(page, "保存目标和成效")
    page.session_state[f"more_{deed_id}"] = True
    page.run()
    page.text_input(key=f"more_target_{deed_id}").input("")
    press(page, "保存目标和成效")
    page.checkbox(key=f"more_emptied_{deed_id}").check()
    page.text_area(key=f"more_result_{deed_id}").input("")
    press(page, "保存目标和成效")
    assert "被清空了" in page.error[0].value
    assert not page.checkbox(key=f"more_emptied_{deed_id}").value
    assert (stored(Deed)[0].target, stored(Deed)[0].result) == ("让30人用上热水", "都用上了")


def test_a_deed_that_will_not_be_done_is_given_up_with_a_reason_that_stays(settled, open_page):
    deed_id = a_deed(settled, a_need(settled), done_on=None)
    with engine.transaction() as session:
        deed = session.get_one(Deed, deed_id)
        deed.month = deed.begun_on = date(2026, 3, 1)
    page = open_page(DEEDS, person=settled.chen)
    page.session_state[f"give_up_{deed_id}"] = True
    page.run()
    press(page, "中止这件实事")
    assert "请填写原因" in page.error[0].value
    page.text_input(key=f"give_up_reason_{deed_id}").input("场地批不下来")
    press(page, "中止这件实事")
    assert "已中止，原因已记下。原来对应的需求还要另外办理" in page.success[0].value
    assert "6月18日中止 · 办实事" in words(page)
    assert "原因：场地批不下来" in words(page)
    assert "正在办的实事" not in words(page)
    assert linked() == set()
