"""After a need is settled: silence, the committee's second question, and what each side reads of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine, lapses, settings, workdays
from db.models import Need
from db.vocabulary import Verb
from tests.screens.conftest import District, OpenPage
from tests.screens.test_needs_page import words
from tests.screens.test_receipt_page import form_of
from tests.screens.wishes import events, send_wish, settle


@pytest.fixture
def everybody_is_drawn(district: District) -> None:
    with engine.transaction() as session:
        settings.put(session, "recheck_share", 1.0)


def pass_days(*days: int) -> None:
    with engine.transaction() as session:
        settled_on = session.scalars(select(Need.settled_on)).one()
        assert settled_on
        for n in days:
            lapses.remind(session, today=settled_on + timedelta(days=n))
            lapses.lapse(session, today=settled_on + timedelta(days=n))


def test_who_says_nothing_is_asked_once_more_by_news_and_may_speak_after_the_end_too(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district).replace(" ", "")
    settle(district)
    before = client.post("/r/news", data={"codes": code}).json()[code]
    pass_days(7)
    assert client.post("/r/news", data={"codes": code}).json()[code] == before + 1
    assert "还想请您说一声：办好了吗？" in client.post("/r", data={"code": code}).text
    pass_days(15)
    page = client.post("/r", data={"code": code}).text
    assert "逾期未评价" in page
    assert "您现在说，仍然算数" in page
    form = form_of(client, code, "judge", outcome="solved", rating="5")
    assert "青年已确认" in client.post("/r/step", data=form).text


@pytest.mark.usefixtures("everybody_is_drawn")
def test_a_youth_who_was_drawn_is_asked_a_second_time_and_tells_the_committee_alone(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district).replace(" ", "")
    settle(district)
    page = client.post("/r/step", data=form_of(client, code, "judge", outcome="solved", rating="5")).text
    assert "回访" not in page
    before = client.post("/r/news", data={"codes": code}).json()[code]
    with engine.transaction() as session:
        need = session.scalars(select(Need)).one()
        assert need.closed_on
        need.closed_on -= timedelta(days=7)
    assert client.post("/r/news", data={"codes": code}).json()[code] == before + 1
    assert "上级团委回访：这件事真的办好了吗？" in client.post("/r", data={"code": code}).text
    form = form_of(client, code, "recheck", outcome="partly", rating="3", text="只贴了一天")
    for _ in range(2):
        page = client.post("/r/step", data=form).text
        assert "已收到，谢谢您！" in page
        assert "回访" not in page
    assert "只贴了一天" not in page
    assert [event.verb for event in events()][-1] is Verb.CONFIRM


@pytest.mark.usefixtures("everybody_is_drawn")
def test_who_has_not_spoken_yet_is_asked_the_second_question_apart_and_nothing_moves_by_it(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district).replace(" ", "")
    settle(district)
    pass_days(7, 15)
    with engine.transaction() as session:
        need = session.scalars(select(Need)).one()
        assert need.closed_on
        need.closed_on = workdays.today(engine.now()) - timedelta(days=7)
    page = client.post("/r", data={"code": code}).text
    judging, second = page.index("提交评价"), page.index('<summary class="quiet">团委另外想问一次')
    assert judging < second < page.index("告诉上级团委")
    assert "不改变这件事的状态" in page
    form = form_of(client, code, "recheck", outcome="solved", rating="5")
    page = client.post("/r/step", data=form).text
    assert "逾期未评价" in page
    assert "提交评价" in page
    assert "团委另外想问一次" not in page


@pytest.mark.usefixtures("everybody_is_drawn")
def test_the_committee_reads_how_many_were_drawn_and_no_answer_of_few(
    client: TestClient, district: District, open_page: OpenPage
) -> None:
    send_wish(client, district)
    settle(district)
    page = open_page("committee/follow_up.py", person=district.cast.wang, part="open")
    assert not page.exception, page.exception
    assert "近12个月抽到1件，回答不足10份，暂不显示。" in words(page)
