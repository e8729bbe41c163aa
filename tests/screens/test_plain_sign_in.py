"""Signing in, out and up on plain pages: the real application, its middleware and a real database."""

# long: every way in and out, on one page of rules

import re
from contextlib import contextmanager

import pytest

from db import engine, passwords, people, set_up
from db.errors import Unavailable
from db.models import Person
from db.rights import Operator
from db.vocabulary import Role
from pages.plain import middleware
from tests.cast import PASSWORD, a_sign_in
from tests.screens.serving import plain_client, post

NEW = "Qing-shan-2026"


@pytest.fixture
def client(settled):
    with plain_client() as found:
        yield found


def sign_in(client, *, username="chen", password=PASSWORD, **but):
    return post(client, "/sign-in", username=username, password=password, **but)


def refusal_of(response):
    found = re.search(r'class="refusal"[^>]*>([^<]+)<', response.text)
    return found.group(1) if found else ""


def test_the_sign_in_page_is_small_chinese_and_its_one_script_only_warns(client):
    response = client.get("/sign-in")
    assert response.status_code == 200
    assert '<html lang="zh-CN">' in response.text
    assert len(response.content) < 30_000
    assert re.findall(r"<script[^>]*>", response.text) == ['<script src="/old_browser.js">']


@pytest.mark.parametrize(("username", "start"), [("chen", "/month"), ("wang", "/overview"), ("wu", "/audit")])
def test_the_right_password_leads_to_the_person_s_first_page(client, username, start):
    response = sign_in(client, username=username)
    assert (response.status_code, response.headers["location"]) == (303, start)


def test_the_sign_in_cookie_is_out_of_reach_of_scripts(client):
    cookie = sign_in(client).headers["set-cookie"]
    assert re.search(r"sid=[\w-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_is_secure(client):
    response = post(
        client, "/sign-in", headers={"x-forwarded-proto": "https"}, username="chen", password=PASSWORD
    )
    assert "Secure" in response.headers["set-cookie"]


def test_a_wrong_password_is_refused_and_the_name_kept(client):
    response = sign_in(client, password="wrong")
    assert response.status_code == 403
    assert "用户名或密码不对" in refusal_of(response)
    assert 'value="chen"' in response.text
    assert "wrong" not in response.text
    assert "sid=" not in response.headers.get("set-cookie", "")


def test_five_failures_lock_the_account(client):
    for _ in range(5):
        response = sign_in(client, password="wrong")
    assert "已锁定，请15分钟后再试" in refusal_of(response)
    assert "已锁定" in refusal_of(sign_in(client))


@pytest.mark.parametrize("username", ["chen", "nobody"])
def test_the_answers_tell_no_name_that_exists_from_one_that_does_not(client, username):
    answers = [refusal_of(sign_in(client, username=username, password="wrong")) for _ in range(6)]
    assert all("用户名或密码不对" in answer for answer in answers[:4])
    assert all("已锁定，请15分钟后再试" in answer for answer in answers[4:])


def test_no_password_is_verified_or_hashed_while_the_database_is_held(client, monkeypatch):
    held, used = [], []

    def noted(name):
        usual = getattr(passwords, name)
        return lambda *args: used.append((name, len(held))) or usual(*args)

    @contextmanager
    def transaction():
        with usual_transaction() as session:
            held.append(1)
            yield session
            held.pop()

    usual_transaction = engine.transaction
    monkeypatch.setattr(engine, "transaction", transaction)
    for name in ("is_right", "hash_of"):
        monkeypatch.setattr(passwords, name, noted(name))
    sign_in(client)
    post(client, "/password", old=PASSWORD, new=NEW, again=NEW)
    assert sorted(set(used)) == [("hash_of", 0), ("is_right", 0)]


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_sign_in_never_leads_to_another_site(client, next):
    assert sign_in(client, next=next).headers["location"] == "/month"


def test_the_sign_in_leads_back_to_where_one_wanted_to_go(client):
    away = client.get("/needs")
    assert away.headers["location"] == "/sign-in?next=%2Fneeds"
    assert 'value="/needs"' in client.get(away.headers["location"]).text
    assert sign_in(client, next="/needs").headers["location"] == "/needs"


def test_signing_out_ends_the_sign_in_itself_not_only_the_cookie(client):
    sign_in(client)
    token = client.cookies["sid"]
    assert client.get("/password").status_code == 200
    assert post(client, "/sign-out").headers["location"] == "/sign-in"
    client.cookies.set("sid", token)
    assert client.get("/password").headers["location"].startswith("/sign-in")


def test_signing_out_by_a_link_is_not_possible(client):
    sign_in(client)
    assert client.get("/sign-out").status_code == 404
    assert client.get("/password").status_code == 200


def test_signing_in_again_ends_the_earlier_sign_in_of_this_browser(client):
    sign_in(client)
    first = client.cookies["sid"]
    sign_in(client)
    assert client.cookies["sid"] != first
    client.cookies.clear()
    client.cookies.set("sid", first)
    assert client.get("/password").status_code == 303


def test_a_one_time_password_is_changed_before_anything_else(client, settled):
    with engine.transaction() as session:
        made = people.reset_password(session, actor=Operator("root"), username="chen", now=engine.now())
    assert sign_in(client, password=made.password).headers["location"] == "/password"
    assert client.get("/needs").headers["location"] == "/password"
    assert "一次性密码" in client.get("/password").text
    done = post(client, "/password", old=made.password, new=NEW, again=NEW)
    assert done.headers["location"] == "/month"
    assert client.get("/sign-in").headers["location"] == "/month"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old": "no", "new": NEW, "again": NEW}, "原密码不对"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "两次输入的新密码不一致"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "至少设10位"),
        ({}, "原密码不对"),
    ],
)
def test_a_new_password_that_does_not_fit_is_refused_with_what_to_do(client, fields, sentence):
    sign_in(client)
    response = post(client, "/password", **fields)
    assert response.status_code in (403, 422)
    assert sentence in refusal_of(response)


