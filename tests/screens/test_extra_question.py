"""本月加问 on a phone: both renderers ask it alike, say whose it is and who reads a text, and store the same."""

import html

import pytest
from starlette.testclient import TestClient

from db import engine, month_questions
from db.models import Response
from db.vocabulary import QuestionKind
from tests import clock
from tests.screens.conftest import District, OpenPage
from tests.screens.plain_sheet import stored, walk
from tests.screens.test_survey import begun, to_the_end


@pytest.fixture
def asked(district: District) -> District:
    cast = district.cast
    questions = {
        cast.li: (QuestionKind.SINGLE, "夜校想学<什么>？", ("剪纸", "*游泳*")),
        cast.chen: (QuestionKind.TEXT, "羽毛球场几点开好？", ()),
    }
    with engine.transaction() as session:
        for actor, (kind, text, options) in questions.items():
            month_questions.put(
                session,
                actor=actor,
                organisation_id=actor.organisation_id,
                month=clock.month(),
                seen=0,
                kind=kind,
                text=text,
                options=options,
                minded=(),
                now=engine.now(),
            )
    return district


def test_both_renderers_ask_and_store_it_alike(
    client: TestClient, asked: District, open_page: OpenPage
) -> None:
    pages = walk(client, asked.link_a, Q2="EMP", X0v1="o2", X1v1="晚上七点")
    shown = html.unescape("".join(pages))
    assert all(len(page.encode()) < 30_000 for page in pages)
    for words in ("夜校想学<什么>？", "*游泳*", "区团委本月加问", "本月加问的，可以不答。由"):
        assert words in shown
    page = to_the_end(begun(open_page, asked.link_a), X0v1="o2", X1v1="晚上七点")
    page.button(key="send").click().run()
    assert not page.exception
    one, other = stored(Response)
    assert one.answers["X0v1"] == other.answers["X0v1"] == "o2"
    assert one.text_sealed is not None
    assert other.text_sealed is not None


def test_a_secretary_adds_a_question_sees_it_and_stops_it(district: District, open_page: OpenPage) -> None:
    page = open_page("cadre/share.py", person=district.cast.chen)
    field(page, "text_input", "题目").set_value("您在哪个班级？").run()
    assert "您在哪个班级？" in "".join(str(part.proto.body) for part in page.html)
    assert any("班级" in str(warning.value) for warning in page.warning)
    press(page, "保存，从现在起问这一题")
    assert "答案可能让人认出是谁" in page.error[0].value
    field(page, "text_input", "题目").set_value("周末想做什么？").run()
    press(page, "保存，从现在起问这一题")
    assert "周末想做什么？" in "".join(str(found.value) for found in page.success)
    # Somebody who looks at it first; a click in the same second would be the second one of a double tap.
    page.run()
    press(page, "停止加问")
    assert not any("正在问" in str(found.value) for found in page.success)


def asked_now(actor):
    with engine.reading() as session:
        found = month_questions.find(
            session,
            actor=actor,
            organisation_id=actor.organisation_id,
            month=clock.month(),
            now=engine.now(),
        )
        return found.extra and (found.extra.text, found.extra.options)


def test_a_tap_saves_what_stands_in_the_fields_and_a_tick_counts_for_what_it_was_shown_over(
    district: District, open_page: OpenPage
) -> None:
    li = district.cast.li
    page = open_page("admin/schedule.py", person=li)
    field(page, "radio", "题型").set_value(QuestionKind.SINGLE).run()
    field(page, "text_input", "题目").set_value("您在哪个班级？").run()
    field(page, "text_area", "选项").set_value("一\n二").run()
    # As on a phone: the field gives up what was typed, and the button is tapped, in the same moment.
    field(page, "checkbox", "我看过提醒").check().run()
    field(page, "text_input", "题目").set_value("您叫什么姓名？")
    press(page, "保存，从现在起问这一题")
    assert asked_now(li) is None
    assert not field(page, "checkbox", "我看过提醒").value
    field(page, "text_input", "题目").set_value("夜校想学什么？")
    field(page, "text_area", "选项").set_value("剪纸\n书法")
    press(page, "保存，从现在起问这一题")
    assert asked_now(li) == ("夜校想学什么？", ("剪纸", "书法"))


def field(page, kind, label):
    return next(found for found in getattr(page, kind) if found.label.startswith(label))


def press(page, label):
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def test_the_district_adds_one_with_options(district: District, open_page: OpenPage) -> None:
    page = open_page("admin/schedule.py", person=district.cast.li)
    field(page, "radio", "题型").set_value(QuestionKind.SINGLE).run()
    field(page, "text_input", "题目").set_value("夜校想学什么？").run()
    field(page, "text_area", "选项").set_value("剪纸\n\n书法 ").run()
    shown = "".join(str(part.proto.body) for part in page.html)
    assert "○ 书法" in shown
    press(page, "保存，从现在起问这一题")
    assert any("夜校想学什么？" in str(found.value) for found in page.success)


def test_another_cadre_reads_it_and_cannot_change_it(asked: District, open_page: OpenPage) -> None:
    page = open_page("cadre/share.py", person=asked.cast.zhao)
    assert not any(button.label == "保存，从现在起问这一题" for button in page.button)
