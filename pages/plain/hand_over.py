"""/hand-over/ID — what somebody hands over, on a sheet of A4 to go through together and sign."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import succession
from pages.plain import rendering
from pages.shared import sessions


def show(request: Request) -> Response:
    """GET /hand-over/ID, for the secretary whose work it is and for those who run the accounts."""
    asked = rendering.asked_by(request, unknown="person_unknown")
    if isinstance(asked, Response):
        return asked
    actor, person_id = asked
    sheet = sessions.write(succession.sheet_for, actor=actor, person_id=person_id)
    back = "/succession" if person_id == actor.id else "/people"
    return rendering.page("hand_over.html", sheet=sheet, work=sheet.work, back=back)


ROUTES = [Route("/hand-over/{person_id}", show, methods=["GET"])]
