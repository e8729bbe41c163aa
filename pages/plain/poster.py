"""/poster/ID — a branch's QR code on a sheet of A4, to print and put up."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import links
from db.errors import NotFound
from pages.plain import addresses, rendering
from pages.shared import sessions, sharing

NUMBER = re.compile("[0-9]{1,9}")


def show(request: Request) -> Response:
    """GET /poster/ID, for whoever may see the branch's link."""
    actor = rendering.actor_of(request)
    # Not the router's kind of number: that one fails of a number of thousands of digits.
    if not NUMBER.fullmatch(request.path_params["branch_id"]):
        raise NotFound("organisation_unknown")
    branch_id = int(request.path_params["branch_id"])
    if actor is None:
        return rendering.go(f"/sign-in?next=/poster/{branch_id}")
    if actor.must_change_password:
        return rendering.go("/password")
    branch = sessions.read(links.link_for, actor=actor, branch_id=branch_id)
    address = sharing.link(addresses.origin(request), branch)
    sharing.require_public(address)
    return rendering.page("poster.html", branch=branch, address=address, qr=sharing.qr_image(address))


ROUTES = [Route("/poster/{branch_id}", show, methods=["GET"])]
