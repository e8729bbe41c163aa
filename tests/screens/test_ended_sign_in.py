"""A sign-in that has ended: what a page still asks in its name is not done, and the person is told."""

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db import engine
from db.models import Activity, Need, Person
from db.rights import Actor
from db.vocabulary import ActivityKind, NeedState, Verb
from tests import builders
from tests.screens.conftest import District, OpenPage
from tests.screens.taps import labelled


def end(person: Actor) -> None:
    with engine.transaction() as session:
        session.get_one(Person, person.id).is_active = False


def shown(page: AppTest) -> list[str]:
    assert not page.exception
    assert "登录已经结束" in page.warning[0].value
    return [block.value for block in page.code]


def test_a_button_pressed_after_the_account_ended_writes_nothing(
    open_page: OpenPage, district: District
) -> None:
    now = engine.now()
    with engine.transaction() as session:
        need_id = builders.a_need(session, district.cast.branch_a, now=now).id
    page = open_page("cadre/needs.py", person=district.cast.chen, need=str(need_id))
    button = next(b for b in page.button if b.key == f"{Verb.ACCEPT}_go_{need_id}")
    end(district.cast.chen)
    button.click().run()
    assert shown(page) == [], "nobody has typed anything"
    with engine.reading() as session:
        assert session.scalars(select(Need)).one().state is NeedState.RAISED


def test_what_was_typed_is_shown_to_be_copied_with_its_field_and_nothing_else_is(
    open_page: OpenPage, district: District
) -> None:
    page = open_page("cadre/activities.py", person=district.cast.chen)
    page.text_input(key="activity_theme").input("篮球赛")
    page.text_input(key="activity_place").input("馆")
    page.pills(key="activity_kind").set_value(ActivityKind.CULTURE_SPORT)
    end(district.cast.chen)
    labelled(page, "保存活动").click().run()
    assert shown(page) == ["篮球赛"], "neither codes of choices nor what is typed again at once"
    assert "活动主题" in [caption.value for caption in page.caption]
    page.run()
    assert shown(page) == ["篮球赛"], "a phone that looked elsewhere still has it"
    with engine.reading() as session:
        assert session.scalars(select(Activity)).all() == []


def test_what_a_form_was_filled_with_is_not_called_typed(open_page: OpenPage, district: District) -> None:
    page = open_page("admin/people.py", person=district.cast.li)
    page.selectbox(key="account_chosen").set_value("chen").run()
    assert "陈" in [field.value for field in page.text_input]
    end(district.cast.li)
    labelled(page, "保存修改").click().run()
    assert shown(page) == []


def test_the_way_back_in_is_as_large_as_a_button(open_page: OpenPage, district: District) -> None:
    page = open_page("cadre/activities.py", person=district.cast.chen)
    end(district.cast.chen)
    page.run()
    link = next(html.proto.body for html in page.html if "/sign-in" in html.proto.body)
    assert "去登录" in link
    assert "min-height:2.9rem" in link
