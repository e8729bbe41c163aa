"""谈心: the quick form, turning a talk into needs, the list, and a text behind a button."""

from datetime import UTC, datetime, timedelta

import pytest

from db import claims, engine, talks, workdays
from db.models import AuditEntry, Need, NeedClaim, Organisation, Talk
from db.talk_form import TalkForm
from db.vocabulary import Channel, NeedSource, Role, TalkReason, Urgency, Visibility, YouthGroup
from tests import builders
from tests import cast as casting

PAGE = "cadre/talks.py"
NOW = datetime.now(UTC)
TODAY = workdays.today(NOW)
WORDS = "**最近**睡不好 <b>想换</b>班次"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.text, page.success, page.error, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def html(page):
    return "\n".join(str(element.proto.body) for element in page.html)


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


def choose(page, prefix="talk_new"):
    """The two taps that the form does not make by itself."""
    page.pills(key=f"{prefix}_youth_group").set_value(YouthGroup.NEWCOMER)
    page.pills(key=f"{prefix}_reason").set_value(TalkReason.DIFFICULTY)


def stored(kind):
    with engine.reading() as session:
        return session.query(kind).all()


def opened():
    with engine.reading() as session:
        return [entry.actor for entry in session.query(AuditEntry).filter_by(verb="open_talk")]


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def colleague(cast):
    """A cadre of branch A beside its secretary 陈."""
    with engine.transaction() as session:
        branch = session.get_one(Organisation, cast.branch_a)
        return casting.a_person(session, branch, "孙", "sun", Role.CADRE, now=NOW)


def add(actor, **but):
    values = {
        "talked_on": TODAY,
        "channel": Channel.PHONE,
        "youth_group": YouthGroup.MEMBER,
        "reason": TalkReason.CARE,
        **but,
    }
    with engine.transaction() as session:
        talks.record(session, actor=actor, form=TalkForm(**values), now=NOW)
        return session.query(Talk).order_by(Talk.id.desc()).first().id


def the_list(page):
    page.segmented_control(key="talks_view").set_value("谈心记录").run()
    return page


def test_two_taps_and_save_are_enough(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    press(page, "talk_record")
    assert "已记下。" in words(page)
    [talk] = stored(Talk)
    assert (talk.talked_on, talk.channel, talk.youth_group) == (TODAY, Channel.IN_PERSON, YouthGroup.NEWCOMER)
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


def test_saving_twice_by_a_double_tap_is_one_talk(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    press(page, "talk_record")
    press(page, "talk_record")
    assert len(stored(Talk)) == 1


def test_by_default_only_the_writer_opens_a_text(cast, colleague, open_page):
    page = open_page(PAGE, person=colleague)
    assert page.radio(key="talk_new_visibility").value is Visibility.WRITER
    page.radio(key="talk_new_visibility").set_value(Visibility.WRITER_AND_SECRETARY)
    page.text_area(key="talk_new_text").set_value(WORDS)
    choose(page)
    press(page, "talk_record")
    assert stored(Talk)[0].visibility is Visibility.WRITER_AND_SECRETARY
    assert "talk_new_visibility" not in [radio.key for radio in open_page(PAGE, person=cast.chen).radio]


def pick(page, n=0):
    page.pills(key=f"talk_new_need{n}_category").set_value("EMP").run()
    page.pills(key=f"talk_new_need{n}_sub_item_code").set_value("EMP2")


def raise_one(page):
    choose(page)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    pick(page)
    page.text_area(key="talk_new_need0_text").set_value("想找一个暑期实习")
    page.pills(key="talk_new_need0_urgency").set_value(Urgency.SOON)
    page.checkbox(key="talk_new_need0_is_agreed").check()
    return press(page, "talk_record")


def test_a_talk_becomes_a_need_with_a_code_to_scan(cast, open_page, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example")
    page = raise_one(open_page(PAGE, person=cast.chen))
    [need] = stored(Need)
    assert (need.source, need.urgency, need.handed_on) == (NeedSource.TALK, Urgency.SOON, TODAY)
    assert 'alt="认领二维码"' in html(page)
    address = page.code[0].value
    assert address.startswith("https://youth.example/c/")
    with engine.transaction() as session:
        token = address.rsplit("/", 1)[1]
        assert claims.claim(session, token=token, holder="phone", today=TODAY)
    page.run()
    assert page.code, "the code stays until it is put away"
    press(page, "claims_close")
    assert not page.code
    assert "认领二维码" not in html(page)


def test_another_category_asks_anew_what_it_is(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    pick(page)
    page.run()
    page.pills(key="talk_new_need0_category").set_value("HOU").run()
    assert page.pills(key="talk_new_need0_sub_item_code").value is None
    choose(page)
    press(page, "talk_record")
    assert "请选择想请我们帮您办的是哪一件事" in words(page)
    assert stored(Talk) == []


def test_without_the_youth_s_agreement_nothing_is_saved(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    pick(page)
    page.text_area(key="talk_new_need0_text").set_value("想找一个暑期实习")
    press(page, "talk_record")
    assert "先征得对方同意" in words(page)
    assert (stored(Talk), stored(Need)) == ([], [])
    assert page.text_area(key="talk_new_need0_text").value == "想找一个暑期实习"


def test_up_to_three_needs_come_of_one_talk(cast, open_page):
    page = open_page(PAGE, person=cast.chen)
    choose(page)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    press(page, "talk_new_more")
    press(page, "talk_new_more")
    assert "talk_new_more" not in [button.key for button in page.button]
    press(page, "talk_new_fewer")
    for n in range(2):
        pick(page, n)
        page.text_area(key=f"talk_new_need{n}_text").set_value("想找一个暑期实习")
        page.checkbox(key=f"talk_new_need{n}_is_agreed").check()
    press(page, "talk_record")
    assert len(stored(Need)) == 2
    assert html(page).count('alt="认领二维码"') == 2


def test_the_list_shows_no_text_and_a_contact_that_is_due_first(cast, colleague, open_page):
    add(colleague, text=WORDS, alias="小马")
    add(cast.chen, alias="小郑", next_on=TODAY)
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
    talk_id = add(cast.chen, next_on=TODAY + timedelta(days=2))
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


def test_a_need_that_waits_for_its_youth_says_so_and_shows_a_new_code(cast, open_page):
    with engine.transaction() as session:
        need = builders.a_need(session, cast.branch_a, now=NOW, source=NeedSource.TALK).id
    assert "待青年认领" in words(open_page("cadre/needs.py", person=cast.chen))
    page = open_page("cadre/needs.py", person=cast.chen, need=str(need))
    assert "还没有领取查询码" in words(page)
    press(page, f"renew_claim_{need}")
    assert len(stored(NeedClaim)) == 1
    token = page.code[0].value.rsplit("/", 1)[1]
    with engine.transaction() as session:
        claims.claim(session, token=token, holder="phone", today=TODAY)
    press(page, "claims_close")
    assert "待青年认领" not in words(page)


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(cast, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(cast, name))
