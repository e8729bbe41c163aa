"""The first start: behind the one-time link of the terminal, set the district up or load the demo."""

import logging
import subprocess
import sys
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import people, set_up
from db.engine import ROOT
from db.errors import Refused, Unavailable
from db.vocabulary import Role
from pages.plain import entering, keeping, rendering
from pages.plain.middleware import SIGN_IN_COOKIE, forget_sign_ins, is_secure
from pages.shared import menu, sessions, texts

log = logging.getLogger("wugeyi")

DEMO_SECONDS = 300


@dataclass(frozen=True)
class DemoAccount:
    """One account that the demo printed."""

    role: Role
    username: str
    password: str


def show(request: Request) -> Response:
    """GET /set-up/T; looking does not use the link up."""
    token = request.path_params["token"]
    sessions.read(set_up.check_link, token=token)
    return _page(token)


def _page(
    token: str, *, status: int = 200, fields: dict[str, str] | None = None, refusal: str = ""
) -> Response:
    values = {"district": "", "name": "", "username": "", **(fields or {})}
    return rendering.page("set_up.html", status=status, token=token, fields=values, refusal=refusal)


def take_district(request: Request, fields: dict[str, str]) -> Response:
    """POST /set-up/T: 建立本区, then signed in as its first account."""
    token, password = request.path_params["token"], fields.get("password", "")
    if password != fields.get("again", ""):
        return _page(token, status=422, fields=fields, refusal=texts.SENTENCES["password_mismatch"])
    username = fields.get("username", "")
    try:
        actor = entering.set_up_district(
            token=token,
            district_name=fields.get("district", ""),
            username=username,
            name=fields.get("name", ""),
            password=password,
        )
    except Refused as refused:
        if refused.code in ("set_up_link_unknown", "set_up_done"):
            raise
        return _page(
            token, status=rendering.STATUS[refused.kind], fields=fields, refusal=texts.sentence(refused)
        )
    response = rendering.go(menu.start_of(actor.role))
    signed_in = entering.sign_in(username=username, password=password)
    if signed_in.token is not None:
        forget_sign_ins()
        response.set_cookie(
            SIGN_IN_COOKIE, signed_in.token, httponly=True, samesite="lax", secure=is_secure(request.scope)
        )
    return response


def take_demo(request: Request, fields: dict[str, str]) -> Response:
    """POST /set-up/T/demo: 载入演示数据 by the operator's command, then its accounts."""
    token = request.path_params["token"]
    sessions.read(set_up.check_link, token=token)
    try:
        printed = _run_demo()
    except Unavailable as refused:
        return _page(token, status=503, refusal=texts.sentence(refused))
    accounts = [account for account in map(_account, printed.splitlines()) if account is not None]
    if not sessions.read(people.has_accounts):
        return _page(token, status=503, refusal=texts.SENTENCES["demo_failed"])
    sessions.write(set_up.close_links)
    keeping.forget_all()
    return rendering.page("demo.html", accounts=accounts)


def _run_demo() -> str:
    command = [sys.executable, "-m", "db", "demo"]
    try:
        done = subprocess.run(  # a process of its own: building a district would hold this one's interpreter
            command, cwd=ROOT, capture_output=True, text=True, timeout=DEMO_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.error("demo not loaded: %s", type(error).__name__)
        raise Unavailable("demo_failed") from None
    return done.stdout


def _account(line: str) -> DemoAccount | None:
    words = line.split()
    if len(words) != 3 or words[0] not in set(Role):
        return None
    return DemoAccount(Role(words[0]), words[1], words[2])


ROUTES = [
    Route("/set-up/{token}", show, methods=["GET"]),
    Route("/set-up/{token}", rendering.form(take_district), methods=["POST"]),
    Route("/set-up/{token}/demo", rendering.form(take_demo), methods=["POST"]),
]
