"""The plain pages are answered before Streamlit's own layers: sessions, compression and path checks that they do without."""

from collections.abc import Sequence

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.plain import errors


class PlainPages:
    """Answer what is a route of ours; leave everything else to Streamlit."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes
        self.plain = ExceptionMiddleware(Router(routes), handlers=errors.HANDLERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and any(
            route.matches(scope)[0] is not Match.NONE for route in self.routes
        )
        await (self.plain if is_ours else self.app)(scope, receive, send)
