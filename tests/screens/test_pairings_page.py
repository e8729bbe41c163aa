"""结对: pair up, note a contact, end; another branch's pair looks like none."""

from datetime import UTC, date, datetime

import pytest

from db import engine, entries, pairings
from db.models import Pairing, PairingContact
from db.vocabulary import Channel, PairingEnd, YouthGroup
from tests.screens.taps import press

PAGE = "cadre/pairings.py"
NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def june(monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: NOW)


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.text, page.success, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def pair(actor, alias="小李"):
    with engine.transaction() as session:
        return pairings.pair_up(
            session,
            actor=actor,
            branch_id=actor.organisation_id,
            alias=alias,
            youth_group=YouthGroup.YOUTH,
            channel=Channel.IN_PERSON,
            paired_on=date(2026, 6, 2),
            now=NOW,
        )


def stored(model):
    with engine.reading() as session:
        return session.query(model).order_by(model.id).all()


def test_who_looks_at_a_pair_comes_back_to_the_same_page(settled, open_page):
    for n in range(entries.PAGE_SIZE + 1):
        pair(settled.chen, alias=f"{n}号")
    page = open_page(PAGE, person=settled.chen)
    page.pagination[0].set_value(2).run()
    press(page, "记联系")
    page.button(key="back").click().run()
    assert page.pagination[0].value == 2
    assert len([b for b in page.button if b.label == "记联系"]) == 1


def test_a_new_pair_is_saved_and_lights_the_duty(settled, open_page):
    page = open_page(PAGE, person=settled.chen)
    assert "现在没有结对中的青年" in words(page)
    page.text_input(key="pairing_alias").input("小李")
    page.pills(key="pairing_group").set_value(YouthGroup.NEWCOMER)
    press(page, "保存结对")
    assert "已结对" in page.success[0].value
    assert "● 绿 已联系1次" in words(page)
    assert "新入职 · 由陈联系 · 共1次 · 最近6月18日" in words(page)
    assert page.text_input(key="pairing_alias").value == ""


def test_a_refused_pair_keeps_what_was_typed(settled, open_page):
    page = open_page(PAGE, person=settled.chen)
    page.text_input(key="pairing_alias").input("小李")
    press(page, "保存结对")
    assert "请选青年的类别" in page.error[0].value
    assert page.text_input(key="pairing_alias").value == "小李"
    assert page.pills(key="pairing_channel").value is Channel.IN_PERSON
    assert stored(Pairing) == []


def test_a_contact_is_noted_from_the_list_in_two_taps(settled, open_page):
    pairing_id = pair(settled.chen)
    page = press(open_page(PAGE, person=settled.chen), "记联系")
    assert page.query_params["pair"] == str(pairing_id)
    page.text_input(key=f"pair_note_{pairing_id}").input("**想换工作**")
    press(page, "记下这次联系")
    assert "已记下这次联系" in page.success[0].value
    assert "联系记录（2次）" in words(page)
    assert "**想换工作**" in [text.value for text in page.text]
    assert page.text_input(key=f"pair_note_{pairing_id}").value == ""
    page.button(key="back").click().run()
    assert page.title[0].value == "结对"


def test_a_colleague_s_pair_shows_no_note_and_asks_for_none(settled, open_page):
    pairing_id = pair(settled.chen)
    with engine.transaction() as session:
        session.query(Pairing).one().person_id = settled.li.id
    page = open_page(PAGE, person=settled.chen, pair=str(pairing_id))
    assert not page.text_input
    press(page, "记下这次联系")
    assert len(stored(PairingContact)) == 2


def test_a_pair_is_ended_with_a_reason_and_stays_listed(settled, open_page):
    pairing_id = pair(settled.chen)
    page = open_page(PAGE, person=settled.chen, pair=str(pairing_id))
    press(page, "结束这个结对")
    assert "请选结束的原因" in page.error[0].value
    page.pills(key=f"pair_reason_{pairing_id}").set_value(PairingEnd.LEFT)
    press(page, "结束这个结对")
    assert stored(Pairing)[0].end_reason is PairingEnd.LEFT
    assert "记下这次联系" not in [button.label for button in page.button]
    page.button(key="back").click().run()
    assert "6月18日结束：青年离开" in words(page)


def test_a_contact_noted_by_mistake_is_taken_back(settled, open_page):
    pairing_id = pair(settled.chen)
    page = press(open_page(PAGE, person=settled.chen, pair=str(pairing_id)), "确定删去")
    assert "已删去" in page.success[0].value
    assert stored(PairingContact) == []


@pytest.mark.parametrize("shown", ["{}", "999999", "0", "-1", "abc", "９", "99999999999999999999"])
def test_a_pair_of_another_branch_or_none_is_not_found(settled, open_page, shown):
    pairing_id = pair(settled.qian, alias="西苑的小周")
    page = open_page(PAGE, person=settled.chen, pair=shown.format(pairing_id))
    assert not page.exception
    assert "没有找到这个结对" in page.error[0].value
    assert "西苑的小周" not in words(page)


def test_another_branch_s_pairs_are_not_listed(settled, open_page):
    pair(settled.zhao, alias="光明的小周")
    assert "光明的小周" not in words(open_page(PAGE, person=settled.chen))
