"""What every request meets: spoofed headers, cookies, the Chinese document, headers, what is closed."""

# long: every door of the house

import asyncio
import logging
import re

import pytest
from starlette.requests import Request

from db import engine, people
from pages.plain import files, keeping, middleware, start
from pages.plain.document import ChineseDocument
from tests.cast import a_sign_in
from tests.screens import serving
from tests.screens.serving import plain_client, sign_in

PERSON = "x-wugeyi-person"


@pytest.fixture
def client(settled):
    with plain_client() as found:
        yield found


def test_a_header_that_a_client_sends_itself_is_dropped(client, settled):
    for name in (PERSON, PERSON.upper(), PERSON.replace("-", "_")):
        client.get("/", headers={name: str(settled.li.id)})
        names = {key.replace("_", "-") for key in serving.seen[-1].headers}
        assert PERSON not in names


def test_the_cookie_becomes_the_header_whatever_the_client_claims(client, settled):
    sign_in(client, settled.chen)
    client.get("/", headers={PERSON: str(settled.li.id)})
    assert serving.seen[-1].headers.getlist(PERSON) == [str(settled.chen.id)]


def scope_of(kind, *headers):
    return {
        "type": kind,
        "path": "/_stcore/stream",
        "scheme": "ws",
        "method": "GET",
        "headers": list(headers),
    }


def passed_on(layer, scope):
    """Return the scopes that reach what lies below a layer, and what it sends by itself."""
    reached, sent = [], []

    async def below(scope, receive, send):
        reached.append(scope)

    async def send(message):
        sent.append(message)

    asyncio.run(layer(below)(scope, None, send))
    return reached, sent


def test_the_websocket_is_identified_by_the_cookie_too(settled):
    with engine.transaction() as session:
        token = a_sign_in(session, settled.chen, now=engine.now())
    scope = scope_of(
        "websocket", (b"cookie", f"sid={token}".encode()), (PERSON.encode(), b"999"), (b"host", b"x")
    )
    reached, _ = passed_on(middleware.Identity, scope)
    assert [v for k, v in reached[0]["headers"] if k == PERSON.encode()] == [str(settled.chen.id).encode()]


def test_a_websocket_of_another_site_is_closed_at_once():
    strange = scope_of("websocket", (b"host", b"here.example"), (b"origin", b"https://evil.example"))
    own = scope_of("websocket", (b"host", b"here.example"), (b"origin", b"https://here.example"))
    reached, sent = passed_on(middleware.SafeHeaders, strange)
    assert not reached
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert passed_on(middleware.SafeHeaders, own)[0] == [own]


def test_a_revoked_sign_in_is_nobody_within_seconds(client, settled, monkeypatch):
    monkeypatch.setattr(keeping, "SECONDS", 3.0)
    sign_in(client, settled.chen)
    client.get("/")
    assert PERSON in serving.seen[-1].headers
    with engine.transaction() as session:
        people.end_sign_ins(session, person_id=settled.chen.id, now=engine.now())
    monkeypatch.setattr(keeping.time, "monotonic", lambda: 10.0**9)
    client.get("/")
    assert PERSON not in serving.seen[-1].headers


def test_the_device_cookie_comes_with_the_document_once(client):
    cookie = client.get("/").headers["set-cookie"]
    assert re.match(r"did=[\w-]{22}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax$", cookie)
    assert "set-cookie" not in client.get("/").headers


def test_the_device_cookie_is_secure_behind_tls(client):
    assert client.get("/", headers={"x-forwarded-proto": "https"}).headers["set-cookie"].endswith("Secure")


@pytest.mark.parametrize("path", ["/healthz", "/browser.js"])
def test_what_is_no_document_sets_no_cookie(client, path):
    assert "set-cookie" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/", "/survey"])
def test_the_document_is_chinese_and_loads_only_our_own(client, path):
    text = client.get(path, headers={"accept-encoding": "gzip"}).text
    assert '<html lang="zh-CN">' in text
    assert "<title>青年需求五个一</title>" in text
    assert '<script src="/browser.js"></script>' in text
    assert "SourceSans" not in text
    assert "shortcut icon" not in text
    assert "需要浏览器启用 JavaScript" in text


