"""What happens to every request, as pure ASGI: who it is, which device, headers, readiness, faults.

Nothing here reads a request's body, and nothing blocks the event loop: the database is asked in a thread.
"""

import logging
import re
import secrets
import traceback
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import sign_ins
from db.errors import NotAllowed, Refused
from db.exchange import chart_files
from db.rights import Actor
from db.secrets import token_hash
from pages.plain import keeping, rendering
from pages.shared import menu, sessions

log = logging.getLogger("wugeyi")

PERSON_HEADER = "x-wugeyi-person"
SIGN_IN_COOKIE = "sid"
DEVICE_COOKIE = "did"
# The invite code with which somebody answers; gone when the browser is closed.
INVITE_COOKIE = "inv"
DEVICE_DAYS = 400
# Folders of files that are the same for everybody.
FILES = ("/static/", "/component/", "/app/static/")
# What a page made for a download. Streamlit itself would give it to whoever has its address.
MADE = "/media/"
# What Streamlit would offer to anybody: its metrics, and room for any number of files.
CLOSED = re.compile(r"/_stcore/metrics(/|$)")
TAKEN = re.compile(r"/_stcore/upload_file(/|$)")


def is_secure(scope: Scope) -> bool:
    """Tell whether the browser speaks TLS, to us or to the proxy before us."""
    return scope["scheme"] in ("https", "wss") or Headers(scope=scope).get("x-forwarded-proto") == "https"


class Identity:
    """Turn the sign-in cookie into the trusted header and `scope["actor"]`; remove what a client sent itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        # Underscores too: some proxies turn them into hyphens.
        headers = [
            (k, v) for k, v in scope["headers"] if k.lower().replace(b"_", b"-") != PERSON_HEADER.encode()
        ]
        actor = None
        if not scope["path"].startswith(("/_stcore/health", *FILES)):
            token = HTTPConnection(scope).cookies.get(SIGN_IN_COOKIE)
            actor = await run_in_threadpool(_known, token) if token else None
        if actor is not None:
            headers.append((PERSON_HEADER.encode(), str(actor.id).encode()))
        return await self.app({**scope, "headers": headers, "actor": actor}, receive, send)


class Readiness:
    """Show every page as unavailable while the database or its key is not in order."""

    # Set by the start: why the house is not ready; None when it is.
    refusal: ClassVar[Refused | None] = None
    OPEN = ("/healthz", "/static/", "/_stcore/", "/favicon")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self.refusal
        if refusal is None or scope["type"] != "http" or scope["path"].startswith(self.OPEN):
            return await self.app(scope, receive, send)
        return await rendering.refusal_page(Request(scope), refusal)(scope, receive, send)


class Doors:
    """Send whoever opens a page that needs an account to the sign-in; say what is not theirs or not there.

    Courtesy only: every page asks again for itself. Without it Streamlit would answer with the home page. Files are no
    courtesy: they go to, and come from, only who has pages that make them or ask for them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _may_pass_a_file(scope):
            return await rendering.plain_text("not found", 404)(scope, receive, send)
        # A path with a dot, or below a folder of Streamlit's, is one of its files.
        is_document = scope["type"] == "http" and scope["method"] == "GET" and "." not in scope["path"]
        if not is_document or scope["path"].startswith(("/_stcore/", *FILES)):
            return await self.app(scope, receive, send)
        answer = _turned_away(Request(scope), scope["path"].strip("/"))
        return await (answer or self.app)(scope, receive, send)


def _may_pass_a_file(scope: Scope) -> bool:
    actor = scope["actor"]
    if TAKEN.search(scope["path"]):
        return actor is not None and not actor.must_change_password and menu.takes_files(actor.role)
    if scope["path"].startswith(MADE):
        return actor is not None and (chart_files.may_have(actor) or menu.takes_files(actor.role))
    return True


def _turned_away(request: Request, url_path: str) -> Response | None:
    roles = menu.roles_of(url_path)
    if roles is None:
        return None if menu.is_open(url_path) else rendering.error_page(request, 404)
    actor = rendering.actor_of(request)
    if actor is None:
        query = f"?{request.url.query}" if request.url.query else ""
        return rendering.go(f"/sign-in?{urlencode({'next': f'/{url_path}{query}'})}")
    if actor.must_change_password:
        return rendering.go("/password")
    return None if actor.role in roles else rendering.refusal_page(request, NotAllowed("wrong_role"))


_signed_in: keeping.Kept[Actor | None] = keeping.Kept()


def _known(token: str) -> Actor | None:
    try:
        return _signed_in.get(token_hash(token), lambda: _who(token))
    except Refused as refused:
        # Nobody is signed in while the database cannot say so; the page itself tells what is wrong.
        log.warning("sign-in not checked: %s", refused)
        return None


def _who(token: str) -> Actor | None:
    actor = sessions.read(sign_ins.who, token=token)
    if actor is not None and sessions.read(sign_ins.is_seen_due, token=token):
        sessions.write(sign_ins.seen, token=token)
    return actor


def forget_sign_ins() -> None:
    """Ask the database anew for every token: after a sign-out or a new password."""
    _signed_in.forget()


class DeviceCookie:
    """Give every browser a random id with its first document, before the websocket opens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or HTTPConnection(scope).cookies.get(DEVICE_COOKIE):
            return await self.app(scope, receive, send)
        secure = "; Secure" if is_secure(scope) else ""
        cookie = (
            f"{DEVICE_COOKIE}={secrets.token_urlsafe(16)}; Path=/; Max-Age={DEVICE_DAYS * 86400}"
            f"; HttpOnly; SameSite=Lax{secure}"
        )

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", cookie)
            await send(message)

        return await self.app(scope, receive, with_cookie)


class SafeHeaders:
    """Headers against framing and guessing; no metrics for the public; no websocket from another site."""

    HEADERS = (
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not is_own_origin(scope):
            # Streamlit would refuse it too, but only after looking up this machine's address on the internet.
            return await send({"type": "websocket.close", "code": 1008})
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if CLOSED.search(scope["path"]):
            return await rendering.plain_text("not found", 404)(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.HEADERS:
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", "frame-ancestors 'none'")
            await send(message)

        return await self.app(scope, receive, with_headers)


def is_own_origin(scope: Scope) -> bool:
    """Tell whether a request that says where it comes from comes from this site."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


class Faults:
    """A bug in a route becomes a Chinese page and one line in the log, without what the request held."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            log.error("fault in a route: %s", where(error))
            if has_begun:
                raise
            await rendering.error_page(Request(scope), 500)(scope, receive, send)
        return None


def where(error: BaseException) -> str:
    """Return kind and place of an error, without its message: messages quote what people typed."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"
