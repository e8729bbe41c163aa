"""复制提醒: counts and a link for the group chat, on 本月 and on 总览; no person, and no branch that the ledger does not show."""

from datetime import timedelta

import pytest

from db import engine
from db.models import Person
from db.vocabulary import NeedState
from tests import clock
from tests.screens.test_needs_page import add, words

MONTH, OVERVIEW = "cadre/month.py", "committee/overview.py"


def long_ago():
    return clock.today() - timedelta(days=30)


@pytest.fixture
def cast(district, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example")
    return district.cast


def reminder(page):
    return next((code.value for code in page.code if "提醒" in code.value), "")


def nobody_is_in(text):
    with engine.reading() as session:
        return not any(person.name in text for person in session.query(Person))


def test_a_branch_copies_what_is_left_with_a_link_and_no_name(cast, open_page):
    add(cast.branch_a, text="想找实习")
    add(cast.branch_a, state=NeedState.ACCEPTED, due_on=long_ago())
    text = reminder(open_page(MONTH, person=cast.chen))
    assert text.startswith("【东风社区团支部】")
    assert "需求待受理1件，办理中1件，其中逾期1件，请先办" in text
    assert "五个一还差：活动、结对" in text
    assert text.endswith("登录处理：https://youth.example/month")
    assert "想找实习" not in text
    assert nobody_is_in(text)


def test_a_committee_copies_where_needs_are_late_and_sees_what_has_risen_to_it(cast, open_page):
    page = open_page(OVERVIEW, person=cast.wang)
    assert reminder(page) == ""
    add(cast.branch_a, state=NeedState.ACCEPTED, due_on=long_ago())
    add(cast.branch_b, state=NeedState.ACCEPTED, due_on=clock.today() + timedelta(days=30))
    page = open_page(OVERVIEW, person=cast.wang)
    text = reminder(page)
    assert "待办2件，逾期1件，逾期较久、已上升一级1件。逾期的在：东风社区团支部1件。" in text
    assert "光明科技" not in text
    assert nobody_is_in(text)
    assert "已上升到本级，请过问：东风社区团支部1件" in words(page)
    # It has risen one level, not two.
    assert "已上升到本级" not in words(open_page(OVERVIEW, person=cast.li))
