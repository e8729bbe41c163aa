"""/hand-over/ID — what somebody hands over, on a sheet of A4 to go through together and sign."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import succession
from db.errors import NotFound
from pages.plain import rendering
from pages.shared import sessions

NUMBER = re.compile("[0-9]{1,9}")


def show(request: Request) -> Response:
    """GET /hand-over/ID, for the secretary whose work it is and for those who run the accounts."""
    actor = rendering.actor_of(request)
    # Not the router's kind of number: that one fails of a number of thousands of digits.
    if not NUMBER.fullmatch(request.path_params["person_id"]):
        raise NotFound("person_unknown")
    person_id = int(request.path_params["person_id"])
    if actor is None:
        return rendering.go(f"/sign-in?next=/hand-over/{person_id}")
    if actor.must_change_password:
        return rendering.go("/password")
    sheet = sessions.write(succession.sheet_for, actor=actor, person_id=person_id)
    back = "/succession" if person_id == actor.id else "/people"
    return rendering.page("hand_over.html", sheet=sheet, work=sheet.work, back=back)


ROUTES = [Route("/hand-over/{person_id}", show, methods=["GET"])]
