"""月度安排: the days of this and the next month, opening, closing and releasing by hand."""

from datetime import timedelta

import pytest

from db import engine, wave_days, workdays
from db.models import Release, Wave
from tests import clock
from tests.screens import taps

PAGE = "admin/schedule.py"


def following():
    return workdays.add_months(clock.month(), 1)


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.success, page.error, page.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    return page


def press(page, label, nth=0):
    return words(taps.press(page, label, nth))


def the_wave():
    with engine.reading() as session:
        return session.query(Wave).one()


def test_both_months_are_shown(district, open_page):
    shown = words(opened(open_page, district.cast.li))
    assert f"{clock.month().year}年{clock.month().month}月" in shown
    assert "正在进行" in shown
    assert "自动开启" in shown


def test_the_next_month_is_planned(district, open_page):
    page = opened(open_page, district.cast.li)
    last = following().replace(day=20)
    page.date_input[-1].set_value(last)
    assert "已保存" in press(page, "保存日期", -1)
    with engine.reading() as session:
        assert wave_days.plan_for(session, actor=district.cast.li, month=following()).closes_on == last


def test_days_that_cannot_be_are_refused_and_stay(district, open_page):
    page = opened(open_page, district.cast.li)
    page.date_input[-2].set_value(following().replace(day=20))
    page.date_input[-1].set_value(following().replace(day=10))
    assert "截止日期不能早于开始日期" in press(page, "保存日期", -1)
    assert page.date_input[-1].value == following().replace(day=10)


def test_the_wave_is_closed_and_opened_again(district, open_page):
    page = opened(open_page, district.cast.li)
    assert "截止" in press(page, "现在截止")
    if clock.today().day > 1:
        assert the_wave().closes_on == clock.today() - timedelta(days=1)
        assert "已开启" in press(page.run(), "现在开启")
        assert the_wave().closes_on >= clock.today()


def test_releasing_warns_and_takes_a_tick(district, open_page):
    page = opened(open_page, district.cast.li)
    assert "不能改回" in words(page)
    assert "请先勾选" in press(page, "现在发布")
    with engine.reading() as session:
        assert session.query(Release).count() == 0
    page.checkbox(key="release_agreed").check()
    shown = press(page, "现在发布")
    assert "结果已发布" in shown
    assert "现在开启" not in [button.label for button in page.button]
    with engine.reading() as session:
        assert session.query(Release).one().released_by == district.cast.li.audit_name


def test_a_year_that_is_not_announced_is_said(district, open_page):
    said = "节假日安排未公布" in words(opened(open_page, district.cast.li))
    assert said is not workdays.is_announced(following().year)


@pytest.mark.parametrize("name", ["chen", "wang", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))
