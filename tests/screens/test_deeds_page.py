"""实事: a deed with the needs it serves, and putting right which ones these are."""

from datetime import UTC, date, datetime

import pytest

from db import deed_links, deeds, engine, follow_up, need_ledger
from db.models import Deed, Need, need_deeds
from db.vocabulary import DeedKind, NeedState
from tests import builders, records
from tests.screens.taps import labelled, press
from tests.screens.test_quick_entries import DEEDS, stored, words

NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def june(monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: NOW)


def a_need(settled, number="X2606-AAAA", **but):
    with engine.transaction() as session:
        return builders.a_need(session, settled.branch_a, now=NOW, number=number, **but).id


def a_deed(settled, *need_ids, done_on=date(2026, 6, 12), **but):
    with engine.transaction() as session:
        return deeds.record_deed(
            session,
            actor=settled.chen,
            organisation_id=settled.branch_a,
            title="双选会",
            kind=DeedKind.PRACTICAL,
            done_on=done_on,
            now=NOW,
            need_ids=need_ids,
            **but,
        )


def opened(open_page, settled, deed_id):
    """The page with the box 更正 of one deed open."""
    page = open_page(DEEDS, person=settled.chen)
    page.session_state[f"mend_{deed_id}"] = True
    page.run()
    assert not page.exception, page.exception
    return page


def linked():
    with engine.reading() as session:
        return {need_id for need_id, _ in session.query(need_deeds).all()}


def test_a_deed_is_saved_with_the_need_it_serves(settled, open_page):
    with engine.transaction() as session:
        mine = builders.a_need(session, settled.branch_a, now=NOW, state=NeedState.IN_PROGRESS)
        builders.a_need(session, settled.branch_b, now=NOW)
        need_id = mine.id
    page = open_page(DEEDS, person=settled.chen)
    needs = page.pills(key="deed_needs")
    assert len(needs.options) == 1
    needs.set_value([need_id])
    page.text_input(key="deed_title").input("办了一场双选会")
    page.number_input(key="deed_beneficiaries").set_value(30)
    press(page, "保存实事")
    assert "请到“需求办理”点“办结”" in page.success[0].value
    assert "6月18日 · 办实事 · 受益30人 · 对应1件需求" in words(page)
    assert page.pills(key="deed_needs").value == []
    with engine.reading() as session:
        assert session.query(need_deeds).count() == 1


def test_a_refused_deed_keeps_what_was_chosen(settled, open_page):
    page = open_page(DEEDS, person=settled.chen)
    page.pills(key="deed_kind").set_value(DeedKind.HARD_PROBLEM)
    page.number_input(key="deed_beneficiaries").set_value(30)
    press(page, "保存实事")
    assert "请用一句话写明办了什么" in page.error[0].value
    assert page.pills(key="deed_kind").value is DeedKind.HARD_PROBLEM
    assert page.number_input(key="deed_beneficiaries").value == 30
    assert stored(Deed) == []


def test_a_need_that_was_settled_meanwhile_is_no_longer_chosen(settled, open_page):
    with engine.transaction() as session:
        need_id = builders.a_need(session, settled.branch_a, now=NOW).id
    page = open_page(DEEDS, person=settled.chen)
    page.pills(key="deed_needs").set_value([need_id])
    press(page, "保存实事")
    with engine.transaction() as session:
        session.query(Need).one().state = NeedState.SETTLED
    page.run()
    assert not page.exception
    assert page.session_state["deed_needs"] == []


def test_every_open_need_is_offered(settled, open_page):
    for n in range(need_ledger.PAGE_SIZE + 5):
        a_need(settled, f"X2606-{n:04}")
    page = open_page(DEEDS, person=settled.chen)
    assert len(page.multiselect(key="deed_needs").options) == need_ledger.PAGE_SIZE + 5


def test_a_wrong_need_is_exchanged_for_the_right_one(settled, open_page):
    wrong, right = a_need(settled), a_need(settled, "X2606-BBBB")
    deed_id = a_deed(settled, wrong)
    page = opened(open_page, settled, deed_id)
    field = page.pills(key=f"mend_needs_{deed_id}")
    assert field.value == [wrong]
    assert len(field.options) == 2
    field.set_value([right])
    press(page, "保存对应的需求")
    assert "已更正" in page.success[0].value
    assert linked() == {right}
    assert not page.session_state[f"mend_{deed_id}"], "the box closes"


def test_a_deed_is_struck_once_its_wrong_need_is_taken_away(settled, open_page):
    deed_id = a_deed(settled, a_need(settled))
    page = opened(open_page, settled, deed_id)
    assert "确定删去" not in [button.label for button in page.button]
    assert "对应错了，先在上面去掉，再删" in words(page)
    page.pills(key=f"mend_needs_{deed_id}").set_value([])
    press(page, "保存对应的需求")
    page = opened(open_page, settled, deed_id)
    press(page, "确定删去")
    assert "已删去这件实事" in page.success[0].value
    assert stored(Deed) == []


