"""导入名册: a file is checked before it comes in, told row by row what is wrong, and first passwords are shown once."""

from sqlalchemy import func, select

from db import engine
from db.models import Organisation, Person
from tests.services.files import ORGANISATIONS, a_roster, a_table, as_xlsx

PAGE = "admin/roster.py"


def words(page):
    kinds = (page.markdown, page.caption, page.success, page.info, page.error, page.warning, page.code)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def given(open_page, actor, content, name="名册.xlsx"):
    page = open_page(PAGE, person=actor)
    page.file_uploader(key="roster_file").set_value((name, content, "application/octet-stream")).run()
    assert not page.exception
    return page


def rows():
    with engine.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in (Organisation, Person)]


def test_a_roster_is_checked_comes_in_and_passwords_are_shown_until_they_are_kept(district, open_page):
    before = rows()
    page = given(open_page, district.cast.zhou, a_roster())
    assert "要添加组织4个、账号2个" in words(page)
    assert list(page.dataframe[0].value["组织"])[:2] == ["北区街道团工委", "北区学校团总支"]
    assert rows() == before
    page.button(key="roster_import").click().run()
    assert not page.exception
    assert rows() == [before[0] + 4, before[1] + 2]
    assert "sun.yi" in page.code[0].value
    assert "没有要导入的" in words(page)
    page.button(key="roster_passwords_kept").click().run()
    assert not page.code


def test_what_is_wrong_is_told_by_row_and_cannot_be_brought_in(district, open_page):
    wrong = a_roster([*ORGANISATIONS, ("团支部", "甲支部", "没有的团工委", "农村")])
    page = given(open_page, district.cast.li, wrong)
    assert "有1处要改" in words(page)
    line = page.table[0].value.iloc[0]
    assert line["在哪里"] == "“组织”第6行"
    assert "没有找到组织“没有的团工委”" in line["问题和改法"]
    assert "导入" not in [button.label for button in page.button]


def test_another_file_is_refused_in_one_sentence(district, open_page):
    page = given(open_page, district.cast.li, as_xlsx(a_table()))
    assert "没有找到名册" in words(page)
    page = given(open_page, district.cast.li, b"MZ\x90\x00" + bytes(300), "名册.xlsx")
    assert "其实是程序" in words(page)
