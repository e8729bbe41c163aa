"""/s/T: the survey without JavaScript — whole application, as a text browser meets it."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db import drafts, engine, links, responses, waves, workdays
from db.models import Draft, Need, Receipt, Response, StandingLink, Wave
from db.vocabulary import NeedSource
from pages.plain.middleware import DEVICE_COOKIE
from pages.shared.answering import PLACE
from tests.screens.conftest import District
from tests.screens.plain_sheet import HIDDEN, at_the_last_page, filled, start, stored, walk


def test_a_youth_without_scripts_answers_asks_for_one_thing_and_gets_the_code(
    client: TestClient, district: District
) -> None:
    pages = walk(client, district.link_a, Q2="EMP", Q12="code_only", Q12a="EMP1", Q12b="想找周末的工作")
    assert len(pages) <= 10
    code = re.search(r'class="code">([^<]+)<', pages[-1])
    assert code
    [response] = stored(Response)
    assert response.answers["Q2"] == ["EMP"]
    [need] = stored(Need)
    assert (need.source, need.sub_item_code) == (NeedSource.SURVEY, "EMP1")
    assert len(stored(Receipt)) == 1
    assert "想找周末的工作" in html.unescape(client.post("/r", data={"code": code[1]}).text)
    with engine.reading() as session:
        assert responses.count(session, wave_id=response.wave_id, branch_id=response.branch_id) == 1
    assert "我已保存" in pages[-1]
    assert f'class="line">查询码 {code[1]}，查进展：http://testserver/r<' in pages[-1]
    client.post(f"/s/{district.link_a}", data={"step": "kept"})
    assert code[1] not in client.get(f"/s/{district.link_a}").text


def test_every_page_is_light_and_loads_nothing(client: TestClient, district: District) -> None:
    for page in walk(client, district.link_a, Q2="PSY", Q12="contact", Q12a="PSY1", Q12g="微信 a1"):
        assert len(page.encode()) < 30_000
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
        assert 'lang="zh-CN"' in page


def test_the_same_submit_again_is_one_answer_and_the_same_code(
    client: TestClient, district: District
) -> None:
    page = start(client, district.link_a).text
    sent = filled(page)
    while True:
        sent = filled(page, Q2="EMP")
        answer = client.post(f"/s/{district.link_a}", data=sent)
        page = client.get(answer.headers["location"]).text
        if not HIDDEN.search(page):
            break
    again = client.post(f"/s/{district.link_a}", data=sent)
    assert again.status_code == 303
    assert client.get(again.headers["location"]).text == page
    assert len(stored(Response)) == len(stored(Receipt)) == 1


def corrected(client: TestClient, district: District, data: dict[str, str]) -> str:
    """Send a page that is not in order; return the page to which that leads."""
    answer = client.post(f"/s/{district.link_a}", data=data)
    assert answer.status_code == 303
    return client.get(answer.headers["location"]).text


def test_what_is_missing_is_said_beside_it_and_what_was_given_is_saved(
    client: TestClient, district: District
) -> None:
    start(client, district.link_a)
    page = corrected(client, district, {"page": "Q1", "Q1b": "member", "step": "next"})
    assert "这一页还有1处要填好" in page
    assert "请选择或填写这一题" in page
    assert re.search(r'value="member" checked', page)


def test_going_back_to_what_was_put_right_sends_nothing_again_and_blames_no_later_page(
    client: TestClient, district: District
) -> None:
    start(client, district.link_a)
    answer = client.post(f"/s/{district.link_a}", data={"page": "Q1", "step": "next"})
    # Only a GET can be gone back to.
    assert answer.status_code == 303
    passed = answer.headers["location"]
    client.post(f"/s/{district.link_a}", data={"page": "Q1", "Q1": "18-22", "step": "next"})
    page = client.get(passed).text
    assert HIDDEN.search(page)[1] == "Q2"
    assert "要填好" not in page


def test_what_the_submit_misses_is_said_on_its_own_page(client: TestClient, district: District) -> None:
    start(client, district.link_a)
    mine = whose(client, district)
    with engine.transaction() as session:
        form = at_the_last_page(session, district.link_a, mine["device"], engine.now())
        drafts.save(session, **mine, changes={"Q1": None}, now=engine.now())
    page = corrected(client, district, form)
    assert HIDDEN.search(page)[1] == "Q1"
    assert "请选择或填写这一题" in page
    assert stored(Response) == []


def test_too_many_choices_and_too_long_words_are_refused_in_words_and_kept(
    client: TestClient, district: District
) -> None:
    page = start(client, district.link_a).text
    client.post(f"/s/{district.link_a}", data=filled(page))
    many = {f"Q2|{code}": code for code in ("EMP", "EDU", "HOU", "CUL")}
    page = corrected(client, district, {"page": "Q2", "step": "next", **many})
    assert "最多选3项" in page
    assert page.count(" checked") == 4
    none = {"Q2|EMP": "EMP", "Q2|none": "none"}
    page = corrected(client, district, {"page": "Q2", "step": "next", **none})
    assert "这几项不能同时选" in page
    client.post(f"/s/{district.link_a}", data=filled(page, Q2="EMP"))
    for _ in range(6):
        page = client.get(f"/s/{district.link_a}").text
        if 'name="Q11"' in page:
            break
        client.post(f"/s/{district.link_a}", data=filled(page))
    page = corrected(client, district, filled(page, Q11="长" * 201))
    assert ("最多写200字" in page, "长" * 201 in page) == (True, True)
    assert "长" * 201 in client.get(f"/s/{district.link_a}").text


def test_the_page_before_keeps_both_pages(client: TestClient, district: District) -> None:
    page = start(client, district.link_a).text
    client.post(f"/s/{district.link_a}", data=filled(page))
    answer = client.post(f"/s/{district.link_a}", data={"page": "Q2", "Q2|EMP": "EMP", "step": "back"})
    page = client.get(answer.headers["location"]).text
    assert HIDDEN.search(page)[1] == "Q1"
    client.post(f"/s/{district.link_a}", data=filled(page))
    assert 'value="EMP" checked' in client.get(f"/s/{district.link_a}").text


def test_under_14_ends_and_leaves_nothing(client: TestClient, district: District) -> None:
    start(client, district.link_a)
    answer = client.post(f"/s/{district.link_a}", data={"page": "Q1", "Q1": "under-14", "step": "next"})
    assert "未满14周岁" in answer.text
    assert stored(Draft) == []


def test_leaving_deletes_the_draft(client: TestClient, district: District) -> None:
    start(client, district.link_a)
    assert len(stored(Draft)) == 1
    answer = client.post(f"/s/{district.link_a}", data={"page": "Q1", "step": "leave"})
    assert "草稿已删除" in answer.text
    assert stored(Draft) == []


def test_without_the_tick_nothing_begins(client: TestClient, district: District) -> None:
    client.get(f"/s/{district.link_a}")
    answer = client.post(f"/s/{district.link_a}", data={"step": "start"})
    assert (answer.status_code, "请先阅读并勾选同意" in answer.text) == (422, True)
    assert stored(Draft) == []


def test_without_cookies_it_says_so_and_keeps_nothing(client: TestClient, district: District) -> None:
    client.cookies.clear()
    answer = client.post(f"/s/{district.link_a}", data={"step": "start", "agreed": "1"})
    assert (answer.status_code, "Cookie" in answer.text) == (400, True)
    assert stored(Draft) == []


def whose(client: TestClient, district: District) -> dict:
    branch_id = district.cast.branch_a
    with engine.reading() as session:
        wave = waves.open_wave(session, branch_id=branch_id, on=workdays.today(engine.now()))
    return {"device": client.cookies[DEVICE_COOKIE], "wave": wave, "branch_id": branch_id}


def test_both_renderers_go_on_with_the_same_draft(client: TestClient, district: District) -> None:
    start(client, district.link_a)
    mine = whose(client, district)
    with engine.transaction() as session:
        answers = {"Q1": "18-22", "Q1b": "member", "Q2": ["EMP"], PLACE: "needs"}
        drafts.save(session, **mine, changes=answers, now=engine.now())
    page = client.get(f"/s/{district.link_a}").text
    assert HIDDEN.search(page)[1] == "Q2"
    assert 'value="EMP" checked' in page
    client.post(f"/s/{district.link_a}", data=filled(page, Q2="EDU"))
    with engine.reading() as session:
        found = drafts.load(
            session, device=mine["device"], wave_id=mine["wave"].id, branch_id=mine["branch_id"]
        )
    assert (found.answers["Q2"], found.answers[PLACE]) == (["EDU"], "sub-items")


def test_an_old_draft_is_announced_without_its_content(
    client: TestClient, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = start(client, district.link_a).text
    client.post(f"/s/{district.link_a}", data=filled(page, Q1="23-28"))
    later = engine.now() + timedelta(minutes=11)
    monkeypatch.setattr(engine, "now", lambda: later)
    page = client.get(f"/s/{district.link_a}").text
    assert "不是我，重新开始" in page
    assert "23—28岁" not in page
    client.post(f"/s/{district.link_a}", data={"step": "resume"})
    assert HIDDEN.search(client.get(f"/s/{district.link_a}").text)[1] == "Q2"
    client.post(f"/s/{district.link_a}", data={"step": "over"})
    assert stored(Draft) == []


def test_when_no_survey_is_open_the_branch_s_page_is_shown_and_a_late_page_says_so(
    client: TestClient, district: District
) -> None:
    page = start(client, district.link_a).text
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.closes_on = wave.month.replace(year=2000)
    assert client.get(f"/s/{district.link_a}").headers["location"] == f"/q/{district.link_a}?board=1"
    late = client.post(f"/s/{district.link_a}", data={**filled(page), "Q11": "想找人聊聊"})
    assert (late.status_code, "已经截止" in late.text) == (410, True)
    assert "您写的内容没有保存，请先复制：" in late.text
    assert 'user-select:all">想找人聊聊<' in late.text


def test_a_link_that_was_replaced_says_so(client: TestClient, district: District) -> None:
    with engine.transaction() as session:
        link = session.scalars(select(StandingLink).where(StandingLink.token == district.link_a)).one()
        link.revoked_at = engine.now()
    assert client.get(f"/s/{district.link_a}").status_code in (404, 410)
    assert client.get("/s/nobody").status_code == 404


def test_a_name_is_shown_as_typed_in_cover_and_notice(client: TestClient, district: District) -> None:
    with engine.transaction() as session:
        branch = links.find_branch(session, token=district.link_a)
        assert branch.branch_name
    page = client.get(f"/s/{district.link_a}").text
    assert branch.branch_name in html.unescape(page)
    assert "\\" not in page


def test_no_form_of_another_site_writes(client: TestClient, district: District) -> None:
    client.get(f"/s/{district.link_a}")
    answer = client.post(
        f"/s/{district.link_a}",
        data={"step": "start", "agreed": "1"},
        headers={"origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert stored(Draft) == []