def test_what_was_settled_with_it_is_named_and_cannot_be_taken_away(settled, open_page):
    need_id = a_need(settled, state=NeedState.IN_PROGRESS)
    deed_id = a_deed(settled)
    with engine.transaction() as session:
        need = session.get_one(Need, need_id)
        values = {"version": need.version, "title": "", "result": "来吧", "deed_id": deed_id}
        follow_up.settle(session, actor=settled.chen, need_id=need_id, now=NOW, **values)
    page = opened(open_page, settled, deed_id)
    assert "已用它办结，不能去掉，也不能删：实习见习（X2606-AAAA）" in words(page)
    assert f"mend_needs_{deed_id}" not in [pills.key for pills in page.pills]
    press(page, "保存对应的需求")
    assert linked() == {need_id}


def test_of_two_who_correct_the_second_is_told_and_keeps_what_was_chosen(settled, open_page):
    wrong, right = a_need(settled), a_need(settled, "X2606-BBBB")
    deed_id = a_deed(settled, wrong)
    page = opened(open_page, settled, deed_id)
    with engine.transaction() as session:
        deed_links.correct(session, actor=settled.chen, deed_id=deed_id, seen=[wrong], need_ids=[], now=NOW)
    page.pills(key=f"mend_needs_{deed_id}").set_value([right])
    press(page, "保存对应的需求")
    assert "刚刚有人改过" in page.error[0].value
    assert linked() == set()
    assert page.pills(key=f"mend_needs_{deed_id}").value == [right]


def test_a_deed_of_a_closed_month_offers_nothing(settled, open_page):
    with engine.transaction() as session:
        records.a_deed(session, settled.chen, date(2026, 5, 12))
    page = open_page(DEEDS, person=settled.chen)
    page.segmented_control(key="deeds_month").set_value(1).run()
    assert "修好路灯" in words(page)
    page.session_state[f"mend_{stored(Deed)[0].id}"] = True
    page.run()
    assert not [key for key in (form.key for form in page.multiselect) if key.startswith("mend")]


def test_a_double_tap_corrects_once(settled, open_page):
    deed_id = a_deed(settled, a_need(settled))
    page = opened(open_page, settled, deed_id)
    page.pills(key=f"mend_needs_{deed_id}").set_value([])
    labelled(page, "保存对应的需求").click()
    sent = page._tree.get_widget_states()
    page._run(sent)
    page._run(sent)
    assert "已更正" in page.success[0].value
    assert not page.error


def test_a_deed_recorded_for_a_need_is_proposed_at_its_settling_until_that_was_not_enough(settled, open_page):
    chen = settled.chen
    with engine.transaction() as session:
        need = builders.a_need(session, settled.branch_a, now=NOW, state=NeedState.IN_PROGRESS)
        values = {"title": "装了热水器", "kind": DeedKind.PRACTICAL, "done_on": date(2026, 6, 12)}
        where = {"organisation_id": settled.branch_a, "need_ids": [need.id], "now": NOW}
        deeds.record_deed(session, actor=chen, **values, **where)
    need_id, deed_id = need.id, stored(Deed)[0].id
    page = open_page("cadre/needs.py", person=chen, need=str(need_id))
    assert page.selectbox(key=f"settle_deed_{need_id}").value == deed_id
    with engine.transaction() as session:
        step = {"actor": chen, "need_id": need_id, "version": need.version, "now": NOW}
        follow_up.settle(session, **step, title="", result="装好了", deed_id=deed_id)
        session.get_one(Need, need_id).state = NeedState.IN_PROGRESS
    page = open_page("cadre/needs.py", person=chen, need=str(need_id))
    assert page.selectbox(key=f"settle_deed_{need_id}").value == 0


def test_without_an_open_need_a_deed_serves_none(settled, open_page):
    page = open_page(DEEDS, person=settled.chen)
    assert "现在没有待办的需求" in words(page)
    assert [pills.key for pills in page.pills] == ["deed_kind"]
    page.text_input(key="deed_title").input("修好路灯")
    press(page, "保存实事")
    assert len(stored(Deed)) == 1


def test_a_deed_that_is_begun_is_listed_apart_until_it_is_done(settled, open_page):
    page = open_page(DEEDS, person=settled.chen)
    page.text_input(key="deed_title").input("修好路灯")
    page.checkbox(key="deed_begun").check()
    press(page, "保存实事")
    assert "已登记为正在办" in page.success[0].value
    assert "● 绿 在办，有进展" in words(page)
    assert "6月18日登记 · 办实事" in words(page)
    assert not page.checkbox(key="deed_begun").value
    page.session_state[f"finish_{stored(Deed)[0].id}"] = True
    page.run()
    press(page, "保存，已办完")
    assert "● 绿 已办1件" in words(page)
    assert stored(Deed)[0].done_on == date(2026, 6, 18)


def test_a_title_is_put_right_and_a_deed_is_taken_off_the_board(settled, open_page):
    deed_id = a_deed(settled)
    page = opened(open_page, settled, deed_id)
    page.text_input(key=f"fix_title_{deed_id}").input("办了双选会")
    page.pills(key=f"fix_kind_{deed_id}").set_value(DeedKind.KIND)
    press(page, "保存更正")
    assert (stored(Deed)[0].title, stored(Deed)[0].kind) == ("办了双选会", DeedKind.KIND)
    page = opened(open_page, settled, deed_id)
    press(page, "不公开")
    assert stored(Deed)[0].is_hidden
    assert "6月12日 · 做好事 · 不公开" in words(page)
