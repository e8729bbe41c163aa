"""Streamlit's document in Chinese: language, title, icon, no web font, our script, words without JavaScript.

Streamlit knows no other language than English and no place to add a script, so its one HTML file is rewritten
on its way out.
"""

import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.plain import rendering

# Streamlit's own files and channels: no document, no body to rewrite.
RESERVED = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/")


class ChineseDocument:
    """Rewrite Streamlit's document; leave everything else alone."""

    PRELOAD = re.compile(rb"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*/>")
    AGENTS = re.compile(rb"<link\s+rel=\"service-desc\"[^>]*/>")
    # Nothing loads from outside, whatever a page or a text in it asks for. Streamlit needs inline styles and
    # scripts, its charts compile expressions.
    POLICY = (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; media-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    COMMENT = re.compile(rb"<!--.*?-->\s*", re.DOTALL)
    NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
    WITHOUT_SCRIPT = (Path(__file__).parent / "static" / "without_script.html").read_bytes()
    TOKEN = re.compile(rb"(?:^|&)t=([\w-]+)(?:&|$)")
    # Each would bring an answer we cannot rewrite: compressed, "not modified", or a part of it.
    UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_document = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not is_document or scope["path"].startswith(RESERVED):
            return await self.app(scope, receive, send)
        headers = [(k, v) for k, v in scope["headers"] if k not in self.UNWANTED]
        await self.app({**scope, "headers": headers}, receive, self._rewriting(scope, send))
        return None

    def _rewriting(self, scope: Scope, send: Send) -> Send:
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await self._send_whole(scope, start, body, send)
                return
            await send(message)

        return rewrite

    async def _send_whole(self, scope: Scope, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        if b'<div id="root">' in body:
            body = self._chinese(body, self._without_script(scope))
            headers["content-security-policy"] = self.POLICY
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
            headers["cache-control"] = "no-cache"
        if body:
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _without_script(self, scope: Scope) -> bytes:
        # Who came to the survey goes on to the one that needs no script.
        token = self.TOKEN.search(scope["query_string"])
        if scope["path"] != "/survey" or token is None:
            return self.WITHOUT_SCRIPT
        leads = b'<meta http-equiv="refresh" content="0;url=/s/%b">' % token[1]
        return self.WITHOUT_SCRIPT.replace(b"<noscript>", b"<noscript>" + leads, 1)

    def _chinese(self, body: bytes, without_script: bytes) -> bytes:
        body = self.COMMENT.sub(b"", body)
        body = self.PRELOAD.sub(b"", body)
        body = self.AGENTS.sub(b"", body)
        body = self.NOSCRIPT.sub(lambda _: without_script, body, count=1)
        script = b'<script src="/browser.js"></script>\n    <script type="module"'
        return (
            body.replace(b'<html lang="en">', b'<html lang="zh-CN">', 1)
            .replace(b"<title>Streamlit</title>", f"<title>{rendering.SITE}</title>".encode(), 1)
            # Not "shortcut icon": Streamlit points that one at a page's icon on a server outside.
            .replace(b'rel="shortcut icon" href="./favicon.png"', b'rel="icon" href="/icon.svg"', 1)
            .replace(b'<script type="module"', script, 1)
        )
