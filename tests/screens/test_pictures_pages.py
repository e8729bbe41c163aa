"""活动 and 实事: saying more of a record, and its pictures — what is kept, what is refused in words, what is doubled."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db import engine
from db.models import Activity, Deed, Picture
from tests import records
from tests.photographs import as_file, drawn
from tests.screens.taps import press

ACTIVITIES, DEEDS = "cadre/activities.py", "cadre/deeds.py"
NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def june(monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: NOW)


@pytest.fixture
def held(settled):
    """An activity and a deed of this month at branch A: their ids."""
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, date(2026, 6, 3))
        records.a_deed(session, settled.chen, date(2026, 6, 4))
        session.flush()
        return session.scalars(select(Activity.id)).one(), session.scalars(select(Deed.id)).one()


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.success, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, settled, path, box):
    page = open_page(path, person=settled.chen)
    page.session_state[box] = True
    return page.run()


def with_picture(page, content, name="照片.jpg"):
    page.file_uploader[0].set_value((name, content, "image/jpeg")).run()
    return press(page, "保存照片")


def n_pictures():
    with engine.reading() as session:
        return session.query(Picture).count()


def test_an_activity_is_completed_and_its_line_tells_the_turnout(settled, held, open_page):
    page = opened(open_page, settled, ACTIVITIES, f"more_{held[0]}")
    for name, n in (("planned_people", 20), ("attended_people", 15), ("attended_members", 9)):
        page.number_input(key=f"more_{name}_{held[0]}").set_value(n)
    page.selectbox(key=f"more_category_code_{held[0]}").set_value("CUL")
    press(page, "保存")
    assert "已补充这次活动" in page.success[0].value
    assert "计划20人，15人参加，其中团员9人" in words(page)
    with engine.reading() as session:
        assert session.get_one(Activity, held[0]).category_code == "CUL"


def test_more_members_than_people_are_refused_in_words_and_stay(settled, held, open_page):
    page = opened(open_page, settled, ACTIVITIES, f"more_{held[0]}")
    page.number_input(key=f"more_attended_members_{held[0]}").set_value(99)
    press(page, "保存")
    assert "团员人数不能比实到人数多" in page.error[0].value
    assert page.number_input(key=f"more_attended_members_{held[0]}").value == 99


def test_a_deed_s_target_and_result_are_kept(settled, held, open_page):
    page = opened(open_page, settled, DEEDS, f"more_{held[1]}")
    page.text_input(key=f"more_target_{held[1]}").set_value("让30人用上热水")
    page.text_area(key=f"more_result_{held[1]}").set_value("全楼可用")
    press(page, "保存目标和成效")
    with engine.reading() as session:
        deed = session.get_one(Deed, held[1])
        assert (deed.target, deed.result) == ("让30人用上热水", "全楼可用")


@pytest.mark.parametrize(("path", "at"), [(ACTIVITIES, 0), (DEEDS, 1)])
def test_a_picture_is_added_counted_and_taken_away(settled, held, open_page, path, at):
    page = with_picture(opened(open_page, settled, path, f"more_{held[at]}"), as_file(drawn()))
    assert "照片已保存" in page.success[0].value
    assert "照片1张" in words(page)
    assert n_pictures() == 1
    page = opened(open_page, settled, path, f"more_{held[at]}")
    press(page, "删去第1张")
    assert n_pictures() == 0


@pytest.mark.parametrize("content", ["不是照片".encode(), b"MZ" + bytes(3000), as_file(drawn())[:3000]])
def test_what_is_no_picture_is_refused_in_words(settled, held, open_page, content):
    page = with_picture(opened(open_page, settled, ACTIVITIES, f"more_{held[0]}"), content)
    assert "不是能打开的照片" in page.error[0].value
    assert n_pictures() == 0


def test_a_button_without_a_picture_says_what_to_do(settled, held, open_page):
    page = opened(open_page, settled, ACTIVITIES, f"more_{held[0]}")
    press(page, "保存照片")
    assert "请先选一张照片" in page.error[0].value


def test_the_branch_is_told_where_a_picture_stands_as_well(settled, held, open_page):
    for path, at in ((ACTIVITIES, 0), (DEEDS, 1)):
        page = with_picture(opened(open_page, settled, path, f"more_{held[at]}"), as_file(drawn()))
    assert "有照片和2026年6月3日“志愿服务”里的相同" in words(page)


def test_a_record_of_a_closed_month_offers_nothing(settled, held, open_page, monkeypatch):
    monkeypatch.setattr(engine, "now", lambda: datetime(2026, 7, 6, 2, 0, tzinfo=UTC))
    page = open_page(ACTIVITIES, person=settled.chen)
    assert not page.file_uploader
