"""/i/T — type an invite code, then answer; /slips/ID — codes to print and cut apart.

A shared device asks for a code first and forgets it with the next one: whoever opens /i/T begins anew.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import corrections, drafts, invites, links, receipts
from db.engine import Session
from db.errors import NotFound, Refused, TooLate
from db.links import LinkedBranch
from db.rights import Actor
from pages.plain import addresses, rendering
from pages.plain.middleware import DEVICE_COOKIE, INVITE_COOKIE, is_secure
from pages.shared import answering, sessions, sharing, texts, wording

NUMBER = re.compile("[0-9]{1,9}")


def ask(request: Request) -> Response:
    """GET /i/T: ask for the code, and forget the one before."""
    found = sessions.read(answering.find_survey, token=request.path_params["token"])
    if isinstance(found, LinkedBranch) or not found.wave.takes_codes:
        branch = found if isinstance(found, LinkedBranch) else found.branch
        return rendering.go(f"/q/{branch.token}")
    answer = _ask_page(found)
    answer.delete_cookie(INVITE_COOKIE, path="/")
    return answer


def _ask_page(survey: answering.Survey, *, refusal: str = "", code: str = "", status: int = 200) -> Response:
    return rendering.page(
        "invite.html", status=status, branch=survey.branch, title=survey.title, refusal=refusal, code=code
    )


def enter(request: Request, fields: dict[str, str]) -> Response:
    """POST /i/T: take the code and go on to the survey."""
    found = sessions.read(answering.find_survey, token=request.path_params["token"])
    if isinstance(found, LinkedBranch):
        raise TooLate("wave_closed")
    code, device = fields.get("code", "")[:40], request.cookies.get(DEVICE_COOKIE, "")
    if not device:
        return rendering.page(
            "error.html", status=400, title="没有保存", sentence=wording.NO_COOKIES, kept=""
        )
    where = {"wave_id": found.wave.id, "branch_id": found.branch.branch_id}
    try:
        if not sessions.write(invites.enter, code=code, device=device, **where):
            raise NotFound("invite_unknown")
    except Refused as refused:
        if refused.code not in ("invite_unknown", "too_many_invite_codes"):
            raise
        status = rendering.STATUS[refused.kind]
        return _ask_page(found, refusal=texts.sentence(refused), code=code, status=status)
    sessions.write(_clear, code=code, device=device, **where)
    answer = rendering.go(f"/q/{found.branch.token}?in=1")
    # No longer than the browser is open.
    answer.set_cookie(
        INVITE_COOKIE, receipts.normal(code), httponly=True, samesite="lax", secure=is_secure(request.scope)
    )
    return answer


def _clear(session: Session, *, code: str, device: str, wave_id: int, branch_id: int) -> None:
    """The slip and the device may have changed hands: no receipt of before is shown, no correction goes on."""
    for whose in (invites.device_of(code), device):
        drafts.forget_code(session, device=whose, wave_id=wave_id, branch_id=branch_id)
    corrections.drop(session, device=device, wave_id=wave_id, branch_id=branch_id)


def _cadre(request: Request) -> tuple[Actor, LinkedBranch] | Response:
    actor = rendering.actor_of(request)
    # Not the router's kind of number: that one fails of a number of thousands of digits.
    if not NUMBER.fullmatch(request.path_params["branch_id"]):
        raise NotFound("organisation_unknown")
    branch_id = int(request.path_params["branch_id"])
    if actor is None:
        return rendering.go(f"/sign-in?next=/slips/{branch_id}")
    if actor.must_change_password:
        return rendering.go("/password")
    return actor, sessions.read(links.link_for, actor=actor, branch_id=branch_id)


def ask_how_many(request: Request) -> Response:
    """GET /slips/ID: how many slips are to be made."""
    found = _cadre(request)
    if isinstance(found, Response):
        return found
    actor, branch = found
    entry = sessions.read(invites.entry, actor=actor, branch_id=branch.branch_id)
    return rendering.page(
        "slips_ask.html", branch=branch, entry=entry, most=invites.MOST_AT_ONCE, refusal="", n=""
    )


def make(request: Request, fields: dict[str, str]) -> Response:
    """POST /slips/ID: make codes and show them, once."""
    found = _cadre(request)
    if isinstance(found, Response):
        return found
    actor, branch = found
    typed = fields.get("n", "").strip()[:10]
    address = sharing.link(addresses.origin(request), branch)
    try:
        sharing.require_public(address)
        n = int(typed) if NUMBER.fullmatch(typed) else 0
        codes = sessions.write(invites.mint, actor=actor, branch_id=branch.branch_id, n=n)
    except Refused as refused:
        entry = sessions.read(invites.entry, actor=actor, branch_id=branch.branch_id)
        return rendering.page(
            "slips_ask.html",
            status=rendering.STATUS[refused.kind],
            branch=branch,
            entry=entry,
            most=invites.MOST_AT_ONCE,
            refusal=texts.sentence(refused),
            n=typed,
        )
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return rendering.page(
        "slips.html", branch=branch, codes=shown, qr=sharing.qr_image(address), address=address
    )


ROUTES = [
    Route("/i/{token}", ask, methods=["GET"]),
    Route("/i/{token}", rendering.form(enter), methods=["POST"]),
    Route("/slips/{branch_id}", ask_how_many, methods=["GET"]),
    Route("/slips/{branch_id}", rendering.form(make), methods=["POST"]),
]
