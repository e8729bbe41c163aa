"""需求办理: the list, in pages, and the way to a need and back."""

from datetime import timedelta

import pytest

from db import engine, need_ledger
from db.models import AuditEntry, Need
from db.vocabulary import NeedState, StateType, Urgency
from tests import clock
from tests.screens.taps import press
from tests.screens.test_needs_page import PAGE, add, words


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def need(cast):
    return add(cast.branch_a)


def test_the_list_shows_what_presses_most_first_and_says_it_in_words(cast, open_page):
    add(cast.branch_a, accept_by=clock.today() + timedelta(days=30))
    add(cast.branch_a, accept_by=clock.today() - timedelta(days=3), urgency=Urgency.URGENT)
    add(cast.branch_a, accept_by=clock.today() + timedelta(days=1))
    shown = [m.value for m in open_page(PAGE, person=cast.chen).markdown if "[" in m.value]
    assert [line.split("]")[0] for line in shown] == [":red[■ 逾期", ":orange[▲ 临期", ":green[● 按期"]


def test_the_list_counts_each_kind_and_shows_the_one_that_is_chosen(cast, need, open_page):
    page = open_page(PAGE, person=cast.chen)
    kinds = page.segmented_control(key="needs_kind")
    assert kinds.options == ["待办 1", "已办结 0", "已结束 0"]
    kinds.set_value(StateType.SETTLED).run()
    assert "现在没有等青年确认的需求" in words(page)


def test_a_long_list_comes_in_pages(cast, open_page):
    for _ in range(need_ledger.PAGE_SIZE + 1):
        add(cast.branch_a)
    page = open_page(PAGE, person=cast.chen)
    assert len([b for b in page.button if b.label == "打开"]) == need_ledger.PAGE_SIZE
    page.pagination[0].set_value(2).run()
    assert len([b for b in page.button if b.label == "打开"]) == 1


def test_who_looks_at_a_need_comes_back_to_the_same_page_of_the_same_kind(cast, open_page):
    for _ in range(need_ledger.PAGE_SIZE + 1):
        add(cast.branch_a, state=NeedState.SETTLED)
    page = open_page(PAGE, person=cast.chen)
    page.segmented_control(key="needs_kind").set_value(StateType.SETTLED).run()
    page.pagination[0].set_value(2).run()
    press(page, "打开")
    page.button(key="back").click().run()
    assert page.segmented_control(key="needs_kind").value is StateType.SETTLED
    assert page.pagination[0].value == 2
    assert len([b for b in page.button if b.label == "打开"]) == 1


def test_when_the_last_page_is_gone_the_one_before_is_shown(cast, open_page):
    needs = [add(cast.branch_a) for _ in range(2 * need_ledger.PAGE_SIZE + 1)]
    page = open_page(PAGE, person=cast.chen)
    page.pagination[0].set_value(3).run()
    with engine.transaction() as session:
        session.get_one(Need, needs[0]).state = NeedState.SETTLED
    page.run()
    assert page.pagination[0].value == 2
    assert len([b for b in page.button if b.label == "打开"]) == need_ledger.PAGE_SIZE


def test_a_need_opens_from_the_list_and_leads_back(cast, need, open_page):
    page = press(open_page(PAGE, person=cast.chen), "打开")
    assert page.query_params["need"] == str(need)
    assert "想找实习" in [text.value for text in page.text]
    page.button(key="back").click().run()
    assert "need" not in page.query_params
    assert page.title[0].value == "需求办理"


def test_lines_of_one_category_are_told_apart_by_their_first_words(cast, open_page):
    add(cast.branch_a, text="想找*暑期*实习")
    add(cast.branch_a, text="想学修车\n学费怎么办")
    page = open_page(PAGE, person=cast.chen)
    assert sorted(text.value for text in page.text) == ["想学修车 学费怎么办", "想找*暑期*实习"]


def test_what_is_sensitive_is_not_begun_in_the_list(cast, open_page):
    add(cast.branch_a, text="别人不该看到", is_sensitive=True, category_code="PSY", sub_item_code="PSY1")
    page = open_page(PAGE, person=cast.chen)
    assert "敏感类：打开后查看" in words(page)
    assert "别人不该看到" not in words(page)


def test_a_look_at_the_list_is_no_audited_opening(cast, need, open_page):
    open_page(PAGE, person=cast.chen)
    with engine.reading() as session:
        assert session.query(AuditEntry).count() == 0


def test_an_empty_list_says_where_its_needs_come_from(cast, open_page):
    assert "青年从固定链接提出需求后" in words(open_page(PAGE, person=cast.chen))
    above = words(open_page(PAGE, person=cast.wang))
    assert "青年直接交给您这一级的需求，和支部转交上来的需求" in above
    assert "固定链接" not in above
