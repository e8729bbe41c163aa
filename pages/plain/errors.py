"""What a browser sees when something is not there, not allowed or not working."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from db.errors import Refused
from pages.plain import rendering

log = logging.getLogger("wugeyi")


def show_refusal(request: Request, refused: Exception) -> Response:
    """Show a refusal that a route did not catch; a fault of the house itself is logged, too."""
    if isinstance(refused, Refused) and refused.kind == "unavailable":
        log.error("unavailable: %s", refused)
    return rendering.refusal_page(request, refused)


def show_status(request: Request, error: Exception) -> Response:
    """Show the page of a status that a route or the server raised."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(("/_stcore/", "/static/", "/media/", "/component/")):
        return rendering.plain_text(str(error.detail), error.status_code)
    return rendering.error_page(request, error.status_code)


HANDLERS = {Refused: show_refusal, HTTPException: show_status}
