"""Streamlit's scripts and styles, compressed: it serves them as they are, 2.9 MB on a first visit.

Each file is compressed once per process, in a thread, when it is first asked for; their names hold a digest of
their content, so what is kept never goes stale.
"""

import asyncio
import gzip

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Best, not fastest: done once, sent thousands of times.
LEVEL = 9
# A browser that asks for a part, or whether its copy still holds, gets Streamlit's own answer.
CONDITIONS = {"range", "if-none-match", "if-modified-since"}


class Compressed:
    """Send scripts and styles below /static/ with gzip to browsers that take it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, tuple[Message, Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_wanted(scope):
            return await self.app(scope, receive, send)
        path = scope["path"]
        if path not in self.kept:
            answer = await self._fetch(scope)
            if answer[0]["status"] != 200:
                for message in answer:
                    await send(message)
                return None
            self.kept[path] = answer
        start, body = self.kept[path]
        # A list of its own for each answer: what stands around us adds headers in place.
        await send({**start, "headers": list(start["headers"])})
        await send(dict(body))
        return None

    async def _fetch(self, scope: Scope) -> tuple[Message, Message]:
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
            body = await run_in_threadpool(gzip.compress, body, LEVEL, mtime=0)
            headers["content-encoding"] = "gzip"
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


def _is_wanted(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    if not scope["path"].startswith("/static/") or not scope["path"].endswith((".js", ".css")):
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not CONDITIONS & set(headers.keys())
