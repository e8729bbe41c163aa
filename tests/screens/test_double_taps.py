"""A double tap is one tap: written once, and its success is what is said."""

import pytest
from sqlalchemy import func, select

from db import engine, need_ledger, pairings, workdays
from db.models import (
    Activity,
    AuditEntry,
    Deed,
    Need,
    NeedClaim,
    NeedEvent,
    Pairing,
    PairingContact,
    Person,
    Talk,
    need_deeds,
)
from db.vocabulary import ActivityKind, Channel, Level, NeedState, Role, TalkReason, Verb, YouthGroup
from pages.shared import saving
from tests import builders, records
from tests.screens.taps import labelled, twice_after_drawing, twice_before_drawing

ACTIVITIES, PAIRINGS, DEEDS = "cadre/activities.py", "cadre/pairings.py", "cadre/deeds.py"
TALKS, NEEDS = "cadre/talks.py", "cadre/needs.py"


@pytest.fixture(params=[twice_before_drawing, twice_after_drawing])
def tap(request):
    return request.param


@pytest.fixture
def cast(district):
    return district.cast


def n_of(what):
    with engine.reading() as session:
        return session.scalar(select(func.count()).select_from(what))


def a_need(cast, **but):
    with engine.transaction() as session:
        return builders.a_need(session, cast.branch_a, now=engine.now(), **but).id


def is_said(page, words):
    assert not page.exception, page.exception
    assert not page.error, page.error[0].value
    assert words in page.success[0].value


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """A busy machine takes longer than a finger: the second click of a tap comes late, and is still that."""
    monkeypatch.setattr(saving, "SAME_TAP", 30.0)


def test_an_activity_is_saved_once_and_its_fields_are_empty(cast, open_page, tap):
    page = open_page(ACTIVITIES, person=cast.chen)
    page.text_input(key="activity_theme").input("友谊赛")
    page.pills(key="activity_kind").set_value(ActivityKind.CULTURE_SPORT)
    is_said(tap(page, "保存活动"), "已登记")
    assert n_of(Activity) == 1
    assert page.text_input(key="activity_theme").value == ""
    assert page.pills(key="activity_kind").value is None


def test_a_pair_is_made_once(cast, open_page, tap):
    page = open_page(PAIRINGS, person=cast.chen)
    page.text_input(key="pairing_alias").input("3号")
    page.pills(key="pairing_group").set_value(YouthGroup.MOBILE)
    is_said(tap(page, "保存结对"), "已结对")
    assert n_of(Pairing) == 1


def test_a_contact_is_noted_once(cast, open_page, tap):
    with engine.transaction() as session:
        today = workdays.today(engine.now())
        pair = pairings.pair_up(
            session,
            actor=cast.chen,
            branch_id=cast.branch_a,
            alias="3号",
            youth_group=YouthGroup.MOBILE,
            channel=Channel.PHONE,
            paired_on=today,
            now=engine.now(),
        )
    page = open_page(PAIRINGS, person=cast.chen, pair=str(pair))
    is_said(tap(page, "记下这次联系"), "已记下")
    assert n_of(PairingContact) == 2, "the one of the first day and this one"


def test_a_deed_is_saved_once_with_the_need_it_serves(cast, open_page, tap):
    need = a_need(cast)
    page = open_page(DEEDS, person=cast.chen)
    page.text_input(key="deed_title").input("装了热水器")
    page.pills(key="deed_needs").set_value([need])
    is_said(tap(page, "保存实事"), "已登记，并对应到需求")
    assert (n_of(Deed), n_of(need_deeds)) == (1, 1)


def test_a_record_is_struck_once(cast, open_page, tap):
    with engine.transaction() as session:
        records.an_activity(session, cast.chen, workdays.today(engine.now()))
    page = open_page(ACTIVITIES, person=cast.chen)
    with engine.reading() as session:
        page.session_state[f"mend_activity_{session.query(Activity).one().id}"] = True
    is_said(tap(page.run(), "确定删去"), "已删去")
    assert n_of(Activity) == 0


def test_a_talk_is_saved_once_and_its_code_stays_to_be_scanned(cast, open_page, tap):
    page = open_page(TALKS, person=cast.chen)
    page.pills(key="talk_new_youth_group").set_value(YouthGroup.NEWCOMER)
    page.pills(key="talk_new_reason").set_value(TalkReason.DIFFICULTY)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    page.pills(key="talk_new_need0_category").set_value("EMP").run()
    page.pills(key="talk_new_need0_sub_item_code").set_value("EMP2")
    page.text_area(key="talk_new_need0_text").set_value("想找一个暑期实习")
    page.checkbox(key="talk_new_need0_is_agreed").check()
    is_said(tap(page, "保存谈心"), "请让青年扫码")
    assert (n_of(Talk), n_of(Need), n_of(NeedClaim)) == (1, 1, 1)
    assert len(page.code) == 1


