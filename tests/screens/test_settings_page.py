"""本区设置: the contact, the working days, the thresholds."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from db import district_contact, engine, workdays
from db.models import AuditEntry, DayOverride
from tests import clock
from tests.screens import taps

PAGE = "admin/settings.py"


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.success, page.error, page.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    return page


def press(page, label):
    return words(taps.press(page, label))


def contact(page, name, phone):
    page.text_input[0].input(name)
    page.text_input[1].input(phone)
    return press(page, "保存联系人")


def test_the_contact_is_saved_and_the_administrator_may(district, open_page):
    assert "青年在问卷的信息告知书里会看到" in contact(
        opened(open_page, district.cast.zhou), "区团委权益部", "010-12345678"
    )
    with engine.reading() as session:
        assert district_contact.read(session).name == "区团委权益部"


def test_half_a_contact_is_refused_and_stays(district, open_page):
    page = opened(open_page, district.cast.li)
    assert "联系人和电话请都填写" in contact(page, "区团委权益部", "")
    assert page.text_input[0].value == "区团委权益部"


def test_the_survey_s_cover_shows_the_contact(district, open_page):
    contact(opened(open_page, district.cast.li), "区团委权益部", "010-12345678")
    cover = open_page("youth/survey.py", t=district.link_a)
    assert "区团委权益部" in "\n".join(str(text.value) for text in cover.markdown)


def test_days_are_set_and_taken_back(district, open_page):
    working = next(
        day for n in range(1, 20) if workdays.Workdays().is_working(day := clock.today() + timedelta(days=n))
    )
    page = opened(open_page, district.cast.li)
    page.date_input(key="days_span").set_value((working, working))
    page.text_input(key="days_note").input("本区放假")
    assert "放假（不是工作日） · 本区放假" in press(page, "保存安排")
    with engine.reading() as session:
        assert session.get_one(DayOverride, working).is_working is False
    assert "恢复按日历计算" in press(page.run(), "撤销")


def test_without_days_nothing_is_set(district, open_page):
    assert "请选好起止两天" in press(opened(open_page, district.cast.li), "保存安排")


def test_thresholds_are_shown_and_cannot_be_typed(district, open_page):
    shown = words(opened(open_page, district.cast.li))
    assert "满10份才显示" in shown
    assert "满20份才显示" in shown


@pytest.mark.parametrize("name", ["chen", "wang", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def test_the_list_of_what_is_processed_of_minors_is_offered_to_the_district_alone(
    district, open_page, offered
):
    assert [button.key for button in opened(open_page, district.cast.zhou).download_button] == []
    assert [button.key for button in opened(open_page, district.cast.li).download_button] == ["minors_list"]
    [(name, make)] = offered.items()
    assert name.endswith("未成年人信息处理清单.xlsx")
    assert CalamineWorkbook.from_object(io.BytesIO(make())).sheet_names == ["说明", "数据"]
    with engine.reading() as session:
        assert session.scalars(select(AuditEntry.subject).where(AuditEntry.verb == "export")).all() == [
            "minors_list:"
        ]
