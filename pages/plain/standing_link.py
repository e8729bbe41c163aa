"""/q/T — a branch's standing link: the survey when one is open, and always the board, a wish, the progress."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import board, links, waves
from db.engine import Session
from db.errors import Refused
from pages.plain import files, rendering
from pages.shared import sessions, texts


def open_link(request: Request) -> Response:
    """GET /q/T: on to the survey that this browser can show, unless none is open or the board was asked for."""
    token = request.path_params["token"]
    page = sessions.read(_branch_page, token=token)
    if page["takes_codes"] and not {"board", "in"} & set(request.query_params):
        return rendering.go(f"/i/{token}")
    if page["is_open"] and "board" not in request.query_params:
        return rendering.page("choose.html", branch=page["branch"], script=files.CHOOSE)
    return rendering.page("branch.html", **page)


def _branch_page(session: Session, *, token: str, today: date) -> dict[str, Any]:
    branch = links.find_branch(session, token=token)
    wave = waves.open_wave(session, branch_id=branch.branch_id, on=today)
    return {
        "branch": branch,
        "is_open": wave is not None,
        "takes_codes": wave is not None and wave.takes_codes,
        "closes_on": wave.closes_on if wave else None,
        "opens_on": waves.next_opening(session, on=today),
        "board": board.of_last_month(session, today=today, branch_id=branch.branch_id),
    }


def type_code(request: Request) -> Response:
    """GET /go?code=…&to=…: from a typed 支部码 to the branch's page."""
    try:
        token = sessions.read(links.token_of_code, branch_code=rendering.query(request, "code")[:20])
    except Refused as refused:
        if refused.code != "branch_code_unknown":
            raise
        return rendering.page("go.html", status=404, refusal=texts.sentence(refused))
    return rendering.go(f"/{'w' if request.query_params.get('to') == 'wish' else 'q'}/{token}")


def show_board(request: Request) -> Response:
    """GET /board: the district's public board without JavaScript."""
    return rendering.page("board.html", **sessions.read(_district_page))


def _district_page(session: Session, *, today: date) -> dict[str, Any]:
    return {
        "board": board.of_last_month(session, today=today),
        "district": board.district_name(session) or rendering.SITE,
    }


ROUTES = [
    Route("/q/{token}", open_link, methods=["GET"]),
    Route("/go", type_code, methods=["GET"]),
    Route("/board", show_board, methods=["GET"]),
]
