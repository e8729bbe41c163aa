"""/c/T: the youth of a talk takes the receipt code on the own phone, and nobody else does."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db import claims, engine, workdays
from db.models import NeedClaim, NeedEvent
from db.vocabulary import NeedSource, Verb
from tests import builders
from tests.screens import serving
from tests.screens.conftest import District
from tests.screens.serving import plain_client

TEXT = "想把夜班换成白班"


@pytest.fixture
def token(district: District) -> str:
    """The link of a need that 陈 wrote down in a talk."""
    now = engine.now()
    with engine.transaction() as session:
        need = builders.a_need(session, district.cast.branch_a, now=now, text=TEXT, source=NeedSource.TALK)
        return claims.mint(session, need_id=need.id, today=workdays.today(now))


def code_in(page: object) -> str:
    found = re.search(r'class="code">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def claimed() -> int:
    with engine.reading() as session:
        return len(session.scalars(select(NeedEvent).where(NeedEvent.verb == Verb.CLAIM)).all())


def test_the_button_gives_a_code_that_opens_the_need(client: TestClient, token: str) -> None:
    page = client.get(f"/c/{token}")
    assert page.status_code == 200
    assert "东风社区团支部" in page.text
    done = client.post(f"/c/{token}")
    story = client.post("/r", data={"code": code_in(done)})
    assert TEXT in story.text
    assert "您领取了查询码" in story.text


def test_opening_the_link_uses_nothing_up_and_tells_nothing(client: TestClient, token: str) -> None:
    for _ in range(3):
        page = client.get(f"/c/{token}")
        assert "领取查询码</button>" in page.text
        assert TEXT not in page.text
        assert "就业" not in page.text
    assert client.head(f"/c/{token}").status_code == 200
    assert claimed() == 0


def test_a_double_tap_or_a_second_scan_shows_the_same_code(client: TestClient, token: str) -> None:
    client.get(f"/c/{token}")
    code = code_in(client.post(f"/c/{token}"))
    assert code_in(client.post(f"/c/{token}")) == code
    again = client.get(f"/c/{token}")
    assert "再看一次查询码" in again.text
    assert claimed() == 1


def test_without_cookies_the_same_form_gives_the_same_code(client: TestClient, token: str) -> None:
    nonce = re.search(r'name="nonce" value="([^"]+)"', client.get(f"/c/{token}").text)
    assert nonce
    codes = set()
    for _ in range(2):
        client.cookies.clear()
        codes.add(code_in(client.post(f"/c/{token}", data={"nonce": nonce[1]})))
    assert len(codes) == 1


def test_another_phone_gets_nothing_of_a_used_link(client: TestClient, token: str) -> None:
    client.get(f"/c/{token}")
    code = code_in(client.post(f"/c/{token}"))
    with plain_client() as other:
        other.headers["origin"] = str(other.base_url)
        for page in (other.get(f"/c/{token}"), other.post(f"/c/{token}")):
            assert page.status_code == 410
            assert "已经用过" in page.text
            assert code not in page.text


def test_a_browser_with_a_cadre_signed_in_is_refused(
    client: TestClient, district: District, token: str
) -> None:
    serving.sign_in(client, district.cast.chen)
    page = client.get(f"/c/{token}")
    assert "只能由青年本人领取" in page.text
    assert "<form" not in page.text
    refused = client.post(f"/c/{token}")
    assert refused.status_code == 403
    assert "退出后再试" in refused.text
    assert claimed() == 0


def test_unknown_and_expired_links_say_what_to_do(client: TestClient, token: str) -> None:
    unknown = client.get("/c/none")
    assert unknown.status_code == 404
    assert "请团干部重新出示二维码" in unknown.text
    with engine.transaction() as session:
        session.scalars(select(NeedClaim)).one().expires_on -= timedelta(days=31)
    for page in (client.get(f"/c/{token}"), client.post(f"/c/{token}", data={"nonce": "n"})):
        assert page.status_code == 410
        assert "已超过30天" in page.text


def test_a_form_of_another_site_is_refused(client: TestClient, token: str) -> None:
    page = client.post(f"/c/{token}", headers={"origin": "http://elsewhere.example"})
    assert page.status_code == 403
    assert claimed() == 0


def test_the_page_is_light_never_kept_and_loads_nothing(client: TestClient, token: str) -> None:
    page = client.get(f"/c/{token}")
    assert '<html lang="zh-CN">' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert len(page.content) < 30_000
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
