"""办理跟踪: the funnel, live, what the youth say, and committees side by side."""

from datetime import UTC, date, datetime

import pytest

from db import confirmations, engine, workdays
from db.models import Organisation
from db.vocabulary import Level, NeedState, Outcome, Role, Verb
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
    # Funnel, ways, outcomes; what is open day by day; ages, states.
    parts = [page, *(open_page(PAGE, needs.wang, month="2026-06", part=part) for part in ("pace", "open"))]
    assert [charts_of(part) for part in parts] == [3, 1, 2]
    assert page.table[0].value["环节"].tolist() == ["提出", "受理", "办结", "青年确认"]
    assert page.table[0].value["件数"].tolist() == ["3", "2", "2", "2"]
    assert "可以评价的有2件，其中2件已评价" in words(page)
    assert [(m.label, m.value, m.delta) for m in page.metric] == [
        ("提出", "3件", "已受理2/3件"), ("办结", "67%", "2/3件"), ("青年确认", "67%", "2/3件"),
        ("按期办结", "没有到期的", "这段时间"),
    ]  # fmt: skip


def test_of_few_rated_needs_nothing_tells_how_content_their_youth_are(needs):
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert "评价不足10件，暂不显示满意情况" in words(page)
    assert "满意率" not in words(page)
    assert "星" not in str([table.value.to_dict() for table in page.table])
    assert "评价满意" not in str([chart.proto for chart in page.get("vega_lite_chart")])


def test_from_ten_rated_needs_the_rate_stands_beside_the_shares_of_what_was_raised(needs, now):
    with engine.transaction() as session:
        for rating in (5, 5, 5, 4, 4, 3, 1, 5):
            a_finished_need(session, needs.branch_a, rating=rating, now=now)
    page = open_page(PAGE, needs.wang, month="2026-06")
    table = page.table[0].value.set_index("环节")
    assert table.loc["评价满意"].tolist()[:2] == ["7", "7/11（64%）"]
    assert table.loc["青年确认", "未到下一步"] == "1—3星3件"
    assert "满意率7/10=70%（已评价10件中，4—5星）" in words(page)
    assert ("满意率", "70%", "7/10件已评价") in [(m.label, m.value, m.delta) for m in page.metric]


def test_a_rate_that_is_told_does_not_move_with_one_more_rating(needs, now):
    """Who looks again after one more youth rated would know that youth's stars."""
    with engine.transaction() as session:
        for rating in (5, 5, 5, 4, 4, 3, 1, 5):
            a_finished_need(session, needs.branch_a, rating=rating, now=now)
        done = {"state": NeedState.CONFIRMED, "outcome": Outcome.SOLVED, "rating": 5}
        late = builders.a_need(session, needs.branch_a, now=now, **done)
        for verb, state in ((Verb.ACCEPT, NeedState.ACCEPTED), (Verb.SETTLE, NeedState.SETTLED)):
            builders.a_step(session, late, verb, state, on=date(2026, 7, 30))
        said = {"rating": 5, "outcome": "solved"}
        builders.a_step(session, late, Verb.CONFIRM, NeedState.CONFIRMED, on=date(2026, 7, 30), **said)
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert "满意率7/10=70%（已评价10件中，4—5星）" in words(page)
    assert "7月30日起打的分不计" in words(page)
    assert page.table[0].value.set_index("环节").loc["青年确认", "件数"] == "11"


def test_a_month_that_is_not_ripe_does_not_tell_it_however_many_were_rated(settled):
    now = engine.now()
    month = workdays.month_of(workdays.today(now))
    with engine.transaction() as session:
        for _ in range(12):
            a_finished_need(session, settled.branch_a, rating=5, now=now)
    page = open_page(PAGE, settled.wang, month=f"{month:%Y-%m}")
    assert page.table[0].value["件数"].tolist() == ["12", "12", "12", "12"]
    assert "评价满意满30天后显示" in words(page)
    assert "满意率" not in [m.label for m in page.metric]


def test_a_committee_beside_one_of_few_is_not_told_to_whom_sees_the_whole(needs, now):
    with engine.transaction() as session:
        for _ in range(9):
            a_finished_need(session, needs.branch_a, rating=5, now=now)
        a_finished_need(session, needs.branch_c, rating=1, now=now)
    whole = words(open_page(PAGE, needs.li, month="2026-06"))
    assert "满意率10/12=83%" in whole
    page = open_page(PAGE, needs.li, month="2026-06", scope=str(needs.committee))
    assert "满意情况暂不显示" in words(page)
    # Who sees only that committee cannot subtract.
    assert "满意率10/11=91%" in words(open_page(PAGE, needs.wang, month="2026-06"))


def test_which_way_they_went_is_drawn_and_told_step_by_step(needs):
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert "走向了哪里" in words(page)
    assert page.table[1].value.values.tolist() == [
        ["提出", "受理", "2", "2/3（67%）"], ["提出", "还没有受理", "1", "1/3（33%）"],
        ["受理", "办结", "2", "2/3（67%）"], ["办结", "青年确认", "2", "2/3（67%）"],
    ]  # fmt: skip