def test_a_page_of_another_role_is_not_opened(client):
    sign_in(client, username="chen")
    response = client.get("/people")
    assert response.status_code == 403
    assert "不对您的账号开放" in response.text


def test_an_expired_sign_in_is_led_to_the_sign_in(client, settled, now):
    # `now` of the tests lies well before the server's clock: idle for months.
    with engine.transaction() as session:
        client.cookies.set("sid", a_sign_in(session, settled.chen, now=now))
    assert client.get("/needs").headers["location"].startswith("/sign-in")


def test_the_set_up_link_sets_the_district_up_and_signs_in(database):
    with plain_client() as client:
        with engine.transaction() as session:
            token = set_up.first_link(session, now=engine.now())
        assert "建立本区" in client.get(f"/set-up/{token}").text
        fields = {"district": "青山区", "name": "李", "username": "li.qs", "password": NEW}
        refused = post(client, f"/set-up/{token}", **fields, again="other")
        assert refused.status_code == 422
        assert "不一致" in refusal_of(refused)
        assert 'value="青山区"' in refused.text
        done = post(client, f"/set-up/{token}", **fields, again=NEW)
        assert done.headers["location"] == "/overview"
        assert client.get("/password").status_code == 200
        used = client.get(f"/set-up/{token}")
        assert used.status_code == 410
        assert "已经启用" in used.text
        with engine.reading() as session:
            assert session.query(Person).one().role is Role.DISTRICT


def test_an_invented_set_up_link_is_unknown(client):
    response = client.get("/set-up/invented")
    assert response.status_code == 404
    assert "终端最后一行" in response.text


def test_the_wrong_key_is_a_chinese_page_without_traceback(client, monkeypatch):
    monkeypatch.setattr(middleware.Readiness, "refusal", Unavailable("key_wrong"))
    response = client.get("/sign-in")
    assert response.status_code == 503
    assert "系统暂时不可用" in response.text
    assert "密钥与数据库不符" in response.text


def test_health_touches_the_database(client):
    assert client.get("/healthz").json() == {"ok": True}


def test_health_says_no_when_the_database_is_gone(client, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/x.db")
    engine.forget_engine()
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"ok": False})
    page = sign_in(client)
    assert page.status_code == 503
    assert "连不上数据库" in page.text
    assert "Traceback" not in page.text
