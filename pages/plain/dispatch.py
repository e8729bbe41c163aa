"""The plain pages are answered before Streamlit's own layers: sessions, compression and path checks that they do without."""

from collections.abc import Sequence

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.plain import errors, rendering
from pages.shared import typed

FOUND = "wugeyi.route"


class PlainPages:
    """Answer what is a route of ours; leave everything else to whoever stands behind."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes
        self.plain = ExceptionMiddleware(_answer, handlers=errors.HANDLERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if typed.cleaned(scope["path"]) != scope["path"]:
            return await rendering.error_page(Request(scope), 404)(scope, receive, send)
        partial: Scope | None = None
        for route in self.routes:
            match, here = route.matches(scope)
            if match is Match.FULL:
                return await self.plain({**scope, **here, FOUND: route}, receive, send)
            if match is Match.PARTIAL and partial is None:
                partial = {**scope, **here, FOUND: route}
        # A form's address opened by a link is no page; other methods are told which there are.
        if partial is not None and scope["method"] != "GET":
            return await self.plain(partial, receive, send)
        return await self.app(scope, receive, send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await scope[FOUND].handle(scope, receive, send)
