"""谈心 turned into needs: the form, the code to scan, and the need that waits for its youth."""

import pytest

from db import claims, engine
from db.models import Need, NeedClaim, Talk
from db.vocabulary import NeedSource, Urgency
from tests import builders, clock
from tests.talk_screens import PAGE, choose, html, press, stored, words


@pytest.fixture
def cast(district):
    return district.cast


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
    assert (need.source, need.urgency, need.handed_on) == (NeedSource.TALK, Urgency.SOON, clock.today())
    assert 'alt="认领二维码"' in html(page)
    address = page.code[0].value
    assert address.startswith("https://youth.example/c/")
    with engine.transaction() as session:
        token = address.rsplit("/", 1)[1]
        assert claims.claim(session, token=token, holder="phone", today=clock.today())
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
    assert "请选择想办的是哪一件事" in words(page)
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


def test_a_need_that_waits_for_its_youth_says_so_and_shows_a_new_code(cast, open_page):
    with engine.transaction() as session:
        need = builders.a_need(session, cast.branch_a, now=engine.now(), source=NeedSource.TALK).id
    assert "待青年认领" in words(open_page("cadre/needs.py", person=cast.chen))
    page = open_page("cadre/needs.py", person=cast.chen, need=str(need))
    assert "还没有领取查询码" in words(page)
    press(page, f"renew_claim_{need}")
    assert len(stored(NeedClaim)) == 1
    token = page.code[0].value.rsplit("/", 1)[1]
    with engine.transaction() as session:
        claims.claim(session, token=token, holder="phone", today=clock.today())
    press(page, "claims_close")
    assert "待青年认领" not in words(page)
