"""Sign in, sign out, change the password — without JavaScript, so that password managers work."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import sign_ins
from db.errors import Refused
from db.rights import Actor
from pages.plain import entering, rendering
from pages.plain.middleware import SIGN_IN_COOKIE, forget_sign_ins, is_secure
from pages.shared import menu, sessions, texts

# Only a path of this site: never //elsewhere, never a scheme.
OWN_PATH = re.compile(r"/(?![/\\])[\w\-./?=&%]*")


def show_sign_in(request: Request) -> Response:
    """GET /sign-in."""
    actor = rendering.actor_of(request)
    if actor is not None:
        return rendering.go(_start(actor, ""))
    return _sign_in_page(next=rendering.query(request, "next"))


def _sign_in_page(*, status: int = 200, username: str = "", next: str = "", refusal: str = "") -> Response:
    return rendering.page(
        "sign_in.html", status=status, username=username, next=_own_path(next), refusal=refusal
    )


def take_sign_in(request: Request, fields: dict[str, str]) -> Response:
    """POST /sign-in."""
    username, next = fields.get("username", "")[:40], fields.get("next", "")
    result = entering.sign_in(username=username, password=fields.get("password", ""))
    if result.refusal is not None or result.token is None or result.actor is None:
        assert result.refusal is not None
        sentence = texts.sentence(result.refusal)
        return _sign_in_page(status=403, username=username, next=next, refusal=sentence)
    response = rendering.go(_start(result.actor, next))
    # A new token at every sign-in; the old one of this browser ends.
    old = request.cookies.get(SIGN_IN_COOKIE)
    if old:
        sessions.write(sign_ins.sign_out, token=old)
    forget_sign_ins()
    response.set_cookie(
        SIGN_IN_COOKIE, result.token, httponly=True, samesite="lax", secure=is_secure(request.scope)
    )
    return response


def _start(actor: Actor, next: str) -> str:
    return "/password" if actor.must_change_password else _own_path(next) or menu.start_of(actor.role)


def _own_path(next: str) -> str:
    return next if OWN_PATH.fullmatch(next) else ""


def take_sign_out(request: Request, fields: dict[str, str]) -> Response:
    """POST /sign-out."""
    token = request.cookies.get(SIGN_IN_COOKIE)
    if token:
        sessions.write(sign_ins.sign_out, token=token)
        forget_sign_ins()
    response = rendering.go("/sign-in")
    response.delete_cookie(SIGN_IN_COOKIE, httponly=True, samesite="lax", secure=is_secure(request.scope))
    return response


def show_password(request: Request) -> Response:
    """GET /password."""
    actor = rendering.actor_of(request)
    return rendering.go("/sign-in?next=/password") if actor is None else _password_page(actor)


def _password_page(actor: Actor, *, status: int = 200, refusal: str = "") -> Response:
    return rendering.page("password.html", status=status, actor=actor, refusal=refusal)


def take_password(request: Request, fields: dict[str, str]) -> Response:
    """POST /password."""
    actor = rendering.actor_of(request)
    if actor is None:
        return rendering.go("/sign-in?next=/password")
    new = fields.get("new", "")
    if new != fields.get("again", ""):
        return _password_page(actor, status=422, refusal=texts.SENTENCES["password_mismatch"])
    token = request.cookies.get(SIGN_IN_COOKIE)
    try:
        entering.change_password(actor=actor, old=fields.get("old", ""), new=new, token=token)
    except Refused as refused:
        return _password_page(actor, status=rendering.STATUS[refused.kind], refusal=texts.sentence(refused))
    forget_sign_ins()
    return rendering.go(menu.start_of(actor.role))


ROUTES = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", rendering.form(take_sign_in), methods=["POST"]),
    Route("/sign-out", rendering.form(take_sign_out), methods=["POST"]),
    Route("/password", show_password, methods=["GET"]),
    Route("/password", rendering.form(take_password), methods=["POST"]),
]
