"""What a new district sees: three steps until the first answers are in, and never an empty report."""

from sqlalchemy import select

from db import engine, tallies, workdays
from db.models import Organisation, Person, Wave
from db.vocabulary import AgeBand, Level
from tests import builders
from tests.committee_screens import open_page, released
from tests.screens.test_committee_needs_analysis import charts_of, words

OVERVIEW = "committee/overview.py"


def close(*branches):
    with engine.transaction() as session:
        for row in session.scalars(select(Organisation).where(Organisation.level == Level.BRANCH)):
            if not branches or row.id in branches:
                row.is_active = False


def steps(page):
    """Title and mark of each step."""
    return [m.value for m in page.markdown if m.value.startswith(("**1", "**2", "**3"))]


def links(page):
    return [link.proto.label for link in page.get("page_link")]


def test_a_district_without_a_branch_sees_three_steps_and_no_figures(settled):
    close()
    page = open_page(OVERVIEW, settled.li)
    assert not page.exception
    assert len(steps(page)) == 3
    assert "下一步" in steps(page)[0]
    assert links(page) == ["去添加组织", "去添加账号", "去发二维码"]
    assert not page.metric
    assert not page.selectbox
    assert charts_of(page) == 0
    assert "请换一个月份" not in words(page)


def test_a_step_is_ticked_when_it_is_done(settled):
    with engine.transaction() as session:
        session.scalars(select(Person).where(Person.username == "zhao")).one().is_active = False
    page = open_page(OVERVIEW, settled.li)
    first, second, third = steps(page)
    assert "已完成" in first
    assert "下一步" in second
    assert ("已完成" in third, "下一步" in third) == (False, False)
    assert "3个团支部里，2个有了账号" in "".join(text.value for text in page.text)
    # The figures stand below the steps.
    assert page.metric
    with engine.transaction() as session:
        session.scalars(select(Person).where(Person.username == "zhao")).one().is_active = True
    first, second, third = steps(open_page(OVERVIEW, settled.li))
    assert "已完成" in second
    assert "下一步" in third


def test_with_the_first_answers_the_steps_go(settled):
    now = engine.now()
    with engine.transaction() as session:
        wave = builders.a_wave(
            session, now=now, closes_on=workdays.last_day(workdays.month_of(workdays.today(now)))
        )
        tallies.add(
            session, wave_id=wave.id, branch_id=settled.branch_a, age_band=AgeBand.FROM_23, is_doubtful=False,
            counts=dict.fromkeys(tallies.increments({"Q2": ["EMP"]}), 1),
        )  # fmt: skip
    assert steps(open_page(OVERVIEW, settled.li)) == []


def test_a_district_with_a_released_month_is_not_new(settled):
    released(**{f"b{settled.branch_a}": 30})
    with engine.transaction() as session:
        session.scalars(select(Person).where(Person.username == "zhao")).one().is_active = False
    assert steps(open_page(OVERVIEW, settled.li)) == []


def test_a_committee_without_branches_is_told_who_adds_them(settled):
    close(settled.branch_a, settled.branch_b)
    page = open_page(OVERVIEW, settled.wang)
    assert "团支部由区团委添加" in words(page)
    assert steps(page) == []
    assert links(page) == []
    assert not page.metric


def test_a_page_of_branches_leads_on_while_there_is_none(settled):
    path = "cadre/share.py"
    close()
    page = open_page(path, settled.li)
    assert not page.exception
    assert links(page) == ["去添加组织"]
    assert "请区团委" not in words(page)
    page = open_page(path, settled.wang)
    assert links(page) == []
    assert "团支部由区团委添加" in words(page)


def test_a_scope_without_branches_says_so_and_leads_on(settled):
    close(settled.branch_c)
    page = open_page(OVERVIEW, settled.li, scope=str(settled.other_committee))
    assert "这个范围内还没有团支部" in words(page)
    assert "去添加组织" in links(page)


def test_before_the_first_survey_no_other_month_is_offered(settled):
    with engine.transaction() as session:
        for wave in session.scalars(select(Wave)):
            session.delete(wave)
    page = open_page(OVERVIEW, settled.li)
    assert "月度调查还没有开启" in words(page)
    assert "请换一个月份" not in words(page)
