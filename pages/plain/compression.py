"""Streamlit's scripts and styles, compressed: it serves them as they are, 2.9 MB on a first visit.

Each file is compressed once per process and coding, in a thread, when it is first asked for; their names hold a
digest of their content, so what is kept never goes stale. Browsers take Brotli over TLS only (and from this machine),
gzip everywhere.
"""

import asyncio
import functools
import gzip
from collections.abc import Callable, Mapping

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The first that a browser takes is sent. Brotli's levels above 9 take seconds for a file and save a twelfth.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=9),
    "gzip": functools.partial(gzip.compress, compresslevel=9, mtime=0),
}
# A browser that asks for a part, or whether its copy still holds, gets Streamlit's own answer.
CONDITIONS = {"range", "if-none-match", "if-modified-since"}


class Compressed:
    """Send scripts and styles below /static/ compressed to browsers that take it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[tuple[str, str], tuple[Message, Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coding = _coding(scope)
        if coding is None:
            return await self.app(scope, receive, send)
        key = (scope["path"], coding)
        if key not in self.kept:
            answer = await self._fetch(scope, coding)
            if answer[0]["status"] != 200:
                for message in answer:
                    await send(message)
                return None
            self.kept[key] = answer
        start, body = self.kept[key]
        # A list of its own for each answer: what stands around us adds headers in place.
        await send({**start, "headers": list(start["headers"])})
        await send(dict(body))
        return None

    async def _fetch(self, scope: Scope, coding: str) -> tuple[Message, Message]:
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        # Not the browser's `receive`: one that leaves in the middle would cut the file short for all who follow.
        await self.app(scope, _patience, collect)
        body = b"".join(parts)
        headers = MutableHeaders(raw=list(start["headers"]))
        if int(headers.get("content-length", len(body))) != len(body):
            raise OSError("a static file was not read to its end")
        if start["status"] == 200 and "content-encoding" not in headers:
            body = await run_in_threadpool(CODINGS[coding], body)
            headers["content-encoding"] = coding
            headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Encoding")
            for name in ("etag", "accept-ranges"):
                if name in headers:
                    del headers[name]
        start["headers"] = headers.raw
        return start, {"type": "http.response.body", "body": body}


async def _patience() -> Message:
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


def _coding(scope: Scope) -> str | None:
    """Return how a file is to be compressed, None where it goes out as Streamlit sends it."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    if not scope["path"].startswith("/static/") or not scope["path"].endswith((".js", ".css")):
        return None
    headers = Headers(scope=scope)
    if CONDITIONS & set(headers.keys()):
        return None
    # "br;q=0" would refuse it; no browser says so of one and takes the other.
    taken = {part.partition(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
    return next((coding for coding in CODINGS if coding in taken), None)
