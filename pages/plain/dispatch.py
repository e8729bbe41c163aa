"""The plain pages are answered before Streamlit's own layers: sessions, compression and path checks that they do without."""

from collections.abc import Sequence

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.plain import errors


class PlainPages:
    """Answer what is a route of ours; leave everything else to Streamlit."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app = app
        router = Router(routes, default=app, redirect_slashes=False)
        self.plain = ExceptionMiddleware(router, handlers=errors.HANDLERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A router would answer for itself what is no request: the start of the whole application.
        await (self.plain if scope["type"] == "http" else self.app)(scope, receive, send)