def test_the_second_click_does_not_put_the_code_away(cast, open_page):
    page = open_page(TALKS, person=cast.chen)
    page.pills(key="talk_new_youth_group").set_value(YouthGroup.NEWCOMER)
    page.pills(key="talk_new_reason").set_value(TalkReason.DIFFICULTY)
    page.toggle(key="talk_new_has_needs").set_value(True).run()
    page.pills(key="talk_new_need0_category").set_value("EMP").run()
    page.pills(key="talk_new_need0_sub_item_code").set_value("EMP2")
    page.text_area(key="talk_new_need0_text").set_value("想找一个暑期实习")
    page.checkbox(key="talk_new_need0_is_agreed").check()
    labelled(page, "保存谈心").click().run()
    labelled(page, "青年已领取，收起").click().run()
    assert page.code, "the click came in the second in which the talk was saved"
    page.run()
    labelled(page, "青年已领取，收起").click().run()
    assert not page.code


def test_a_need_is_accepted_once_and_its_success_is_said(cast, open_page, tap):
    need = a_need(cast)
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    is_said(tap(page, "受理"), "已受理")
    with engine.reading() as session:
        assert session.get(Need, need).state is NeedState.ACCEPTED


def test_the_next_step_under_the_finger_is_not_taken_by_the_same_tap(cast, open_page):
    need = a_need(cast)
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    labelled(page, "受理").click().run()
    assert page.pills(key=f"step_choice_{need}").value is Verb.START
    labelled(page, "开始办理").click().run()
    is_said(page, "已受理")
    page.run()
    labelled(page, "开始办理").click().run()
    is_said(page, "开始办理")


def test_what_is_told_to_the_youth_is_told_once(cast, open_page, tap):
    need = a_need(cast, state=NeedState.ACCEPTED)
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    page.pills(key=f"step_choice_{need}").set_value(Verb.NOTE).run()
    page.text_area(key=f"note_text_{need}").set_value("已联系三家单位")
    is_said(tap(page, "告诉青年"), "已告诉青年")
    with engine.reading() as session:
        assert session.query(NeedEvent).filter_by(verb=Verb.NOTE).count() == 1
    assert page.text_area(key=f"note_text_{need}").value == ""


def test_a_need_that_is_passed_on_leads_back_to_the_list(cast, open_page, tap):
    need = a_need(cast, state=NeedState.ACCEPTED)
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    page.pills(key=f"step_choice_{need}").set_value("more").run()
    page.pills(key=f"step_more_{need}").set_value(Verb.TRANSFER).run()
    page.text_area(key=f"transfer_text_{need}").set_value("要街道协调")
    is_said(tap(page, "转交上级"), "已转交上级")
    assert page.title[0].value == "需求办理"
    with engine.reading() as session:
        assert need_ledger.counts_for(session, actor=cast.wang)


def test_an_account_is_made_once_and_its_password_is_shown(cast, open_page, tap):
    page = open_page("admin/people.py", person=cast.li)
    page.selectbox(key="person_role").set_value(Role.SECRETARY).run()
    page.selectbox(key=f"person_organisation_{Level.BRANCH}").set_value(cast.branch_a)
    page.text_input(key="person_name").input("新同事")
    page.text_input(key="person_username").input("newcomer")
    with engine.reading() as session:
        before = session.query(Person).count()
    is_said(tap(page, "添加账号"), "已添加账号“newcomer”")
    assert n_of(Person) == before + 1
    assert "用户名 newcomer" in page.code[0].value


def test_an_account_that_was_ended_is_not_opened_by_the_same_tap(cast, open_page):
    page = open_page("admin/people.py", person=cast.li)
    page.selectbox(key="account_chosen").set_value("chen").run()
    labelled(page, "停用账号").click().run()
    labelled(page, "确认停用").click().run()
    labelled(page, "重新启用").click().run()
    is_said(page, "已停用账号")
    with engine.reading() as session:
        assert not session.get_one(Person, cast.chen.id).is_active


def test_a_refusal_lets_the_same_button_be_pressed_again_at_once(cast, open_page):
    page = open_page(ACTIVITIES, person=cast.chen)
    page.pills(key="activity_kind").set_value(ActivityKind.STUDY)
    labelled(page, "保存活动").click().run()
    assert "请填写活动主题" in page.error[0].value
    page.text_input(key="activity_theme").input("团课")
    labelled(page, "保存活动").click().run()
    is_said(page, "已登记")
    assert n_of(Activity) == 1


def test_two_that_are_alike_are_two_when_they_are_entered_one_after_the_other(cast, open_page, monkeypatch):
    monkeypatch.setattr(saving, "SAME_TAP", 0.0)
    page = open_page(ACTIVITIES, person=cast.chen)
    for _ in range(2):
        page.text_input(key="activity_theme").input("团课")
        page.pills(key="activity_kind").set_value(ActivityKind.STUDY)
        labelled(page, "保存活动").click().run()
        is_said(page, "已登记")
    assert n_of(Activity) == 2
    assert n_of(AuditEntry) == 2
