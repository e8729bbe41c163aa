"""办理跟踪: how long needs took, how they ended, what was on time, how many are open."""

from datetime import date

import pytest

from db import engine, workdays
from db.vocabulary import NeedState, Verb
from tests import builders
from tests.committee_screens import a_finished_need, open_page
from tests.screens.test_committee_needs_analysis import words

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


def promised(session, branch_id, now, *, n, settled_on=None):
    """Needs of June promised for the 30th, settled on a day or still open."""
    due = {"first_due_on": date(2026, 6, 30), "due_on": date(2026, 6, 30)}
    state = (
        {"state": NeedState.SETTLED, "settled_on": settled_on}
        if settled_on
        else {"state": NeedState.ACCEPTED}
    )
    for _ in range(n):
        need = builders.a_need(session, branch_id, now=now, **due, **state)
        builders.a_step(session, need, Verb.ACCEPT, NeedState.ACCEPTED, on=date(2026, 6, 19))
        if settled_on:
            builders.a_step(session, need, Verb.SETTLE, NeedState.SETTLED, on=settled_on)


def test_a_rate_on_time_has_its_interval_and_too_few_needs_are_no_rate_of_nought(settled, now):
    with engine.transaction() as session:
        promised(session, settled.branch_a, now, n=9, settled_on=date(2026, 6, 29))
        promised(session, settled.branch_a, now, n=3)
        promised(session, settled.branch_c, now, n=2)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not page.exception
    assert ("按期办结", "64%", "到期的14件中9件，95%区间39%—84%") in [
        (m.label, m.value, m.delta) for m in page.metric
    ]
    on_time, confirmed = (t.value for t in page.table if "主要领域" in t.value.columns)
    assert on_time.values.tolist() == [
        ["东区街道团工委", "多个领域", "9/12（75%，47%—91%）", "没有可比的"],
        ["西区街道团工委", "学校", "不足10件", "没有可比的"],
    ]
    assert confirmed["青年确认"].tolist() == ["不足10件", "不足10件"]
    assert "没有同类的团（工）委可比" in str([c.proto for c in page.get("vega_lite_chart")])
    few = open_page(PAGE, settled.li, month="2026-06", scope=str(settled.other_committee))
    assert ("按期办结", "0/2件", "到期的不足10件") in [(m.label, m.value, m.delta) for m in few.metric]


def test_from_ten_needs_it_shows_how_long_they_took_and_how_they_ended(needs, now):
    with engine.transaction() as session:
        for _ in range(9):
            a_finished_need(session, needs.branch_a, rating=5, now=now)
    page = open_page(PAGE, needs.wang, month="2026-06", part="pace")
    assert not page.exception
    titles = str([chart.proto for chart in page.get("vega_lite_chart")])
    assert "办完一半需求用了2天（95%区间2—2天）" in titles
    assert "青年确认" in titles
    assert "12件中11件已办完" in words(page)
    assert "12件中11件已有结果" in words(page)
    table = next(t.value for t in page.table if "未办结" in t.value.columns)
    assert table.iloc[0].tolist() == ["7天", "8%", "1%—31%", "1件"]


def test_a_half_that_is_not_reached_is_said_so(settled, now):
    with engine.transaction() as session:
        for _ in range(11):
            builders.a_need(session, settled.branch_a, now=now)
    page = open_page(PAGE, settled.wang, month="2026-06", part="pace")
    assert "办完一半要几天：尚未达到" in words(page)
    assert "还没有哪件有了结果" in words(page)


def test_of_few_needs_neither_how_long_nor_how_they_ended_is_drawn(needs):
    page = open_page(PAGE, needs.wang, month="2026-06", part="pace")
    assert "这段时间提出的不足10件，不算办完要多久" in words(page)
    assert "这段时间提出的不足10件，不算各种结果的占比" in words(page)


def test_months_are_compared_after_the_same_days_and_the_address_keeps_how_many(needs, now):
    with engine.transaction() as session:
        for _ in range(9):
            a_finished_need(session, needs.branch_a, rating=5, now=now)
    page = open_page(PAGE, needs.wang, month="2026-06", part="pace", horizon="60")
    assert page.query_params["horizon"] == "60"
    table = next(t.value for t in page.table if list(t.value.columns)[1:2] == ["提出"])
    assert table.values.tolist()[0] == ["6月", "12件", "11/12（92%）", "11/12（92%）", "11/12（92%）"]
    assert table.values.tolist()[-1] == ["26年1月", "0件", "不足10件", "不足10件", "不足10件"]
    assert "60天内由青年确认的：6月提出的92%" in str([c.proto for c in page.get("vega_lite_chart")])


def test_a_month_that_is_too_young_says_so_and_is_no_nought(settled):
    now = engine.now()
    month = workdays.month_of(workdays.today(now))
    with engine.transaction() as session:
        for _ in range(12):
            builders.a_need(session, settled.branch_a, now=now)
    page = open_page(PAGE, settled.wang, month=f"{month:%Y-%m}", part="pace")
    table = next(t.value for t in page.table if list(t.value.columns)[1:2] == ["提出"])
    assert table.iloc[0].tolist()[1:] == ["12件", "未满30天", "未满30天", "未满30天"]
    assert "有的还没有满30天，有的不足10件" in words(page)


@pytest.mark.parametrize("flow", ["open", "sums"])
def test_what_is_open_is_told_month_by_month(needs, flow):
    page = open_page(PAGE, needs.wang, month="2026-06", part="pace", flow=flow)
    assert not page.exception
    table = next(t.value for t in page.table if "月末未办结" in t.value.columns)
    assert table.iloc[0].tolist() == ["6月", "0", "3", "0", "2", "1"]
    assert "到6月30日未办结1件，比1月初多1件" in str([c.proto for c in page.get("vega_lite_chart")])


def test_satisfaction_and_what_was_solved_have_bounds_that_assume_nothing(needs, now):
    with engine.transaction() as session:
        for _ in range(9):
            a_finished_need(session, needs.branch_a, rating=5, now=now)
        promised(session, needs.branch_a, now, n=4, settled_on=date(2026, 6, 19))
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert "没评价的4件算全不满意或全满意，满意的占67%—93%" in words(page)
    assert "还没说的4件算全没解决或全解决，已解决的占73%—100%" in words(page)
