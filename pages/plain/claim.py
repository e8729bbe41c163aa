"""/c/T — the youth of a talk takes the receipt code of the need, on the own phone.

Opening the link uses nothing up: chats and scanners open links by themselves. Only the button does.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import claims, receipts, wishes
from db.errors import NotAllowed, Refused
from pages.plain import addresses, rendering
from pages.plain.middleware import DEVICE_COOKIE
from pages.shared import sessions, texts, wording


def show(request: Request) -> Response:
    """GET /c/T: what the link is for, and the button."""
    holder = request.cookies.get(DEVICE_COOKIE, "")
    try:
        found = sessions.read(claims.look, token=request.path_params["token"], holder=holder)
    except Refused as refused:
        return _refused(refused)
    return rendering.page(
        "claim.html",
        claim=found,
        is_cadre=rendering.actor_of(request) is not None,
        nonce=wishes.new_nonce(),
        refusal="",
    )


def _refused(refused: Refused) -> Response:
    if refused.kind == "unavailable":
        raise refused
    return rendering.page(
        "claim.html",
        status=rendering.STATUS[refused.kind],
        claim=None,
        is_cadre=refused.code == "youth_only",
        nonce="",
        refusal=texts.sentence(refused),
    )


def take(request: Request, fields: dict[str, str]) -> Response:
    """POST /c/T: the code, on this phone only. A browser in which a cadre is signed in is refused."""
    # A browser without cookies is known by the page it was shown: sent twice, it is the same code.
    holder = request.cookies.get(DEVICE_COOKIE) or fields.get("nonce", "")[:64]
    try:
        if rendering.actor_of(request) is not None:
            raise NotAllowed("youth_only")
        code = sessions.write(claims.claim, token=request.path_params["token"], holder=holder)
    except Refused as refused:
        return _refused(refused)
    # Read back: what is shown as done stands in the database.
    is_stored = sessions.read(receipts.exists, code=code)
    shown = receipts.grouped(code) if is_stored else ""
    return rendering.page(
        "claim_done.html",
        code=shown,
        line=wording.receipt_line(shown, addresses.origin(request)),
        receipt=code,
    )


ROUTES = [
    Route("/c/{token}", show, methods=["GET"]),
    Route("/c/{token}", rendering.form(take), methods=["POST"]),
]
