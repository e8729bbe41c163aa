"""Plain pages: Jinja2 templates in the house's look, forms that only this site may send, pages for errors."""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from db.errors import NotAllowed, NotFound, Refused
from db.rights import Actor
from pages.shared import texts, typed, wording

NUMBER = re.compile("[0-9]{1,9}")
SITE = "青年需求五个一"
# What no form of this site needs; a longer one is not read to its end.
MAX_FORM_BYTES = 100_000
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATUS = {
    "not_found": 404,
    "not_allowed": 403,
    "invalid": 422,
    "conflict": 409,
    "too_late": 410,
    "unavailable": 503,
}
ERRORS = {
    400: ("没有读懂这次提交", "内容没有保存。请返回上一页，刷新后再提交一次。"),
    403: ("不能打开这个页面", "您没有打开这个页面的权限，请回首页，或换有权限的账号登录。"),
    404: ("找不到页面", "地址可能输错了，或内容已经移走。请回首页重新进入。"),
    405: ("不能这样打开", "请回首页重新进入。"),
    413: ("提交的内容太大", "请减少内容后再提交。"),
    500: ("系统出错了", "刚才的操作可能没有保存。请返回上一页再试一次；仍不行请联系管理员。"),
    503: ("系统暂时不可用", "请稍后再试；仍不行请联系管理员。"),
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # The templates are part of the program: they are read once.
    auto_reload=False,
)
_templates.globals["site"] = SITE
_templates.filters.update(
    day=texts.day,
    month=texts.month,
    moment=texts.moment,
    may_move=texts.may_move,
    board_line=wording.board_line,
)


def page(
    template: str, *, status: int = 200, script: str = "", is_kept: bool = False, **values: Any
) -> HTMLResponse:
    """Return a page: `template` (a file in templates/, which extends base.html or sheet.html) with `values`, never cached.

    script : an inline script of this house that the template contains; no other may run.
    is_kept : the browser may show it again when somebody goes back to it: for the answer to a form, which it could
    otherwise only send once more. Never with anything that whoever holds the device next should not read.
    """
    body = _templates.get_template(template).render(script=script, **values)
    policy = POLICY
    if script:
        digest = b64encode(sha256(script.encode()).digest()).decode()
        policy = POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'")
    keeping = "private, no-cache" if is_kept else "no-store"
    headers = {"cache-control": keeping, "content-security-policy": policy}
    return HTMLResponse(body, status_code=status, headers=headers)


def fragment(template: str, **values: Any) -> str:
    """Return a part of a page."""
    return _templates.get_template(template).render(**values)


def plain_text(text: str, status: int = 200) -> Response:
    """Return one line of text."""
    return PlainTextResponse(text, status_code=status)


def go(address: str) -> RedirectResponse:
    """Send the browser on with a GET, after a form was taken."""
    return RedirectResponse(address, status_code=303)


def error_page(request: Request, status: int, sentence: str = "") -> HTMLResponse:
    """Return the Chinese page of an error; `sentence` stands for the usual words of that status."""
    title, usual = ERRORS.get(status, ERRORS[404 if status < 500 else 500])
    return page("error.html", status=status, title=title, sentence=sentence or usual, kept="")


def refusal_page(request: Request, refused: Exception, *, kept: str = "") -> HTMLResponse:
    """Return the page of a refusal that no form caught. kept : what was typed, to copy before it is lost."""
    assert isinstance(refused, Refused)
    status = STATUS.get(refused.kind, 400)
    sentence = texts.sentence(refused)
    title = ERRORS[status][0] if status in ERRORS else "没有办成"
    return page("error.html", status=status, title=title, sentence=sentence, kept=kept)


def actor_of(request: Request) -> Actor | None:
    """Return who is signed in; the identity middleware found it out."""
    found: Actor | None = request.scope.get("actor")
    return found


def asked_by(request: Request, *, unknown: str) -> tuple[Actor, int] | Response:
    """Return who asks for a sheet to print and the id its address ends with; for whoever is not let in yet, the way there.

    Refuses (NotFound): `unknown`, where the address ends with no id.
    """
    (given,) = request.path_params.values()
    # Not the router's kind of number: that one fails of a number of thousands of digits.
    if not NUMBER.fullmatch(given):
        raise NotFound(unknown)
    actor = actor_of(request)
    if actor is None:
        return go(f"/sign-in?next={request.url.path}")
    if actor.must_change_password:
        return go("/password")
    return actor, int(given)


def query(request: Request, name: str) -> str:
    """Return a value of the address's query, cleaned as a form's; empty when it is not there."""
    return typed.cleaned(request.query_params.get(name, ""))


def is_same_origin(request: Request) -> bool:
    """Tell whether a form was sent by a page of this site. A browser that names no origin must name a referrer."""
    host = request.headers.get("host")
    source = request.headers.get("origin") or request.headers.get("referer")
    return bool(source) and source != "null" and urlsplit(str(source)).netloc == host


Answer = Callable[[Request, dict[str, str]], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def form(answer: Answer) -> Endpoint:
    """Make a POST route of a plain function (request, fields) → response, run in a thread.

    Refuses what another site sent and what is too large. A field sent several times keeps its last value.
    """

    async def endpoint(request: Request) -> Response:
        if not is_same_origin(request):
            return refusal_page(request, NotAllowed("other_site"))
        length = request.headers.get("content-length", "")
        # A length that is missing or no number may be any length.
        if not length.isdecimal() or int(length) > MAX_FORM_BYTES:
            return error_page(request, 413)
        async with request.form(max_files=0, max_fields=300) as data:
            values = {name: typed.cleaned(value) for name, value in data.items() if isinstance(value, str)}
            return await run_in_threadpool(answer, request, values)

    return endpoint
