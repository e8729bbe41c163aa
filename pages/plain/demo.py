"""/demo — in a demo database only: look around as somebody, on one's own phone too, and 6步看完一件事."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import sign_ins, visitors, wishes
from db.errors import NotFound
from db.receipts import grouped
from db.visitors import Followed
from db.vocabulary import Role
from pages.plain import addresses, lan, rendering
from pages.plain.demo_story import is_stuck, steps_of
from pages.plain.middleware import SIGN_IN_COOKIE, forget_sign_ins, is_secure
from pages.shared import menu, sessions, sharing

ROLES = {Role.SECRETARY: "支部书记", Role.COMMITTEE: "街道团工委", Role.DISTRICT: "区团委"}
SEES = {
    Role.SECRETARY: "东风社区团支部的一个月：五个一、二维码、青年提的需求。",
    Role.COMMITTEE: "一个街道十几个支部：需求排在哪里、办到哪一步。",
    Role.DISTRICT: "全区的需求分析、办理跟踪、组织和账号。",
}
# Which need a visitor follows: the nonce of its form. Its receipt code follows from it, in a demo only.
STORY_COOKIE = "story"
STORY_SECONDS = 7 * 86400


@dataclass(frozen=True)
class ForPhone:
    """What a phone opens. address : None when no phone gets through. host : of this machine, if it has one."""

    address: str | None
    host: str | None
    port: int


def show(request: Request) -> Response:
    """GET /demo."""
    branch = sessions.read(visitors.branch)
    phone = _for_phone(request)
    address = sharing.link(phone.address, branch) if phone.address else ""
    qr = sharing.qr_image(address) if address else ""
    return rendering.page(
        "demo_look.html",
        branch=branch,
        roles=ROLES,
        sees=SEES,
        phone=phone,
        address=address,
        qr=qr,
        months=sessions.read(visitors.months_of_findings),
    )


def _for_phone(request: Request) -> ForPhone:
    seen = addresses.origin(request)
    scheme = "https" if is_secure(request.scope) else "http"
    port = request.url.port or (443 if scheme == "https" else 80)
    if not sharing.is_loopback(seen):
        return ForPhone(seen, None, port)
    own = lan.own_address()
    reached = f"{scheme}://{own}:{port}" if own and lan.listens(own, port) else None
    return ForPhone(reached, own, port)


def show_story(request: Request) -> Response:
    """GET /demo/story."""
    sessions.read(visitors.branch)
    followed = _followed(request)
    return rendering.page(
        "demo_story.html", followed=followed, steps=steps_of(followed), is_stuck=is_stuck(followed)
    )


def _followed(request: Request) -> Followed | None:
    nonce = request.cookies.get(STORY_COOKIE)
    return sessions.read(visitors.follow, nonce=nonce) if nonce else None


def followed_nonce(request: Request) -> str | None:
    """Return what the visitor's wish form carries, so that the story knows its need; None outside of a story."""
    nonce = request.cookies.get(STORY_COOKIE)
    return nonce if nonce and sessions.read(visitors.unused, nonce=nonce) else None


def show_receipt(request: Request) -> Response:
    """GET /demo/receipt: 查进展 with the visitor's own code filled in."""
    followed = _followed(request)
    if followed is None:
        return rendering.go("/r")
    return rendering.page("receipt_code.html", refusal="", code=grouped(followed.code))


def take_place(request: Request, fields: dict[str, str]) -> Response:
    """POST /demo/as/WHO: this browser is now that one of the demo's people, or a youth."""
    who, to = request.path_params["who"], fields.get("to", "")
    if who == "youth":
        return _as_youth(request, to)
    role = next((role for role in ROLES if role.value == who), None)
    if role is None:
        raise NotFound("demo_account_gone")
    signed_in = sessions.write(visitors.sign_in_as, role=role)
    assert signed_in.token is not None
    assert signed_in.actor is not None
    nonce = request.cookies.get(STORY_COOKIE)
    if to == "follow-up" and nonce:
        sessions.write(visitors.look, actor=signed_in.actor, nonce=nonce)
    response = rendering.go(_place(role, to, _followed(request)))
    _end_sign_in(request)
    response.set_cookie(
        SIGN_IN_COOKIE, signed_in.token, httponly=True, samesite="lax", secure=is_secure(request.scope)
    )
    return response


def _place(role: Role, to: str, followed: Followed | None) -> str:
    if followed and to == "need":
        return f"/{menu.NEEDS.url_path}?need={followed.need_id}"
    if followed and to == "follow-up":
        return f"/{menu.FOLLOW_UP.url_path}?month={followed.month:%Y-%m}"
    return menu.start_of(role)


def _as_youth(request: Request, to: str) -> Response:
    token = sessions.read(visitors.branch).token
    addresses = {"wish": f"/w/{token}", "receipt": "/demo/receipt"}
    response = rendering.go(addresses.get(to, f"/q/{token}"))
    _end_sign_in(request)
    response.delete_cookie(SIGN_IN_COOKIE, httponly=True, samesite="lax", secure=is_secure(request.scope))
    if to == "wish" and followed_nonce(request) is None:
        response.set_cookie(
            STORY_COOKIE,
            wishes.new_nonce(),
            max_age=STORY_SECONDS,
            httponly=True,
            samesite="lax",
            secure=is_secure(request.scope),
        )
    return response


def _end_sign_in(request: Request) -> None:
    token = request.cookies.get(SIGN_IN_COOKIE)
    if token:
        sessions.write(sign_ins.sign_out, token=token)
    forget_sign_ins()


ROUTES = [
    Route("/demo", show, methods=["GET"]),
    Route("/demo/story", show_story, methods=["GET"]),
    Route("/demo/receipt", show_receipt, methods=["GET"]),
    Route("/demo/as/{who}", rendering.form(take_place), methods=["POST"]),
]
