"""The demo's strip, its changes of side and the six steps, through the whole application without a browser."""

import pytest
from starlette.testclient import TestClient

from db import engine, people, settings, sign_ins
from db.vocabulary import Role
from pages.plain import demo, lan
from pages.plain.middleware import SIGN_IN_COOKIE
from pages.shared import menu, sessions
from tests.screens.conftest import District
from tests.screens.serving import change, post

STRIP = 'class="wu-demo"'
PAGES = ["/", "/board", "/sign-in", "/r", "/survey", "/no-such-page"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_demo_has_the_strip(client: TestClient, demo_district: District, path: str) -> None:
    page = client.get(path).text
    assert page.count(STRIP) == 1
    for word in ("演示数据", "换个身份看", "青年", "支部书记", "街道团工委", "区团委"):
        assert word in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_any_other_database_has_it(client: TestClient, district: District, path: str) -> None:
    assert STRIP not in client.get(path).text


@pytest.mark.parametrize("who", ["youth", *demo.ROLES])
def test_any_other_database_refuses_to_change_sides(client: TestClient, district: District, who: str) -> None:
    with engine.transaction() as session:
        # Whatever else is left over from a demo: the one setting decides.
        settings.put(session, "demo_accounts", {"secretary": district.cast.chen.id})
        settings.put(session, "demo_branch", district.cast.branch_a)
    answer = post(client, f"/demo/as/{who}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers or SIGN_IN_COOKIE not in answer.headers["set-cookie"]
    assert [client.get(path).status_code for path in ("/demo", "/demo/story")] == [404, 404]


def test_a_database_that_stops_being_a_demo_refuses_at_once(
    client: TestClient, demo_district: District
) -> None:
    change(client, "secretary")
    with engine.transaction() as session:
        settings.put(session, "is_demo", False)
    assert post(client, "/demo/as/secretary").status_code == 404
    assert STRIP not in client.get("/").text


def test_one_click_signs_in_as_the_account_of_that_role(client: TestClient, demo_district: District) -> None:
    cast = demo_district.cast
    for actor in (cast.chen, cast.wang, cast.li):
        role = actor.role
        assert change(client, role.value) == menu.start_of(role)
        signed_in = sessions.read(sign_ins.who, token=client.cookies[SIGN_IN_COOKIE])
        assert signed_in == actor
        assert f'formaction="/demo/as/{role.value}" aria-current="true"' in client.get("/demo").text


def test_a_youth_is_nobody_and_comes_by_the_link(client: TestClient, demo_district: District) -> None:
    change(client, "secretary")
    old = client.cookies[SIGN_IN_COOKIE]
    assert change(client, "youth") == f"/q/{demo_district.link_a}"
    assert SIGN_IN_COOKIE not in client.cookies
    client.cookies.set(SIGN_IN_COOKIE, old)
    assert client.get("/needs").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("who", ["admin", "auditor", "cadre", "nobody", "secretary/../admin"])
def test_nobody_else_can_be_played(client: TestClient, demo_district: District, who: str) -> None:
    assert post(client, f"/demo/as/{who}").status_code == 404


def test_another_site_cannot_change_sides(client: TestClient, demo_district: District) -> None:
    answer = post(client, "/demo/as/district", headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert client.get("/demo/as/district").status_code == 404
    assert SIGN_IN_COOKIE not in client.cookies


def test_an_account_that_the_demo_did_not_make_is_not_used(
    client: TestClient, demo_district: District
) -> None:
    cast = demo_district.cast
    with engine.transaction() as session:
        settings.put(session, "demo_accounts", {"secretary": cast.zhou.id, "committee": 10_000})
    assert [post(client, f"/demo/as/{who}").status_code for who in demo.ROLES] == [404, 404, 404]


def test_an_ended_account_is_not_used(client: TestClient, demo_district: District) -> None:
    cast = demo_district.cast
    with engine.transaction() as session:
        people.end_account(session, actor=cast.zhou, username="chen", now=engine.now())
    assert post(client, "/demo/as/secretary").status_code == 404


def test_the_qr_code_leads_to_the_address_that_a_phone_reaches(
    client: TestClient, demo_district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "own_address", lambda: "192.0.2.7")
    monkeypatch.setattr(lan, "listens", lambda host, port: (host, port) == ("192.0.2.7", 8501))
    local = {"host": "127.0.0.1:8501"}
    page = client.get("/demo", headers=local).text
    assert f"192.0.2.7:8501/q/{demo_district.link_a}" in page
    assert "data:image/svg+xml" in page
    monkeypatch.setattr(lan, "listens", lambda host, port: False)
    page = client.get("/demo", headers=local).text
    assert "服务只在本机监听" in page
    assert "data:image/svg+xml" not in page
    monkeypatch.setattr(lan, "own_address", lambda: None)
    assert "没有找到这台电脑的局域网地址" in client.get("/demo", headers=local).text


def test_the_roles_of_the_strip_are_the_roles_for_visitors() -> None:
    assert set(demo.ROLES) == {Role.SECRETARY, Role.COMMITTEE, Role.DISTRICT}


def test_what_there_is_to_find_is_asked_with_its_months_and_only_where_it_is_there(
    client: TestClient, demo_district: District
) -> None:
    assert "可以找找看" not in client.get("/demo").text
    with engine.transaction() as session:
        settings.put(session, "demo_months", {"hot_water": "2026-07-01", "exams": "2026-06-01"})
    page = client.get("/demo").text
    for words in ("2026年7月，非公企业的青年最缺什么", "2026年6月考试前", "受理总是慢几天", "本月不适用"):
        assert words in page
    # Deeds that nobody noticed are told only where enough have answered.
    assert "没见到" not in page
