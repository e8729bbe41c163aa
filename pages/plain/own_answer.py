"""/r/answer — the youth's own answer by receipt code: to be read, taken along, corrected and deleted."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from db import corrections, engine, own_answers
from db.errors import NotAllowed, NotFound, Refused
from db.own_answers import OwnAnswer
from db.receipts import Opened
from pages.plain import receipt, rendering
from pages.plain.middleware import DEVICE_COOKIE, INVITE_COOKIE
from pages.shared import sessions, texts, wording

FILE = "我的问卷回答.txt"


def take(request: Request, fields: dict[str, str]) -> Response:
    """POST /r/answer: one step. A browser in which a cadre is signed in is refused, reading too."""
    code = fields.get("code", "")[:40]
    step = STEPS.get(fields.get("step", ""), _read)
    try:
        if rendering.actor_of(request) is not None:
            raise NotAllowed("youth_only")
        opened = receipt.open_code(request, code)
        return step(request, code, opened)
    except Refused as refused:
        if refused.code in ("code_unknown", "too_many_codes"):
            return receipt.ask_page(
                refusal=texts.sentence(refused), code=code, status=rendering.STATUS[refused.kind]
            )
        return rendering.refusal_page(request, refused)


def _found(opened: Opened) -> OwnAnswer:
    if opened.response_id is None:
        raise NotFound("answer_gone")
    return sessions.read(own_answers.read, response_id=opened.response_id)


def _read(request: Request, code: str, opened: Opened) -> Response:
    return rendering.page(
        "own_answer.html",
        code=code,
        answer=_found(opened),
        lasting=wording.LASTING,
        has_need=bool(opened.need_id),
    )


def _take_along(request: Request, code: str, opened: Opened) -> Response:
    found = _found(opened)
    lines = [f"{found.branch}　{found.title}", f"数据截至{texts.moment(engine.now())}", ""]
    for line in found.lines:
        lines += [f"{line.topic}：{line.question}" if line.topic else line.question, f"　　{line.answer}", ""]
    # With a mark for Windows, whose editor takes Chinese for something else without one.
    return PlainTextResponse(
        "\ufeff" + "\r\n".join(lines),
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(FILE)}",
            "cache-control": "no-store",
        },
    )


def _correct(request: Request, code: str, opened: Opened) -> Response:
    device = request.cookies.get(DEVICE_COOKIE, "")
    if not device:
        return rendering.page(
            "error.html", status=400, title="没有保存", sentence=wording.NO_COOKIES, kept=""
        )
    if opened.response_id is None:
        raise NotFound("answer_gone")
    token = sessions.write(
        corrections.begin, response_id=opened.response_id, need_id=opened.need_id, code=code, device=device
    )
    answer = rendering.go(f"/s/{token}")
    # Whoever holds the receipt goes on with it, not with the code by which somebody came before.
    answer.delete_cookie(INVITE_COOKIE, path="/")
    return answer


def _delete(request: Request, code: str, opened: Opened) -> Response:
    if opened.response_id is not None:
        device = request.cookies.get(DEVICE_COOKIE, "")
        sessions.write(own_answers.delete, code=code, response_id=opened.response_id, device=device)
    elif not opened.is_deleted:
        raise NotFound("answer_gone")
    return receipt.story_page(request, code, done=wording.DELETED)


def back_to_the_code(request: Request) -> Response:
    """GET /r/answer: a tab that was restored; nothing of an answer is ever in an address."""
    return rendering.go("/r")


STEPS: dict[str, Callable[[Request, str, Opened], Response]] = {
    "read": _read,
    "download": _take_along,
    "correct": _correct,
    "delete": _delete,
}

ROUTES = [
    Route("/r/answer", back_to_the_code, methods=["GET"]),
    Route("/r/answer", rendering.form(take), methods=["POST"]),
]
