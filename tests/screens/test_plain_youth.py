"""The youth's plain pages: a branch's link, a wish, the receipt — without JavaScript, whole application."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine
from db.models import Need, StandingLink, Wave
from db.vocabulary import NeedState
from tests.screens.conftest import District
from tests.screens.wishes import WISH, nonce, send_wish, the_need


def test_an_open_survey_is_where_the_link_leads(client: TestClient, district: District) -> None:
    page = client.get(f"/q/{district.link_a}")
    assert page.status_code == 200
    for way in (f"/survey?t={district.link_a}", f"/s/{district.link_a}"):
        assert f'href="{way}"' in page.text
    assert f"0;url=/s/{district.link_a}" in page.text


def test_no_script_but_our_own_runs_on_the_page_that_chooses(client: TestClient, district: District) -> None:
    page = client.get(f"/q/{district.link_a}")
    [script] = re.findall(r"<script(?! src)[^>]*>(.*?)</script>", page.text, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy


def test_without_a_survey_the_link_shows_board_wish_and_progress(
    client: TestClient, district: District
) -> None:
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.closes_on = wave.month.replace(year=2000)
    page = client.get(f"/q/{district.link_a}")
    assert page.status_code == 200
    for words in ("提一个需求", "查进展", "上月您说，我们办了", "自动开启", "ABC234"):
        assert words in page.text


def test_unknown_and_revoked_links_are_chinese_pages(client: TestClient, district: District) -> None:
    assert client.get("/q/none").status_code == 404
    with engine.transaction() as session:
        session.get_one(StandingLink, district.link_a).revoked_at = engine.now()
    page = client.get(f"/q/{district.link_a}")
    assert page.status_code == 410
    assert "停用" in page.text


@pytest.mark.parametrize(("to", "where"), [("survey", "q"), ("wish", "w")])
def test_a_typed_branch_code_leads_to_the_branch(
    client: TestClient, district: District, to: str, where: str
) -> None:
    page = client.get("/go", params={"code": " abc 234", "to": to})
    assert page.headers["location"] == f"/{where}/{district.link_a}"


def test_a_wrong_branch_code_can_be_typed_again(client: TestClient, district: District) -> None:
    page = client.get("/go", params={"code": "ZZZZZZ"})
    assert page.status_code == 404
    assert "没有找到这个支部码" in page.text
    assert 'name="code"' in page.text


def test_a_wish_becomes_a_need_with_a_code(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    need = the_need()
    assert need.state is NeedState.RAISED
    page = client.post("/r", data={"code": code})
    assert "待受理" in page.text
    assert WISH["text"] in page.text
    assert need.number is not None
    assert need.number in page.text


def test_a_wish_sent_twice_is_one_need(client: TestClient, district: District) -> None:
    same = nonce(client, district.link_a)
    assert send_wish(client, district, nonce=same) == send_wish(client, district, nonce=same)
    assert the_need()


def test_a_refused_wish_keeps_what_was_typed(client: TestClient, district: District) -> None:
    fields = {
        **WISH,
        "nonce": nonce(client, district.link_a),
        "sub_item": "PSY1",
        "text": "最近<压力>很大 😟",
    }
    page = client.post(f"/w/{district.link_a}", data=fields)
    assert page.status_code == 422
    assert "最近&lt;压力&gt;很大 😟" in page.text
    assert re.search(r'value="PSY1" selected', page.text)
    assert "健康、家庭或权益" in page.text


def test_an_empty_form_is_refused_in_words(client: TestClient, district: District) -> None:
    page = client.post(f"/w/{district.link_a}", data={"text": ""})
    assert page.status_code == 422
    assert 'name="nonce"' in page.text


def test_a_form_of_another_site_is_refused(client: TestClient, district: District) -> None:
    fields = {**WISH, "nonce": nonce(client, district.link_a)}
    page = client.post(f"/w/{district.link_a}", data=fields, headers={"origin": "http://elsewhere.example"})
    assert page.status_code == 403
    with engine.reading() as session:
        assert session.scalars(select(Need)).all() == []


@pytest.mark.parametrize("address", ["/board", "/r", "/go?code=x", "/w/{link}", "/q/{link}?board=1"])
def test_plain_pages_are_light_chinese_and_load_nothing(
    client: TestClient, district: District, address: str
) -> None:
    page = client.get(address.format(link=district.link_a))
    assert '<html lang="zh-CN">' in page.text
    assert len(page.content) < 30_000
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
