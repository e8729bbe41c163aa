"""A new branch, a closed branch and the running month, as the committee's pages and the branch's own show them."""

import json
from datetime import UTC, date, datetime

import pyarrow
import pytest
from sqlalchemy import delete

from db import engine, organisations, reorganising
from db.models import Organisation, WaveBranch
from db.vocabulary import Domain, Level, Role
from tests import builders, records
from tests.cast import a_person
from tests.committee_screens import open_page as open_file
from tests.screens.test_committee_needs_analysis import charts_of, words

OVERVIEW, BRANCH, MONTH = "committee/overview.py", "committee/branch.py", "cadre/month.py"


@pytest.fixture
def on(monkeypatch):
    """Let the house believe that it is ten o'clock on a day of 2026."""

    def set_clock(month, day):
        monkeypatch.setattr(engine, "now", lambda: datetime(2026, month, day, 2, tzinfo=UTC))

    set_clock(6, 18)
    return set_clock


@pytest.fixture
def new(settled, on):
    """A district whose branches are one: added on 18 June, with its secretary."""
    with engine.transaction() as session:
        for key in (settled.branch_a, settled.branch_b, settled.branch_c):
            builders.a_span(session, key, date(2026, 1, 1), date(2026, 2, 2))
            session.get_one(Organisation, key).is_active = False
        session.execute(delete(WaveBranch))
        branch = organisations.add(
            session, actor=settled.li, parent_id=settled.committee, level=Level.BRANCH, name="新桥团支部",
            domain=Domain.OTHER, now=engine.now(),
        )  # fmt: skip
        secretary = a_person(session, branch, "孙", "sun", Role.SECRETARY, now=engine.now())
    return settled, secretary


def figure(page, label):
    return next((metric.value, metric.delta) for metric in page.metric if metric.label == label)


def matrix_of(page):
    """Return (branch, month) → what stands in its field of the matrix."""
    chart = page.get("vega_lite_chart")[-1].proto
    [data] = [chart.data.data] if chart.data.data else [named.data.data for named in chart.datasets]
    rows = pyarrow.ipc.open_stream(data).read_all().to_pylist()
    return {(row["row"].replace("\n", ""), row["column"]): row["words"] for row in rows}


def table_of(page):
    return page.table[-1].value.set_index("团支部")


def test_a_new_branch_has_no_red_past_and_is_no_part_of_last_month_s_figure(new):
    cast, _ = new
    page = open_file(OVERVIEW, cast.li, month="2026-06", matrix="months")
    assert not page.exception
    assert figure(page, "五个一全部完成") == ("0/1个", "上月没有计入的支部")
    row = table_of(page).loc["新桥团支部"]
    assert row["1月":"5月"].tolist() == ["尚未建立"] * 5
    assert row["6月"] == "完成0/4项"


@pytest.mark.parametrize(
    ("day", "shown"), [((6, 18), "○0/4"), ((6, 25), "○0/4"), ((6, 26), "▲0/4"), ((7, 1), "■0/4")]
)
def test_in_six_months_a_month_is_red_only_when_it_has_ended(new, on, day, shown):
    cast, _ = new
    on(*day)
    page = open_file(OVERVIEW, cast.li, month="2026-06", matrix="months")
    assert matrix_of(page)["新桥团支部", "6月"] == shown
    assert matrix_of(page)["新桥团支部", "5月"] == "○无"
    assert "■ 月份已过，一项也没有登记" in words(page)


@pytest.mark.parametrize(("day", "shown"), [((6, 25), "○1/4"), ((6, 26), "▲1/4"), ((7, 1), "▲1/4")])
def test_a_month_begun_is_quiet_to_the_25th_and_yellow_from_then_on(new, on, day, shown):
    cast, secretary = new
    with engine.transaction() as session:
        records.an_activity(session, secretary, date(2026, 6, 18))
    on(*day)
    page = open_file(OVERVIEW, cast.li, month="2026-06", matrix="months")
    assert matrix_of(page)["新桥团支部", "6月"] == shown


def test_its_page_says_since_when_it_stands_and_lists_its_own_months_only(new):
    cast, secretary = new
    page = open_file(BRANCH, cast.wang, branch=str(secretary.organisation_id))
    assert not page.exception
    assert figure(page, "本月五个一") == ("0/4项", "上月尚未建立")
    lights = page.table[0].value
    assert lights["活动"].tolist() == ["○ 灰 还没有登记", *["○ 灰 尚未建立"] * 5]
    assert page.table[1].value["月份"].tolist() == page.table[2].value["月份"].tolist() == ["2026年6月"]
    spec = json.dumps(json.loads(page.get("vega_lite_chart")[0].proto.spec), ensure_ascii=False)
    assert "1个月中0个月适用各项全部完成" in spec


