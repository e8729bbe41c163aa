"""需求分析: released figures, or why there are none."""

from datetime import date

import pytest

from db import engine
from db.models import Wave
from tests.committee_screens import answered, open_page, release, released

PAGE = "committee/needs_analysis.py"
pytestmark = pytest.mark.usefixtures("settled")


def words(page) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.error, page.subheader)
    return "\n".join(element.value for kind in kinds for element in kind)


def charts_of(page) -> int:
    return len(page.get("vega_lite_chart"))


def test_a_released_month_shows_ranking_and_gaps_with_their_tables(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not page.exception
    assert charts_of(page) == 2
    first, second = page.table[0].value, page.table[1].value
    assert first["类别"].tolist()[:2] == ["就业创业", "住房安居"]
    assert first["份数"].tolist()[0] == "32/40"
    assert second["所在区"].tolist() == ["优先改进", "适度投入"]
    assert "有效问卷40份" in words(page)
    assert "自愿填写，不代表全体青年" in words(page)
    assert "数据截至2026年7月1日 10:00" in words(page)


def test_the_latest_released_month_opens_by_itself(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.li)
    assert page.query_params["month"] == "2026-06"
    assert charts_of(page) == 2


def with_sub_items(settled) -> None:
    """June released, with what of housing, work and the mind youth of two committees need."""
    with engine.transaction() as session:
        for branch in (settled.branch_a, settled.branch_c):
            answered(session, branch, 12, {"Q2": ["HOU"], "Q2b:HOU": "HOU4"})
            answered(session, branch, 4, {"Q2": ["HOU", "PSY"], "Q2b:HOU": "HOU1", "Q2b:PSY": "PSY1"})
            for code in ("HOU2", "HOU3", "unsure"):
                answered(session, branch, 3, {"Q2": ["HOU"], "Q2b:HOU": code})
            answered(session, branch, 5, {"Q2": ["EMP", "PSY"], "Q2b:EMP": "EMP2", "Q2b:PSY": "PSY3"})
            answered(session, branch, 3, {"Q2": ["EMP", "PSY"], "Q2b:EMP": "EMP1", "Q2b:PSY": "unsure"})
            for code in ("PSY2", "PSY4"):
                answered(session, branch, 3, {"Q2": ["PSY"], "Q2b:PSY": code})
        release(session)


def sub_items(page) -> list[list[str]]:
    return next(t.value.values.tolist() for t in page.table if "选项" in t.value.columns)


def test_of_the_most_named_category_it_shows_what_of_it_is_needed(settled):
    with_sub_items(settled)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not page.exception
    assert "具体是哪方面" in words(page)
    assert page.query_params["about"] == "HOU"
    assert [row[:3] for row in sub_items(page)] == [
        ["租房", "8/50", "16%"], ["购房与公积金", "6/50", "12%"], ["保障性住房与人才公寓", "6/50", "12%"],
        ["宿舍与居住环境", "24/50", "48%"], ["说不清", "6/50", "12%"],
    ]  # fmt: skip
    chart = next(c for c in page.get("vega_lite_chart") if "宿舍与居住环境" in str(c.proto))
    assert "“宿舍与居住环境”最多：50份中24份" in str(chart.proto)


def test_where_the_most_named_category_may_not_be_told_the_next_one_opens_by_itself(settled):
    with engine.transaction() as session:
        for branch in (settled.branch_a, settled.branch_c):
            for code in ("LOV1", "LOV2", "LOV3", "LOV4", "unsure"):
                answered(session, branch, 4, {"Q2": ["LOV"], "Q2b:LOV": code})
            answered(session, branch, 6, {"Q2": ["HOU"], "Q2b:HOU": "HOU1"})
            answered(session, branch, 8, {"Q2": ["HOU"], "Q2b:HOU": "HOU4"})
        release(session)
    # One of the parts of 婚恋家庭 is sensitive, so below the district none is told.
    assert open_page(PAGE, settled.wang, month="2026-06").query_params["about"] == "HOU"
    assert open_page(PAGE, settled.li, month="2026-06").query_params["about"] == "LOV"


def test_the_category_whose_parts_are_shown_stands_in_the_address(settled):
    with_sub_items(settled)
    page = open_page(PAGE, settled.li, month="2026-06", about="PSY")
    assert [row[:2] for row in sub_items(page)][:3] == [
        ["压力与情绪", "8/36"], ["人际关系", "6/36"], ["心理咨询与支持", "10/36"],
    ]  # fmt: skip
    page.selectbox(key="about").select_index(0).run()
    assert page.query_params["about"] == "EMP"
    assert ["实习见习", "10/16"] in [row[:2] for row in sub_items(page)]


@pytest.mark.parametrize(
    ("who", "about", "why"),
    [
        ("wang", "PSY", "敏感类，仅区级汇总显示"),
        ("wang", "EMP", "5–9份，已并入上级"),
        ("li", "CUL", "为避免推算，不显示"),
    ],
)
def test_where_the_parts_of_a_category_are_withheld_it_says_why(settled, who, about, why):
    with_sub_items(settled)
    page = open_page(PAGE, getattr(settled, who), month="2026-06", about=about)
    assert f"具体是哪方面：{why}" in words(page)
    assert not any("选项" in table.value.columns for table in page.table)


def test_filters_stand_in_the_address(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.li, month="2026-06", scope=str(settled.other_committee))
    assert "有效问卷20份" in words(page)
    assert page.selectbox(key="month").value == "2026-06"
    page.selectbox(key="scope").select_index(0).run()
    assert page.query_params["scope"] == str(settled.district)
    assert page.query_params["month"] == "2026-06"


def test_a_committee_starts_with_its_own_figures_and_may_look_at_the_district_s(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    page = open_page(PAGE, settled.wang, month="2026-06")
    assert page.selectbox(key="scope").options == ["东区街道团工委", "青山区"]
    assert "有效问卷20份" in words(page)


def test_another_committee_in_the_address_opens_nothing(settled):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 21})
    page = open_page(PAGE, settled.wang, month="2026-06", scope=str(settled.other_committee))
    assert "有效问卷20份" in words(page)


