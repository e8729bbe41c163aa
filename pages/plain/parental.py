"""The step of whoever is under 14 in the plain survey, and /s/T/notice — 《儿童个人信息告知书》 for the guardian to read."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import drafts, links, minors, own_answers, parental_codes
from db.engine import Session
from db.errors import NotFound, Refused
from db.links import LinkedBranch
from pages.plain import rendering
from pages.plain.sheet import TOO_YOUNG, Sheet, end_page, page_of
from pages.shared import answering, sessions, texts, wording


def ask(sheet: Sheet, *, refusal: str = "", code: str = "", status: int = 200) -> Response:
    """Ask for the guardian's code."""
    return page_of(
        sheet,
        "parental.html",
        status=status,
        is_kept=bool(refusal),
        words=wording.PARENTAL_STEP,
        leaving=wording.leaving_without_code(is_correction=answering.is_correction(sheet.answers)),
        refusal=refusal,
        code=code,
    )


def take(sheet: Sheet, fields: dict[str, str]) -> Response:
    """Take the code and go on with the survey."""
    code = fields.get("code", "")[:40]
    is_correction = answering.is_correction(sheet.answers)
    try:
        if not sessions.write(
            parental_codes.enter,
            code=code,
            device=sheet.device,
            wave=sheet.survey.wave,
            branch_id=sheet.survey.branch.branch_id,
        ):
            raise NotFound("parental_code_unknown")
    except Refused as refused:
        if refused.code == "under_14":
            # The district left the school mode meanwhile.
            return rendering.go(f"{sheet.address}?{TOO_YOUNG}=1") if is_correction else leave(sheet, fields)
        if refused.code not in ("parental_code_unknown", "parental_code_used", "too_many_slip_codes"):
            raise
        status = rendering.STATUS[refused.kind]
        return ask(sheet, refusal=texts.sentence(refused), code=code, status=status)
    return rendering.go(sheet.address)


def ask_again(sheet: Sheet, refused: Refused) -> Response:
    """Ask for the code of an answer that was sent without one: nothing of it is stored but the draft."""
    sheet.save({drafts.PARENTAL_CONSENT: None})
    return ask(sheet, refusal=texts.sentence(refused), status=rendering.STATUS[refused.kind])


def choose_age_again(sheet: Sheet, fields: dict[str, str]) -> Response:
    """选错了，改年龄段: it was a slip of the finger; what else was filled in stays."""
    if answering.awaits_parent(sheet.survey, sheet.answers):
        sheet.save(answering.AGE_AGAIN)
    return rendering.go(sheet.address)


def leave(sheet: Sheet, fields: dict[str, str]) -> Response:
    """没有同意码，退出: all of it is deleted."""
    sessions.write(own_answers.stop, **sheet.whose)
    return end_page(sheet, "谢谢你", wording.STOPPED_WITHOUT_CODE)


def show_notice(request: Request) -> Response:
    """GET /s/T/notice; where nobody under 14 is asked there is none."""
    found = sessions.read(_school, token=request.path_params["token"])
    if not found:
        return rendering.go(f"/q/{request.path_params['token']}?board=1")
    return rendering.page(
        "children_notice.html",
        branch=found,
        contact=wording.ask(found),
        version=minors.NOTICE_VERSION,
    )


def _school(session: Session, *, token: str) -> LinkedBranch | None:
    branch = links.find_branch(session, token=token)
    return branch if minors.takes_children_at(session, branch_id=branch.branch_id) else None


ROUTES = [Route("/s/{token}/notice", show_notice, methods=["GET"])]
