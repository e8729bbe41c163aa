"""导入问卷星: whose it is, how each column is read and may be read otherwise, what came in."""

from sqlalchemy import func, select

from db import engine
from db.models import QuestionnaireVersion, Response, Wave
from db.vocabulary import WaveKind
from tests.services.files import META, a_roster, a_table, as_csv, as_xls
from tests.services.test_wjx_branches import A, B, a_file

PAGE = "admin/wjx.py"


def words(page):
    kinds = (page.markdown, page.caption, page.success, page.info, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def given(open_page, actor, content, name="导出.csv"):
    page = open_page(PAGE, person=actor)
    page.file_uploader(key="wjx_file").set_value((name, content, "application/octet-stream")).run()
    assert not page.exception
    return page


def reading(page, code):
    return next(box for box in page.selectbox if (box.key or "").endswith(f"_{code}"))


def press(page):
    page.text_input(key="wjx_title").input("青年需求问卷")
    next(button for button in page.button if button.label == "导入并发布结果").click().run()
    assert not page.exception
    return words(page)


def stored():
    with engine.reading() as session:
        imported = select(Wave).where(Wave.kind == WaveKind.IMPORTED)
        waves = session.scalars(imported).all()
        n = session.scalar(select(func.count()).select_from(Response))
        return [(wave.branch_id, f"{wave.month:%Y-%m}") for wave in waves], n


def test_a_file_of_one_branch_comes_in_as_it_was_read(district, open_page):
    page = given(open_page, district.cast.li, as_xls(a_table()), "导出.xls")
    assert "wjx_import" not in [button.key for button in page.button]
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    assert "6份答卷，4道题" in words(page)
    assert "2、您需要哪些帮助（现在读作多选，4个选项，5份回答）" in reading(page, "W2").label
    reading(page, "W2").select("categories").run()
    assert "现在读作需求类别" in reading(page, "W2").label
    assert stored() == ([], 0)
    assert "已导入1个团支部的答卷共6份" in press(page)
    assert stored() == ([(district.cast.branch_a, "2026-05")], 6)
    with engine.reading() as session:
        version = session.scalars(
            select(QuestionnaireVersion).order_by(QuestionnaireVersion.id.desc())
        ).first()
    assert len(version.definition["categories"]) == 4
    page = given(open_page, district.cast.li, as_xls(a_table()), "导出.xls")
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    assert "已经导入过这个文件，没有改动" in press(page)
    assert stored()[1] == 6


def test_a_file_of_many_branches_is_laid_out_before_it_comes_in(district, open_page):
    page = given(open_page, district.cast.li, a_file(A, B, A))
    page.radio(key="wjx_whose").set_value("很多团支部（有一列写着团支部）").run()
    # The one column that speaks of a branch is offered by itself.
    frame = page.dataframe[0].value.set_index("团支部")
    assert (frame.loc[A, "答卷"], frame.loc[B, "答卷"]) == (2, 1)
    assert "已导入2个团支部的答卷共3份" in press(page)
    assert stored()[1] == 3


def test_a_wrong_branch_is_told_by_row(district, open_page):
    page = given(open_page, district.cast.li, a_file(A, "没有的团支部"))
    page.radio(key="wjx_whose").set_value("很多团支部（有一列写着团支部）").run()
    line = page.table[0].value.iloc[0]
    assert line["在哪里"] == "第3行"
    assert "没有找到名为“没有的团支部”的团支部" in line["问题和改法"]
    assert "wjx_import" not in [button.key for button in page.button]


def test_a_reading_that_cannot_be_is_refused_and_can_be_taken_back(district, open_page):
    many = [(f"选项{n}",) for n in range(61)] * 2
    page = given(open_page, district.cast.li, as_csv(a_table(many, (*META, "1、您需要什么"))))
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    reading(page, "W1").select("categories").run()
    assert "多于60个，不能作为需求类别" in words(page)
    assert "wjx_import" not in [button.key for button in page.button]
    reading(page, "W1").select(None).run()
    assert "wjx_import" in [button.key for button in page.button]


def test_another_file_is_refused_in_one_sentence(district, open_page):
    page = given(open_page, district.cast.li, a_roster(), "名册.xlsx")
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    assert "不是问卷星的答卷数据" in words(page)
