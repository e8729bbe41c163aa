"""导入问卷星: whose it is, how each column is read and may be read otherwise, what came in."""

from sqlalchemy import func, select

from db import engine
from db.exchange import sheets, wjx_memory
from db.models import QuestionnaireVersion, Response, Wave
from db.vocabulary import AnswerMode, WaveKind
from tests.services.files import META, a_roster, a_table, as_csv, as_xls
from tests.services.test_wjx_branches import A, B, a_file
from tests.services.test_wjx_modes import HEAD, IN_SCORES, KNOWN_AS, SCORES
from tests.services.test_wjx_twice import many

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


def test_a_newer_download_is_asked_about_before_it_comes_in(district, open_page):
    for n, how in [(3, None), (5, "新下载的版本：替换旧的"), (8, "另一次调查：另外加入")]:
        page = given(open_page, district.cast.li, many(n))
        page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
        if how:
            assert "青年需求问卷（计入2026年5月" in page.warning[0].value
            assert not can_import(page)
            next(box for box in page.radio if box.key.startswith("wjx_again_")).set_value(how).run()
        assert ("替换了1份旧版本" in press(page)) == (n == 5)
    with engine.reading() as session:
        found = select(Wave).where(Wave.kind == WaveKind.IMPORTED).order_by(Wave.id)
        imported = [(one.replaced_by_id is None, one.version_id) for one in session.scalars(found)]
    assert [is_shown for is_shown, _ in imported] == [False, True, True]
    page = given(open_page, district.cast.li, many(3))
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    assert "答卷已经导入过，后来换成了新版本" in words(page)
    again = next(box for box in page.radio if box.key.startswith("wjx_again_"))
    assert again.options == ["换回这一份：替换现在显示的", "当时不该替换：两份都显示", "不换，结果不变"]
    again.set_value("换回这一份：替换现在显示的").run()
    # There are two that it may stand for: which, is said.
    assert not can_import(page)
    page.multiselect[0].select(imported[1][1]).run()
    assert can_import(page)


def test_a_file_of_many_branches_is_laid_out_before_it_comes_in(district, open_page):
    page = given(open_page, district.cast.li, a_file(A, B, A))
    page.radio(key="wjx_whose").set_value("很多团支部（有一列写着团支部）").run()
    # The one column that speaks of a branch is offered by itself.
    frame = page.dataframe[-1].value.set_index("团支部")
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


# What each answer counts as


def fields(page):
    return [box for box in page.text_input if (box.key or "").startswith("wjx_label_")]


def name(page, code, *labels):
    """Choose a question and type what its values count as, in their order."""
    next(box for box in page.selectbox if box.key.startswith("wjx_naming_")).select(code).run()
    for n, label in enumerate(labels):
        fields(page)[n].input(label).run()
        assert not page.exception


def can_import(page):
    return "wjx_import" in [button.key for button in page.button]


def remembered(actor):
    with engine.reading() as session:
        return {row.title: dict(row.labels) for row in wjx_memory.list_for(session, actor=actor)}


def scores_given(district, open_page):
    page = given(open_page, district.cast.li, as_csv(a_table(IN_SCORES, HEAD)), "38_按分数_青年_4_4.csv")
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    return page


def test_scores_come_in_once_each_has_a_name_and_the_names_are_proposed_again(district, open_page):
    page = scores_given(district, open_page)
    assert "按分数下载" in words(page)
    assert "还有3题的数字没有名称" in page.warning[0].value
    assert [box.label for box in fields(page)] == ["“0”（2份）计作", "“1”（2份）计作"]
    name(page, "W1", "男", "女")
    name(page, "W2", "其他", "住房安居", "就业创业")
    name(page, "W3", "其他", "同事")
    assert not can_import(page)
    name(page, "W3", "其他", "同事", "微信")
    # What was typed at another question is still there.
    name(page, "W1")
    assert [box.value for box in fields(page)] == ["男", "女"]
    shown = page.dataframe[0].value.set_index(["题目", "文件里的值"])["计作"]
    assert shown["您的性别", "1"] == "女"
    assert "已导入1个团支部的答卷共4份" in press(page)
    assert remembered(district.cast.li)["您的性别"] == {"0": "男", "1": "女"}
    assert can_import(scores_given(district, open_page))


def test_a_table_says_it_at_once_and_a_bad_one_says_where(district, open_page, offered):
    page = scores_given(district, open_page)
    head, first, *_ = sheets.read(offered["选项名称表.xlsx"]())
    assert (head, first) == (["题目", "文件里的值", "份数", "计作"], ["您的性别", "0", "2", ""])
    lines = [
        (code, value, label) for code, names in KNOWN_AS[SCORES].items() for value, label in names.items()
    ]
    head = ("题目", "文件里的值", "计作")
    page.file_uploader[1].set_value(("名称.csv", as_csv([head, *lines, ("1", "0", "女")]), "text/csv")).run()
    assert "两个选项分数相同" in page.table[0].value.iloc[0]["问题和改法"]
    assert not can_import(page)
    page.file_uploader[1].set_value(("名称.csv", as_csv([head, *lines]), "text/csv")).run()
    assert can_import(page)
    assert remembered(district.cast.li) == {}


def test_another_name_merges_options_may_be_taken_back_and_is_forgotten_when_told(district, open_page):
    page = given(open_page, district.cast.li, as_csv(a_table()))
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    name(page, "W3", "微信", "网上")
    assert "“微信”计作“网上”，“网上”" not in words(page)
    assert "“同事”计作“微信”，“微信”又计作“网上”" in words(page)
    assert not can_import(page)
    fields(page)[0].input("").run()
    assert fields(page)[0].value == "同事"
    assert can_import(page)
    press(page)
    assert remembered(district.cast.li) == {"您从哪里知道团支部的": {"微信": "网上"}}
    page.selectbox(key="wjx_remembered_one").select_index(0).run()
    page.button(key="wjx_forget").click().run()
    assert remembered(district.cast.li) == {}
    assert "已忘掉" in words(page)


def test_a_name_typed_just_before_the_button_is_tapped_is_shown_first(district, open_page):
    page = given(open_page, district.cast.li, as_csv(a_table()))
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    name(page, "W3")
    fields(page)[0].input("网上")
    assert "刚才又改过，还没有导入" in press(page)
    page.selectbox(key="wjx_branch").select(district.cast.branch_b)
    assert "刚才又改过，还没有导入" in press(page)
    assert stored() == ([], 0)
    assert "已导入1个团支部的答卷共6份" in press(page)
    assert stored()[0][0][0] == district.cast.branch_b
    assert remembered(district.cast.li)["您从哪里知道团支部的"] == {"同事": "网上"}


def test_numbers_that_may_be_either_are_asked_about(district, open_page):
    page = given(open_page, district.cast.li, as_csv(a_table([(1, 2), (2, 3)], (*META, "1、甲", "2、乙"))))
    page.selectbox(key="wjx_branch").select(district.cast.branch_a).run()
    assert "看不出是按选项序号还是按分数" in words(page)
    mode = next(box for box in page.radio if box.key.startswith("wjx_mode_"))
    mode.set_value(AnswerMode.ORDINALS).run()
    assert "2份答卷，2道题" in words(page)
    reading(page, "W1").select("number").run()
    assert "还有1题的数字没有名称" in page.warning[0].value
