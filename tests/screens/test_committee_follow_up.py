"""办理跟踪: the funnel, live."""

import pytest

from db import engine
from db.models import Organisation
from db.vocabulary import Level, Role
from tests import builders
from tests.cast import a_person, an_organisation
from tests.committee_screens import a_finished_need, open_page
from tests.screens.test_committee_needs_analysis import charts_of, words

PAGE = "committee/follow_up.py"
pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def needs(settled, now):
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now)
        a_finished_need(session, settled.branch_a, rating=5, now=now)
        a_finished_need(session, settled.branch_b, rating=2, now=now)
        builders.a_need(session, settled.branch_c, now=now)
    return settled


def test_the_funnel_counts_what_became_of_a_month_s_needs(needs):
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert not page.exception
    assert charts_of(page) == 3
    assert page.table[0].value["件数"].tolist() == ["3", "2", "2", "2", "1"]
    assert "可以评价的有2件，其中2件已评价" in words(page)
    assert [(m.value, m.delta) for m in page.metric] == [
        ("3件", "已受理2/3件"), ("67%", "2/3件"), ("50%", "1/2件已评价"),
    ]  # fmt: skip


def test_the_district_sees_all_and_may_look_at_one_committee(needs):
    assert open_page(PAGE, needs.li, month="2026-06").table[0].value["件数"].tolist()[0] == "4"
    page = open_page(PAGE, needs.li, month="2026-06", scope=str(needs.other_committee))
    assert page.table[0].value["件数"].tolist() == ["1", "0", "0", "0", "0"]


def test_without_needs_it_says_so(settled):
    page = open_page(PAGE, settled.li)
    assert "还没有青年提出需求" in words(page)
    assert charts_of(page) == 0


def test_a_scope_without_needs_that_month_says_so(settled, now):
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now)
    page = open_page(PAGE, settled.li, scope=str(settled.other_committee))
    assert "没有青年提出需求" in words(page)
    assert "没有还在办理的需求" in words(page)


@pytest.mark.parametrize("page", [PAGE, "committee/needs_analysis.py", "committee/results.py"])
def test_a_general_branch_sees_its_own_branches_and_no_fault(needs, now, page):
    with engine.transaction() as session:
        committee = session.get_one(Organisation, needs.committee)
        general = an_organisation(session, committee, "东区团总支", level=Level.GENERAL_BRANCH)
        below = an_organisation(session, general, "东区第一团支部")
        builders.a_need(session, below.id, now=now)
        sun = a_person(session, general, "孙", "sun", Role.COMMITTEE, now=now)
    found = open_page(page, sun)
    assert not found.exception
    if page == PAGE:
        assert found.selectbox(key="scope").options == ["东区团总支"]
        assert found.table[0].value["件数"].tolist()[0] == "1"


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", None])
def test_the_wrong_role_is_turned_away(needs, who):
    page = open_page(PAGE, getattr(needs, who) if who else None)
    assert page.warning
    assert charts_of(page) == 0


def test_open_needs_stand_one_by_one_without_text_or_number(needs):
    page = open_page(PAGE, needs.li, month="2026-06")
    table = page.table[-1].value
    assert list(table.columns) == ["办理单位", "类别", "状态", "到期", "提出至今"]
    assert table["办理单位"].tolist() == ["东风社区团支部", "西苑中学团支部"]
    # Neither branch had ten answers in the quarter before, so its categories are not told.
    assert set(table["类别"]) == {"不显示（支部答卷少）"}
    assert "想找实习" not in str(page.table)


def test_the_list_can_be_of_late_ones_only_and_the_address_keeps_it(needs):
    page = open_page(PAGE, needs.li, month="2026-06", list="late")
    assert page.query_params["list"] == "late"
    assert set(page.table[-1].value["到期"]) == {"■ 逾期"}
    page = open_page(PAGE, needs.li, month="2026-06", list="near")
    assert "没有临期的需求" in words(page)


def test_an_unknown_list_in_the_address_is_the_whole_list(needs):
    page = open_page(PAGE, needs.li, month="2026-06", list="everything")
    assert page.query_params["list"] == "all"


def test_a_long_list_has_pages(needs, now):
    with engine.transaction() as session:
        for _ in range(25):
            builders.a_need(session, needs.branch_a, now=now)
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert not page.exception
    assert len(page.table[-1].value) == 20
