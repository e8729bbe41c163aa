"""/healthz — does the house stand, asked by whoever watches it."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from db import keys
from db.errors import Refused
from pages.shared import sessions

log = logging.getLogger("wugeyi")


def health(request: Request) -> JSONResponse:
    """Touch the database and compare the key: {"ok": true}, or 503 {"ok": false} and a line in the log."""
    try:
        sessions.read(keys.is_right)
    except Refused as refused:
        log.error("not healthy: %s", refused)
        return JSONResponse({"ok": False}, status_code=503, headers={"cache-control": "no-store"})
    return JSONResponse({"ok": True}, headers={"cache-control": "no-store"})


ROUTES = [Route("/healthz", health)]
