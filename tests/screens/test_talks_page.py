"""谈心: the quick form, the list, and a text behind a button."""

from datetime import timedelta

import pytest

from db import engine, entries
from db.models import Organisation, Talk
from db.vocabulary import Channel, Role, TalkReason, Visibility, YouthGroup
from tests import cast as casting
from tests import clock
from tests.talk_screens import PAGE, WORDS, add, choose, opened, press, stored, the_list, words


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def colleague(cast):
    """A cadre of branch A beside its secretary 陈."""
    with engine.transaction() as session:
        branch = session.get_one(Organisation, cast.branch_a)
        return casting.a_person(session, branch, "孙", "sun", Role.CADRE, now=engine.now())


def test_two_taps_and_save_are_enough(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    press(page, "talk_record")
    assert "已记下。" in words(page)
    [talk] = stored(Talk)
    assert (talk.talked_on, talk.channel, talk.youth_group) == (
        clock.today(),
        Channel.IN_PERSON,
        YouthGroup.NEWCOMER,
    )
    assert talk.summary_sealed is None
    assert page.pills(key="talk_new_reason").value is None
    assert "已谈1次" in words(page)


def test_the_advice_for_the_beginning_is_at_hand(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    assert "聊天内容我不会外传" in words(page)
    assert "不要让对方独处" in words(page)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    page.text_area(key="talk_new_text").set_value(WORDS)
    press(page, "talk_record")
    assert "请选择和哪类青年谈的" in words(page)
    assert page.text_area(key="talk_new_text").value == WORDS
    assert stored(Talk) == []
    choose(page)
    press(page, "talk_record")
    assert len(stored(Talk)) == 1
    assert page.text_area(key="talk_new_text").value == ""


def test_who_looks_at_a_talk_comes_back_to_the_same_page(cast, open_page):
    for _ in range(entries.PAGE_SIZE + 1):
        last = add(cast.chen)
    page = the_list(open_page(PAGE, person=cast.chen))
    page.pagination[0].set_value(2).run()
    [shown] = [button for button in page.button if button.label == "打开"]
    shown.click().run()
    page.button(key="back").click().run()
    assert page.pagination[0].value == 2
    assert len([button for button in page.button if button.label == "打开"]) == 1
    with engine.transaction() as session:
        session.delete(session.get_one(Talk, last))
    page.run()
    assert len([button for button in page.button if button.label == "打开"]) == entries.PAGE_SIZE


def test_a_look_at_the_list_loses_nothing_typed(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    page.text_area(key="talk_new_text").set_value(WORDS)
    the_list(page)
    page.segmented_control(key="talks_view").set_value("记一次谈心").run()
    assert page.text_area(key="talk_new_text").value == WORDS


def test_an_emptied_day_is_asked_for(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    page.date_input(key="talk_new_talked_on").set_value(None)
    press(page, "talk_record")
    assert "请选择是哪天谈的" in words(page)
    assert stored(Talk) == []


def test_by_default_only_the_writer_opens_a_text(cast, colleague, open_page):
    page = open_page(PAGE, person=colleague)
    assert page.radio(key="talk_new_visibility").value is Visibility.WRITER
    page.radio(key="talk_new_visibility").set_value(Visibility.WRITER_AND_SECRETARY)
    page.text_area(key="talk_new_text").set_value(WORDS)
    choose(page)
    press(page, "talk_record")
    assert stored(Talk)[0].visibility is Visibility.WRITER_AND_SECRETARY
    assert "talk_new_visibility" not in [radio.key for radio in open_page(PAGE, person=cast.chen).radio]


def test_the_list_shows_no_text_and_a_contact_that_is_due_first(cast, colleague, open_page):
    add(colleague, text=WORDS, alias="小马")
    add(cast.chen, alias="小郑", next_on=clock.today())
    add(cast.chen)
    page = the_list(open_page(PAGE, person=cast.chen))
    shown = words(page)
    assert "今天该联系了" in shown
    assert "小郑" in shown
    assert "小马" not in shown
    assert "睡不好" not in shown
    assert "孙记" in shown


def test_the_writer_opens_the_text_once_per_press_and_sees_who_did(cast, open_page):
    talk_id = add(cast.chen, text=WORDS)
    page = open_page(PAGE, person=cast.chen, talk=str(talk_id))
    assert "睡不好" not in words(page)
    press(page, "talk_open")
    assert WORDS in [text.value for text in page.text]
    assert opened() == [cast.chen.audit_name]
    page.run()
    assert "睡不好" not in words(page)
    assert opened() == [cast.chen.audit_name]
    assert "陈" in words(page)


def test_the_secretary_opens_what_is_shared_and_nothing_else(cast, colleague, open_page):
    own = add(colleague, text=WORDS)
    shared = add(colleague, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    page = open_page(PAGE, person=cast.chen, talk=str(own))
    assert "talk_open" not in [button.key for button in page.button]
    assert "只有记录人本人能打开" in words(page)
    page = press(open_page(PAGE, person=cast.chen, talk=str(shared)), "talk_open")
    assert WORDS in [text.value for text in page.text]
    assert {"talk_change", "talk_delete"}.isdisjoint(button.key for button in page.button)


def test_the_writer_changes_a_talk(cast, open_page):
    talk_id = add(cast.chen, text=WORDS, alias="小马")
    page = press(open_page(PAGE, person=cast.chen, talk=str(talk_id)), "talk_change")
    assert page.text_area(key=f"talk_{talk_id}_text").value == WORDS
    assert opened() == [cast.chen.audit_name]
    page.pills(key=f"talk_{talk_id}_reason").set_value(TalkReason.ASKED_FOR)
    page.text_area(key=f"talk_{talk_id}_text").set_value("")
    press(page, "talk_save")
    assert "原来填写的谈话要点被清空了" in words(page)
    sure = page.checkbox(key=f"talk_{talk_id}_emptied")
    assert sure.label == "确定清空谈话要点", "and not a word of it"
    sure.check()
    press(page, "talk_save")
    assert "已改好" in words(page)
    [talk] = stored(Talk)
    assert (talk.reason, talk.summary_sealed) == (TalkReason.ASKED_FOR, None)
    assert "talk_change" in [button.key for button in page.button]


def test_two_at_once_the_second_is_told_and_keeps_the_text(cast, open_page):
    talk_id = add(cast.chen, text=WORDS)
    page = press(open_page(PAGE, person=cast.chen, talk=str(talk_id)), "talk_change")
    with engine.transaction() as session:
        session.get_one(Talk, talk_id).reason = TalkReason.PRAISE
    page.text_area(key=f"talk_{talk_id}_text").set_value("新的要点")
    press(page, "talk_save")
    assert "刚刚有人改过" in words(page)
    assert page.text_area(key=f"talk_{talk_id}_text").value == "新的要点"


def test_deleting_asks_once_more(cast, open_page):
    talk_id = add(cast.chen, text=WORDS)
    page = press(open_page(PAGE, person=cast.chen, talk=str(talk_id)), "talk_delete")
    assert "请先勾选" in words(page)
    page.checkbox(key="talk_delete_agreed").check()
    press(page, "talk_delete")
    assert stored(Talk) == []
    assert "talk" not in page.query_params


def test_a_contact_that_took_place_is_no_longer_announced(cast, open_page):
    talk_id = add(cast.chen, next_on=clock.today() + timedelta(days=2))
    page = press(open_page(PAGE, person=cast.chen, talk=str(talk_id)), "talk_met")
    assert "不再提醒" in words(page)
    assert stored(Talk)[0].next_on is None


@pytest.mark.parametrize("asked", ["of another branch", "999999", "nonsense", "٣"])
def test_a_talk_that_is_not_one_s_branch_s_is_not_found(cast, open_page, asked):
    theirs = add(cast.zhao, text=WORDS)
    page = open_page(PAGE, person=cast.chen, talk=str(theirs) if asked == "of another branch" else asked)
    assert "没有找到这次谈心" in words(page)
    assert page.button(key="back")


def test_an_empty_list_says_what_to_do(cast, open_page):
    assert "还没有谈心记录" in words(the_list(open_page(PAGE, person=cast.chen)))


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(cast, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(cast, name))
