"""演示数据·换个身份看: the strip on every page of a demo database, put into the document on its way out.

Streamlit's document and the plain pages get it in one place. Whether this is a demo the database says: one that is
none never shows it.
"""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import visitors
from db.errors import Refused
from db.rights import Actor
from pages.plain import keeping, rendering
from pages.plain.demo import ROLES, STORY_COOKIE
from pages.plain.document import RESERVED
from pages.shared import sessions


class DemoStrip:
    """Put the strip at the end of every document of a demo."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(RESERVED) or not await _is_shown():
            return await self.app(scope, receive, send)
        start: Message | None = None
        body = b""

        async def collecting(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_document(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _send_whole(scope, start, body, send)

        # A compressed answer could not be added to; whoever stands further out compresses it.
        headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        return await self.app({**scope, "headers": headers}, receive, collecting)


def _is_document(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


async def _send_whole(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    before, end, after = body.rpartition(b"</body>")
    if end:
        strip = rendering.fragment(
            "_demo_strip.html",
            roles=ROLES,
            here=_role(scope.get("actor")),
            follows=STORY_COOKIE in HTTPConnection(scope).cookies,
        )
        body = before + strip.encode() + end + after
        MutableHeaders(scope=start)["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})


_demo: keeping.Kept[bool] = keeping.Kept()


async def _is_shown() -> bool:
    # Kept, it needs no thread.
    return _is_demo() if _demo.holds(None) else await run_in_threadpool(_is_demo)


def _is_demo() -> bool:
    try:
        return _demo.get(None, lambda: sessions.read(visitors.is_demo))
    except Refused:
        # The page itself says what is wrong with the database.
        return False


def _role(actor: Actor | None) -> str:
    return actor.role.value if actor else "youth"
