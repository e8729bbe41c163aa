"""Questionnaires on paper: what is printed follows what is asked, and a cadre types it in sheet after sheet."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import answer_sheets, engine, extra_questions, workdays
from db.extra_questions import Extra
from db.models import Response, Wave, WaveBranch
from db.vocabulary import QuestionKind
from tests.screens import serving, taps
from tests.screens.plain_sheet import stored

PAGE = "cadre/paper.py"
SAVE, BACK, CLEAR = "保存，录下一张", "撤销上一张，拿回来改", "清空，不要这一张"
TYPED = {
    "version": "2",
    "Q1": "3",
    "Q1b": "1",
    "Q2": "2.1 5",
    "ratings": "45321044",
    "Q6": "13",
    "Q9": "0",
    "Q10": "4",
    "Q11": "想有个球场",
}


@pytest.fixture
def paper(district, client, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example")

    def opened(branch_id=district.cast.branch_a, *, person=district.cast.chen, version=None):
        if person is not None:
            serving.sign_in(client, person)
        return client.get(f"/paper/{branch_id}", params={"version": version} if version else {})

    return opened


def in_month(month, extra=None):
    """Let the wave that is open be of another month, with questions that were added."""
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.month = wave.month.replace(month=month)
        wave.extra = extra_questions.written([extra]) if extra else None


def close():
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.closes_on = workdays.today(engine.now()) - timedelta(days=1)


def test_the_sheet_asks_what_the_month_asks(district, paper):
    in_month(4)
    page = paper()
    assert page.status_code == 200
    for part in ("4月青年需求小调查", "3月里，您见到", "一个小心愿", "未满14周岁", "12355", "支部码ABC234"):
        assert part in page.text
    # Of nobody's needs: paper has no receipt.
    for part in ("请联系我", "手机号", "没听说有活动", "<script", "区加问"):
        assert part not in page.text
    in_month(3, Extra(1, QuestionKind.SINGLE, "热水够吗？", ("够", "不够")))
    page = paper()
    for part in ("没听说有活动", "第7题勾2、3的请答", "区加问. 热水够吗？", "不够"):
        assert part in page.text


def test_each_version_carries_its_number_and_its_categories(paper):
    pages = {version: paper(version=version).text for version in (1, 2, 3)}
    scored = {
        n: set(re.findall(r'<th scope="row" class="kind">([^<]+)</th>', text)) for n, text in pages.items()
    }
    assert [len(rows) for rows in scored.values()] == [4, 4, 4]
    assert len(set.union(*scored.values())) == 12
    for n, text in pages.items():
        assert re.findall(r"卷号<b>(\d)</b>", text) == [str(n)]
    assert re.findall(r"卷号<b>(\d)</b>", paper(version="9").text) == ["1", "2", "3"]


def test_the_sheet_says_who_sees_it_and_what_becomes_of_it(paper):
    text = paper(version=1).text
    for part in ("录入的人会看到这张纸", "录入后销毁", "不能再看、更正或删除", "同意录入", "纸上不收"):
        assert part in text


def test_an_address_of_this_computer_only_is_not_printed(paper, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "http://localhost:8501")
    text = paper(version=1).text
    assert "data:image" not in text
    assert "支部码" not in text


def test_who_has_no_right_prints_nothing(district, paper, client):
    assert paper(person=None).headers["location"] == f"/sign-in?next=/paper/{district.cast.branch_a}"
    assert paper(person=district.cast.wang).status_code == 403
    assert paper(person=district.cast.zhao).status_code == 404
    assert paper("9" * 30).status_code == 404
    close()
    assert paper().status_code == 410


def type_in(page, **but):
    # Nobody fills in a second sheet in the second of a double tap.
    page.run()
    for name, text in {**TYPED, **but}.items():
        page.text_input(key=f"paper_{name}").set_value(text)
    return taps.labelled(page, SAVE).click().run()


def said(page):
    kinds = (page.markdown, page.success, page.error, page.warning, page.caption)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def fields(page):
    return {name: page.text_input(key=f"paper_{name}").value for name in TYPED}


def test_a_cadre_types_in_one_sheet_after_the_other(district, open_page):
    page = type_in(open_page(PAGE, person=district.cast.chen))
    assert "已保存，本次第1张" in said(page)
    assert set(fields(page).values()) == {""}
    page = type_in(page, version="1", Q11="")
    assert "本次已录入 **2** 张" in said(page)
    rows = sorted(stored(Response), key=lambda row: row.text_sealed is None)
    assert rows[0].answers == {
        "Q1": "23-28", "Q1b": "member", "Q2": ["EDU", "PSY"], "Q2b:EDU": "EDU1", "Q9": ["none"], "Q10": "4",
        "Q3:EDU": "4", "Q4:EDU": "5", "Q3:PSY": "3", "Q4:PSY": "2", "Q3:INT": "1", "Q4:INT": "none",
        "Q3:VOL": "4", "Q4:VOL": "4", "Q6": ["information", "introduction"],
    }  # fmt: skip
    assert answer_sheets.texts_of(rows[0]) == {"Q11": "想有个球场"}
    assert all(field.label for field in page.text_input)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(district, open_page):
    page = type_in(open_page(PAGE, person=district.cast.chen), Q1="0", Q2="1 99", ratings="4532")
    for part in ("没有“99”这个编号", "应该是8个数字，录了4个", "未满14周岁的卷子不能录", "还没有保存"):
        assert part in said(page)
    assert fields(page) == {**TYPED, "Q1": "0", "Q2": "1 99", "ratings": "4532"}
    assert not stored(Response)
    page = type_in(page)
    assert "这个编号" not in said(page)
    assert len(stored(Response)) == 1


def test_a_sheet_that_cannot_be_taken_is_put_aside(district, open_page):
    page = type_in(open_page(PAGE, person=district.cast.chen), Q1="")
    page = taps.labelled(page, CLEAR).click().run()
    assert set(fields(page).values()) == {""}
    assert "没填年龄段的卷子" not in said(page)


def test_the_last_sheet_comes_back_to_be_mended(district, open_page):
    page = type_in(open_page(PAGE, person=district.cast.chen))
    page = taps.labelled(page.run(), BACK).click().run()
    assert not stored(Response)
    assert fields(page) == TYPED
    assert not [button for button in page.button if button.label == BACK]
    page = type_in(page, Q10="5")
    assert [row.answers["Q10"] for row in stored(Response)] == ["5"]
    assert "本次已录入 **1** 张" in said(page)


@pytest.mark.parametrize("twice", [taps.twice_before_drawing, taps.twice_after_drawing])
def test_a_double_tap_types_in_one_sheet(district, open_page, twice):
    page = open_page(PAGE, person=district.cast.chen)
    for name, text in TYPED.items():
        page.text_input(key=f"paper_{name}").set_value(text)
    page = twice(page, SAVE)
    assert len(stored(Response)) == 1
    assert set(fields(page).values()) == {""}
    assert "本次已录入 **1** 张" in said(page)


def test_words_that_sound_like_danger_are_pointed_out_to_whoever_knows_the_hand(district, open_page):
    page = type_in(open_page(PAGE, person=district.cast.chen), Q11="我不想活了")
    assert "已提示上级团委指定的专办人" in said(page)
    assert "已提示上级团委指定的专办人" not in said(type_in(page))


def test_a_question_of_the_branch_s_own_has_a_field(district, open_page):
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        place = session.get(WaveBranch, (wave.id, district.cast.branch_a))
        old = Extra(1, QuestionKind.TEXT, "缺什么？", is_ended=True)
        place.extra = extra_questions.written([old, Extra(2, QuestionKind.MULTI, "去哪儿？", ("山", "海"))])
    page = open_page(PAGE, person=district.cast.chen)
    labels = [field.label for field in page.text_input]
    assert "支部加问　去哪儿？" in labels
    assert "支部加问　缺什么？（停问以前印的卷子上才有）" in labels
    type_in(page, X1v2="12")
    assert stored(Response)[0].answers["X1v2"] == ["o1", "o2"]


def test_without_an_open_survey_there_is_nothing_to_type_in(district, open_page):
    close()
    page = open_page(PAGE, person=district.cast.chen)
    assert "现在没有正在收答卷的调查" in said(page)
    assert not page.text_input
    shared = open_page("cadre/share.py", person=district.cast.chen)
    assert "纸质问卷（给没有手机的青年）" not in [box.label for box in shared.expander]


def test_the_page_of_links_leads_the_branch_s_own_people_there(district, open_page):
    for name, there in (("chen", True), ("wang", False)):
        page = open_page("cadre/share.py", person=getattr(district.cast, name))
        assert ("纸质问卷（给没有手机的青年）" in [box.label for box in page.expander]) is there