def test_outcomes_say_what_the_youth_said_and_how_many_had_it_done_again(needs, now):
    with engine.transaction() as session:
        again = builders.a_need(session, needs.branch_a, now=now, state=NeedState.SETTLED)
        confirmations.reopen(session, need_id=again.id, reason="没有解决", today=workdays.today(now))
    page = open_page(PAGE, needs.wang, month="2026-06")
    assert page.table[2].value.values.tolist() == [
        ["已解决", "2", "0"], ["部分解决", "0", "0"], ["没有解决（重新办理）", "1", "1"],
    ]  # fmt: skip
    assert "曾要求重新办理的共1件" in words(page)


def test_the_district_compares_its_committees_and_nobody_else_does(needs, now):
    with engine.transaction() as session:
        for on, branch in ((date(2026, 6, 18), needs.branch_a), (date(2026, 6, 29), needs.branch_c)):
            for _ in range(10):
                need = builders.a_need(session, branch, now=now)
                builders.a_step(session, need, Verb.ACCEPT, NeedState.ACCEPTED, on=on)
    page = open_page(PAGE, needs.li, month="2026-06")
    table = next(t.value for t in page.table if "团（工）委" in t.value.columns)
    assert table["团（工）委"].tolist() == ["东区街道团工委", "西区街道团工委"]
    # Two more needs of June stand unaccepted since, and two were taken on two days after the hand-over.
    assert table["按期受理（3个工作日内）"].tolist() == ["12/13件（92%）", "0/11件（0%）"]
    assert table["受理用时（中位）"].tolist() == ["0个工作日", "6个工作日"]
    assert "到期的、已办结的需求都不足10件，按期办结和青年确认不作比较" in words(page)
    assert "西区街道团工委受理较慢：中位6个工作日" in str([c.proto for c in page.get("vega_lite_chart")])
    for actor, scope in ((needs.wang, needs.committee), (needs.li, needs.committee)):
        assert "各团（工）委比较" not in words(open_page(PAGE, actor, month="2026-06", scope=str(scope)))


def test_committees_of_few_needs_are_not_compared(needs):
    page = open_page(PAGE, needs.li, month="2026-06")
    assert "都不足10件，不作比较" in words(page)
    assert "按期办结和青年确认不作比较" in words(page)


def test_the_district_sees_all_and_may_look_at_one_committee(needs):
    assert open_page(PAGE, needs.li, month="2026-06").table[0].value["件数"].tolist()[0] == "4"
    page = open_page(PAGE, needs.li, month="2026-06", scope=str(needs.other_committee))
    assert page.table[0].value["件数"].tolist() == ["1", "0", "0", "0"]


def test_without_needs_it_says_so(settled):
    page = open_page(PAGE, settled.li)
    assert "还没有青年提出需求" in words(page)
    assert charts_of(page) == 0


def test_a_scope_without_needs_that_month_says_so(settled, now):
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now)
    page = open_page(PAGE, settled.li, scope=str(settled.other_committee))
    assert "没有青年提出需求" in words(page)
    page = open_page(PAGE, settled.li, scope=str(settled.other_committee), part="open")
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
    page = open_page(PAGE, needs.li, month="2026-06", part="open")
    table = page.table[-1].value
    assert list(table.columns) == ["办理单位", "类别", "状态", "到期", "提出至今"]
    assert table["办理单位"].tolist() == ["东风社区团支部", "西苑中学团支部"]
    # Neither branch had ten answers in the quarter before, so its categories are not told.
    assert set(table["类别"]) == {"不显示（支部答卷少）"}
    assert "想找实习" not in str(page.table)


def test_the_list_can_be_of_late_ones_only_and_the_address_keeps_it(needs):
    page = open_page(PAGE, needs.li, month="2026-06", part="open", list="late")
    assert page.query_params["list"] == "late"
    assert set(page.table[-1].value["到期"]) == {"■ 逾期，已上升一级"}
    page = open_page(PAGE, needs.li, month="2026-06", part="open", list="near")
    assert "没有临期的需求" in words(page)


def test_an_unknown_list_in_the_address_is_the_whole_list(needs):
    page = open_page(PAGE, needs.li, month="2026-06", part="open", list="everything")
    assert page.query_params["list"] == "all"


def test_a_long_list_has_pages(needs, now):
    with engine.transaction() as session:
        for _ in range(25):
            builders.a_need(session, needs.branch_a, now=now)
    page = open_page(PAGE, needs.wang, month="2026-06", part="open")
    assert not page.exception
    assert len(page.table[-1].value) == 20


def test_a_longer_period_counts_the_needs_of_all_its_months(settled):
    with engine.transaction() as session:
        for month in (4, 5, 6):
            now = datetime(2026, month, 8, 2, tzinfo=UTC)
            a_finished_need(session, settled.branch_a, rating=5, now=now)
    page = open_page(PAGE, settled.li, by="quarter", quarter="2026-04")
    assert not page.exception
    raised = next(metric for metric in page.metric if metric.label == "提出")
    assert raised.value == "3件"
    assert "各团（工）委比较只按月看" in "\n".join(element.value for element in page.markdown)
    assert "满意情况只按月显示" in "\n".join(element.value for element in page.caption)
    assert "2026年第二季度提出的需求" in "\n".join(element.value for element in page.caption)
