"""需求办理 among colleagues: asking one to take a need on, helpers, and what was asked for twice."""

from db import follow_up, hand_overs
from db.vocabulary import NeedState, Verb
from pages.shared.need_steps import MORE
from tests import clock
from tests.screens.taps import press
from tests.screens.test_needs_page import PAGE, add, choose, move, refusal, stored, words
from tests.screens.test_passing_on_pages import cast, more, need, sun

__all__ = ["cast", "need", "sun"]


def test_a_colleague_is_asked_and_agrees(cast, need, sun, open_page):
    page = more(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.HAND_ON)
    assert page.selectbox(key=f"hand_on_person_{need}").options == ["孙（团干部）"]
    press(page, "请同事接办")
    assert "已请孙接办" in words(page)
    assert page.pills(key=f"step_choice_{need}").value is not MORE
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
    alike = {"state": NeedState.IN_PROGRESS, "due_on": clock.today()}
    first = add(cast.branch_a, text="宿舍晚上没有热水", number="X2611-AAAA", **alike)
    second = add(cast.branch_a, text="宿舍晚上没有热水，请反映", number="X2611-BBBB", **alike)
    page = open_page(PAGE, person=cast.chen, need=str(second))
    assert "可能和X2611-AAAA是同一件事" in words(page)
    choose(page, second, "more")
    page.pills(key=f"step_more_{second}").set_value(Verb.MERGE).run()
    press(page, "合并办理")
    assert stored(second).merged_into == first
    # The next rare step does not lie ready under the finger.
    assert page.pills(key=f"step_choice_{second}").value is Verb.SETTLE
    assert "并入X2611-AAAA一起办" in words(page)
    assert "X2611-BBBB一起办" in words(open_page(PAGE, person=cast.chen, need=str(first)))


def test_what_is_not_alike_is_merged_by_its_number(cast, open_page):
    worked_on = {"state": NeedState.IN_PROGRESS, "due_on": clock.today()}
    first = add(cast.branch_a, text="楼道里没有灯", number="X2611-AAAA", **worked_on)
    second = add(cast.branch_a, text="宿舍晚上没有热水", number="X2611-BBBB", **worked_on)
    page = open_page(PAGE, person=cast.chen, need=str(second))
    assert "是同一件事" not in words(page)
    page = more(page, second, Verb.MERGE)
    field = page.selectbox(key=f"merge_into_{second}")
    assert (field.value, field.options) == (None, ["X2611-AAAA　楼道里没有灯"])
    press(page, "合并办理")
    assert "请先选择和哪一条合并" in refusal(page)
    page.selectbox(key=f"merge_into_{second}").set_value(first)
    press(page, "合并办理")
    assert stored(second).merged_into == first


def test_whoever_is_asked_to_take_on_a_need_that_is_worked_on_answers_that_first(cast, need, sun, open_page):
    move(follow_up.start, cast.chen, need)
    move(hand_overs.hand_on, cast.chen, need, person_id=sun.id)
    page = open_page(PAGE, person=sun, need=str(need))
    assert page.pills(key=f"step_choice_{need}").value is Verb.TAKE_ON
    assert "陈请您接办" in words(page)
    choose(page, need, Verb.TURN_DOWN)
    press(page, "不接办")
    assert page.pills(key=f"step_choice_{need}").value is Verb.SETTLE
