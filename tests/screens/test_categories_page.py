"""需求类别: two levels, and the questionnaire published with them."""

import pytest

from db import engine, questionnaires
from db.models import Category
from tests.screens import taps

PAGE = "admin/categories.py"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.success, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor, chosen=None):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    if chosen is not None:
        page.selectbox(key="category_chosen").select(chosen).run()
        assert not page.exception
    return page


def press(page, label):
    return words(taps.press(page, label))


def label_of(code):
    with engine.reading() as session:
        return session.get_one(Category, code).label


def shown_labels(page):
    return list(page.dataframe[0].value["类别"].str.strip())


def test_a_category_is_renamed_and_waits_for_the_next_version(district, open_page):
    page = opened(open_page, district.cast.li, "EMP")
    assert "与已发布的第1版问卷一致" in words(page)
    page.text_input[-1].input("工作🌱")
    shown = press(page, "保存修改")
    assert "已保存修改" in shown
    assert "- 改名：工作🌱" in shown
    assert label_of("EMP") == "工作🌱"
    page.run()
    assert "已发布第2版问卷，从下一次调查起使用" in press(page, "发布新版问卷")
    assert "与已发布的第2版问卷一致" in words(page)
    with engine.reading() as session:
        assert (
            questionnaires.form_of(questionnaires.monthly_version(session)).category("EMP").label == "工作🌱"
        )


def test_a_category_is_added_and_its_fields_are_emptied(district, open_page):
    page = opened(open_page, district.cast.li)
    page.text_input(key="category_label").input("银发陪伴")
    assert "已添加“银发陪伴”" in press(page, "添加类别")
    assert page.text_input(key="category_label").value == ""
    assert "银发陪伴" in shown_labels(page)


def test_a_refused_name_stays_in_its_field(district, open_page):
    page = opened(open_page, district.cast.li)
    page.text_input(key="category_label").input("就业创业")
    assert "同一级里已有“就业创业”" in press(page, "添加类别")
    assert page.text_input(key="category_label").value == "就业创业"


def test_order_and_retiring(district, open_page):
    page = opened(open_page, district.cast.li, "EDU")
    press(page, "上移")
    assert shown_labels(page)[0] == "教育培训"
    assert "已停用“教育培训”" in press(page, "停用")
    page.run()
    assert "- 停用：教育培训" in words(page)
    assert "已恢复“教育培训”" in press(page, "恢复")


def test_what_takes_the_rest_stays(district, open_page):
    assert "要一直保留" in press(opened(open_page, district.cast.li, "OTH"), "停用")


@pytest.mark.parametrize("name", ["chen", "wang", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))
