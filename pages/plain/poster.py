"""/poster/ID — a branch's QR code on a sheet of A4, to print and put up."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import links
from pages.plain import addresses, rendering
from pages.shared import sessions, sharing


def show(request: Request) -> Response:
    """GET /poster/ID, for whoever may see the branch's link."""
    asked = rendering.asked_by(request, unknown="organisation_unknown")
    if isinstance(asked, Response):
        return asked
    actor, branch_id = asked
    branch = sessions.read(links.link_for, actor=actor, branch_id=branch_id)
    address = sharing.link(addresses.origin(request), branch)
    sharing.require_public(address)
    return rendering.page("poster.html", branch=branch, address=address, qr=sharing.qr_image(address))


ROUTES = [Route("/poster/{branch_id}", show, methods=["GET"])]
