"""总览: a month at a glance, and why a part of it is empty."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from db import engine, month_records, releases, tallies, workdays
from db.models import Activity, Organisation
from db.vocabulary import ActivityKind, AgeBand, Duty, Hindrance, NeedState
from tests import builders
from tests.committee_screens import a_finished_need, answered, open_page, released
from tests.screens.test_committee_needs_analysis import charts_of, words

PAGE = "committee/overview.py"
pytestmark = pytest.mark.usefixtures("settled")


def figures(page) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in page.metric}


@pytest.fixture
def june(settled, now):
    """June released, some needs, one activity."""
    branches = (settled.branch_a, settled.branch_b, settled.branch_c)
    with engine.transaction() as session:
        for branch in branches:
            answered(session, branch, 10, {"Q2": ["CUL"]})
    released(**{f"b{branch}": 20 for branch in branches})
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_b, now=now, due_on=date(2026, 6, 17))
        a_finished_need(session, settled.branch_a, rating=5, now=now)
        session.add(
            Activity(
                branch_id=settled.branch_a, person_id=settled.chen.id, held_on=date(2026, 6, 3),
                theme="夜校", kind=ActivityKind.SKILL,
            )
        )  # fmt: skip
    return settled


def test_the_figures_of_the_month_stand_beside_last_month_s(june):
    page = open_page(PAGE, june.wang, month="2026-06")
    assert not page.exception
    assert figures(page) == {
        "有效问卷": ("60份", "上月没有调查"),
        "提出需求": ("2件", "上月0件"),
        "办结": ("1件", "上月0件"),
        "按期办结": ("0/1件", "上月0/0件"),
        "青年确认": ("1件", "上月0件"),
        "五个一全部完成": ("0/2个", "上月0/2个支部"),
    }


def test_reasons_for_what_was_not_done_are_counted_for_the_committee(june):
    who = {Hindrance.FUNDS: june.chen, Hindrance.OTHER: june.zhao}
    with engine.transaction() as session:
        for reason, actor in who.items():
            month_records.explain(
                session, actor=actor, branch_id=actor.organisation_id, month=date(2026, 6, 1), duty=Duty.TALK,
                reason=reason, words="书记病假", now=datetime(2026, 6, 20, 2, 0, tzinfo=UTC),
            )  # fmt: skip
    page = open_page(PAGE, june.wang, month="2026-06")
    assert "支部说明了原因的未开展：经费不足1项、其他1项。仍计入应完成的项数" in words(page)
    assert figures(page)["五个一全部完成"][0] == "0/2个"


def test_one_run_of_the_page_asks_for_nothing_twice(june):
    page = open_page(PAGE, june.li, month="2026-06")
    asked = []
    listened = (engine.engine(), "before_cursor_execute", lambda *call: asked.append((call[2], str(call[3]))))
    event.listen(*listened)
    page.run()
    event.remove(*listened)
    assert not page.exception
    # Who is here, and whether an organisation is theirs, is asked with every read: rights are in the fetch. So is which
    # survey a month has.
    by_key = ("FROM people", "WHERE organisations.id = ", "WHERE waves.kind = ")
    told = [one for one in asked if one[0] != "BEGIN" and not any(part in one[0] for part in by_key)]
    assert [text for (text, _), n in Counter(told).items() if n > 1] == []
    assert 20 <= len(told) <= 60


def test_each_chart_stands_with_its_table(june):
    page = open_page(PAGE, june.li, month="2026-06")
    # Ranking, gaps, domains, funnel, ages, matrix; one month makes no trend.
    assert charts_of(page) == 6
    assert len(page.table) == 6
    shown = words(page)
    assert "已发布的月份还不到两个" in shown
    assert "2026年6月提出的需求：最近一个全部满30天的月份" in shown
    assert "可以评价的有1件，其中1件已评价" in shown


def test_domains_are_those_of_the_whole_district_whatever_the_scope(june):
    for actor in (june.li, june.wang):
        table = open_page(PAGE, actor, month="2026-06").table[2].value
        assert list(table.columns) == ["类别", "非公企业", "学校", "街道社区"]
        assert table.iloc[0].tolist() == ["就业创业", "16/30", "16/30", "16/30"]
        assert table.iloc[-1].tolist() == ["志愿与社会参与", *["为避免推算，不显示"] * 3]


def test_the_matrix_shows_each_branch_of_the_scope(june):
    page = open_page(PAGE, june.wang, month="2026-06")
    table = page.table[-1].value
    assert table["团支部"].tolist() == ["东风社区团支部", "光明科技团支部"]
    assert table["活动"].tolist() == ["● 绿 已办1次", "■ 红 没有登记"]
    assert table["需求调查"].tolist() == ["● 绿 已有人填"] * 2
    assert "上级" not in table.columns


def test_the_matrix_turns_to_months_and_the_address_keeps_it(june):
    page = open_page(PAGE, june.li, month="2026-06", matrix="months")
    assert not page.exception
    table = page.table[-1].value
    assert next(iter(table.columns)) == "团支部"
    assert table["6月"].tolist()[0].startswith("完成")


def test_two_branches_of_one_name_are_two_rows(june):
    with engine.transaction() as session:
        session.get_one(Organisation, june.branch_c).name = "东风社区团支部"
    table = open_page(PAGE, june.li, month="2026-06", matrix="months").table[-1].value
    assert table["团支部"].tolist() == [
        "东区街道团工委·东风社区团支部", "光明科技团支部", "西区街道团工委·东风社区团支部",
    ]  # fmt: skip


def test_filters_stand_in_the_address(june):
    page = open_page(PAGE, june.li, scope=str(june.other_committee))
    assert page.query_params["month"] == "2026-06"
    assert page.query_params["scope"] == str(june.other_committee)
    assert figures(page)["有效问卷"][0] == "30份"


def test_two_released_months_make_a_trend_and_the_funnel_says_its_month(june):
    with engine.transaction() as session:
        july = builders.a_wave(session, now=datetime(2026, 7, 18, 2, 0, tzinfo=UTC))
        for branch in (june.branch_a, june.branch_b, june.branch_c):
            tallies.add(
                session, wave_id=july.id, branch_id=branch, age_band=AgeBand.FROM_23, is_doubtful=False,
                counts=dict.fromkeys(tallies.increments({"Q2": ["HOU"]}), 30),
            )  # fmt: skip
            tallies.add(
                session, wave_id=july.id, branch_id=branch, age_band=AgeBand.FROM_18, is_doubtful=False,
                counts=dict.fromkeys(tallies.increments({"Q2": ["EDU"]}), 4 if branch == june.branch_c else 2),
            )  # fmt: skip
        releases.release(session, wave=july, now=datetime(2026, 8, 3, 2, 0, tzinfo=UTC), by="system")
    page = open_page(PAGE, june.li, month="2026-07")
    # In July nobody rated, and nearly everybody named the same.
    assert charts_of(page) == 5
    assert "各领域都不显示：为避免推算" in words(page)
    months = next(t.value for t in page.table if "月份" in t.value.columns)
    assert months["住房安居"].tolist() == ["90/98（92%）", "36/90（40%）"]
    assert "2026年6月提出的需求" in words(page)
    assert page.query_params["trend"] == "most"
    page = open_page(PAGE, june.li, month="2026-07", trend="HOU")
    months = next(t.value for t in page.table if "月份" in t.value.columns)
    assert list(months.columns) == ["月份", "住房安居"]
    page = open_page(PAGE, june.wang, month="2026-07", trend="PSY")
    assert "“心理健康”逐月变化：敏感类，仅区级汇总显示" in words(page)


def test_before_the_release_only_the_number_of_answers_is_told(settled):
    with engine.transaction() as session:
        answered(session, settled.branch_a, 12)
        answered(session, settled.branch_c, 9)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert "还没有发布，目前收到问卷21份" in words(page)
    assert figures(page)["有效问卷"][0] == "21份"
    page = open_page(PAGE, settled.li, month="2026-06", scope=str(settled.other_committee))
    assert figures(page)["有效问卷"][0] == "不足10份"


def test_a_withheld_committee_says_why_and_shows_no_content(settled):
    released(**{f"b{settled.branch_a}": 4, f"b{settled.branch_c}": 30})
    page = open_page(PAGE, settled.wang, month="2026-06")
    assert "东区街道团工委：不足5份（含0份）" in words(page)
    assert figures(page)["有效问卷"][0] == "不足5份（含0份）"
    # Of this scope there is nothing but the five duties.
    assert charts_of(page) <= 2


def test_an_empty_district_says_what_is_missing(settled):
    shown = words(open_page(PAGE, settled.li, month="2026-07"))
    assert "没有开展月度调查" in shown
    assert "还没有哪个月的需求都满30天" in shown
    assert "没有还在办理的需求" in shown


def test_a_young_month_is_no_funnel_yet(settled):
    now = engine.now()
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now, state=NeedState.RAISED)
    month = f"{workdays.today(now):%Y-%m}"
    assert "还没有哪个月的需求都满30天" in words(open_page(PAGE, settled.li, month=month))


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", None])
def test_the_wrong_role_is_turned_away(june, who):
    page = open_page(PAGE, getattr(june, who) if who else None, month="2026-06")
    assert page.warning
    assert charts_of(page) == 0
    assert not page.metric


def test_what_waits_for_the_committee_itself_stands_on_top_and_leads_there(settled, now):
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now)
    page = open_page(PAGE, settled.wang)
    assert "待办" not in "".join(heading.value for heading in page.subheader)
    with engine.transaction() as session:
        own = {"organisation_id": settled.committee, "now": now}
        passed_up = builders.a_need(session, settled.branch_a, state=NeedState.TRANSFERRED, **own)
        builders.a_need(session, settled.branch_b, state=NeedState.ACCEPTED, due_on=date(2026, 1, 5), **own)
        key = f"to_do_accept_{passed_up.id.hex}"
    page = open_page(PAGE, settled.wang)
    assert not page.exception
    assert "待办　2件" in [heading.value for heading in page.subheader]
    assert [button.key.split("_")[2] for button in page.button if button.label == "去办"] == [
        "settle",
        "accept",
    ]
    assert key in [button.key for button in page.button]
    assert "待办" not in "".join(heading.value for heading in open_page(PAGE, settled.li).subheader)
