"""/i/T — type an invite code, then answer.

A shared device asks for a code first and forgets it with the next one: whoever opens /i/T begins anew.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import corrections, drafts, invites, receipts
from db.engine import Session
from db.errors import NotFound, Refused, TooLate
from db.links import LinkedBranch
from pages.plain import rendering
from pages.plain.middleware import DEVICE_COOKIE, INVITE_COOKIE, is_secure
from pages.shared import answering, sessions, texts, wording


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
        "invite.html",
        status=status,
        is_kept=bool(refusal),
        branch=survey.branch,
        title=survey.title,
        refusal=refusal,
        code=code,
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
        if refused.code not in ("invite_unknown", "too_many_slip_codes"):
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


ROUTES = [
    Route("/i/{token}", ask, methods=["GET"]),
    Route("/i/{token}", rendering.form(enter), methods=["POST"]),
]
