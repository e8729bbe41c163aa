"""需求办理 among colleagues: asking one to take a need on, helpers, and what was asked for twice."""

from db.vocabulary import NeedState, Verb
from tests.screens.test_needs_page import PAGE, TODAY, add, choose, press, stored, words
from tests.screens.test_passing_on_pages import cast, more, need, sun

__all__ = ["cast", "need", "sun"]


def test_a_colleague_is_asked_and_agrees(cast, need, sun, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.HAND_ON)
    assert page.selectbox(key=f"hand_on_person_{need}").options == ["孙（团干部）"]
    press(page, "请同事接办")
    assert "已请孙接办" in words(page)
    assert "请您接办" in words(open_page(PAGE, person=sun))
    page = open_page(PAGE, person=sun, need=str(need))
    assert page.pills(key=f"step_choice_{need}").value is Verb.TAKE_ON
    assert "陈请您接办" in words(page)
    press(page, "同意接办")
    assert stored(need).owner_id == sun.id
    assert "承办人：孙" in words(page)


def test_helpers_are_chosen_and_taken_back(cast, need, sun, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SHARE)
    page.multiselect(key=f"share_people_{need}").set_value([sun.id])
    press(page, "保存协办人")
    assert "协办：孙" in words(page)
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SHARE)
    assert page.multiselect(key=f"share_people_{need}").value == [sun.id]
    page.multiselect(key=f"share_people_{need}").set_value([])
    press(page, "保存协办人")
    assert "协办：" not in words(page)


def test_what_may_be_the_same_is_pointed_out_and_merged_by_hand(cast, open_page):
    alike = {"state": NeedState.IN_PROGRESS, "due_on": TODAY}
    first = add(cast.branch_a, text="宿舍晚上没有热水", number="X2611-AAAA", **alike)
    second = add(cast.branch_a, text="宿舍晚上没有热水，请反映", number="X2611-BBBB", **alike)
    page = open_page(PAGE, person=cast.chen, need=str(second))
    assert "可能和X2611-AAAA是同一件事" in words(page)
    choose(page, second, "more")
    page.pills(key=f"step_more_{second}").set_value(Verb.MERGE).run()
    press(page, "合并办理")
    assert stored(second).merged_into == first
    assert "并入X2611-AAAA一起办" in words(page)
    assert "X2611-BBBB一起办" in words(open_page(PAGE, person=cast.chen, need=str(first)))