def test_a_new_secretary_is_offered_no_month_before_the_branch_began(new, on, open_page):
    _, secretary = new

    def offered(page):
        return [control.key for control in page.segmented_control]

    for path in (MONTH, "cadre/activities.py", "cadre/deeds.py"):
        page = open_page(path, person=secretary)
        assert not page.exception
        assert offered(page) == []
    on(7, 2)
    page = open_page(MONTH, person=secretary)
    assert offered(page) == ["board_month"]
    assert page.segmented_control(key="board_month").options == ["7月", "6月"]
    on(8, 2)
    assert "7月情况还可以确认" in words_of(open_page(MONTH, person=secretary))


def words_of(page):
    return "\n".join(info.value for info in page.info)


def test_in_its_first_days_it_is_not_told_to_confirm_a_month_before_it(settled, on, open_page):
    on(6, 2)
    with engine.transaction() as session:
        branch = organisations.add(
            session, actor=settled.li, parent_id=settled.committee, level=Level.BRANCH, name="新桥团支部",
            domain=Domain.OTHER, now=engine.now(),
        )  # fmt: skip
        secretary = a_person(session, branch, "孙", "sun", Role.SECRETARY, now=engine.now())
    assert "5月情况还可以确认" not in words_of(open_page(MONTH, person=secretary))
    assert "5月情况还可以确认" in words_of(open_page(MONTH, person=settled.chen))


@pytest.fixture
def closed(settled, on):
    """Branch A held an activity in June and was closed on 18 June."""
    with engine.transaction() as session:
        builders.a_span(session, settled.branch_a, date(2026, 1, 2))
        records.an_activity(session, settled.chen, date(2026, 6, 3))
        builders.a_wave(session, now=datetime(2026, 5, 18, 2, tzinfo=UTC))
    before = {m: open_file(OVERVIEW, settled.li, month=m).metric[-1].value for m in ("2026-05", "2026-06")}
    with engine.transaction() as session:
        reorganising.close(session, actor=settled.li, organisation_id=settled.branch_a, now=engine.now())
    return settled, before


def test_closing_a_branch_leaves_the_figures_of_its_months(closed):
    cast, before = closed
    for month, value in before.items():
        page = open_file(OVERVIEW, cast.li, month=month)
        assert page.metric[-1].value == value == "0/3个"
        assert "东风社区团支部" in page.table[-1].value["团支部"].tolist()


def test_the_page_of_branches_still_opens_it_last_and_says_that_it_is_closed(closed, on):
    cast, _ = closed
    on(9, 9)
    page = open_file(BRANCH, cast.wang)
    assert page.selectbox(key="branch").options == ["光明科技团支部", "东风社区团支部（已停用）"]
    page = open_file(BRANCH, cast.wang, branch=str(cast.branch_a))
    assert not page.exception
    assert "这个支部已停用" in words_of(page)
    assert figure(page, "6月五个一") == ("1/5项", "上月0/5项")
    assert page.table[0].value["月份"].tolist()[0] == "2026年6月"
    assert page.table[0].value["活动"].tolist()[0] == "● 绿 已办1次"
    assert page.table[2].value["活动"].tolist()[0] == "1次"
    assert charts_of(page) == 1


def test_the_months_after_its_closing_are_grey(closed, on):
    cast, _ = closed
    on(9, 9)
    page = open_file(OVERVIEW, cast.li, month="2026-06", matrix="months")
    assert table_of(page).loc["东风社区团支部"].tolist()[-2:] == ["完成0/5项", "完成1/5项"]
    with engine.transaction() as session:
        builders.a_wave(session, now=datetime(2026, 7, 18, 2, tzinfo=UTC))
        session.query(builders.WaveBranch).filter_by(branch_id=cast.branch_a).filter(
            builders.WaveBranch.wave_id.in_(session.query(builders.Wave.id).filter_by(month=date(2026, 7, 1)))
        ).delete(synchronize_session=False)
    page = open_file(OVERVIEW, cast.li, month="2026-07", matrix="months")
    assert table_of(page).loc["东风社区团支部"].tolist()[-1] == "已停用"
    assert figure(page, "五个一全部完成") == ("0/2个", "上月0/3个支部")


@pytest.mark.parametrize("path", [OVERVIEW, "committee/follow_up.py"])
def test_where_figures_stand_by_committee_it_is_said_whose_they_are(settled, on, path):
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=engine.now())
    page = open_file(path, settled.li, month="2026-06")
    assert "需求和五个一按现在的隶属关系统计；问卷结果按开启当天的归属。" in words(page)


def test_the_month_s_page_says_when_the_next_survey_opens_after_the_closing_day(settled, on, open_page):
    on(7, 27)
    page = open_page("admin/schedule.py", person=settled.li)
    shown = "\n".join(element.value for element in page.markdown)
    assert "本月没有开启调查。下一次2026年8月3日自动开启" in shown
    assert "几分钟内" not in shown
    on(7, 20)
    page = open_page("admin/schedule.py", person=settled.li)
    assert "几分钟内自动开启" in "\n".join(element.value for element in page.markdown)
