"""需求分析 by quarter, half-year and year, and the district's needs weighted by declared youth."""

import pytest
from sqlalchemy import select

from db import engine, months
from db.models import WaveBranch
from tests.committee_screens import open_page
from tests.committee_screens import released as month_released
from tests.screens.test_committee_needs_analysis import PAGE, charts_of, words

pytestmark = pytest.mark.usefixtures("settled")


def released(**answers):
    """June is released, and what is due with it."""
    month_released(**answers)
    with engine.transaction() as session:
        while ready := months.next_sum(session, now=engine.now()):
            months.keep_sum(session, ready=ready, now=engine.now())


def test_a_longer_period_is_chosen_beside_the_month_and_says_what_it_is_the_sum_of(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.li, month="2026-06")
    assert page.selectbox(key="by").options == ["月", "季度", "半年", "全年"]
    page.selectbox(key="by").select("quarter").run()
    assert not page.exception
    assert page.query_params["quarter"] == "2026-04"
    assert page.selectbox(key="quarter").options[-1] == "2026年第二季度"
    assert charts_of(page) == 2
    assert "按答卷计，同一人可多次作答，所以95%区间会偏窄。6月合计；4月、5月没有开展调查" in words(page)
    assert "来源：各月已发布的月度调查" in words(page)


def test_a_period_that_is_not_over_says_when_it_comes(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.li, by="year", year="2026-01")
    assert charts_of(page) == 0
    assert "2026年全年的结果还没有发布。" in words(page)


def test_in_a_period_a_committee_that_no_month_shows_says_so(settled):
    released(**{f"b{settled.branch_a}": 40, f"b{settled.branch_c}": 6})
    page = open_page(PAGE, settled.li, by="quarter", quarter="2026-04", scope=str(settled.other_committee))
    assert charts_of(page) == 0
    assert "5–9份，已并入上级" in words(page)


def weighted(page) -> list[str] | None:
    page.toggle(key="weighted").set_value(True).run()
    assert not page.exception
    tables = [t.value for t in page.table if "加权" in t.value.columns]
    return [share.replace("\\", "") for share in tables[0]["加权"]] if tables else None


def test_the_district_s_needs_are_weighted_by_declared_youth_when_somebody_asks(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    with engine.transaction() as session:
        for row in session.scalars(select(WaveBranch)):
            row.declared_youth = {settled.branch_a: 24, settled.branch_c: 60}.get(row.branch_id, 12)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not any("加权" in t.value.columns for t in page.table)
    assert weighted(page) == ["80.0%", "60.0%", "20.0%"]
    shown = words(page)
    assert "共96人" in shown
    assert "设计效应（Kish）最大" in shown
    assert "不到96人的一半" in shown


def test_where_the_youth_cannot_be_weighted_by_it_says_why(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    with engine.transaction() as session:
        for row in session.scalars(select(WaveBranch)):
            row.declared_youth = 8
    page = open_page(PAGE, settled.li, month="2026-06")
    assert weighted(page) is None
    assert "不能加权：东区街道团工委、" in words(page)
    assert "有效问卷比登记的团员青年还多" in words(page)


def test_only_the_district_is_offered_weights_for_itself_and_for_a_month(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    for who, query in (
        (settled.wang, {"scope": str(settled.district)}),
        (settled.li, {"scope": str(settled.committee)}),
        (settled.li, {"by": "quarter", "quarter": "2026-04"}),
    ):
        assert not open_page(PAGE, who, **{"month": "2026-06", **query}).toggle
