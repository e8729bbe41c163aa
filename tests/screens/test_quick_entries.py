"""活动 and 实事: a record in one short form, a refusal that keeps what was typed, the list of the month."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from db import activities, deeds, engine
from db.engine import ROOT
from db.models import Activity, Deed
from db.vocabulary import ActivityKind, DeedKind
from tests import records
from tests.screens.taps import press

ACTIVITIES, DEEDS = "cadre/activities.py", "cadre/deeds.py"
NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def june(monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: NOW)


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.success, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def mending(page, activity_id):
    """The page with the box 更正 of one activity open."""
    page.session_state[f"mend_activity_{activity_id}"] = True
    page.run()
    assert not page.exception, page.exception
    return page


def stored(model):
    with engine.reading() as session:
        return session.query(model).all()


def test_an_activity_is_saved_listed_and_lights_its_duty(settled, open_page):
    page = open_page(ACTIVITIES, person=settled.chen)
    assert "○ 灰 还没有登记" in words(page)
    page.text_input(key="activity_theme").input("周末*羽毛球*友谊赛")
    page.pills(key="activity_kind").set_value(ActivityKind.CULTURE_SPORT)
    page.number_input(key="activity_people").set_value(16)
    press(page, "保存活动")
    assert "已登记" in page.success[0].value
    assert "● 绿 已办1次" in words(page)
    assert "周末\\*羽毛球\\*友谊赛" in words(page)
    assert "6月18日 · 文体 · 16人参加" in words(page)
    assert page.text_input(key="activity_theme").value == ""
    assert page.pills(key="activity_kind").value is None
    assert page.number_input(key="activity_people").value is None


def test_how_many_came_is_emptied_only_when_that_is_meant(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 6, 12))
    activity_id = stored(Activity)[0].id
    page = mending(open_page(ACTIVITIES, person=settled.chen), activity_id)
    number = page.number_input(key=f"mend_attended_people_{activity_id}")
    assert number.value == 9
    number.set_value(None)
    press(page, "保存更正")
    assert "原来填写的实到人数被清空了" in page.error[0].value
    page.checkbox(key=f"mend_emptied_{activity_id}").check()
    press(page, "保存更正")
    assert stored(Activity)[0].attended_people is None


def test_no_form_asks_for_more_than_six_things(settled, open_page):
    for path in (ACTIVITIES, DEEDS, "cadre/pairings.py"):
        page = open_page(path, person=settled.chen)
        kinds = (page.text_input, page.pills, page.date_input, page.number_input)
        assert sum(len(kind) for kind in kinds) <= 6


@pytest.mark.parametrize(
    ("theme", "kind", "sentence"),
    [
        ("  ", ActivityKind.STUDY, "请填写活动主题"),
        ("团课", None, "请选一种活动类型"),
    ],
)
def test_a_refused_activity_keeps_what_was_typed(settled, open_page, theme, kind, sentence):
    page = open_page(ACTIVITIES, person=settled.chen)
    page.text_input(key="activity_theme").input(theme)
    if kind:
        page.pills(key="activity_kind").set_value(kind)
    page.text_input(key="activity_place").input("礼堂")
    press(page, "保存活动")
    assert sentence in page.error[0].value
    assert page.text_input(key="activity_theme").value == theme
    assert page.text_input(key="activity_place").value == "礼堂"
    assert stored(Activity) == []


def test_an_activity_recorded_by_mistake_is_taken_back(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 6, 12))
    page = mending(open_page(ACTIVITIES, person=settled.chen), stored(Activity)[0].id)
    press(page, "确定删去")
    assert "已删去" in page.success[0].value
    assert stored(Activity) == []


def test_an_activity_is_put_right_and_of_two_the_second_is_told(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 6, 12))
    [before] = stored(Activity)
    page = mending(open_page(ACTIVITIES, person=settled.chen), before.id)
    page.text_input(key=f"mend_theme_{before.id}").input("敬老服务")
    page.date_input(key=f"mend_held_on_{before.id}").set_value(date(2026, 6, 11))
    press(page, "保存更正")
    assert "已更正" in page.success[0].value
    [after] = stored(Activity)
    assert (after.theme, after.held_on, after.attended_people) == ("敬老服务", date(2026, 6, 11), 9)
    mending(page, before.id)
    with engine.transaction() as session:
        session.get_one(Activity, before.id).place = "礼堂"
    press(page, "保存更正")
    assert "刚刚有人改过" in page.error[0].value


def test_another_branch_s_activities_and_deeds_are_not_listed(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.zhao, date(2026, 6, 12))
        records.a_deed(session, settled.zhao, date(2026, 6, 12))
    assert "6月还没有登记活动" in words(open_page(ACTIVITIES, person=settled.chen))
    assert "6月还没有登记实事" in words(open_page(DEEDS, person=settled.chen))


def test_a_month_that_is_closed_is_listed_but_not_changed(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 5, 12))
    page = open_page(ACTIVITIES, person=settled.chen)
    page.segmented_control(key="activities_month").set_value(1).run()
    assert "志愿服务" in words(page)
    assert "确定删去" not in [button.label for button in page.button]


def test_a_long_list_comes_in_pages(settled, open_page):
    with engine.transaction() as session:
        for day in range(21):
            records.an_activity(session, settled.chen, date(2026, 6, 1 + day % 18))
    page = open_page(ACTIVITIES, person=settled.chen)
    assert words(page).count("**志愿服务**") == 20
    page.pagination[0].set_value(2).run()
    assert words(page).count("**志愿服务**") == 1


@pytest.mark.parametrize("path", [ACTIVITIES, DEEDS, "cadre/pairings.py", "cadre/month.py"])
@pytest.mark.parametrize("name", ["wang", "zhou"])
def test_the_pages_turn_other_roles_away(settled, path, name):
    page = AppTest.from_file(str(ROOT / "pages" / path), default_timeout=20)
    page.user = {"sub": str(getattr(settled, name).id)}
    page.run()
    assert "不对您的账号开放" in page.warning[0].value
    assert not page.title


def test_what_was_struck_meanwhile_is_said(settled, open_page):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 6, 12))
    page = open_page(ACTIVITIES, person=settled.chen)
    activity_id = stored(Activity)[0].id
    mending(page, activity_id)
    with engine.transaction() as session:
        activities.strike(session, actor=settled.chen, activity_id=activity_id, now=NOW)
    press(page, "确定删去")
    assert "没有找到这次活动" in page.error[0].value


@pytest.mark.parametrize(
    ("path", "key", "most", "button", "model"),
    [
        (ACTIVITIES, "activity_theme", activities.THEME_LIMIT, "保存活动", Activity),
        (DEEDS, "deed_title", deeds.TITLE_LIMIT, "保存实事", Deed),
    ],
)
def test_what_is_pasted_too_long_is_refused_in_words_and_stays(
    settled, open_page, path, key, most, button, model
):
    pasted = "长" * (most + 1)
    page = open_page(path, person=settled.chen)
    page.text_input(key=key).input(pasted)
    for kind in (pills for pills in page.pills if pills.key.endswith("_kind")):
        kind.set_value(ActivityKind.STUDY if model is Activity else DeedKind.KIND)
    press(page, button)
    assert f"删到{most}字以内" in page.error[0].value
    assert page.text_input(key=key).value == pasted
    assert stored(model) == []
