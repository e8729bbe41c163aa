"""The application's routes and middleware in this process, without Streamlit's runtime behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from httpx2 import Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import app
from db import engine
from db.rights import Actor
from pages.plain import errors, middleware
from tests import cast as casting

DOCUMENT = """<!DOCTYPE html>
<html lang="en"><head><link rel="shortcut icon" href="./favicon.png" />
<link rel="preload" href="./static/media/SourceSansVF.woff2" as="font" />
<title>Streamlit</title><script type="module" src="./static/js/index.js"></script></head>
<body><noscript><p>You need to enable JavaScript.</p></noscript><div id="root"></div></body></html>"""
seen: list[Request] = []


async def _document(request: Request) -> HTMLResponse:
    seen.append(request)
    return HTMLResponse(DOCUMENT, headers={"etag": '"1"', "last-modified": "Mon, 01 Jun 2026 00:00:00 GMT"})


@contextmanager
def plain_client() -> Iterator[TestClient]:
    """A browser that does not follow redirects, before the real middleware and plain routes."""
    middleware.Readiness.refusal = None
    seen.clear()
    served = Starlette(
        routes=[Route("/{path:path}", _document)],
        middleware=app.MIDDLEWARE,
        exception_handlers=errors.HANDLERS,
    )
    with TestClient(served, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


def sign_in(client: TestClient, actor: Actor) -> None:
    """Let a browser be one in which a person is signed in."""
    with engine.transaction() as session:
        token = casting.a_sign_in(session, actor, now=engine.now())
    client.cookies.set(middleware.SIGN_IN_COOKIE, token)


def post(client: TestClient, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> Response:
    """Send a form as a page of this site would; a header given as "" is left out."""
    wanted = {"origin": "http://testserver", **(headers or {})}
    return client.post(path, data=fields, headers={k: v for k, v in wanted.items() if v})


def change(client: TestClient, who: str, to: str = "") -> str:
    """Press a button that changes sides; return where it leads."""
    answer = post(client, f"/demo/as/{who}", to=to)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
