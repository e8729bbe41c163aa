"""A sign-in that has ended: what a page still asks in its name is not done, and the person is told."""

from sqlalchemy import select

from db import engine
from db.models import Need, Person
from db.vocabulary import NeedState, Verb
from tests import builders
from tests.screens.conftest import District, OpenPage


def test_a_button_pressed_after_the_account_ended_writes_nothing(
    open_page: OpenPage, district: District
) -> None:
    now = engine.now()
    with engine.transaction() as session:
        need_id = builders.a_need(session, district.cast.branch_a, now=now).id
    page = open_page("cadre/needs.py", person=district.cast.chen, need=str(need_id))
    button = next(b for b in page.button if b.key == f"{Verb.ACCEPT}_go_{need_id}")
    with engine.transaction() as session:
        session.get_one(Person, district.cast.chen.id).is_active = False
    button.click().run()
    assert not page.exception
    assert "登录已经结束" in page.warning[0].value
    with engine.reading() as session:
        assert session.scalars(select(Need)).one().state is NeedState.RAISED