def test_the_document_is_asked_for_whole_and_never_kept(client):
    response = client.get(
        "/", headers={"accept-encoding": "gzip", "if-none-match": '"1"', "range": "bytes=0-9"}
    )
    asked = serving.seen[-1].headers
    assert not {"accept-encoding", "if-none-match", "range"} & set(asked)
    assert not {"etag", "last-modified"} & set(response.headers)
    assert response.headers["cache-control"] == "no-cache"
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/browser.js", "/nothing-here"])
def test_every_answer_is_kept_out_of_frames_and_not_guessed_at(client, path):
    headers = client.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_document_may_load_nothing_from_outside():
    assert not re.search(r"https?:|\*", ChineseDocument.POLICY)


def test_metrics_are_not_for_the_public(client):
    assert client.get("/_stcore/metrics").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "OPTIONS"])
def test_a_file_is_taken_only_from_who_has_a_page_that_asks_for_it(client, settled, method):
    wanted = (
        (None, False),
        (settled.wang, False),
        (settled.wu, False),
        (settled.chen, True),
        (settled.li, True),
    )
    for actor, is_taken in wanted:
        if actor is not None:
            sign_in(client, actor)
        response = client.request(method, "/_stcore/upload_file/a-session/a-file", content=b"x" * 1000)
        assert (response.status_code != 404) is is_taken


def test_an_unknown_address_is_a_chinese_page(client):
    response = client.get("/nothing-here")
    assert response.status_code == 404
    assert "找不到页面" in response.text


def test_a_bug_in_a_route_is_a_chinese_page_and_one_line_without_what_was_typed(client, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("王小明 13800000000")

    monkeypatch.setattr("pages.plain.rendering.actor_of", broken)
    with caplog.at_level(logging.ERROR, logger="wugeyi"):
        monkeypatch.setattr(middleware.log, "propagate", True)
        response = client.get("/sign-in")
    assert response.status_code == 500
    assert "系统出错了" in response.text
    lines = [record.getMessage() for record in caplog.records if record.name == "wugeyi"]
    assert len(lines) == 1
    assert "ValueError at test_middleware.py" in lines[0]
    assert "13800000000" not in lines[0]


@pytest.mark.parametrize(
    "script",
    [
        files.FILES["/browser.js"][0].decode(),
        files.FILES["/old_browser.js"][0].decode(),
        files.CHOOSE,
        files.FILES["/receipts.js"][0].decode(),
    ],
    ids=["browser", "old_browser", "choose", "receipts"],
)
def test_our_scripts_hold_only_what_an_old_browser_can_read(script):
    assert not re.search(r"=>|\blet\b|\bconst\b|`|\?\.", script)


def test_the_start_survives_a_database_that_is_away(monkeypatch, tmp_path, database):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/x.db")
    engine.forget_engine()
    assert not start.prepare()
    assert middleware.Readiness.refusal.code == "database_unreachable"
    with plain_client() as client:
        monkeypatch.setattr(middleware.Readiness, "refusal", middleware.Readiness.refusal)
        start.prepare()
        page = client.get("/")
        assert (page.status_code, client.get("/healthz").status_code) == (503, 503)
        assert "系统暂时不可用" in page.text
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/back.db")
        engine.forget_engine()
        assert start.prepare()
        assert client.get("/").status_code == 200


def test_only_a_request_of_this_site_counts_as_its_own():
    def asked(**headers):
        raw = [(k.encode(), v.encode()) for k, v in {"host": "here.example", **headers}.items()]
        return Request({"type": "http", "headers": raw})

    from pages.plain.rendering import is_same_origin

    assert is_same_origin(asked(origin="https://here.example"))
    assert is_same_origin(asked(referer="https://here.example/r"))
    assert not is_same_origin(asked(origin="https://here.example.evil.example"))
    assert not is_same_origin(asked(origin="null", referer="https://here.example/"))
    assert not is_same_origin(asked())


@pytest.mark.parametrize(
    ("path", "is_noted"),
    [
        ("/q/abc", False),
        ("/s/abc", False),
        ("/r", False),
        ("/c/abc", False),
        ("/w/abc", False),
        ("/i/abc", False),
        ("/go?code=ABC123", False),
        ("/survey?t=abc", False),
        ("/needs", True),
    ],
)
def test_which_link_or_receipt_was_opened_is_in_no_access_log(path, is_noted):
    line = logging.LogRecord("uvicorn.access", 20, "", 0, "", ("1.2.3.4:5", "GET", path, "1.1", 200), None)
    assert start.is_loggable(line) is is_noted