def test_before_the_release_only_the_number_of_answers_is_told(settled):
    with engine.transaction() as session:
        answered(session, settled.branch_a, 12)
    page = open_page(PAGE, settled.wang, month="2026-06")
    assert charts_of(page) == 0
    assert "还没有发布，目前收到问卷12份" in words(page)


def test_before_the_release_few_answers_are_not_even_counted(settled):
    with engine.transaction() as session:
        answered(session, settled.branch_a, 9)
    assert "不足10份" in words(open_page(PAGE, settled.wang, month="2026-06"))


def test_a_month_without_a_survey_says_so(settled):
    assert "没有开展月度调查" in words(open_page(PAGE, settled.li, month="2026-07"))


def test_too_few_answers_say_so(settled):
    released(**{f"b{settled.branch_a}": 4})
    page = open_page(PAGE, settled.wang, month="2026-06")
    assert charts_of(page) == 0
    assert "不足5份（含0份）" in words(page)


def test_a_failed_query_does_not_look_like_no_data(settled, monkeypatch):
    released(**{f"b{settled.branch_a}": 20})
    with engine.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE release_views RENAME TO elsewhere")
    page = open_page(PAGE, settled.li, month="2026-06")
    assert charts_of(page) == 0
    assert page.error or page.exception


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", None])
def test_the_wrong_role_is_turned_away(settled, who):
    released(**{f"b{settled.branch_a}": 20})
    page = open_page(PAGE, getattr(settled, who) if who else None, month="2026-06")
    assert page.warning
    assert charts_of(page) == 0
    assert not page.title


def test_where_all_parts_lie_at_an_end_it_does_not_say_that_nobody_asked(settled):
    with engine.transaction() as session:
        for branch in (settled.branch_a, settled.branch_c):
            answered(session, branch, 12, {"Q2": ["HOU"], "Q2b:HOU": "HOU4"})
            answered(session, branch, 12, {"Q2": ["EMP"]})
        release(session)
    page = open_page(PAGE, settled.li, month="2026-06", about="HOU")
    assert not page.exception
    shown = words(page)
    assert "具体是哪方面：为避免推算，不显示" in shown
    assert "没有问" not in shown


def test_where_the_ratings_of_all_categories_are_withheld_it_says_why(settled):
    with engine.transaction() as session:
        for branch in (settled.branch_a, settled.branch_c):
            answered(session, branch, 12, {"Q2": ["HOU"], "Q3:HOU": "5", "Q4:HOU": "1"})
            answered(session, branch, 12, {"Q2": ["EMP"]})
        release(session)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not page.exception
    shown = words(page)
    assert "各类的评分都不显示：" in shown
    assert "没有问" not in shown
    assert len([table for table in page.table if "重要/满意" in table.value]) == 0


def test_what_the_district_asked_besides_is_shown_with_the_month(settled):
    extra = {
        "versions": [{"number": 1, "kind": "single", "text": "夜校想学什么？", "options": ["剪纸", "书法"]}]
    }
    with engine.transaction() as session:
        session.query(Wave).filter(Wave.month == date(2026, 6, 1)).one().extra = extra
        for branch in (settled.branch_a, settled.branch_c):
            answered(session, branch, 10, {"Q2": ["EMP"], "X0v1": "o1"})
            answered(session, branch, 10, {"Q2": ["EMP"], "X0v1": "o2"})
        release(session)
    page = open_page(PAGE, settled.li, month="2026-06")
    assert not page.exception
    assert "本月加问：夜校想学什么？" in words(page)
    assert any("书法" in table.value.to_string() for table in page.table)
